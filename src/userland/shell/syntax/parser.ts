/**
 * Tokens to commands, one complete command (a "unit": everything up to an unquoted newline) at a time, as shells read them. A recursive
 * descent over bash's grammar (parse.y); where it meets a token that cannot stand there, it words the error as the dialect does.
 */
import type { Dialect } from '../dialect.ts'
import type { AndOr, Command, Pipeline, Redirect, Sequence } from './ast.ts'
import { parseCompound, parseFunction } from './compound.ts'
import { SyntaxFailure } from './errors.ts'
import { parseRedirect, parseSimple } from './simple.ts'
import { Lexer, type Token } from './lexer.ts'

export interface ParserOptions {
  dialect: Dialect
  extglob: boolean
  final: boolean
  firstLine?: number
  /** Live aliases; undefined: none are expanded. */
  readonly aliases?: ReadonlyMap<string, string> | undefined
}

export const REDIRECTIONS = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '<<', '<<-', '<<<', '&>', '&>>'])
const RESERVED_ALL = [
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'case',
  'esac',
  'for',
  'while',
  'until',
  'do',
  'done',
  '{',
  '}',
  '!',
  'in',
]
export const RESERVED_BASH: ReadonlySet<string> = new Set([
  ...RESERVED_ALL,
  'select',
  'function',
  'time',
  '[[',
  ']]',
  'coproc',
])
export const RESERVED_DASH: ReadonlySet<string> = new Set(RESERVED_ALL)
export const RESERVED_ASH: ReadonlySet<string> = new Set([...RESERVED_ALL, 'function'])
/** Reserved words that no command begins with. */
const ENDINGS = new Set(['then', 'else', 'elif', 'fi', 'esac', 'do', 'done', '}', 'in', ']]'])
const TOKEN_NAMES: Readonly<Record<string, string>> = { newline: 'newline', eof: 'end of file', io: 'redirection' }

export class Parser {
  readonly lexer: Lexer
  readonly dialect: Dialect
  readonly options: ParserOptions
  readonly reserved: ReadonlySet<string>
  private token: Token | null = null
  private tokenAssign = false
  /** Where text that came from an alias ends, so that an alias does not expand itself. */
  private expanding: { name: string; end: number }[] = []
  aliasNext = false
  private depth = 0

  constructor(text: string, options: ParserOptions) {
    this.options = options
    this.dialect = options.dialect
    this.lexer = new Lexer(text, options)
    this.reserved = options.dialect.bash ? RESERVED_BASH : options.dialect.name === 'ash' ? RESERVED_ASH : RESERVED_DASH
    this.lexer.substitution = () => this.substitution()
    this.lexer.foreignSubstitution = (other) => {
      const parser = new Parser(other.text, { ...this.options, final: true })
      parser.lexer.pos = other.pos
      parser.lexer.line = other.line
      const body = parser.substitution()
      other.pos = parser.lexer.pos
      other.line = parser.lexer.line
      return body
    }
  }

  // ---- tokens

  peek(assign = true): Token {
    if (this.token && this.tokenAssign !== assign && this.token.type === 'word') this.back()
    if (!this.token) {
      this.token = this.lexer.next(assign)
      this.tokenAssign = assign
    }
    return this.token
  }
  take(): Token {
    const token = this.peek(this.tokenAssign)
    this.token = null
    return token
  }
  /** Forgets the token looked at: it will be read again. Not for newlines that here-documents follow. */
  private back(): void {
    if (!this.token) return
    this.lexer.pos = this.token.start
    this.lexer.line = this.token.line
    this.token = null
  }
  isOp(text: string): boolean {
    const token = this.peek(this.tokenAssign)
    return token.type === 'op' && token.text === text
  }
  /** The reserved word that the next token is, in command position. */
  reservedWord(): string | undefined {
    const token = this.peek()
    const plain = token.type === 'word' ? token.word!.plain : undefined
    return plain !== undefined && this.reserved.has(plain) ? plain : undefined
  }
  skipNewlines(): void {
    while (this.peek(this.tokenAssign).type === 'newline') this.take()
  }
  /** The same where no assignment can stand. */
  skipNewlinesPlain(): void {
    while (this.peek(false).type === 'newline') this.take()
  }
  /** Whether the Almquist shells' list() gives back at the next token; at others it complains itself. */
  private endsList(): boolean {
    const token = this.peek()
    if (token.type !== 'op') return true
    return token.text === ')' || token.text === ';;'
  }
  expectWord(text: string): void {
    if (this.reservedWord() !== text) throw this.unexpected(this.endsList() ? `"${text}"` : undefined)
    this.take()
  }

