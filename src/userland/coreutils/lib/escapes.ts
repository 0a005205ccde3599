/** Backslash escapes of echo -e and printf. */
import { fromText, toBinary } from './text.ts'

const SIMPLE: Record<string, string> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}
export interface Unescaped {
  /** Bytes, one a character. */
  text: string
  /** \c was met: nothing more is to be printed. */
  stop: boolean
}

/**
 * Expands escapes; the result is binary. 'echo': octal as \0nnn (echo -e, printf %b; the latter takes \nnn too), 'printf': \nnn in a format.
 * `unicode` allows \u and \U; `onBad` hears of a \x without digits.
 */
export function unescape(
  text: string,
  style: 'echo' | 'printf' | '%b',
  options: { unicode?: boolean; onBad?: (kind: 'hex') => void } = {},
): Unescaped {
  if (!text.includes('\\')) return { text: toBinary(fromText(text)), stop: false }
  let out = ''
  for (let i = 0; i < text.length;) {
    const char = text[i]!
    if (char !== '\\' || i + 1 >= text.length) {
      const end = char === '\\' ? i + 1 : ((next) => (next < 0 ? text.length : next))(text.indexOf('\\', i))
      out += toBinary(fromText(text.slice(i, end)))
      i = end
      continue
    }
    const letter = text[i + 1]!
    const rest = text.slice(i + 2)
    if (letter === 'c') return { text: out, stop: true }
    if (letter in SIMPLE) {
      out += SIMPLE[letter]!
      i += 2
      continue
    }
    if (letter === '"' && style === 'printf') {
      out += '"'
      i += 2
      continue
    }
    const octal =
      style === 'echo'
        ? /^0([0-7]{0,3})/.exec(text.slice(i + 1))
        : style === '%b'
          ? /^(?:0([0-7]{0,3})|([1-7][0-7]{0,2}))/.exec(text.slice(i + 1))
          : /^([0-7]{1,3})/.exec(text.slice(i + 1))
    if (octal) {
      out += String.fromCharCode(parseInt(octal[1] || octal[2] || '0', 8) & 0xff)
      i += 1 + octal[0].length
      continue
    }
    if (letter === 'x') {
      const hex = /^[0-9a-fA-F]{1,2}/.exec(rest)
      if (hex) {
        out += String.fromCharCode(parseInt(hex[0], 16))
        i += 2 + hex[0].length
        continue
      }
      options.onBad?.('hex')
    }
    if (options.unicode && (letter === 'u' || letter === 'U')) {
      const digits = (letter === 'u' ? /^[0-9a-fA-F]{1,4}/ : /^[0-9a-fA-F]{1,8}/).exec(rest)
      if (digits) {
        out += toBinary(fromText(String.fromCodePoint(Math.min(0x10ffff, parseInt(digits[0], 16)))))
        i += 2 + digits[0].length
        continue
      }
    }
    out += '\\' + toBinary(fromText(letter))
    i += 2
  }
  return { text: out, stop: false }
}
