/** uniq(1). */
import { strerror } from '../../base/abi/errno.ts'
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { choose } from './lib/argmatch.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'
import { fromBinary } from './lib/text.ts'

export interface UniqOptions {
  count: boolean
  repeated: boolean
  unique: boolean
  /** print all of a group: -D, with or without separation */
  all: '' | 'none' | 'prepend' | 'separate'
  group: '' | 'separate' | 'prepend' | 'append' | 'both'
  skipFields: number
  skipChars: number
  checkChars: number
  ignoreCase: boolean
  delimiter: number
  /** When it is not the delimiter. */
  outputDelimiter?: string
  countWidth: number
}
export const UNIQ_DEFAULTS: UniqOptions = {
  count: false,
  repeated: false,
  unique: false,
  all: '',
  group: '',
  skipFields: 0,
  skipChars: 0,
  checkChars: Infinity,
  ignoreCase: false,
  delimiter: 10,
  countWidth: 7,
}

function keyOf(line: string, options: UniqOptions): string {
  let at = 0
  for (let n = 0; n < options.skipFields; n++) {
    while (line[at] === ' ' || line[at] === '\t') at++
    while (at < line.length && line[at] !== ' ' && line[at] !== '\t') at++
  }
  at += options.skipChars
  const key = options.checkChars === Infinity ? line.slice(at) : line.slice(at, at + options.checkChars)
  return options.ignoreCase ? key.toLowerCase() : key
}

export async function uniqDescriptor(command: Command, fd: number, to: number, options: UniqOptions): Promise<void> {
  const { sys } = command
  const end = options.outputDelimiter ?? String.fromCharCode(options.delimiter)
  const reader = new LineReader(sys, fd, { binary: true, delimiter: options.delimiter })
  const write = (text: string): Promise<void> | void =>
    to === 1 ? command.put(fromBinary(text)) : sys.write(to, fromBinary(text))
  let group: string[] = []
  let count = 0
  let key: string | undefined
  let groups = 0
  const finish = async (): Promise<void> => {
    if (!count) return
    if (options.group) {
      const before =
        options.group === 'prepend' || options.group === 'both' || (options.group === 'separate' && groups > 0)
      groups++
      await write(
        (before ? end : '') + group.map((line) => line + end).join('') + (options.group === 'append' ? end : ''),
      )
      return
    }
    if (options.all) {
      if (count < 2) return
      if (options.all === 'prepend' || (options.all === 'separate' && groups > 0)) await write(end)
      groups++
      await write(group.map((line) => line + end).join(''))
      return
    }
    if ((options.repeated && count < 2) || (options.unique && count > 1)) return
    await write((options.count ? `${String(count).padStart(options.countWidth)} ` : '') + group[0] + end)
  }
  for (let line = await reader.next(); line !== null; line = await reader.next()) {
    const next = keyOf(line, options)
    if (next === key) {
      count++
      if (options.all || options.group) group.push(line)
      continue
    }
    await finish()
    key = next
    group = [line]
    count = 1
  }
  await finish()
  if (options.group === 'both' && groups) await write(end)
}

/** Opens INPUT and OUTPUT and runs. */
export async function uniqFiles(
  command: Command,
  options: UniqOptions,
  problem: (name: string, reason: string) => Promise<never>,
): Promise<void> {
  const { sys } = command
  const [from = '-', to = '-'] = command.args
  const input = await tryAsync(() => openInput(sys, from))
  if (isError(input)) return problem(from, strerror(input.code))
  let fd = 1
  if (to !== '-') {
    const output = await tryAsync(() => sys.open(to, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
    if (isError(output)) return problem(to, strerror(output.code))
    fd = output
  }
  const failure = await tryAsync(() => uniqDescriptor(command, input.fd, fd, options))
  if (isError(failure)) {
    if (failure.code === 'EISDIR') await problem(`error reading '${from}'`, '')
    throw failure
  }
}

export const uniq = gnu(
  {
    help: 'uniq',
    short: 'cdDf:is:uw:z',
    long: {
      count: 'c',
      repeated: 'd',
      'all-repeated': 'all-repeated=?',
      group: 'group=?',
      'ignore-case': 'i',
      unique: 'u',
      'skip-fields': 'f',
      'skip-chars': 's',
      'check-chars': 'w',
      'zero-terminated': 'z',
    },
  },
  async (command) => {
    const options = { ...UNIQ_DEFAULTS }
    const words: Record<string, string> = { f: 'fields to skip', s: 'bytes to skip', w: 'bytes to compare' }
    for (const { key, value } of command.options) {
      if (key === 'c') options.count = true
      else if (key === 'd') options.repeated = true
      else if (key === 'u') options.unique = true
      else if (key === 'i') options.ignoreCase = true
      else if (key === 'z') options.delimiter = 0
      else if (key === 'D') options.all = 'none'
      else if (key === 'all-repeated' || key === 'group') {
        const word = value ?? (key === 'group' ? 'separate' : 'none')
        const allowed: Record<string, number> =
          key === 'group' ? { prepend: 1, append: 2, separate: 3, both: 4 } : { none: 1, prepend: 2, separate: 3 }
        await choose(command, `--${key}`, word, allowed)
        if (key === 'group') options.group = word as UniqOptions['group']
        else options.all = word as UniqOptions['all']
      } else {
        if (!/^\d+$/.test(value!)) await command.die(`${value}: invalid number of ${words[key]}`)
        if (key === 'f') options.skipFields = Number(value)
        else if (key === 's') options.skipChars = Number(value)
        else options.checkChars = Number(value)
      }
    }
    if (options.group && (options.count || options.repeated || options.unique || options.all))
      await command.usage('--group is mutually exclusive with -c/-d/-D/-u')
    if (options.all && options.count)
      await command.usage('printing all duplicated lines and repeat counts is meaningless')
    if (command.args.length > 2) await command.usage(`extra operand ${quote(command.args[2]!)}`)
    await uniqFiles(command, options, (name, reason) =>
      command.die(`${reason ? quotef(name) : name}: ${reason || 'Is a directory'}`),
    )
  },
)
