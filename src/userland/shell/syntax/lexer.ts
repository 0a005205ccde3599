/**
 * Characters to tokens and words. Follows bash's parse.y (read_token, read_token_word, parse_matched_pair) in what it accepts, with the
 * dialects' limits. It works on text that may still grow: at the end of text that is not final it throws NeedMore, and the whole command is
 * lexed again when more has come.
 *
 * Longer than usual: the mutually recursive readers of quotes, expansions and words belong together.
 */
import type { Dialect } from '../dialect.ts'
import { NeedMore, SyntaxFailure } from './errors.ts'
import type { Assignment, Redirect, Sequence, Word, WordPart } from './ast.ts'
import { readDollar, readBackquote } from './dollar.ts'
import { readHeredocs } from './heredoc.ts'
import { readWord } from './words.ts'

export interface Token {
  type: 'word' | 'op' | 'newline' | 'eof' | 'io'
  /** Source text; for 'io' the number or {name} before a redirection. */
  text: string
  start: number
  line: number
  word?: Word
  assign?: Assignment
}

export interface LexerOptions {
  dialect: Dialect
  extglob: boolean
  /** No more text will come. */
  final: boolean
  firstLine?: number
}

export const BLANK_OR_META = new Set([' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>'])
const OPERATORS_BASH = [
  '&>>',
  '<<<',
  '<<-',
  ';;&',
  '&&',
  '||',
  ';;',
  ';&',
  '|&',
  '&>',
  '<<',
  '>>',
  '<&',
  '>&',
  '<>',
  '>|',
]
const OPERATORS_DASH = ['<<-', '&&', '||', ';;', '<<', '>>', '<&', '>&', '<>', '>|']
const OPERATORS_ASH = ['<<-', '&&', '||', ';;', '&>', '<<', '>>', '<&', '>&', '<>', '>|']

/** Collects parts, joining literal text. */
export class Parts {
  readonly list: WordPart[] = []
  private text = ''
  quoted = false
  lit(text: string): void {
    this.text += text
  }
  get pending(): string {
    return this.text
  }
  push(part: WordPart): void {
    this.flush()
    this.list.push(part)
  }
  flush(): WordPart[] {
    if (this.text) this.list.push({ t: 'lit', s: this.text })
    this.text = ''
    return this.list
  }
}

export class Lexer {
  text: string
  pos = 0
  line: number
  readonly options: LexerOptions
  readonly dialect: Dialect
  readonly pendingHeredocs: Redirect[] = []
  /** Reads the commands of $(…) up to the ')'; set by the parser. */
  substitution: () => Sequence = () => ({ items: [] })
  readonly warnings: { line: number; text: string }[] = []
  readonly operators: readonly string[]

  constructor(text: string, options: LexerOptions) {
    this.text = text
    this.options = options
    this.dialect = options.dialect
    this.line = options.firstLine ?? 1
    this.operators = this.dialect.bash ? OPERATORS_BASH : this.dialect.name === 'dash' ? OPERATORS_DASH : OPERATORS_ASH
  }

  /** A lexer for text that stands alone: the body of a here-document. */
  sub(text: string, firstLine: number): Lexer {
    const lexer = new Lexer(text, { ...this.options, final: true, firstLine })
    return lexer
  }

  /** Called where the text ends too early. */
  endOfText(until?: string): void {
    if (!this.options.final) throw new NeedMore(until)
  }
  unterminated(what: string, line: number, arithmetic = false): never {
    this.endOfText(what.length === 1 ? what : undefined)
    const { name } = this.dialect
    if (name === 'bash')
      throw new SyntaxFailure(
        `unexpected EOF while looking for matching \`${what}'`,
        what === ')' && !arithmetic ? this.line : line,
        {
          atEof: true,
        },
      )
    const text = unterminatedText(name === 'dash', what, arithmetic)
    throw new SyntaxFailure(name === 'dash' ? `Syntax error: ${text}` : `syntax error: ${text}`, this.line, {
      atEof: true,
    })
  }

  // ---- tokens

  skipBlanks(): void {
    for (;;) {
      const char = this.text[this.pos]
      if (char === ' ' || char === '\t') this.pos++
      else if (char === '\\' && this.text[this.pos + 1] === '\n') {
        this.pos += 2
        this.line++
        if (this.pos >= this.text.length) this.endOfText()
      } else break
    }
    if (this.text[this.pos] === '#') {
      const end = this.text.indexOf('\n', this.pos)
      this.pos = end < 0 ? this.text.length : end
    }
  }

