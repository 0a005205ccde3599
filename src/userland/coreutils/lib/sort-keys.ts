/** The orders of sort(1): keys, and the comparisons n, g, h, M, V, R, d, f, i. Lines are binary strings, so that C.UTF-8 order is plain order. */
import { MONTHS } from './strftime.ts'

export interface Ordering {
  kind: '' | 'n' | 'g' | 'h' | 'M' | 'V' | 'R'
  reverse: boolean
  dictionary: boolean
  fold: boolean
  printable: boolean
  /** b at the start and at the end of a key */
  blanksStart: boolean
  blanksEnd: boolean
}
export const noOrdering = (): Ordering => ({
  kind: '',
  reverse: false,
  dictionary: false,
  fold: false,
  printable: false,
  blanksStart: false,
  blanksEnd: false,
})
export interface SortKey {
  startField: number
  startChar: number
  /** 0 = to the end of the line */
  endField: number
  /** 0 = to the end of the field */
  endChar: number
  ordering: Ordering
  /** Letters were given: the global ones do not apply. */
  own: boolean
}

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10
function skipBlanks(line: string, at: number): number {
  while (at < line.length && isBlank(line.charCodeAt(at))) at++
  return at
}
/** Start of the field with this number (from 0). */
function fieldStart(line: string, field: number, separator: string | undefined): number {
  let at = 0
  for (let n = 0; n < field; n++) {
    if (separator !== undefined) {
      const next = line.indexOf(separator, at)
      if (next < 0) return line.length
      at = next + 1
    } else {
      at = skipBlanks(line, at)
      while (at < line.length && !isBlank(line.charCodeAt(at))) at++
    }
  }
  return at
}
function fieldEnd(line: string, start: number, separator: string | undefined): number {
  if (separator !== undefined) {
    const next = line.indexOf(separator, start)
    return next < 0 ? line.length : next
  }
  let at = skipBlanks(line, start)
  while (at < line.length && !isBlank(line.charCodeAt(at))) at++
  return at
}

export function keyText(line: string, key: SortKey, separator: string | undefined): string {
  let from = fieldStart(line, key.startField - 1, separator)
  if (key.ordering.blanksStart) from = skipBlanks(line, from)
  from = Math.min(line.length, from + key.startChar - 1)
  if (key.endField === 0) return line.slice(from)
  const start = fieldStart(line, key.endField - 1, separator)
  const to =
    key.endChar === 0
      ? fieldEnd(line, start, separator)
      : Math.min(line.length, (key.ordering.blanksEnd ? skipBlanks(line, start) : start) + key.endChar)
  return to > from ? line.slice(from, to) : ''
}

