/** sort(1). */
import { strerror } from '../../base/abi/errno.ts'
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../base/abi/files.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { choose } from './lib/argmatch.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'
import { quote, quotef } from './lib/quote.ts'
import { applyLetter, lineComparison, noOrdering, parseKey } from './lib/sort-keys.ts'
import type { SortKey } from './lib/sort-keys.ts'
import { fromBinary, textToBinary } from './lib/text.ts'

/** A merge sort that yields its quantum; stable. */
export async function mergeSort(
  sys: Sys,
  lines: string[],
  compare: (a: string, b: string) => number,
): Promise<string[]> {
  const PIECE = 2000
  let runs: string[][] = []
  for (let i = 0; i < lines.length; i += PIECE) {
    runs.push(lines.slice(i, i + PIECE).sort(compare))
    if (i) await sys.breathe()
  }
  while (runs.length > 1) {
    const next: string[][] = []
    for (let i = 0; i < runs.length; i += 2) {
      const [a, b] = [runs[i]!, runs[i + 1]]
      if (!b) {
        next.push(a)
        continue
      }
      const merged: string[] = []
      let [x, y] = [0, 0]
      while (x < a.length && y < b.length) merged.push(compare(a[x]!, b[y]!) <= 0 ? a[x++]! : b[y++]!)
      for (; x < a.length; x++) merged.push(a[x]!)
      for (; y < b.length; y++) merged.push(b[y]!)
      next.push(merged)
      await sys.breathe()
    }
    runs = next
  }
  return runs[0] ?? []
}

/** A random order that is the same for equal keys. */
export function randomHash(sys: Sys): (text: string) => number {
  const seed = sys.rng.int(0x7fffffff)
  return (text) => {
    let hash = seed
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) + 0x9e3779b9
    hash ^= hash >>> 15
    return Math.imul(hash, 0x85ebca6b) >>> 0
  }
}

/** Reads all lines of the files. */
async function readLines(command: Command, names: readonly string[], delimiter: number): Promise<string[]> {
  const all: string[] = []
  for (const name of names) {
    const input = await tryAsync(() => openInput(command.sys, name))
    if (isError(input)) return command.die(`cannot read: ${quotef(name)}: ${strerror(input.code)}`, 2)
    const reader = new LineReader(command.sys, input.fd, { binary: true, delimiter, keeps: true })
    const failure = await tryAsync(async () => {
      for (let line = await reader.next(); line !== null; line = await reader.next()) all.push(line)
    })
    input.close()
    if (isError(failure)) await command.die(`read failed: ${quotef(name)}: ${strerror(failure.code)}`, 2)
  }
  return all
}