  /** The error for the next token, which cannot stand here. `expecting` in the words of the Almquist shells. */
  unexpected(expecting?: string, plain = false): SyntaxFailure {
    const token = this.peek(this.tokenAssign)
    const { name } = this.dialect
    if (name === 'bash') {
      if (token.type === 'eof')
        return new SyntaxFailure('syntax error: unexpected end of file', this.lexer.line, { atEof: true })
      return this.lexer.near(this.tokenText(token), token.line)
    }
    let what: string
    if (token.type === 'word') {
      const reserved = plain ? undefined : this.reservedWord()
      what = reserved ? `"${reserved}"` : 'word'
    } else if (token.type === 'op') what = REDIRECTIONS.has(token.text) ? 'redirection' : `"${token.text}"`
    else what = TOKEN_NAMES[token.type]!
    const tail = expecting ? ` (expecting ${expecting})` : ''
    const atEof = token.type === 'eof'
    return name === 'dash'
      ? new SyntaxFailure(`Syntax error: ${what} unexpected${tail}`, this.lexer.line, { atEof })
      : new SyntaxFailure(`syntax error: unexpected ${what}${tail}`, this.lexer.line, { atEof })
  }
  tokenText(token: Token): string {
    if (token.type === 'newline') return 'newline'
    return token.type === 'word' ? token.text : token.text
  }

  // ---- units and lists

  /** The next complete command; {items: []} for a blank line; null at the end. */
  parseUnit(): Sequence | null {
    const first = this.peek()
    if (first.type === 'eof') return null
    if (first.type === 'newline') {
      this.take()
      return { items: [] }
    }
    const items = this.parseItems(false)
    const after = this.peek()
    if (after.type === 'newline') this.take()
    else if (after.type !== 'eof') throw this.unexpected()
    return { items }
  }

  /** $( … ): up to and with the closing parenthesis. */
  private substitution(): Sequence {
    const saved = {
      token: this.token,
      assign: this.tokenAssign,
      aliasNext: this.aliasNext,
      heredocs: this.lexer.pendingHeredocs.splice(0),
    }
    this.token = null
    this.aliasNext = false
    const line = this.lexer.line
    this.enter()
    this.skipNewlines()
    let items: AndOr[]
    try {
      if (this.peek(this.tokenAssign).type === 'eof') this.lexer.unterminated(')', line)
      if (!this.isOp(')') && !this.startsCommand()) {
        const closes = this.isOp(';;') || (this.reservedWord() ?? 'in') !== 'in'
        throw this.unexpected(closes ? '")"' : undefined)
      }
      items = this.isOp(')') ? [] : this.parseItems(true)
    } catch (error) {
      if (
        error instanceof SyntaxFailure &&
        error.atEof &&
        this.dialect.bash &&
        error.message.startsWith('syntax error: unexpected end')
      )
        this.lexer.unterminated(')', line)
      throw error
    }
    const token = this.peek(this.tokenAssign)
    if (token.type === 'eof') this.lexer.unterminated(')', line)
    if (!(token.type === 'op' && token.text === ')')) throw this.unexpected('")"')
    this.depth--
    this.token = saved.token
    this.tokenAssign = saved.assign
    this.aliasNext = saved.aliasNext
    this.lexer.pendingHeredocs.push(...saved.heredocs)
    return { items }
  }

  /** Commands inside a compound command: at least one, up to a token that cannot begin a command. */
  parseCompoundList(expecting?: string): Sequence {
    this.enter()
    this.skipNewlines()
    if (!this.startsCommand()) throw this.unexpected(this.peek().type === 'eof' ? expecting : undefined)
    const items = this.parseItems(true)
    this.depth--
    return { items }
  }
  private enter(): void {
    if (++this.depth > 1500) throw new SyntaxFailure('memory exhausted', this.lexer.line)
  }

  private startsCommand(): boolean {
    const token = this.peek()
    if (token.type === 'io') return true
    if (token.type === 'op') return token.text === '(' || REDIRECTIONS.has(token.text)
    if (token.type !== 'word') return false
    this.expandAlias()
    const reserved = this.reservedWord()
    return !reserved || !ENDINGS.has(reserved)
  }

