/** BusyBox: wc, sort, uniq, cut, tr, seq, grep, sed, paste-like small ones. */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import { cutBytes, eachLine, parseList } from '../coreutils/cut.ts'
import type { Range } from '../coreutils/cut.ts'
import { isError, tryAsync } from '../coreutils/lib/command.ts'
import { LineReader, openInput } from '../coreutils/lib/io.ts'
import { applyLetter, lineComparison, noOrdering, parseKey } from '../coreutils/lib/sort-keys.ts'
import type { SortKey } from '../coreutils/lib/sort-keys.ts'
import { fromBinary, textToBinary } from '../coreutils/lib/text.ts'
import { guardNumbers, sequence } from '../coreutils/seq.ts'
import { mergeSort, randomHash } from '../coreutils/sort.ts'
import { planTr, runTr } from '../coreutils/tr.ts'
import { UNIQ_DEFAULTS, uniqFiles } from '../coreutils/uniq.ts'
import { countDescriptor, zeroCounts } from '../coreutils/wc.ts'
import type { Counts } from '../coreutils/wc.ts'
import { applet } from './applet.ts'
import { compile, RegexError } from '../coreutils/lib/regex/regex.ts'
import type { Regex } from '../coreutils/lib/regex/regex.ts'

export const wc = applet({ short: 'cmlwL' }, async (command) => {
  const { sys } = command
  const any = command.options.length > 0
  const want = (key: string): boolean => (any ? command.has(key) : 'lwc'.includes(key))
  const columns = (['l', 'w', 'm', 'c', 'L'] as const).filter(want)
  const names = command.args
  // One number alone has no padding.
  const format = (value: number): string =>
    columns.length === 1 && names.length <= 1 ? String(value) : String(value).padStart(9)
  const total = zeroCounts()
  const print = async (counts: Counts, label: string): Promise<void> => {
    const value = { l: counts.lines, w: counts.words, m: counts.chars, c: counts.bytes, L: counts.longest }
    await command.put(`${columns.map((key) => format(value[key])).join(' ')}${label}\n`)
  }
  for (const name of names.length ? names : ['-']) {
    const counts = await tryAsync(async () => {
      const input = await openInput(sys, name)
      const result = await countDescriptor(sys, input.fd, want('w') || want('m') || want('L'))
      input.close()
      return result
    })
    if (isError(counts)) {
      await command.perror(name, counts)
      if (counts.code === 'EISDIR') await print(zeroCounts(), ` ${name}`)
      continue
    }
    for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key]
    total.longest = Math.max(total.longest, counts.longest)
    await print(counts, names.length ? ` ${name}` : '')
  }
  if (names.length > 1) await print(total, ' total')
})