export const sort = gnu(
  {
    help: 'sort',
    short: 'bcCdfghik:mMno:rRsS:t:T:uVz',
    usageStatus: 2,
    long: {
      'ignore-leading-blanks': 'b',
      check: 'check=?',
      'compress-program': 'compress-program=',
      debug: 'debug',
      'dictionary-order': 'd',
      'ignore-case': 'f',
      'files0-from': 'files0-from=',
      'general-numeric-sort': 'g',
      'ignore-nonprinting': 'i',
      key: 'k',
      merge: 'm',
      'month-sort': 'M',
      'numeric-sort': 'n',
      'human-numeric-sort': 'h',
      'version-sort': 'V',
      'random-sort': 'R',
      'random-source': 'random-source=',
      sort: 'sort=',
      output: 'o',
      reverse: 'r',
      stable: 's',
      'batch-size': 'batch-size=',
      'buffer-size': 'S',
      'field-separator': 't',
      'temporary-directory': 'T',
      unique: 'u',
      'zero-terminated': 'z',
      parallel: 'parallel=',
    },
  },
  async (command) => {
    const { sys } = command
    const global = noOrdering()
    const keyTexts: string[] = []
    let check: '' | 'c' | 'C' = ''
    let separator: string | undefined
    let kinds = ''
    const WORDS: Record<string, string> = {
      'general-numeric': 'g',
      'human-numeric': 'h',
      month: 'M',
      numeric: 'n',
      random: 'R',
      version: 'V',
    }
    for (const { key, value } of command.options) {
      if ('bdfgihMnRrV'.includes(key)) {
        applyLetter(global, key, 'both')
        if ('ghMnRV'.includes(key) && !kinds.includes(key)) kinds += key
      } else if (key === 'sort') {
        applyLetter(global, await choose(command, '--sort', value!, WORDS), 'both')
      } else if (key === 'k') keyTexts.push(value!)
      else if (key === 'c') check = 'c'
      else if (key === 'C') check = 'C'
      else if (key === 'check') {
        check =
          value === undefined
            ? 'c'
            : await choose(command, '--check', value, { quiet: 'C', silent: 'C', 'diagnose-first': 'c' } as const)
      } else if (key === 't') {
        const byte = value === '\\0' ? '\0' : textToBinary(value!)
        if (byte === '') await command.die('empty tab', 2)
        if (byte.length > 1) await command.die(`multi-character tab ${quote(value!)}`, 2)
        if (separator !== undefined && separator !== byte) await command.die('incompatible tabs', 2)
        separator = byte
      } else if (key === 'debug' || key === 'compress-program' || key === 'random-source')
        await command.die(`--${key} is not simulated yet`, 2)
    }
    if (kinds.length > 1) await command.die(`options '-${[...kinds].sort().join('')}' are incompatible`, 2)
    const keys: SortKey[] = []
    for (const text of keyTexts) {
      try {
        keys.push(parseKey(text, global))
      } catch (error) {
        if (!(error instanceof Error)) throw error
        const reason = error.message
        if (/zero/.test(reason))
          await command.die(`-: invalid field specification ${quote(text)}`.replace('-: ', `${reason}: `), 2)
        if (reason === 'stray character in field spec')
          await command.die(`${reason}: invalid field specification ${quote(text)}`, 2)
        await command.die(`${reason}: invalid count at start of ${quote(text)}`, 2)
      }
    }
    const delimiter = command.has('z') ? 0 : 10
    const terminator = command.has('z') ? '\0' : '\n'
    const hash = randomHash(sys)
    const byKeys = lineComparison(keys, global, separator, hash)
    const unique = command.has('u')
    const plainOrder =
      !keys.length &&
      global.kind === '' &&
      !global.dictionary &&
      !global.fold &&
      !global.printable &&
      !global.blanksStart
    const lastResort = !command.has('s') && !unique && !plainOrder
    const compare = lastResort
      ? (a: string, b: string): number => byKeys(a, b) || (a < b ? -1 : a > b ? 1 : 0) * (global.reverse ? -1 : 1)
      : byKeys
    let names = command.args
    const from = command.value('files0-from')
    if (from !== undefined) {
      const input = await tryAsync(() => openInput(sys, from))
      if (isError(input)) return command.die(`cannot open ${quotef(from)} for reading: ${strerror(input.code)}`, 2)
      names = (await readLines(command, [from], 0)).filter((name) => name !== '')
    }
    if (!names.length) names = ['-']
    if (check) {
      if (names.length > 1) await command.usage(`extra operand ${quote(names[1]!)} not allowed with -${check}`)
      const lines = await readLines(command, names, delimiter)
      for (let i = 1; i < lines.length; i++) {
        const order = compare(lines[i - 1]!, lines[i]!)
        if (order < 0 || (order === 0 && !unique)) continue
        if (check === 'c') {
          await command.out.flush()
          await sys.write(2, fromBinary(`${command.name}: ${names[0]}:${i + 1}: disorder: ${lines[i]}\n`))
        }
        return 1
      }
      return 0
    }
    const sorted = await mergeSort(sys, await readLines(command, names, delimiter), compare)
    const kept = unique ? sorted.filter((line, i) => i === 0 || byKeys(sorted[i - 1]!, line) !== 0) : sorted
    const target = command.value('o')
    let fd = 1
    if (target !== undefined) {
      const opened = await tryAsync(() => sys.open(target, O_WRONLY | O_CREAT | O_TRUNC, 0o666))
      if (isError(opened)) return command.die(`open failed: ${quotef(target)}: ${strerror(opened.code)}`, 2)
      fd = opened
    }
    const BATCH = 1000
    for (let i = 0; i < kept.length; i += BATCH) {
      const bytes = fromBinary(
        kept
          .slice(i, i + BATCH)
          .map((line) => line + terminator)
          .join(''),
      )
      if (fd === 1) await command.put(bytes)
      else await sys.write(fd, bytes)
    }
    if (fd !== 1) sys.close(fd)
    return 0
  },
)
