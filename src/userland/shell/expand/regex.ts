/** POSIX extended regular expressions as JavaScript's. Leftmost, but first rather than longest alternative: the one difference. */
export class RegexError {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }
}

export function posixRegex(source: string, ignoreCase: boolean): RegExp {
  let out = ''
  let at = 0
  let depth = 0
  while (at < source.length) {
    const char = source[at]!
    if (char === '\\') {
      const next = source[at + 1]
      if (next === undefined) throw new RegexError(source)
      // GNU's \w \b \< … and quoted specials.
      if (next === '<' || next === '>') out += '\\b'
      else if (/[wWsSbB]/.test(next)) out += `\\${next}`
      else if (next === '`') out += '^'
      else if (next === "'") out += '$'
      else out += /[A-Za-z0-9]/.test(next) ? next : `\\${next}`.replace(/^\\([^\\^$.*+?()[\]{}|/])$/, '$1')
      at += 2
    } else if (char === '[') {
      const bracket = readBracket(source, at)
      out += bracket.text
      at = bracket.end
    } else if (char === '{') {
      const bound = /^\{\d*(,\d*)?\}/.exec(source.slice(at))?.[0]
      if (bound && out && bound !== '{}') {
        out += bound.startsWith('{,') ? `{0${bound.slice(1)}` : bound
        at += bound.length
      } else {
        out += '\\{'
        at++
      }
    } else {
      if (char === '(') depth++
      if (char === ')') {
        if (depth === 0) {
          out += '\\)'
          at++
          continue
        }
        depth--
      }
      if (/[*+?]/.test(char) && (out === '' || (/[(|]$/.test(out) && !/\\[(|]$/.test(out)))) {
        out += `\\${char}`
        at++
        continue
      }
      if (/[*+?]/.test(char) && /[*+?}]$/.test(out) && !/\\[*+?}]$/.test(out)) {
        // a** is a* in POSIX
        at++
        continue
      }
      out += char === '}' || char === ']' ? `\\${char}` : char === '.' ? '[\\s\\S]' : char
      at++
    }
  }
  try {
    return new RegExp(out, `u${ignoreCase ? 'i' : ''}`)
  } catch (error) {
    if (error instanceof SyntaxError) throw new RegexError(source)
    throw error
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: ' -~\\u{a0}-\\u{10ffff}',
  graph: '!-~\\u{a1}-\\u{10ffff}',
  cntrl: '\\0-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
  word: '\\p{L}\\p{Nd}_',
}
function readBracket(source: string, start: number): { text: string; end: number } {
  let at = start + 1
  let out = '['
  if (source[at] === '^') {
    out += '^'
    at++
  }
  let first = true
  for (;;) {
    const char = source[at]
    if (char === undefined) throw new RegexError(source)
    if (char === ']' && !first) return { text: `${out}]`, end: at + 1 }
    first = false
    if (char === '[' && source[at + 1] === ':') {
      const end = source.indexOf(':]', at)
      const name = source.slice(at + 2, end)
      if (end < 0 || !(name in CLASSES)) throw new RegexError(source)
      out += CLASSES[name]!
      at = end + 2
      continue
    }
    if (char === '[' && (source[at + 1] === '.' || source[at + 1] === '=')) {
      const end = source.indexOf(`${source[at + 1]!}]`, at + 2)
      if (end < 0) throw new RegexError(source)
      out += source.slice(at + 2, end).replace(/[\\\]^[-]/g, '\\$&')
      at = end + 2
      continue
    }
    if (char === '-' && source[at + 1] !== ']' && source[at - 1] !== '[' && out.length > 1) out += '-'
    else out += /[\\\]^[-]/.test(char) ? `\\${char}` : char
    at++
  }
}
