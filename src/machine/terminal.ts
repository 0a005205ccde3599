/** A terminal of the host: a pty with a login shell of the student on it. */
import { exitCode, type Process } from '../kernel/proc/types.ts'
import type { Pty } from '../kernel/tty/types.ts'
import type { TerminalOptions } from './facade.ts'
import type { Host } from './host.ts'
import { HOME, loginEnv, student } from './student.ts'

export interface Terminal {
  pty: Pty
  shell: Process
}

export async function openTerminal(
  host: Host,
  id: string,
  options: TerminalOptions,
  onOutput: (data: Uint8Array) => void | Promise<void>,
  onExit: (status: number) => void,
): Promise<Terminal> {
  const { kernel } = host
  const pty = kernel.createPty(kernel.init.mount, { rows: options.rows, cols: options.cols })
  const tty = `/dev/pts/${pty.index}`
  host.terminals.set(tty, id)
  const slave = pty.openSlave()
  // A prompt from outside means that the caller wants just that shell: no start-up files, as `PS1='$ ' bash --norc` has it.
  const plain = options.env?.PS1 !== undefined
  const shell = await kernel.spawn({
    path: '/bin/bash',
    argv: plain ? ['bash', '--norc', '--noprofile', '-i'] : ['-bash'],
    env: loginEnv(options.env),
    cwd: options.cwd ?? HOME,
    credentials: student,
    umask: 0o022,
    namespaces: kernel.init,
    stdio: [slave, slave, slave],
    terminal: pty,
  })
  slave.unref()
  void pump(pty, onOutput).then(async () => {
    host.terminals.delete(tty)
    onExit(exitCode(await shell.exited))
  })
  return { pty, shell }
}

async function pump(pty: Pty, onOutput: (data: Uint8Array) => void | Promise<void>): Promise<void> {
  // A screen that cannot keep up holds the writer back.
  for await (const data of pty.output()) await onOutput(data)
}
