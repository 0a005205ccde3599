/** cut(1). As in coreutils 9.1 characters are bytes. */
import { strerror } from '../../base/abi/errno.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'
import { fromBinary, textToBinary } from './lib/text.ts'

export interface Range {
  from: number
  to: number
}
/** Sorted, merged ranges of "1,3-5,7-". Throws Error with cut's reason; `what` is "byte/character" or "field". */
export function parseList(text: string, fields: boolean): Range[] {
  const ranges: Range[] = []
  for (const part of text.split(/[,\s]/)) {
    const match = /^(\d*)(-?)(\d*)$/.exec(part)
    if (!match) {
      const bad = /[^\d-].*$/.exec(part)
      if (bad || /-.*-/.test(part))
        throw new Error(
          bad
            ? `invalid ${fields ? 'field value' : 'byte/character position'} ${quote(bad[0] === part ? part : bad[0])}`
            : fields
              ? 'invalid field range'
              : 'invalid byte or character range',
        )
      throw new Error('invalid byte, character or field list')
    }
    const [, a, dash, b] = match
    if (a === '' && b === '') {
      if (dash) throw new Error('invalid range with no endpoint: -')
      throw new Error(fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1')
    }
    const from = a === '' ? 1 : Number(a)
    const to = dash ? (b === '' ? Infinity : Number(b)) : from
    if (from === 0 || (b !== '' && to === 0)) {
      if (to === 0 && from !== 0) throw new Error('invalid decreasing range')
      throw new Error(fields ? 'fields are numbered from 1' : 'byte/character positions are numbered from 1')
    }
    if (to < from) throw new Error('invalid decreasing range')
    ranges.push({ from, to })
  }
  ranges.sort((a, b) => a.from - b.from || a.to - b.to)
  const merged: Range[] = []
  for (const range of ranges) {
    const last = merged.at(-1)
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else merged.push({ ...range })
  }
  return merged
}
export function complement(ranges: readonly Range[]): Range[] {
  const out: Range[] = []
  let next = 1
  for (const range of ranges) {
    if (range.from > next) out.push({ from: next, to: range.from - 1 })
    next = range.to + 1
  }
  if (next !== Infinity) out.push({ from: next, to: Infinity })
  return out
}

/** The bytes of a line. `delimiter` goes between ranges when given. */
export const cutBytes = (line: string, ranges: readonly Range[], delimiter = ''): string =>
  ranges
    .filter((range) => range.from <= line.length)
    .map((range) => line.slice(range.from - 1, range.to))
    .join(delimiter)
/** The fields of a line; undefined: nothing to print (no delimiter, with -s). */
export function cutFields(
  line: string,
  ranges: readonly Range[],
  delimiter: string,
  outputDelimiter: string,
  onlyDelimited: boolean,
): string | undefined {
  if (!line.includes(delimiter)) return onlyDelimited ? undefined : line
  const fields = line.split(delimiter)
  const out: string[] = []
  for (const range of ranges)
    for (let i = range.from; i <= Math.min(range.to, fields.length); i++) out.push(fields[i - 1]!)
  return out.join(outputDelimiter)
}

/** Runs `select` on every line of the files. */
export async function eachLine(
  command: Command,
  delimiter: number,
  select: (line: string) => string | undefined,
  problem: (name: string, reason: string) => Promise<void>,
): Promise<void> {
  const end = String.fromCharCode(delimiter)
  for (const name of command.args.length ? command.args : ['-']) {
    const failure = await tryAsync(async () => {
      const input = await openInput(command.sys, name)
      const reader = new LineReader(command.sys, input.fd, { binary: true, delimiter })
      try {
        for (let line = await reader.next(); line !== null; line = await reader.next()) {
          const out = select(line)
          if (out !== undefined) await command.put(fromBinary(out + end))
        }
      } finally {
        input.close()
      }
    })
    if (isError(failure)) await problem(name, strerror(failure.code))
  }
}

export const cut = gnu(
  {
    help: 'cut',
    short: 'b:c:d:f:nsz',
    long: {
      bytes: 'b',
      characters: 'c',
      fields: 'f',
      delimiter: 'd',
      'only-delimited': 's',
      'output-delimiter': 'output-delimiter=',
      complement: 'complement',
      'zero-terminated': 'z',
    },
  },
  async (command) => {
    const lists = command.options.filter((option) => 'bcf'.includes(option.key))
    if (lists.length > 1) await command.usage('only one list may be specified')
    const list = lists[0]
    if (!list) return command.usage('you must specify a list of bytes, characters, or fields')
    const fields = list.key === 'f'
    const given = command.value('d')
    if (given !== undefined && textToBinary(given).length > 1)
      await command.usage('the delimiter must be a single character')
    if (!fields && given !== undefined)
      await command.usage('an input delimiter may be specified only when operating on fields')
    if (!fields && command.has('s'))
      await command.usage('suppressing non-delimited lines makes sense\n\tonly when operating on fields')
    let ranges: Range[] = []
    try {
      ranges = parseList(list.value!, fields)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      await command.usage(error.message)
    }
    if (command.has('complement')) ranges = complement(ranges)
    const delimiter = given === undefined ? '\t' : given === '' ? '\0' : textToBinary(given)
    const output = command.value('output-delimiter')
    const between = output === undefined ? undefined : output === '' ? '\0' : textToBinary(output)
    await eachLine(
      command,
      command.has('z') ? 0 : 10,
      (line) =>
        fields
          ? cutFields(line, ranges, delimiter, between ?? delimiter, command.has('s'))
          : cutBytes(line, ranges, between ?? ''),
      (name, reason) => command.complain(`${quotef(name)}: ${reason}`),
    )
    return command.status
  },
)
