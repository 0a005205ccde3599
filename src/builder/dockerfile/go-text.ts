/**
 * Go's ideas of text that differ from JavaScript's: unicode.IsSpace has U+0085 and not U+FEFF, strings.TrimSpace follows it,
 * strings.SplitN keeps the rest in the last piece.
 */
const SPACE = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/
/** unicode.IsSpace of one character (a UTF-16 unit: no white space lies above U+FFFF). */
export const isSpace = (char: string): boolean => SPACE.test(char)

export function trimLeft(text: string): string {
  let at = 0
  while (at < text.length && isSpace(text[at]!)) at++
  return text.slice(at)
}
export function trimSpace(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text[end - 1]!)) end--
  return trimLeft(text.slice(0, end))
}
/** The runs that the parser splits lines at: no newline among them. */
const WHITESPACE = /[\t\v\f\r ]+/
export const splitWhitespace = (text: string): string[] => text.split(WHITESPACE)
/** The first word and all that follows the white space behind it; the rest is null where there is none. */
export function splitOnce(text: string): [string, string | null] {
  const match = WHITESPACE.exec(text)
  return match ? [text.slice(0, match.index), text.slice(match.index + match[0].length)] : [text, null]
}
/** strings.Cut. */
export function cut(text: string, separator: string): [string, string, boolean] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, '', false] : [text.slice(0, at), text.slice(at + separator.length), true]
}
/** strconv.ParseBool; null where it fails. */
export function parseBool(text: string): boolean | null {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false
  return null
}
