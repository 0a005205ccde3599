/** Backslash escapes of $'…' (bash's ansicstr), of echo -e and of printf %b. */
import { encode } from '../../../base/bytes.ts'
import { fromBytes } from '../text/bytes.ts'

const SIMPLE: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, E: 27, f: 12, n: 10, r: 13, t: 9, v: 11 }

export interface EscapeResult {
  text: string
  /** \c was met (echo -e, printf %b): output ends here. */
  stop: boolean
}

/**
 * 'quote': $'…' (\nnn, \cX, \' and \"). 'echo': echo -e (\0nnn, \c stops). 'printf-b': %b (both octal forms, \c stops).
 * 'format': printf's own format (octal \nnn).
 */
export function decodeEscapes(
  source: string,
  style: 'quote' | 'echo' | 'printf-b' | 'format' | 'almquist',
): EscapeResult {
  if (!source.includes('\\')) return { text: source, stop: false }
  const bytes: number[] = []
  const push = (text: string): void => {
    for (const byte of encode(text)) bytes.push(byte)
  }
  const done = (stop: boolean): EscapeResult => ({ text: fromBytes(Uint8Array.from(bytes)), stop })
  let at = 0
  let literal = ''
  while (at < source.length) {
    const char = source[at]!
    if (char !== '\\' || at + 1 >= source.length) {
      literal += char
      at++
      continue
    }
    if (literal) push(literal)
    literal = ''
    const next = source[at + 1]!
    at += 2
    if (next in SIMPLE && !(style === 'almquist' && (next === 'E' || next === 'e'))) bytes.push(SIMPLE[next]!)
    else if (next === '\\') bytes.push(92)
    else if ((next === "'" || next === '"' || next === '?') && style !== 'echo' && style !== 'almquist') push(next)
    else if (/[0-7]/.test(next)) {
      const echo = style === 'echo' || style === 'almquist'
      if (echo && next !== '0') {
        push(`\\${next}`)
        continue
      }
      const max = echo || (style === 'printf-b' && next === '0') ? 3 : 2
      const digits = new RegExp(`^[0-7]{0,${max}}`).exec(source.slice(at, at + max))![0]
      at += digits.length
      const value = parseInt((echo ? '' : next) + digits || '0', 8)
      bytes.push(value & 0xff)
    } else if (next === 'x' && style !== 'almquist') {
      const digits = /^[0-9a-fA-F]{1,2}/.exec(source.slice(at, at + 2))?.[0]
      if (!digits) {
        push('\\x')
        continue
      }
      at += digits.length
      bytes.push(parseInt(digits, 16))
    } else if ((next === 'u' || next === 'U') && style !== 'almquist') {
      const max = next === 'u' ? 4 : 8
      const digits = new RegExp(`^[0-9a-fA-F]{1,${max}}`).exec(source.slice(at, at + max))?.[0]
      if (!digits) {
        push(`\\${next}`)
        continue
      }
      at += digits.length
      const code = parseInt(digits, 16)
      if (code <= 0x10ffff) push(String.fromCodePoint(code))
    } else if (next === 'c') {
      if (style === 'echo' || style === 'printf-b' || style === 'almquist') return done(true)
      if (style === 'format') {
        push('\\c')
        continue
      }
      const control = source[at]
      if (control === undefined) push('\\c')
      else {
        at += control === '\\' && source[at + 1] === '\\' ? 2 : 1
        bytes.push(control === '?' ? 127 : control.toUpperCase().charCodeAt(0) & 0x1f)
      }
    } else push(`\\${next}`)
  }
  if (literal) push(literal)
  return done(false)
}

/** The body of $'…': NUL ends the string, as in C. */
export function decodeAnsiQuote(body: string): string {
  const { text } = decodeEscapes(body, 'quote')
  const nul = text.indexOf('\0')
  return nul < 0 ? text : text.slice(0, nul)
}
