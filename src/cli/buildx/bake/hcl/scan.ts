/**
 * Text → tokens of HCL's native syntax (hashicorp/hcl hclsyntax/scan_tokens.rl): identifiers, numbers, operators, quoted templates,
 * here-documents. Columns count code points (HCL: grapheme clusters).
 */
import type { Diagnostic, Position, Range } from './diagnostic.ts'

export type TokenKind =
  | 'ident'
  | 'number'
  | 'newline'
  | 'eof'
  /** Opens a quoted template. */
  | 'oquote'
  | 'cquote'
  | 'oheredoc'
  | 'cheredoc'
  /** A literal piece of a quoted template, escapes left in. */
  | 'quoted'
  /** A line of a here-document. */
  | 'string'
  /** `${` */
  | 'interp'
  /** `%{` */
  | 'control'
  /** The `}` of either. */
  | 'seqend'
  | 'invalid'
  /** Operators and brackets are their own kind. */
  | '{'
  | '}'
  | '['
  | ']'
  | '('
  | ')'
  | '=='
  | '!='
  | '>='
  | '<='
  | '&&'
  | '||'
  | '=>'
  | '...'
  | '::'
  | '.'
  | ','
  | ':'
  | '?'
  | '='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '!'
  | '<'
  | '>'
export interface Token {
  kind: TokenKind
  text: string
  range: Range
}
const OPERATORS = ['...', '==', '!=', '>=', '<=', '&&', '||', '=>', '::', ...'{}[]().,:?=+-*/%!<>'] as TokenKind[]
const IDENT = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy

type Mode =
  | { in: 'normal'; depth: number; template: boolean }
  | { in: 'quote' }
  | { in: 'heredoc'; marker: string; lineStart: boolean }

/** Tokens up to an `eof`, and what no HCL may hold. `template`: the whole text is a template. `start`: where it lies in its file. */
export function scan(
  text: string,
  filename: string,
  options: { template?: boolean; start?: Position } = {},
): { tokens: Token[]; problems: Diagnostic[] } {
  const scanner = new Scanner(text.startsWith('\ufeff') ? text.slice(1) : text, filename, options.start)
  const tokens = scanner.scan(options.template ? { in: 'heredoc', marker: '', lineStart: false } : null)
  return { tokens, problems: problemsOf(tokens) }
}

class Scanner {
  private readonly tokens: Token[] = []
  private readonly modes: Mode[] = [{ in: 'normal', depth: 0, template: false }]
  private at = 0
  private position: Position
  private readonly text: string
  private readonly filename: string
  constructor(text: string, filename: string, start: Position = { line: 1, column: 1 }) {
    this.text = text
    this.filename = filename
    this.position = start
  }
  scan(template: Mode | null): Token[] {
    if (template) this.modes.push(template)
    while (this.at < this.text.length) {
      const mode = this.modes.at(-1)!
      if (mode.in === 'normal') this.normal(mode)
      else if (mode.in === 'quote') this.quote()
      else this.heredoc(mode)
    }
    this.emit('eof', 0)
    return this.tokens
  }
  private emit(kind: TokenKind | null, length: number): void {
    const text = this.text.slice(this.at, this.at + length)
    const start = this.position
    let { line, column } = start
    for (const char of text)
      if (char === '\n') {
        line++
        column = 1
      } else column++
    this.position = { line, column }
    this.at += length
    if (kind) this.tokens.push({ kind, text, range: { filename: this.filename, start, end: this.position } })
  }
  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    return pattern.exec(this.text)
  }
  private normal(mode: Mode & { in: 'normal' }): void {
    const { text, at } = this
    const char = text[at]!
    if (char === ' ' || char === '\t') return this.emit(null, 1)
    if (char === '\n') return this.emit('newline', 1)
    if (char === '\r' && text[at + 1] === '\n') return this.emit('newline', 2)
    if (char === '#' || text.startsWith('//', at)) {
      const end = text.indexOf('\n', at)
      return this.emit(null, (end < 0 ? text.length : end) - at)
    }
    if (text.startsWith('/*', at)) {
      const end = text.indexOf('*/', at + 2)
      return this.emit(end < 0 ? 'invalid' : null, (end < 0 ? text.length : end + 2) - at)
    }
    if (char === '"') {
      this.modes.push({ in: 'quote' })
      return this.emit('oquote', 1)
    }
    const heredoc = this.match(HEREDOC)
    if (heredoc) {
      this.modes.push({ in: 'heredoc', marker: heredoc[1]!, lineStart: true })
      return this.emit('oheredoc', heredoc[0].length)
    }
    const ident = this.match(IDENT)
    if (ident) return this.emit('ident', ident[0].length)
    const number = this.match(NUMBER)
    if (number) return this.emit('number', number[0].length)
    if (mode.template && mode.depth === 0 && (char === '}' || text.startsWith('~}', at))) {
      this.modes.pop()
      return this.emit('seqend', char === '}' ? 1 : 2)
    }
    const operator = OPERATORS.find((op) => text.startsWith(op, at))
    if (!operator || text.startsWith('**', at))
      return this.emit('invalid', text.startsWith('**', at) ? 2 : String.fromCodePoint(text.codePointAt(at)!).length)
    if (operator === '{') mode.depth++
    else if (operator === '}' && mode.depth > 0) mode.depth--
    this.emit(operator, operator.length)
  }
  /** `${` or `%{`, with `~` perhaps; null where the text at `at` opens nothing. Doubled they are literal. */
  private opener(at: number): { kind: 'interp' | 'control'; length: number } | null {
    const char = this.text[at]
    if ((char !== '$' && char !== '%') || this.text[at + 1] !== '{') return null
    return { kind: char === '$' ? 'interp' : 'control', length: this.text[at + 2] === '~' ? 3 : 2 }
  }
  private open({ kind, length }: { kind: 'interp' | 'control'; length: number }): void {
    this.emit(kind, length)
    this.modes.push({ in: 'normal', depth: 0, template: true })
  }
  private escaped(at: number): boolean {
    const char = this.text[at]
    return (char === '$' || char === '%') && this.text[at + 1] === char && this.text[at + 2] === '{'
  }
  private quote(): void {
    const opener = this.opener(this.at)
    if (opener) return this.open(opener)
    if (this.text[this.at] === '"') {
      this.modes.pop()
      return this.emit('cquote', 1)
    }
    let end = this.at
    while (end < this.text.length) {
      const char = this.text[end]!
      if (char === '"' || char === '\n' || this.opener(end)) break
      if (char === '\\' && this.text[end + 1] !== '\n') end += 2
      else end += this.escaped(end) ? 3 : 1
    }
    end = Math.min(end, this.text.length)
    if (end > this.at) return this.emit('quoted', end - this.at)
    this.emit('invalid', 1)
  }
  private heredoc(mode: Mode & { in: 'heredoc' }): void {
    const { text, at } = this
    if (mode.lineStart) {
      const newline = text.indexOf('\n', at)
      const line = text.slice(at, newline < 0 ? text.length : newline)
      if (line.trim() === mode.marker && mode.marker !== '') {
        this.modes.pop()
        // Blanks before the marker are not part of the document, nor is the line end behind it.
        return this.emit('cheredoc', line.trimEnd().length)
      }
    }
    const opener = this.opener(at)
    if (opener) {
      mode.lineStart = false
      return this.open(opener)
    }
    let end = at
    while (end < text.length && text[end] !== '\n' && !this.opener(end)) end += this.escaped(end) ? 3 : 1
    if (text[end] === '\n') end++
    mode.lineStart = text[end - 1] === '\n'
    this.emit('string', Math.min(end, text.length) - at)
  }
}

