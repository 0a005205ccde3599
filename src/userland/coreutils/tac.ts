/** tac(1). */
import { strerror } from '../../base/abi/errno.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { quoteaf, quotef } from './lib/quote.ts'
import { compile, RegexError } from './lib/regex/regex.ts'
import { fromBinary, textToBinary, toBinary } from './lib/text.ts'

/** The records of a text, each with its separator, last first. */
export function reversed(
  text: string,
  separator: string | { exec(text: string, from: number): { index: number; end: number } | null },
  before: boolean,
): string[] {
  const cuts: { from: number; to: number }[] = []
  for (let at = 0; at <= text.length;) {
    const found =
      typeof separator === 'string'
        ? ((index) => (index < 0 ? null : { index, end: index + separator.length }))(text.indexOf(separator, at))
        : separator.exec(text, at)
    if (!found || found.end === found.index) break
    cuts.push({ from: found.index, to: found.end })
    at = found.end
  }
  const edges = cuts.map((cut) => (before ? cut.from : cut.to))
  const records: string[] = []
  let from = 0
  for (const edge of edges) {
    if (edge > from) records.push(text.slice(from, edge))
    from = edge
  }
  if (from < text.length) records.push(text.slice(from))
  return records.reverse()
}

export const tac = gnu(
  { help: 'tac', short: 'brs:', long: { before: 'b', regex: 'r', separator: 's' } },
  async (command) => {
    const given = command.value('s')
    let separator: Parameters<typeof reversed>[1] =
      given === undefined ? '\n' : given === '' ? '\0' : textToBinary(given)
    if (command.has('r')) {
      try {
        separator = compile(given ?? '\n', { extended: false })
      } catch (error) {
        if (!(error instanceof RegexError)) throw error
        return command.die(error.message)
      }
    }
    for (const name of command.args.length ? command.args : ['-']) {
      const input = await tryAsync(() => openInput(command.sys, name))
      if (isError(input)) {
        await command.complain(`failed to open ${quoteaf(name)} for reading: ${strerror(input.code)}`)
        continue
      }
      const bytes = await tryAsync(() => command.sys.readAll(input.fd))
      input.close()
      if (isError(bytes)) await command.complain(`${quotef(name)}: read error: ${strerror(bytes.code)}`)
      else
        for (const record of reversed(toBinary(bytes), separator, command.has('b')))
          await command.put(fromBinary(record))
    }
    return command.status
  },
)
