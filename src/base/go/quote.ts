/** strconv.Quote, Unquote and friends. Strings are JavaScript strings: lone surrogates stand for invalid UTF-8. */
const SHORT: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0')
/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export const isPrint = (char: string): boolean => char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char)

function escapeRune(char: string, delimiter: string, ascii: boolean): string {
  const code = char.codePointAt(0)!
  if (char === delimiter || char === '\\') return `\\${char}`
  if (code < 0x7f ? code >= 0x20 : !ascii && isPrint(char)) return char
  const short = SHORT[char]
  if (short) return short
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`
  if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd'
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}
/** %q of a string. */
export function quote(text: string, options: { ascii?: boolean } = {}): string {
  let out = '"'
  for (const char of text) out += escapeRune(char, '"', options.ascii ?? false)
  return `${out}"`
}
/** %#q: back quotes where they serve. */
export const quoteRaw = (text: string): string =>
  /^[^\x00-\x08\x0a-\x1f\x7f`\ufeff]*$/.test(text) ? `\`${text}\`` : quote(text)
/** %q of a rune. */
export const quoteRune = (code: number): string =>
  `'${escapeRune(code > 0x10ffff || code < 0 ? '\ufffd' : String.fromCodePoint(code), "'", false)}'`
/** %U: "U+0041". */
export const unicodePoint = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
/** %#U: "U+0041 'A'". */
export function unicodePointQuoted(code: number): string {
  const char = String.fromCodePoint(code)
  return isPrint(char) ? `${unicodePoint(code)} '${char}'` : unicodePoint(code)
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}
/** The text of a Go string or rune literal with its quotes; null when it is malformed. */
export function unquote(literal: string): string | null {
  const mark = literal[0]
  if (literal.length < 2 || mark !== literal.at(-1)) return null
  const body = literal.slice(1, -1)
  if (mark === '`') return body.includes('`') ? null : body.replaceAll('\r', '')
  if (mark !== '"' && mark !== "'") return null
  let out = ''
  const bytes: number[] = []
  const flush = (): void => {
    if (bytes.length > 0) out += new TextDecoder().decode(Uint8Array.from(bytes.splice(0)))
  }
  for (let i = 0; i < body.length;) {
    const char = body[i]!
    if (char === mark || char === '\n') return null
    if (char !== '\\') {
      flush()
      out += char
      i++
      continue
    }
    const next = body[i + 1]
    if (next === undefined) return null
    const simple = next === mark ? mark : SIMPLE[next]
    if (simple !== undefined) {
      flush()
      out += simple
      i += 2
      continue
    }
    const number = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2}))/.exec(
      body.slice(i, i + 10),
    )
    if (!number) return null
    const [whole, x, u4, u8, octal] = number
    if (x !== undefined) bytes.push(parseInt(x, 16))
    else if (octal !== undefined) bytes.push(parseInt(octal, 8))
    else {
      const code = parseInt(u4 ?? u8!, 16)
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null
      flush()
      out += String.fromCodePoint(code)
    }
    i += whole.length
  }
  flush()
  if (mark === "'" && [...out].length !== 1) return null
  return out
}
