/**
 * The quoting styles of gnulib's quotearg, as Debian's tools use them in a UTF-8 locale:
 *  quote()   ‘name’ with C escapes (locale style)
 *  quoteaf() 'name', always (shell-escape-always)
 *  quotef()  the bare name unless the shell would trip over it (shell-escape)
 */
const CONTROL: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
}
const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`
/** Control characters, and bytes that are not UTF-8 (kept as lone surrogates). */
const unprintable = (code: number): boolean =>
  code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xdc80 && code <= 0xdcff)

function escapeChar(char: string): string {
  const known = CONTROL[char]
  if (known) return known
  const code = char.codePointAt(0)!
  if (code >= 0xdc80) return octal(code & 0xff)
  if (code < 0x80) return octal(code)
  return octal(0xc0 | (code >> 6)) + octal(0x80 | (code & 63))
}

/** ‘name’ */
export function quote(text: string): string {
  let out = '‘'
  for (const char of text) {
    if (char === '\\') out += '\\\\'
    else if (char === '’') out += '\\’'
    else out += unprintable(char.codePointAt(0)!) ? escapeChar(char) : char
  }
  return out + '’'
}

/** "name" with C escapes: ls -Q. */
export function quoteC(text: string): string {
  let out = '"'
  for (const char of text) {
    if (char === '\\' || char === '"') out += '\\' + char
    else out += unprintable(char.codePointAt(0)!) ? escapeChar(char) : char
  }
  return out + '"'
}
/** ls -b: as in C, blanks too. */
export function escapeC(text: string): string {
  let out = ''
  for (const char of text) {
    if (char === '\\' || char === ' ') out += '\\' + char
    else out += unprintable(char.codePointAt(0)!) ? escapeChar(char) : char
  }
  return out
}

/** In apostrophes, as the shell would read it back. */
export function quoteaf(text: string): string {
  let plain = true
  for (const char of text) if (unprintable(char.codePointAt(0)!)) plain = false
  // With an apostrophe, and nothing that double quotes would not protect, GNU prefers double quotes.
  if (plain && text.includes("'") && !/["$`\\!]/.test(text)) return `"${text}"`
  let out = "'"
  let dollar = false
  for (const char of text) {
    if (unprintable(char.codePointAt(0)!)) {
      if (!dollar) out += "'$'"
      dollar = true
      out += escapeChar(char)
      continue
    }
    if (dollar) out += "''"
    dollar = false
    out += char === "'" ? "'\\''" : char
  }
  return out + "'"
}

/** Does the shell need quotes around it? As quotearg's shell styles see it. */
export function needsShellQuotes(text: string): boolean {
  if (text === '') return true
  if (/^[#~]/.test(text) || /^[{}]$/.test(text)) return true
  if (/[ \t\n!"$&'()*;<=>?[\\^`|]/.test(text)) return true
  for (const char of text) if (unprintable(char.codePointAt(0)!)) return true
  return false
}
export const quotef = (text: string): string => (needsShellQuotes(text) ? quoteaf(text) : text)
/** For names before a colon: one that holds a colon is quoted too. */
export const quotefColon = (text: string): string =>
  needsShellQuotes(text) || text.includes(':') ? quoteaf(text) : text
