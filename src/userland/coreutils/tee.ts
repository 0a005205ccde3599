/** tee(1). */
import { strerror } from '../../base/abi/errno.ts'
import { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { quotef } from './lib/quote.ts'

/** Copies standard input to standard output and to the files. */
export async function teeTo(
  command: Command,
  options: { append: boolean; ignoreInterrupts: boolean },
  problem: (name: string, reason: string) => Promise<void>,
): Promise<void> {
  const { sys } = command
  if (options.ignoreInterrupts) sys.signal(2, 'ignore')
  const targets: { fd: number; name: string }[] = [{ fd: 1, name: 'standard output' }]
  for (const name of command.args) {
    const fd = await tryAsync(() => sys.open(name, O_WRONLY | O_CREAT | (options.append ? O_APPEND : O_TRUNC), 0o666))
    if (isError(fd)) await problem(name, strerror(fd.code))
    else targets.push({ fd, name })
  }
  for (;;) {
    const chunk = await sys.read(0)
    if (!chunk.length) return
    for (const target of [...targets]) {
      const failure = await tryAsync(() => sys.write(target.fd, chunk))
      if (!isError(failure)) continue
      targets.splice(targets.indexOf(target), 1)
      await problem(target.name, strerror(failure.code))
    }
    if (!targets.length) return
  }
}

export const tee = gnu(
  {
    help: 'tee',
    short: 'aip',
    long: { append: 'a', 'ignore-interrupts': 'i', 'output-error': 'output-error=?' },
  },
  async (command) => {
    if (command.has('p') || command.has('output-error')) command.sys.signal(13, 'ignore')
    await teeTo(command, { append: command.has('a'), ignoreInterrupts: command.has('i') }, (name, reason) =>
      command.complain(`${quotef(name)}: ${reason}`),
    )
  },
)