export const sort = applet({ short: 'ngMucszbrdfimS:T:o:k:t:V', failure: 2 }, async (command) => {
  const { sys } = command
  const global = noOrdering()
  const keys: SortKey[] = []
  let separator: string | undefined
  for (const { key, value } of command.options) {
    if ('ngMbrdfihV'.includes(key)) applyLetter(global, key, 'both')
    else if (key === 't') {
      if (value!.length !== 1) return command.die(`bad -t parameter`, 2)
      separator = textToBinary(value!)
    }
  }
  for (const { key, value } of command.options) {
    if (key !== 'k') continue
    try {
      keys.push(parseKey(value!, global))
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return command.die(`bad field specification`, 2)
    }
  }
  const delimiter = command.has('z') ? 0 : 10
  const end = String.fromCharCode(delimiter)
  const byKeys = lineComparison(keys, global, separator, randomHash(sys))
  const unique = command.has('u')
  const compare = (a: string, b: string): number =>
    byKeys(a, b) || (command.has('s') || unique ? 0 : (a < b ? -1 : a > b ? 1 : 0) * (global.reverse ? -1 : 1))
  const lines: string[] = []
  for (const name of command.args.length ? command.args : ['-']) {
    const input = await tryAsync(() => openInput(sys, name))
    if (isError(input)) return command.perrorAndDie(name, input, 2)
    const reader = new LineReader(sys, input.fd, { binary: true, delimiter })
    const failure = await tryAsync(async () => {
      for (let line = await reader.next(); line !== null; line = await reader.next()) lines.push(line)
    })
    input.close()
    if (isError(failure) && failure.code !== 'EISDIR') return command.perrorAndDie(name, failure, 2)
  }
  if (command.has('c')) {
    for (let i = 1; i < lines.length; i++) {
      const order = compare(lines[i - 1]!, lines[i]!)
      if (order > 0 || (order === 0 && unique)) {
        await command.sys.write(2, `Check line ${i}\n`)
        return 1
      }
    }
    return 0
  }
  const sorted = await mergeSort(sys, lines, compare)
  const kept = unique ? sorted.filter((line, i) => i === 0 || byKeys(sorted[i - 1]!, line) !== 0) : sorted
  const target = command.value('o')
  const bytes = fromBinary(kept.map((line) => line + end).join(''))
  if (target === undefined) await command.put(bytes)
  else {
    const fd = await tryAsync(() => sys.open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
    if (isError(fd)) return command.perrorAndDie(`can't open '${target}'`, fd, 2)
    await sys.write(fd, bytes)
    sys.close(fd)
  }
  return 0
})

export const uniq = applet({ short: 'cduif:s:w:z', max: 2 }, async (command) => {
  const number = async (key: string): Promise<number | undefined> => {
    const text = command.value(key)
    return text === undefined ? undefined : command.number(text)
  }
  const options = {
    ...UNIQ_DEFAULTS,
    count: command.has('c'),
    repeated: command.has('d'),
    unique: command.has('u'),
    ignoreCase: command.has('i'),
    outputDelimiter: command.has('z') ? '\0' : '\n',
    skipFields: (await number('f')) ?? 0,
    skipChars: (await number('s')) ?? 0,
    checkChars: (await number('w')) ?? Infinity,
  }
  await uniqFiles(command, options, (name, reason) =>
    command.die(reason ? `can't open '${name}': ${reason}` : `${command.args[0] ?? '-'}: I/O error`),
  )
})

export const cut = applet({ short: 'b:c:f:d:O:sDF:n', long: { 'output-delimiter': 'O' } }, async (command) => {
  const lists = command.options.filter((option) => 'bcfF'.includes(option.key))
  if (lists.length !== 1)
    return lists.length ? command.usage() : command.die('expected a list of bytes, characters, or fields')
  const { key, value } = lists[0]!
  const fields = key === 'f' || key === 'F'
  if (!fields && command.has('d')) return command.die('a delimiter may be specified only when operating on fields')
  if (!fields && command.has('s'))
    return command.die('suppressing non-delimited lines makes sense only when operating on fields')
  let ranges: Range[] = []
  try {
    ranges = parseList(value!, fields)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const bad = /(?:^|[,-])([^\d,-][^,-]*)/.exec(value!)
    if (bad) return command.die(`invalid number '${bad[1]}'`)
    ranges = []
  }
  const given = command.value('d')
  const delimiter = textToBinary(given ?? '\t').slice(0, 1)
  let pattern: Regex | undefined
  if (key === 'F') {
    try {
      pattern = compile(given ?? '[[:space:]][[:space:]]*', { extended: true })
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      return command.die(`bad regex '${given}': ${error.message}`)
    }
  }
  const between = command.value('O')
  // A range beyond the last field still gets its delimiter.
  const fieldsOf = (line: string, separator: string, joint: string): string | undefined => {
    if (!line.includes(separator)) return command.has('s') ? undefined : line
    const parts = line.split(separator)
    return ranges.map((range) => parts.slice(range.from - 1, range.to).join(joint)).join(joint)
  }
  await eachLine(
    command,
    10,
    (line) => {
      if (!fields) return cutBytes(line, ranges, between ?? '')
      if (!pattern) return fieldsOf(line, delimiter, textToBinary(between ?? given ?? '\t'))
      const parts: string[] = []
      let at = 0
      for (let match = pattern.exec(line); match && match.end > match.index; match = pattern.exec(line, at)) {
        parts.push(line.slice(at, match.index))
        at = match.end
      }
      if (!parts.length) return command.has('s') ? undefined : line
      parts.push(line.slice(at))
      return fieldsOf(parts.join('\0'), '\0', between ?? ' ')
    },
    async (name, reason) => command.complain(`${name}: ${reason}`),
  )
  return command.status
})

export const tr = applet({ short: '+Ccds', min: 1, max: 2 }, async (command) => {
  const options = {
    complement: command.has('c') || command.has('C'),
    delete: command.has('d'),
    squeeze: command.has('s'),
    truncate: false,
  }
  if (command.args.length < 2 && !options.delete && !options.squeeze) return command.showUsage()
  try {
    // With -d alone a second set is ignored; with a class anywhere BusyBox translates position by position.
    const args = options.delete && !options.squeeze ? command.args.slice(0, 1) : command.args
    await runTr(command, planTr(args, options))
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error) throw error
    return command.die(error.message)
  }
  return 0
})

export const seq = applet({ short: '+ws:', prepare: guardNumbers, min: 1, max: 3 }, async (command) => {
  for (const arg of command.args)
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(arg)) return command.die(`invalid number '${arg}'`)
  const separator = command.value('s') ?? '\n'
  let first = true
  let count = 0
  // A step of zero repeats the first number for ever.
  const zero = command.args.length === 3 && Number(command.args[1]) === 0
  if (zero) for (;;) await command.put(`${command.args[0]}${separator}`)
  for (const text of sequence(command.args, { equalWidth: command.has('w'), format: undefined })) {
    await command.put(first ? text : separator + text)
    first = false
    if (++count % 4096 === 0) await command.sys.breathe()
  }
  if (!first) await command.put('\n')
  return 0
})
