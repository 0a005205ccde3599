/**
 * POSIX basic and extended regular expressions, with GNU's additions, as JavaScript source for the flags "us". A match is leftmost; of
 * several alternatives the longest is chosen at the outermost level only (see regex.ts), where POSIX wants it everywhere.
 */
export class RegexError extends Error {}

export interface Dialect {
  extended: boolean
  /** sed's M flag: ^ and $ also at newlines, \` and \' at the ends of the text. */
  multiline?: boolean
  /** sed and awk know \n, \t and such inside a pattern. */
  escapes?: boolean
  /** The text is bytes: classes hold ASCII only. */
  bytes?: boolean
}
export interface Translation {
  /** The outermost alternatives' sources, each to be tried alone. */
  alternatives: string[]
  /** The groups before each alternative, so that numbers stay right. */
  groupsBefore: number[]
  groups: number
  backReference: boolean
}

const CLASS: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: ' \\t\\n\\v\\f\\r',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~\\p{P}\\p{S}',
  print: ' -~\\u{a1}-\\u{d7ff}\\u{e000}-\\u{10ffff}',
  graph: '!-~\\u{a1}-\\u{d7ff}\\u{e000}-\\u{10ffff}',
  cntrl: '\\0-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
}
/** The same over bytes. */
const ASCII: Record<string, string> = {
  ...CLASS,
  alpha: 'A-Za-z',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  punct: '!-\\/:-@\\[-`\\{-~',
  print: ' -~',
  graph: '!-~',
}
const WORD = '[\\p{L}\\p{N}_]'
const SPECIAL = /[\\^$.*+?()[\]{}|/]/
const literal = (char: string): string =>
  SPECIAL.test(char) ? `\\${char}` : char === '\n' ? '\\n' : char === '\0' ? '\\0' : char
const inClass = (char: string): string =>
  /[\\\]^[\-/(){}|&~]/.test(char) && char !== '&' && char !== '~' ? `\\${char}` : char
const CONTROL: Record<string, string> = { n: '\\n', t: '\\t', f: '\\f', v: '\\v', a: '\\x07', r: '\\r' }

/** A bracket expression that begins at `at` ('['); returns its source and where it ends. */
function bracket(
  chars: readonly string[],
  at: number,
  escapes: boolean,
  classes: Readonly<Record<string, string>>,
): { source: string; next: number } {
  let i = at + 1
  let negated = false
  if (chars[i] === '^') {
    negated = true
    i++
  }
  let body = ''
  for (let first = true; ; first = false) {
    const char = chars[i]
    if (char === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=')
    if (char === ']' && !first) break
    let low: string
    if (char === '[' && (chars[i + 1] === ':' || chars[i + 1] === '.' || chars[i + 1] === '=')) {
      const mark = chars[i + 1]!
      let end = i + 2
      while (end < chars.length && !(chars[end] === mark && chars[end + 1] === ']')) end++
      if (end >= chars.length) throw new RegexError('Unmatched [, [^, [:, [., or [=')
      const name = chars.slice(i + 2, end).join('')
      i = end + 2
      if (mark === ':') {
        if (!classes[name]) throw new RegexError('Invalid character class name')
        body += classes[name]
        continue
      }
      if ([...name].length !== 1) throw new RegexError('Invalid collation character')
      low = name
    } else if (char === '\\' && escapes && chars[i + 1] !== undefined && /[ntfvar\\\]/]/.test(chars[i + 1]!)) {
      const letter = chars[i + 1]!
      i += 2
      if (letter in CONTROL) {
        body += CONTROL[letter]
        continue
      }
      low = letter
    } else {
      low = char
      i++
    }
    if (chars[i] === '-' && chars[i + 1] !== undefined && chars[i + 1] !== ']') {
      let high = chars[i + 1]!
      let next = i + 2
      if (high === '[' && (chars[i + 2] === '.' || chars[i + 2] === '=')) {
        high = chars[i + 3] ?? ''
        next = i + 6
      } else if (high === '\\' && escapes && chars[i + 2] === '\\') next = i + 3
      if (low.codePointAt(0)! > high.codePointAt(0)!) throw new RegexError('Invalid range end')
      body += `${inClass(low)}-${inClass(high)}`
      i = next
    } else body += inClass(low)
  }
  return { source: `[${negated ? '^' : ''}${body}]`, next: i + 1 }
}

class Translator {
  private readonly chars: readonly string[]
  private readonly dialect: Dialect
  private at = 0
  private groups = 0
  private closed = new Set<number>()
  private depth = 0
  backReference = false
  constructor(pattern: string, dialect: Dialect) {
    this.chars = [...pattern]
    this.dialect = dialect
  }
  /** Is the operator `op` next, in this dialect's spelling? */
  private operator(op: string): boolean {
    return this.dialect.extended
      ? this.chars[this.at] === op
      : this.chars[this.at] === '\\' && this.chars[this.at + 1] === op
  }
  private take(): void {
    this.at += this.dialect.extended ? 1 : 2
  }

  whole(): Translation {
    const alternatives: string[] = []
    const groupsBefore: number[] = []
    for (;;) {
      groupsBefore.push(this.groups)
      alternatives.push(this.branch())
      if (this.at >= this.chars.length) break
      if (this.operator('|')) this.take()
      else throw new RegexError('Unmatched ) or \\)')
    }
    return { alternatives, groupsBefore, groups: this.groups, backReference: this.backReference }
  }
  private branch(): string {
    let out = ''
    let start = true
    while (this.at < this.chars.length && !this.operator('|')) {
      if (this.operator(')') && (this.depth > 0 || !this.dialect.extended)) break
      const piece = this.piece(start)
      if (piece !== '^start') out += piece
      else out += this.dialect.multiline ? '(?<=^|\\n)' : '^'
      start = piece === '^start'
    }
    return out || '(?:)'
  }

