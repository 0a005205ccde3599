/** The program's standard streams as the commands use them. */
import { makeRaw, type Termios, type WindowSize } from '../../base/abi/termios.ts'
import { SysError, attempt } from '../../base/abi/errno.ts'
import { concat, decode } from '../../base/bytes.ts'
import type { Fd, Sys } from '../../kernel/sys/types.ts'

export class Output {
  readonly fd: Fd
  private readonly sys: Sys
  readonly isTerminal: boolean
  constructor(sys: Sys, fd: Fd) {
    this.sys = sys
    this.fd = fd
    this.isTerminal = sys.isatty(fd)
  }
  write(data: string | Uint8Array): Promise<void> {
    return this.sys.write(this.fd, data)
  }
  line(text: string): Promise<void> {
    return this.write(`${text}\n`)
  }
  /** 0 × 0 when it is no terminal. */
  size(): WindowSize {
    const size = this.isTerminal ? attempt(() => this.sys.winsize(this.fd)) : null
    return size === null || size instanceof SysError ? { rows: 0, cols: 0 } : size
  }
}

export class Input {
  readonly fd: Fd
  private readonly sys: Sys
  readonly isTerminal: boolean
  private saved: Termios | null = null
  constructor(sys: Sys, fd: Fd) {
    this.sys = sys
    this.fd = fd
    this.isTerminal = sys.isatty(fd)
  }
  read(): Promise<Uint8Array> {
    return this.sys.read(this.fd)
  }
  /** Up to and without the newline; what was typed before the end of the file; null at the end. */
  async readLine(): Promise<string | null> {
    const parts: Uint8Array[] = []
    for (;;) {
      const byte = await this.sys.read(this.fd, 1)
      if (byte.length === 0) return parts.length === 0 ? null : decode(concat(parts))
      if (byte[0] === 10) return decode(concat(parts)).replace(/\r$/, '')
      parts.push(byte)
    }
  }
  /** Raw mode (cfmakeraw): keys as they are typed, output as it is written. */
  setRaw(): void {
    if (!this.isTerminal || this.saved) return
    const termios = this.sys.tcgetattr(this.fd)
    this.saved = structuredTermios(termios)
    makeRaw(termios)
    this.sys.tcsetattr(this.fd, termios)
  }
  setEcho(on: boolean): void {
    if (!this.isTerminal) return
    const termios = this.sys.tcgetattr(this.fd)
    termios.ECHO = on
    this.sys.tcsetattr(this.fd, termios)
  }
  restore(): void {
    if (!this.saved) return
    const saved = this.saved
    this.saved = null
    attempt(() => this.sys.tcsetattr(this.fd, saved))
  }
}
const structuredTermios = (termios: Termios): Termios => ({ ...termios, cc: { ...termios.cc } })
