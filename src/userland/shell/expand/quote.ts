/** Quoting text so that the shell reads it back: ${x@Q}, set -x, declare -p, printf %q, export -p. */

const PLAIN = /^[A-Za-z0-9_@%+=:,./^-]+$/
const CONTROL = /[\0-\x1f\x7f\udc80-\udcff]/

/** bash's ansic_quote. */
export function ansiQuote(text: string): string {
  let out = "$'"
  for (const char of text) {
    const code = char.codePointAt(0)!
    const named = { 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 27: '\\E' }[code]
    if (named) out += named
    else if (char === '\\' || char === "'") out += `\\${char}`
    else if (code < 32 || code === 127) out += `\\${code.toString(8).padStart(3, '0')}`
    else if (code >= 0xdc80 && code <= 0xdcff) out += `\\${(code - 0xdc00).toString(8).padStart(3, '0')}`
    else out += char
  }
  return `${out}'`
}
/** bash's sh_single_quote. */
export const singleQuote = (text: string): string => (text === "'" ? "\\'" : `'${text.replaceAll("'", "'\\''")}'`)

/** bash's sh_contains_shell_metas. */
export function hasMetas(text: string): boolean {
  return /[ \t\n'"\\|&;()<>!{}*[\]?^$`]/.test(text) || /^[#]/.test(text) || /(^|[:=])~/.test(text)
}
/** How set -x shows a word. */
export function traceQuote(text: string): string {
  if (text === '') return "''"
  return traceValue(text)
}
/** The right side of an assignment there: empty stays empty. */
export function traceValue(text: string): string {
  if (hasMetas(text)) return singleQuote(text)
  return CONTROL.test(text) ? ansiQuote(text) : text
}
/** ${x@Q} */
export const quoteValue = (text: string): string => (CONTROL.test(text) ? ansiQuote(text) : singleQuote(text))
/** In "declare -p": always double quotes. */
export function doubleQuote(text: string): string {
  if (CONTROL.test(text)) return ansiQuote(text)
  return `"${text.replace(/["$`\\]/g, '\\$&')}"`
}
/** In `set` and `export -p` of the assignments that bash lists: quotes only where needed. */
export function assignmentQuote(text: string): string {
  if (text === '') return ''
  if (CONTROL.test(text)) return ansiQuote(text)
  return hasMetas(text) ? singleQuote(text) : text
}
/** printf %q: backslashes. */
export function backslashQuote(text: string): string {
  if (text === '') return "''"
  if (CONTROL.test(text)) return ansiQuote(text)
  if (PLAIN.test(text) && !text.includes('^')) return text
  return text
    .replace(/[ \t\n'"\\|&;()<>!{}*[\]?^$`,]/g, '\\$&')
    .replace(/^[#~]/, '\\$&')
    .replace(/([:=])~/g, '$1\\~')
}
/** dash and ash: single quotes around everything, ' written "'". */
export function almquistQuote(text: string): string {
  return (
    text
      .split(/('+)/)
      .map((piece) => (piece === '' ? '' : piece.startsWith("'") ? `"${piece}"` : `'${piece}'`))
      .join('') || "''"
  )
}