  private piece(start: boolean): string {
    const { chars, dialect } = this
    const char = chars[this.at]!
    if (char === '^' && (dialect.extended || start)) {
      this.at++
      // The star after an anchor is an ordinary character in a BRE.
      return '^start'
    }
    if (char === '$' && (dialect.extended || this.endsHere(this.at + 1))) {
      this.at++
      return dialect.multiline ? '(?=\\n|$)' : '$'
    }
    const atom = this.atom(start)
    return this.repeats(atom)
  }
  private endsHere(at: number): boolean {
    const next = this.chars[at]
    if (next === undefined) return true
    return next === '\\' && (this.chars[at + 1] === ')' || this.chars[at + 1] === '|')
  }

  private atom(start: boolean): string {
    const { chars, dialect } = this
    const char = chars[this.at]!
    if (this.operator('(')) {
      this.take()
      const number = ++this.groups
      this.depth++
      const branches = [this.branch()]
      while (this.operator('|')) {
        this.take()
        branches.push(this.branch())
      }
      if (!this.operator(')')) throw new RegexError('Unmatched ( or \\(')
      this.take()
      this.depth--
      this.closed.add(number)
      return `(${branches.join('|')})`
    }
    if (!dialect.extended && this.operator(')')) throw new RegexError('Unmatched ) or \\)')
    if (char === '[') {
      const { source, next } = bracket(chars, this.at, dialect.escapes === true, dialect.bytes ? ASCII : CLASS)
      this.at = next
      return source
    }
    if (char === '.') {
      this.at++
      return '.'
    }
    if (char === '\\') {
      const next = chars[this.at + 1]
      if (next === undefined) throw new RegexError('Trailing backslash')
      if (!dialect.extended && (next === '{' || next === '+' || next === '?')) {
        if (start) {
          if (next === '{') throw new RegexError('Invalid preceding regular expression')
          this.at += 2
          return literal(next)
        }
      }
      this.at += 2
      return this.escape(next)
    }
    if (dialect.extended && start && (char === '*' || char === '+' || char === '?')) {
      // Nothing to repeat: GNU takes the operator as if it stood after nothing.
      if (dialect.escapes) throw new RegexError('Invalid preceding regular expression')
      this.at++
      return '(?:)'
    }
    this.at++
    return literal(char)
  }

  private escape(letter: string): string {
    if (/[1-9]/.test(letter)) {
      const number = Number(letter)
      if (!this.closed.has(number)) throw new RegexError('Invalid back reference')
      this.backReference = true
      return `(?:\\${letter})`
    }
    switch (letter) {
      case 'w':
        return WORD
      case 'W':
        return '[^\\p{L}\\p{N}_]'
      case 's':
        return '[ \\t\\n\\v\\f\\r]'
      case 'S':
        return '[^ \\t\\n\\v\\f\\r]'
      case '<':
        return `(?<!${WORD})(?=${WORD})`
      case '>':
        return `(?<=${WORD})(?!${WORD})`
      case 'b':
        return `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`
      case 'B':
        return `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`
      case '`':
        return '(?<![^])'
      case "'":
        return '(?![^])'
    }
    if (this.dialect.escapes && letter in CONTROL) return CONTROL[letter]!
    return literal(letter)
  }

  private repeats(atom: string): string {
    const { chars, dialect } = this
    let out = atom
    for (;;) {
      const char = chars[this.at]
      let suffix: string | undefined
      if (char === '*') {
        suffix = '*'
        this.at++
      } else if (this.at < chars.length && (this.operator('+') || this.operator('?'))) {
        suffix = dialect.extended ? char! : chars[this.at + 1]!
        this.take()
      } else if (this.at < chars.length && this.operator('{')) {
        suffix = this.interval()
        if (suffix === undefined) return out
      } else return out
      // A second operator repeats the repeated; an assertion cannot be repeated in JavaScript.
      out = /^\(\?[=!<]|[*+?}]$/.test(out) && out.length > 1 ? `(?:${out})${suffix}` : out + suffix
    }
  }
  private interval(): string | undefined {
    const { chars, dialect } = this
    const from = this.at + (dialect.extended ? 1 : 2)
    let end = from
    while (end < chars.length && /[\d,]/.test(chars[end]!)) end++
    const text = chars.slice(from, end).join('')
    const closes = dialect.extended ? chars[end] === '}' : chars[end] === '\\' && chars[end + 1] === '}'
    const match = /^(\d*)(,?)(\d*)$/.exec(text)
    if (!closes || !match || text === '') {
      if (dialect.extended) return undefined
      throw new RegexError(end >= chars.length ? 'Unmatched \\{' : 'Invalid content of \\{\\}')
    }
    const low = Number(match[1] || 0)
    const high = match[2] ? (match[3] === '' ? Infinity : Number(match[3])) : low
    if (low > high) throw new RegexError('Invalid content of \\{\\}')
    if (low > 32767 || (high !== Infinity && high > 32767)) throw new RegexError('Regular expression too big')
    this.at = end + (dialect.extended ? 1 : 2)
    return high === Infinity ? `{${low},}` : low === high ? `{${low}}` : `{${low},${high}}`
  }
}

export function translate(pattern: string, dialect: Dialect): Translation {
  return new Translator(pattern, dialect).whole()
}
