/** Reading operands one after the other, with GNU's complaints. */
import { strerror } from '../../../base/abi/errno.ts'
import type { Fd } from '../../../kernel/sys/types.ts'
import { isError, tryAsync } from './command.ts'
import type { Command } from './command.ts'
import { LineReader, openInput } from './io.ts'
import { quotef } from './quote.ts'

/** Opens each operand ('-' or none: standard input) and hands its descriptor over; failures are told and make the status 1. */
export async function eachFile(command: Command, work: (fd: Fd, name: string) => Promise<void>): Promise<void> {
  for (const name of command.args.length ? command.args : ['-']) {
    const failure = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      try {
        await work(input.fd, name)
      } finally {
        input.close()
      }
    })
    if (isError(failure)) await command.complain(`${quotef(name)}: ${strerror(failure.code)}`)
  }
}
export async function eachLine(
  command: Command,
  work: (line: string, reader: LineReader) => Promise<void> | void,
  options: { binary?: boolean; delimiter?: number } = {},
): Promise<void> {
  await eachFile(command, async (fd) => {
    const reader = new LineReader(command.sys, fd, options)
    for (let line = await reader.next(); line !== null; line = await reader.next()) await work(line, reader)
  })
}
/** All bytes of an operand; ends the command when it cannot be read. */
export async function readOperand(command: Command, name: string, status = 1): Promise<Uint8Array> {
  const bytes = await tryAsync(async () => {
    const input = await openInput(command.sys, name)
    const all = await command.sys.readAll(input.fd)
    input.close()
    return all
  })
  return isError(bytes) ? command.die(`${quotef(name)}: ${strerror(bytes.code)}`, status) : bytes
}
