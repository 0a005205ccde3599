/** A pseudo-terminal pair (pty(7)). The master side belongs to a terminal emulator or to the engine; the slave is the process's tty. */
import type { Termios, WindowSize } from '../../base/abi/termios.ts'
import type { FileDescription } from '../proc/types.ts'

export interface Pty {
  /** N of /dev/pts/N in the devpts it belongs to. */
  readonly index: number
  /** A new open description of the slave side. */
  openSlave(): FileDescription
  /** Keys typed: runs the line discipline (echo, signals, line editing). Resolves when there was room. */
  input(data: Uint8Array): Promise<void>
  /** What the terminal must show, in chunks as written, after output processing. Ends when the last slave closed or close() was called. */
  output(): AsyncIterable<Uint8Array>
  /** Lets go of the terminal: SIGHUP to the session's foreground group. */
  close(): void
  termios: Termios
  readonly size: WindowSize
  /** SIGWINCH to the foreground group when it changes. */
  resize(size: WindowSize): void
  /** Foreground process group in the kernel's root PID namespace, 0 = none. */
  readonly foregroundGroup: number
}
