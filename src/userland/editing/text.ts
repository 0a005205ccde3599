/** The characters of a line: what the cursor steps over. A character is a base with its combining marks. */
import { wcwidth } from '../../base/wcwidth.ts'

export type Char = string

export function characters(text: string): Char[] {
  const out: Char[] = []
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (out.length && code >= 0x300 && wcwidth(code) === 0) out[out.length - 1] += char
    else out.push(char)
  }
  return out
}
export const join = (chars: readonly Char[]): string => chars.join('')

export const isControl = (char: Char): boolean => char < ' ' || char === '\x7f'
/** Of words for M-b, M-f, M-d: letters and digits. */
export const isWordChar = (char: Char): boolean => /^[\p{L}\p{N}]/u.test(char)
export const isBlank = (char: Char): boolean => char === ' ' || char === '\t'
/** "^C" for a control character. */
export const caret = (char: Char): string => `^${String.fromCharCode(char.charCodeAt(0) ^ 0x40)}`
export const widthOf = (char: Char): number => (isControl(char) ? 2 : wcwidth(char.codePointAt(0)!))