/** What is never right in HCL, told before the parser stumbles over it (hclsyntax/token.go checkInvalidTokens). */
function problemsOf(tokens: readonly Token[]): Diagnostic[] {
  const out: Diagnostic[] = []
  const told = new Map<string, number>()
  for (const { kind, text, range } of tokens) {
    if (kind !== 'invalid') continue
    const [group, limit, summary, detail] = complaint(text)
    const before = told.get(group) ?? 0
    const quote = group === "'" || group === '`'
    if (quote ? before % 2 === 0 : before < limit) out.push({ summary, detail, subject: range })
    if (!quote || before <= 2) told.set(group, before + 1)
  }
  return out
}
function complaint(text: string): [group: string, limit: number, summary: string, detail: string] {
  const bitwise = (hint: string): [string, number, string, string] => [
    'bitwise',
    4,
    'Unsupported operator',
    `Bitwise operators are not supported.${hint}`,
  ]
  switch (text) {
    case '&':
      return bitwise(' Did you mean boolean AND ("&&")?')
    case '|':
      return bitwise(' Did you mean boolean OR ("||")?')
    case '~':
      return bitwise(' Did you mean boolean NOT ("!")?')
    case '^':
      return bitwise('')
    case '**':
      return [
        text,
        1,
        'Unsupported operator',
        '"**" is not a supported operator. Exponentiation is not supported as an operator.',
      ]
    case '`':
      return [
        text,
        1,
        'Invalid character',
        'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".',
      ]
    case "'":
      return [text, 1, 'Invalid character', 'Single quotes are not valid. Use double quotes (") to enclose strings.']
    case ';':
      return [
        text,
        1,
        'Invalid character',
        'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.',
      ]
    case '\n':
      return [
        text,
        Infinity,
        'Invalid multi-line string',
        'Quoted strings may not be split over multiple lines. To produce a multi-line string, either use the \\n escape to represent a newline character or use the "heredoc" multi-line template syntax.',
      ]
    case '“':
    case '”':
      return [
        text,
        Infinity,
        'Invalid character',
        '"Curly quotes" are not valid here. These can sometimes be inadvertently introduced when sharing code via documents or discussion forums. It might help to replace the character with a "straight quote".',
      ]
    default:
      return [text, Infinity, 'Invalid character', 'This character is not used within the language.']
  }
}