  private parseItems(newlines: boolean): AndOr[] {
    const items: AndOr[] = []
    for (;;) {
      const item = this.parseAndOr()
      let background = false
      let more = false
      const token = this.peek()
      if (token.type === 'op' && (token.text === ';' || token.text === '&')) {
        this.take()
        background = token.text === '&'
        more = true
      } else if (token.type === 'newline' && newlines) more = true
      items.push(background ? { ...item, background } : item)
      if (!more) return items
      if (newlines) this.skipNewlines()
      if (!this.startsCommand()) {
        const next = this.peek()
        if (!newlines && next.type !== 'newline' && next.type !== 'eof') throw this.unexpected()
        return items
      }
    }
  }

  private parseAndOr(): AndOr {
    const line = this.peek().line
    const first = this.parsePipeline()
    const rest: { op: '&&' | '||'; command: Command }[] = []
    for (;;) {
      const token = this.peek()
      if (token.type !== 'op' || (token.text !== '&&' && token.text !== '||')) break
      this.take()
      this.skipNewlines()
      rest.push({ op: token.text, command: this.parsePipeline() })
    }
    return { first, rest, background: false, line }
  }

  private parsePipeline(): Command {
    const line = this.peek().line
    let bangs = 0
    let time: 'default' | 'posix' | undefined
    this.expandAlias()
    for (;;) {
      const reserved = this.reservedWord()
      if (reserved === '!') {
        if (bangs && this.dialect.almquist) throw this.unexpected()
        bangs++
        this.take()
      } else if (reserved === 'time' && time === undefined) {
        this.take()
        time = 'default'
        if (this.peek().type === 'word' && this.peek().word!.plain === '-p') {
          this.take()
          time = 'posix'
        }
        if (this.peek().type === 'word' && this.peek().word!.plain === '--') this.take()
      } else break
      this.expandAlias()
    }
    if ((time || (bangs && this.dialect.bash)) && !this.startsCommand()) {
      const next = this.peek()
      if (next.type === 'newline' || next.type === 'eof' || (next.type === 'op' && next.text === ';'))
        return { kind: 'pipeline', commands: [], bangs, ...(time ? { time } : {}), both: [], line }
    }
    const commands: Command[] = [this.parseCommand()]
    const both: boolean[] = []
    for (;;) {
      const token = this.peek()
      if (token.type !== 'op' || (token.text !== '|' && token.text !== '|&')) break
      this.take()
      both.push(token.text === '|&')
      this.skipNewlines()
      commands.push(this.parseCommand())
    }
    if (commands.length === 1 && !bangs && !time) return commands[0]!
    const pipeline: Pipeline = { kind: 'pipeline', commands, bangs, ...(time ? { time } : {}), both, line }
    return pipeline
  }

  // ---- commands

  parseCommand(): Command {
    this.expandAlias()
    const token = this.peek()
    if (token.type === 'op') {
      if (token.text === '(') return parseCompound(this, '(')
      if (!REDIRECTIONS.has(token.text)) throw this.unexpected()
      return parseSimple(this)
    }
    if (token.type === 'io') return parseSimple(this)
    if (token.type !== 'word') throw this.unexpected()
    const reserved = this.reservedWord()
    if (reserved === 'function') return parseFunction(this)
    if (reserved) return parseCompound(this, reserved)
    return parseSimple(this)
  }

  parseRedirects(): Redirect[] {
    const out: Redirect[] = []
    for (;;) {
      const token = this.peek()
      if (token.type !== 'io' && !(token.type === 'op' && REDIRECTIONS.has(token.text))) return out
      out.push(parseRedirect(this))
    }
  }

  // ---- aliases

  /** Replaces the next word by its alias's text, repeatedly. True when something was replaced. */
  expandAlias(argument = false): boolean {
    const { aliases } = this.options
    if (!aliases?.size) return false
    let any = false
    for (;;) {
      const token = this.peek(!argument)
      const plain = token.type === 'word' ? token.word!.plain : undefined
      if (plain === undefined || token.text !== plain) return any
      const value = aliases.get(plain)
      if (value === undefined) return any
      this.expanding = this.expanding.filter((entry) => entry.end > token.start)
      if (this.expanding.some((entry) => entry.name === plain)) return any
      const { lexer } = this
      const end = lexer.pos
      // The value is spliced in; a blank at its end makes the next word eligible too.
      const padded = `${value} `
      lexer.text = lexer.text.slice(0, token.start) + padded + lexer.text.slice(end)
      const delta = padded.length - (end - token.start)
      for (const entry of this.expanding) entry.end += delta
      this.expanding.push({ name: plain, end: token.start + padded.length })
      if (/[ \t]$/.test(value)) this.aliasNext = true
      this.token = null
      lexer.pos = token.start
      lexer.line = token.line
      any = true
    }
  }
}