const plain = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** -n: digits compared as text, so any length is exact. */
function numeric(a: string, b: string): number {
  const read = (text: string): { negative: boolean; whole: string; fraction: string } => {
    const match = /^[ \t]*(-?)0*(\d*)(?:\.(\d*))?/.exec(text)!
    const fraction = (match[3] ?? '').replace(/0+$/, '')
    return { negative: match[1] === '-' && (match[2] !== '' || fraction !== ''), whole: match[2]!, fraction }
  }
  const x = read(a)
  const y = read(b)
  if (x.negative !== y.negative) return x.negative ? -1 : 1
  const size = x.whole.length - y.whole.length || plain(x.whole, y.whole) || plain(x.fraction, y.fraction)
  return x.negative ? -size : size
}
const UNIT = ' KMGTPEZY'
function human(a: string, b: string): number {
  const order = (text: string): number => {
    const match = /^[ \t]*(-?)[\d.]*([kKMGTPEZY]?)/.exec(text)!
    if (!/[1-9]/.test(text.slice(0, match[0].length))) return 0
    const power = UNIT.indexOf(match[2] === 'k' ? 'K' : match[2] || ' ') + 1
    return match[1] ? -power : power
  }
  return order(a) - order(b) || numeric(a, b)
}
function general(a: string, b: string): number {
  const read = (text: string): number | undefined => {
    const match =
      /^[ \t]*([-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][\da-fA-F]+|inf(?:inity)?|nan))/i.exec(
        text,
      )
    if (!match) return undefined
    const word = match[1]!.toLowerCase()
    if (word.includes('nan')) return NaN
    return word.includes('inf') ? (word[0] === '-' ? -Infinity : Infinity) : Number(word)
  }
  const x = read(a)
  const y = read(b)
  const rank = (v: number | undefined): number => (v === undefined ? 0 : Number.isNaN(v) ? 1 : 2)
  if (rank(x) !== 2 || rank(y) !== 2) return rank(x) - rank(y)
  return x! < y! ? -1 : x! > y! ? 1 : 0
}
function month(text: string): number {
  const word = /^[ \t]*([a-z]{3})/i.exec(text)?.[1]?.toLowerCase()
  return MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === word)
}
/** filevercmp of gnulib: runs of digits by value, letters before others, '~' before the end, suffixes last. */
export function versionCompare(a: string, b: string): number {
  if (a === b) return 0
  if (a === '') return -1
  if (b === '') return 1
  for (const special of ['.', '..']) {
    if (a === special) return -1
    if (b === special) return 1
  }
  if ((a[0] === '.') !== (b[0] === '.')) return a[0] === '.' ? -1 : 1
  const suffix = /(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/
  const stem = (text: string): string => text.slice(0, suffix.exec(text)!.index || text.length)
  const [x, y] = [stem(a), stem(b)]
  return (x === y ? 0 : versionOrder(x, y)) || versionOrder(a, b)
}
function versionOrder(a: string, b: string): number {
  const rank = (code: number): number =>
    Number.isNaN(code)
      ? -1
      : code >= 48 && code <= 57
        ? 0
        : code === 126
          ? -2
          : (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
            ? code
            : code + 256
  let i = 0
  let j = 0
  const digit = (code: number): boolean => code >= 48 && code <= 57
  while (i < a.length || j < b.length) {
    while ((i < a.length && !digit(a.charCodeAt(i))) || (j < b.length && !digit(b.charCodeAt(j)))) {
      const x = rank(a.charCodeAt(i))
      const y = rank(b.charCodeAt(j))
      if (x !== y) return x - y
      i++
      j++
    }
    while (a[i] === '0') i++
    while (b[j] === '0') j++
    const n = /^\d*/.exec(a.slice(i))![0]
    const m = /^\d*/.exec(b.slice(j))![0]
    const order = n.length - m.length || plain(n, m)
    if (order) return order
    i += n.length
    j += m.length
  }
  return 0
}

function prepare(text: string, ordering: Ordering): string {
  let out = text
  if (ordering.dictionary) out = out.replace(/[^A-Za-z0-9 \t\n]/g, '')
  else if (ordering.printable) out = out.replace(/[^\x20-\x7e]/g, '')
  return ordering.fold ? out.replace(/[a-z]+/g, (letters) => letters.toUpperCase()) : out
}

/** Compares two keys. `hash` gives the random order of R. */
export function compareKey(a: string, b: string, ordering: Ordering, hash: (text: string) => number): number {
  let order: number
  switch (ordering.kind) {
    case 'n':
      order = numeric(a, b)
      break
    case 'h':
      order = human(a, b)
      break
    case 'g':
      order = general(a, b)
      break
    case 'M':
      order = month(a) - month(b)
      break
    case 'V':
      order = versionCompare(prepare(a, ordering), prepare(b, ordering))
      break
    case 'R': {
      const [x, y] = [prepare(a, ordering), prepare(b, ordering)]
      order = x === y ? 0 : hash(x) - hash(y) || plain(x, y)
      break
    }
    default:
      order =
        ordering.dictionary || ordering.fold || ordering.printable
          ? plain(prepare(a, ordering), prepare(b, ordering))
          : plain(a, b)
  }
  return ordering.reverse ? -order : order
}

/** The comparison of whole lines; 0 where all keys are equal (last resort left to the caller). */
export function lineComparison(
  keys: readonly SortKey[],
  global: Ordering,
  separator: string | undefined,
  hash: (text: string) => number,
): (a: string, b: string) => number {
  if (!keys.length) {
    const key: SortKey = { startField: 1, startChar: 1, endField: 0, endChar: 0, ordering: global, own: true }
    if (global.blanksStart)
      return (a, b) => compareKey(keyText(a, key, separator), keyText(b, key, separator), global, hash)
    return (a, b) => compareKey(a, b, global, hash)
  }
  return (a, b) => {
    for (const key of keys) {
      const order = compareKey(keyText(a, key, separator), keyText(b, key, separator), key.ordering, hash)
      if (order) return order
    }
    return 0
  }
}

/** Reads "2,3nr" or "1.2b,1.5". Throws Error with the part of the message that sort prints. */
export function parseKey(text: string, global: Ordering): SortKey {
  const match = /^(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*)(?:,(\d+)(?:\.(\d+))?([bdfgiMhnRrV]*))?(.*)$/s.exec(text)
  if (!match) throw new Error('invalid number at field start')
  if (match[1] === '0') throw new Error('field number is zero')
  if (match[2] !== undefined && Number(match[2]) === 0) throw new Error('character offset is zero')
  if (match[4] === '0') throw new Error('field number is zero')
  if (match[7])
    throw new Error(
      match[7][0] === ',' || match[7][0] === '.'
        ? `invalid number after ‘${match[7][0]}’`
        : 'stray character in field spec',
    )
  const letters = (match[3] ?? '') + (match[6] ?? '')
  const ordering = letters ? noOrdering() : { ...global }
  for (const letter of match[3] ?? '') applyLetter(ordering, letter, 'start')
  for (const letter of match[6] ?? '') applyLetter(ordering, letter, 'end')
  return {
    startField: Number(match[1]),
    startChar: match[2] === undefined ? 1 : Number(match[2]),
    endField: match[4] === undefined ? 0 : Number(match[4]),
    endChar: match[5] === undefined ? 0 : Number(match[5]),
    ordering,
    own: letters !== '',
  }
}
export function applyLetter(ordering: Ordering, letter: string, where: 'start' | 'end' | 'both'): void {
  if (letter === 'b') {
    if (where !== 'end') ordering.blanksStart = true
    if (where !== 'start') ordering.blanksEnd = true
  } else if (letter === 'd') ordering.dictionary = true
  else if (letter === 'f') ordering.fold = true
  else if (letter === 'i') ordering.printable = true
  else if (letter === 'r') ordering.reverse = true
  else ordering.kind = letter as Ordering['kind']
}
