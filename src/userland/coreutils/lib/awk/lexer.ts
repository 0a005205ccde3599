/** Tokens of awk programs. */
export type TokenKind =
  'number' | 'string' | 'regex' | 'name' | 'function-name' | 'builtin' | 'keyword' | 'punctuation' | 'newline' | 'end'
export interface Token {
  kind: TokenKind
  text: string
  line: number
  value?: number
}
export interface AwkDialect {
  name: 'mawk' | 'busybox'
  /** strftime, systime, and(), gensub() … */
  builtins: readonly string[]
}
/** Wrong program; the message has no program name. */
export class AwkSyntaxError extends Error {
  readonly line: number
  readonly kind: 'eof' | 'token' | 'other'
  readonly token: string
  constructor(message: string, line: number, kind: 'eof' | 'token' | 'other' = 'other', token = '') {
    super(message)
    this.line = line
    this.kind = kind
    this.token = token
  }
}
const KEYWORDS = new Set(
  'BEGIN END function func if else while for do break continue next nextfile exit return delete in getline print printf'.split(
    ' ',
  ),
)
export const BUILTINS =
  'length substr index split sub gsub match sprintf sin cos atan2 exp log sqrt int rand srand tolower toupper system close fflush'.split(
    ' ',
  )
const PUNCTUATION = [
  '**=',
  '&&',
  '||',
  '++',
  '--',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '**',
  '==',
  '<=',
  '>=',
  '!=',
  '!~',
  '>>',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
]
const ESCAPES: Record<string, string> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/** Escapes of a string constant or of a -v assignment; the text is binary. */
export function awkEscapes(text: string): string {
  return text.replace(/\\([0-7]{1,3}|.|\n|$)/gs, (whole, what: string) => {
    if (/^[0-7]/.test(what)) return String.fromCharCode(parseInt(what, 8) & 255)
    if (what === '\n') return ''
    return ESCAPES[what] ?? whole
  })
}

export class Lexer {
  private readonly text: string
  private readonly dialect: AwkDialect
  private at = 0
  line = 1
  private previous: Token | undefined
  constructor(text: string, dialect: AwkDialect) {
    this.text = text
    this.dialect = dialect
  }
  /** May a '/' here begin a regular expression? */
  private regexAllowed(): boolean {
    const t = this.previous
    if (!t) return true
    if (t.kind === 'name' || t.kind === 'number' || t.kind === 'string' || t.kind === 'regex' || t.kind === 'builtin')
      return false
    if (t.kind === 'punctuation')
      return !(t.text === ')' || t.text === ']' || t.text === '$' || t.text === '++' || t.text === '--')
    return true
  }
  private make(kind: TokenKind, text: string, value?: number): Token {
    const token: Token = value === undefined ? { kind, text, line: this.line } : { kind, text, line: this.line, value }
    this.previous = token
    return token
  }
  next(): Token {
    const { text } = this
    for (;;) {
      const char = text[this.at]
      if (char === undefined) return this.make('end', '')
      if (char === ' ' || char === '\t' || char === '\r') this.at++
      else if (char === '\\' && text[this.at + 1] === '\n') {
        this.at += 2
        this.line++
      } else if (char === '\\' && text.startsWith('\r\n', this.at + 1)) {
        this.at += 3
        this.line++
      } else if (char === '#') {
        const end = text.indexOf('\n', this.at)
        this.at = end < 0 ? text.length : end
      } else break
    }
    const char = text[this.at]!
    if (char === '\n') {
      this.at++
      const token = this.make('newline', '\n')
      this.line++
      return token
    }
    const rest = text.slice(this.at, this.at + 400)
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest)
    if (number) {
      this.at += number[0].length
      // BusyBox reads C's octal numbers.
      const octal = this.dialect.name === 'busybox' && /^0[0-7]+$/.test(number[0])
      return this.make('number', number[0], octal ? parseInt(number[0], 8) : Number(number[0]))
    }
    const word = /^[A-Za-z_]\w*/.exec(rest)
    if (word) {
      this.at += word[0].length
      const name = word[0]
      if (KEYWORDS.has(name)) return this.make('keyword', name === 'func' ? 'function' : name)
      if (BUILTINS.includes(name) || this.dialect.builtins.includes(name)) return this.make('builtin', name)
      return this.make(text[this.at] === '(' ? 'function-name' : 'name', name)
    }
    if (char === '"') return this.string()
    if (char === '/' && this.regexAllowed()) return this.regex()
    for (const op of PUNCTUATION)
      if (text.startsWith(op, this.at)) {
        this.at += op.length
        return this.make('punctuation', op === '**' ? '^' : op === '**=' ? '^=' : op)
      }
    throw new AwkSyntaxError(`unexpected character '${char}'`, this.line)
  }
  private string(): Token {
    const { text } = this
    let end = this.at + 1
    while (end < text.length && text[end] !== '"') {
      if (text[end] === '\n') break
      end += text[end] === '\\' ? 2 : 1
    }
    if (text[end] !== '"')
      throw new AwkSyntaxError(`runaway string constant ${text.slice(this.at, this.at + 11)} ...`, this.line, 'eof')
    const body = text.slice(this.at + 1, end)
    this.at = end + 1
    return this.make('string', awkEscapes(this.dialect.name === 'busybox' ? body.replace(/\\\//g, '/') : body))
  }
  private regex(): Token {
    const { text } = this
    let end = this.at + 1
    let bracket = false
    while (end < text.length && text[end] !== '\n' && (text[end] !== '/' || bracket)) {
      if (text[end] === '\\') end++
      else if (text[end] === '[' && !bracket && this.dialect.name === 'mawk') {
        bracket = true
        if (text[end + 1] === '^') end++
        if (text[end + 1] === ']') end++
      } else if (text[end] === ']') bracket = false
      end++
    }
    if (text[end] !== '/')
      throw new AwkSyntaxError(`runaway regular expression ${text.slice(this.at, this.at + 11)} ...`, this.line)
    const body = text.slice(this.at + 1, end).replace(/\\\//g, '/')
    this.at = end + 1
    return this.make('regex', body)
  }
}
