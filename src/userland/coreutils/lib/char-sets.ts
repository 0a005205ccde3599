/** The sets of tr(1): ranges, classes, equivalents, repeats and escapes, over bytes. */
import { textToBinary } from './text.ts'
import { quote } from './quote.ts'

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i))
const DIGITS = range(48, 57)
const UPPER = range(65, 90)
const LOWER = range(97, 122)
export const CLASSES: Record<string, string> = {
  alnum: DIGITS + UPPER + LOWER,
  alpha: UPPER + LOWER,
  blank: '\t ',
  cntrl: range(0, 31) + '\x7f',
  digit: DIGITS,
  graph: range(33, 126),
  lower: LOWER,
  print: range(32, 126),
  punct: range(33, 47) + range(58, 64) + range(91, 96) + range(123, 126),
  space: '\t\n\v\f\r ',
  upper: UPPER,
  xdigit: DIGITS + 'ABCDEFabcdef',
}
export interface CharSet {
  chars: string
  /** Positions of [:upper:] and [:lower:], for case conversion. */
  cases: { at: number; name: 'upper' | 'lower' }[]
  /** A class other than upper and lower occurred. */
  otherClass: boolean
  /** Where [c*] fills up to the other set's length. */
  fill: { at: number; char: string } | undefined
}
const ESCAPES: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' }

/** Throws Error with tr's words. */
export function parseSet(text: string): CharSet {
  const set: CharSet = { chars: '', cases: [], otherClass: false, fill: undefined }
  // Each element: a byte, and whether it was escaped (an escaped '[' or '-' is just itself).
  const units: { char: string; plain: boolean }[] = []
  const bytes = textToBinary(text)
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== '\\' || i + 1 >= bytes.length) {
      units.push({ char: bytes[i]!, plain: true })
      continue
    }
    const octal = /^[0-7]{1,3}/.exec(bytes.slice(i + 1))?.[0]
    if (octal) {
      const digits = parseInt(octal, 8) > 255 ? octal.slice(0, 2) : octal
      units.push({ char: String.fromCharCode(parseInt(digits, 8)), plain: false })
      i += digits.length
    } else {
      i++
      units.push({ char: ESCAPES[bytes[i]!] ?? bytes[i]!, plain: false })
    }
  }
  const is = (at: number, char: string): boolean => units[at]?.plain === true && units[at]!.char === char
  for (let i = 0; i < units.length;) {
    if (is(i, '[') && (is(i + 1, ':') || is(i + 1, '='))) {
      const mark = units[i + 1]!.char
      let end = i + 2
      while (end + 1 < units.length && !(is(end, mark) && is(end + 1, ']'))) end++
      if (end + 1 < units.length) {
        const name = units
          .slice(i + 2, end)
          .map((unit) => unit.char)
          .join('')
        if (mark === '=') {
          if (name.length !== 1) {
            if (name === '') throw new Error("missing equivalence class character '[==]'")
            throw new Error(`${name}: equivalence class operand must be a single character`)
          }
          set.chars += name
        } else {
          const members = CLASSES[name]
          if (name === '') throw new Error("missing character class name '[::]'")
          if (!members) throw new Error(`invalid character class ${quote(name)}`)
          if (name === 'upper' || name === 'lower') set.cases.push({ at: set.chars.length, name })
          else set.otherClass = true
          set.chars += members
        }
        i = end + 2
        continue
      }
    }
    if (is(i, '[') && i + 2 < units.length && is(i + 2, '*')) {
      let end = i + 3
      while (end < units.length && !is(end, ']') && /\d/.test(units[end]!.char)) end++
      if (is(end, ']')) {
        const digits = units
          .slice(i + 3, end)
          .map((unit) => unit.char)
          .join('')
        const count = digits === '' ? 0 : parseInt(digits, digits.startsWith('0') ? 8 : 10)
        if (count === 0) {
          if (set.fill) throw new Error('only one [c*] repeat construct may appear in string2')
          set.fill = { at: set.chars.length, char: units[i + 1]!.char }
        } else set.chars += units[i + 1]!.char.repeat(count)
        i = end + 1
        continue
      }
    }
    if (is(i + 1, '-') && i + 2 < units.length) {
      const [from, to] = [units[i]!.char, units[i + 2]!.char]
      if (from > to)
        throw new Error(
          `range-endpoints of '${printable(from)}-${printable(to)}' are in reverse collating sequence order`,
        )
      set.chars += range(from.charCodeAt(0), to.charCodeAt(0))
      i += 3
      continue
    }
    set.chars += units[i]!.char
    i++
  }
  return set
}
const printable = (char: string): string => {
  const code = char.charCodeAt(0)
  return code < 32 || code > 126 ? `\\${code.toString(8).padStart(3, '0')}` : char
}
export const ALL_BYTES = range(0, 255)