  next(assign: boolean): Token {
    this.skipBlanks()
    const start = this.pos
    const line = this.line
    const char = this.text[start]
    if (char === undefined) {
      this.endOfText()
      if (this.pendingHeredocs.length) readHeredocs(this)
      return { type: 'eof', text: '', start, line: this.line }
    }
    if (char === '\n') {
      this.pos++
      this.line++
      if (this.pendingHeredocs.length) readHeredocs(this)
      return { type: 'newline', text: '\n', start, line }
    }
    if (BLANK_OR_META.has(char) && !this.processSubstitutionAt(start)) {
      for (const op of this.operators) {
        if (this.text.startsWith(op, start)) {
          this.pos += op.length
          return { type: 'op', text: op, start, line }
        }
      }
      this.pos++
      return { type: 'op', text: char, start, line }
    }
    const word = readWord(this, assign)
    const after = this.text[this.pos]
    if ((after === '<' || after === '>') && word.word.plain !== undefined) {
      const plain = word.word.plain
      const varName = this.dialect.bash ? /^\{([A-Za-z_]\w*)\}$/.exec(plain)?.[1] : undefined
      if ((/^\d+$/.test(plain) && (this.dialect.bash || plain.length === 1)) || varName)
        return { type: 'io', text: varName ? `{${varName}}` : plain, start, line }
    }
    return {
      type: 'word',
      text: this.text.slice(start, this.pos),
      start,
      line,
      word: word.word,
      ...(word.assign ? { assign: word.assign } : {}),
    }
  }

  processSubstitutionAt(at: number): boolean {
    const char = this.text[at]
    return this.dialect.processSubstitution && (char === '<' || char === '>') && this.text[at + 1] === '('
  }

  // ---- words

  /** bash's "syntax error near unexpected token", with the line it is in. */
  near(text: string, line: number, status = 2): SyntaxFailure {
    const showLine = this.lineText(line)
    return new SyntaxFailure(`syntax error near unexpected token \`${text}'`, line, { showLine, status })
  }
  /** The text of a source line. */
  lineText(line: number): string {
    const lines = this.text.split('\n')
    return lines[line - (this.options.firstLine ?? 1)] ?? ''
  }

  /** One character or construct of unquoted text, whatever it is: quotes, expansions, escapes, else literal. */
  readPlain(parts: Parts, char: string): void {
    switch (char) {
      case '\\': {
        const next = this.text[this.pos + 1]
        if (next === undefined) {
          this.endOfText()
          parts.push({ t: 'quoted', s: '\\' })
          this.pos++
          return
        }
        if (next === '\n') {
          this.line++
          this.pos += 2
          if (this.pos >= this.text.length) this.endOfText()
          return
        }
        const full = String.fromCodePoint(this.text.codePointAt(this.pos + 1)!)
        parts.push({ t: 'quoted', s: full })
        parts.quoted = true
        this.pos += 1 + full.length
        return
      }
      case "'": {
        const end = this.text.indexOf("'", this.pos + 1)
        if (end < 0) this.unterminatedQuote("'")
        const body = this.text.slice(this.pos + 1, end)
        this.countLines(body)
        this.pos = end + 1
        parts.push({ t: 'quoted', s: body })
        parts.quoted = true
        return
      }
      case '"':
        parts.push({ t: 'dq', parts: this.readDoubleQuoted() })
        parts.quoted = true
        return
      case '$':
        readDollar(this, parts, false)
        return
      case '`':
        readBackquote(this, parts, false)
        return
      default:
        parts.lit(char)
        this.pos++
    }
  }
  unterminatedQuote(quote: string): never {
    const line = this.line
    if (this.options.final) this.countLines(this.text.slice(this.pos))
    this.unterminated(quote, line)
  }
  countLines(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line++
  }

  /** At the opening quote; returns what stands between the quotes. */
  readDoubleQuoted(): WordPart[] {
    const line = this.line
    const parts = new Parts()
    this.pos++
    for (;;) {
      const char = this.text[this.pos]
      if (char === undefined) this.unterminated('"', line)
      if (char === '"') break
      this.readInQuotes(parts, char, '"')
    }
    this.pos++
    return parts.flush()
  }

  /** One character or construct of double-quoted text; `also` are further characters that a backslash quotes. */
  readInQuotes(parts: Parts, char: string, also: string): void {
    if (char === '\\') {
      const next = this.text[this.pos + 1]
      if (next === undefined) this.endOfText()
      if (next === '\n') {
        this.line++
        this.pos += 2
        return
      }
      if (next !== undefined && (next === '$' || next === '`' || next === '\\' || also.includes(next))) {
        parts.lit(next)
        this.pos += 2
        return
      }
      parts.lit('\\')
      this.pos++
      return
    }
    if (char === '$') return readDollar(this, parts, true)
    if (char === '`') return readBackquote(this, parts, true)
    if (char === '\n') this.line++
    parts.lit(char)
    this.pos++
  }

  // ---- here-documents

  /** Parses $(…) found by a lexer of other text; set by the parser. */
  foreignSubstitution: (lexer: Lexer) => Sequence = () => ({ items: [] })
}

/** The Almquist shells' words for an end of input inside a construct. */
function unterminatedText(dash: boolean, what: string, arithmetic: boolean): string {
  if (arithmetic) return dash ? "Missing '))'" : "missing '))'"
  if (what === '`') return 'EOF in backquote substitution'
  if (what === ')') return dash ? 'end of file unexpected (expecting ")")' : 'unexpected end of file (expecting ")")'
  if (what === '}') return dash ? "Missing '}'" : "missing '}'"
  return dash ? 'Unterminated quoted string' : 'unterminated quoted string'
}

/** The text of a word without quotes and expansions. */
export function plainOf(parts: readonly WordPart[]): { plain?: string } {
  if (parts.length === 0) return { plain: '' }
  const only = parts[0]!
  return parts.length === 1 && only.t === 'lit' ? { plain: only.s } : {}
}
