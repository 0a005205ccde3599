/**
 * Characters to tokens and words. Follows bash's parse.y (read_token, read_token_word, parse_matched_pair) in what it accepts, with the
 * dialects' limits. It works on text that may still grow: at the end of text that is not final it throws NeedMore, and the whole command is
 * lexed again when more has come.
 *
 * Longer than usual: the mutually recursive readers of quotes, expansions and words belong together.
 */
import type { Dialect } from '../dialect.ts'
import { decodeAnsiQuote } from '../expand/ansi-c.ts'
import { NeedMore, SyntaxFailure } from './errors.ts'
import type { Assignment, Redirect, Sequence, Word, WordPart } from './ast.ts'
import { readParameter } from './parameter.ts'

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

const NAME_START = /[A-Za-z_]/
const NAME_CHAR = /[A-Za-z0-9_]/
const BLANK_OR_META = new Set([' ', '\t', '\n', ';', '&', '|', '(', ')', '<', '>'])
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
  private readonly operators: readonly string[]

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
      if (this.pendingHeredocs.length) this.readHeredocs()
      return { type: 'eof', text: '', start, line: this.line }
    }
    if (char === '\n') {
      this.pos++
      this.line++
      if (this.pendingHeredocs.length) this.readHeredocs()
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
    const word = this.readWord(assign)
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

  readWord(assign: boolean): { word: Word; assign?: Assignment } {
    const start = this.pos
    const line = this.line
    const parts = new Parts()
    let index: Word | undefined
    let assignAt = -1
    let append = false
    for (;;) {
      const at = this.pos
      const char = this.text[at]
      if (char === undefined) {
        this.endOfText()
        break
      }
      if (assign && assignAt < 0 && !parts.list.length) {
        if (char === '[' && this.dialect.arrays && index === undefined && /^[A-Za-z_]\w*$/.test(parts.pending)) {
          const subscript = this.trySubscript()
          if (subscript) {
            index = subscript.word
            append = subscript.append
            assignAt = this.pos
            parts.lit(this.text.slice(at, this.pos))
            parts.flush()
            if (this.text[this.pos] === '(') break
            continue
          }
        } else if (
          (char === '=' || (char === '+' && this.text[at + 1] === '=' && this.dialect.bash)) &&
          /^[A-Za-z_]\w*$/.test(parts.pending)
        ) {
          append = char === '+'
          const op = append ? '+=' : '='
          parts.lit(op)
          this.pos += op.length
          assignAt = this.pos
          parts.flush()
          if (this.text[this.pos] === '(' && this.dialect.arrays) break
          continue
        }
      }
      if (BLANK_OR_META.has(char)) {
        if (this.processSubstitutionAt(at)) {
          this.readProcessSubstitution(parts)
          continue
        }
        break
      }
      if (this.options.extglob && '?*+@!'.includes(char) && this.text[at + 1] === '(') {
        this.readExtglob(parts)
        continue
      }
      this.readPlain(parts, char)
    }
    const list = parts.flush()
    const raw = this.text.slice(start, this.pos)
    if (assignAt >= 0 && assign) {
      const first = list[0]
      const name = /^[A-Za-z_]\w*/.exec(first?.t === 'lit' ? first.s : '')![0]
      if (this.text[this.pos] === '(' && this.dialect.arrays && this.pos === assignAt) {
        const value = this.readArrayLiteral()
        const full = this.text.slice(start, this.pos)
        return {
          word: { parts: [{ t: 'quoted', s: full }], raw: full, line },
          assign: { name, ...(index ? { index } : {}), append, value, raw: full },
        }
      }
      const value: Word = {
        parts: list.slice(1),
        raw: this.text.slice(assignAt, this.pos),
        line,
        ...plainOf(list.slice(1)),
      }
      return {
        word: { parts: list, raw, line },
        assign: { name, ...(index ? { index } : {}), append, value, raw },
      }
    }
    return { word: { parts: list, raw, line, ...plainOf(list) } }
  }

  /** At name[ : the subscript when `]=` or `]+=` follows, else nothing consumed. */
  private trySubscript(): { word: Word; append: boolean } | null {
    const start = this.pos
    const line = this.line
    this.pos++
    const word = this.readSubscript()
    if (this.text[this.pos] === '=') {
      this.pos++
      return { word, append: false }
    }
    if (this.text[this.pos] === '+' && this.text[this.pos + 1] === '=') {
      this.pos += 2
      return { word, append: true }
    }
    this.pos = start
    this.line = line
    return null
  }

  /** After '[': up to and with the matching ']'. */
  readSubscript(): Word {
    const start = this.pos
    const line = this.line
    const parts = new Parts()
    let depth = 0
    for (;;) {
      const char = this.text[this.pos]
      if (char === undefined) this.unterminated(']', line)
      if (char === ']' && depth-- === 0) break
      if (char === '[') depth++
      if (char === '\n') this.line++
      this.readPlain(parts, char)
    }
    const raw = this.text.slice(start, this.pos++)
    const list = parts.flush()
    return { parts: list, raw, line, ...plainOf(list) }
  }

  private readArrayLiteral(): { elements: { index?: Word; append?: boolean; value: Word }[] } {
    const line = this.line
    this.pos++
    const elements: { index?: Word; append?: boolean; value: Word }[] = []
    for (;;) {
      this.skipBlanks()
      const char = this.text[this.pos]
      if (char === undefined) this.unterminated(')', line, true)
      if (char === ')') break
      if (char === '\n') {
        this.pos++
        this.line++
        continue
      }
      if (char === '[') {
        const subscript = this.trySubscript()
        if (subscript) {
          const value = this.readWord(false).word
          elements.push({ index: subscript.word, append: subscript.append, value })
          continue
        }
      }
      if (BLANK_OR_META.has(char) && !this.processSubstitutionAt(this.pos)) {
        const op = this.operators.find((text) => this.text.startsWith(text, this.pos)) ?? char
        throw this.near(op, this.line, 1)
      }
      elements.push({ value: this.readWord(false).word })
    }
    this.pos++
    return { elements }
  }

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
        this.readDollar(parts, false)
        return
      case '`':
        this.readBackquote(parts, false)
        return
      default:
        parts.lit(char)
        this.pos++
    }
  }
  private unterminatedQuote(quote: string): never {
    const line = this.line
    if (this.options.final) this.countLines(this.text.slice(this.pos))
    this.unterminated(quote, line)
  }
  countLines(text: string): void {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line++
  }

  private readExtglob(parts: Parts): void {
    const line = this.line
    parts.lit(this.text.slice(this.pos, this.pos + 2))
    this.pos += 2
    let depth = 1
    for (;;) {
      const char = this.text[this.pos]
      if (char === undefined) this.unterminated(')', line)
      if (char === '(') depth++
      if (char === '\n') this.line++
      if (char === ')' && --depth === 0) break
      this.readPlain(parts, char)
    }
    parts.lit(')')
    this.pos++
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
    if (char === '$') return this.readDollar(parts, true)
    if (char === '`') return this.readBackquote(parts, true)
    if (char === '\n') this.line++
    parts.lit(char)
    this.pos++
  }

  readDollar(parts: Parts, inQuotes: boolean): void {
    const at = this.pos
    const next = this.text[at + 1]
    if (next === undefined) this.endOfText()
    if (next === '(') {
      if (this.text[at + 2] === '(' && this.readArithmetic(parts)) return
      const line = this.line
      const arithmetic = this.text[at + 2] === '('
      this.pos += 2
      let body: Sequence
      try {
        body = this.substitution()
      } catch (error) {
        if (arithmetic && this.dialect.bash && error instanceof SyntaxFailure && error.atEof)
          this.unterminated(')', line, true)
        throw error
      }
      parts.push({ t: 'cmd', body, raw: this.text.slice(at + 2, this.pos - 1), line })
    } else if (next === '{') {
      this.pos += 2
      parts.push(readParameter(this, at, inQuotes))
    } else if (next === '[' && this.dialect.bash) {
      this.pos += 2
      const line = this.line
      const inner = new Parts()
      let depth = 0
      for (;;) {
        const char = this.text[this.pos]
        if (char === undefined) this.unterminated(']', line)
        if (char === ']' && depth-- === 0) break
        if (char === '[') depth++
        if (char === '"') this.pos++
        else this.readInQuotes(inner, char, '"')
      }
      const raw = this.text.slice(at + 2, this.pos++)
      parts.push({ t: 'arith', expr: { parts: [{ t: 'dq', parts: inner.flush() }], raw, line } })
    } else if (next !== undefined && NAME_START.test(next)) {
      let end = at + 2
      while (end < this.text.length && NAME_CHAR.test(this.text[end]!)) end++
      if (end >= this.text.length) this.endOfText()
      parts.push({ t: 'param', name: this.text.slice(at + 1, end) })
      this.pos = end
    } else if (next !== undefined && /[0-9@*#?$!-]/.test(next)) {
      parts.push({ t: 'param', name: next })
      this.pos += 2
    } else if (next === "'" && !inQuotes && this.dialect.ansiQuotes) {
      let end = at + 2
      while (end < this.text.length && this.text[end] !== "'") end += this.text[end] === '\\' ? 2 : 1
      if (end >= this.text.length) this.unterminatedQuote("'")
      const body = this.text.slice(at + 2, end)
      this.countLines(body)
      parts.push({ t: 'quoted', s: decodeAnsiQuote(body) })
      parts.quoted = true
      this.pos = end + 1
    } else if (next === '"' && !inQuotes && this.dialect.bash) {
      this.pos++
      parts.push({ t: 'dq', parts: this.readDoubleQuoted() })
      parts.quoted = true
    } else {
      parts.lit('$')
      this.pos++
    }
  }

  /** At "$((": an arithmetic expansion if its parentheses close as "))"; otherwise nothing is consumed (a subshell in $( )). */
  private readArithmetic(parts: Parts): boolean {
    const at = this.pos
    const line = this.line
    this.pos += 3
    const inner = this.readArithmeticText()
    if (!inner) {
      this.pos = at
      this.line = line
      return false
    }
    parts.push({ t: 'arith', expr: inner })
    return true
  }

  /** Text up to "))" at depth 0, as double-quoted parts without the quotes. null: a single ')' closes it. */
  readArithmeticText(): Word | null {
    const start = this.pos
    const line = this.line
    const inner = new Parts()
    let depth = 0
    for (;;) {
      const char = this.text[this.pos]
      if (char === undefined) this.unterminated(')', line, true)
      if (char === '(') depth++
      else if (char === ')') {
        if (depth === 0) {
          if (this.text[this.pos + 1] === undefined) this.endOfText()
          if (this.text[this.pos + 1] === ')') break
          if (this.dialect.bash) return null
          depth++
        }
        depth--
      }
      if (char === '"') this.pos++
      else this.readInQuotes(inner, char, '"')
    }
    const raw = this.text.slice(start, this.pos)
    this.pos += 2
    return { parts: [{ t: 'dq', parts: inner.flush() }], raw, line }
  }

  readBackquote(parts: Parts, inQuotes: boolean): void {
    const line = this.line
    let at = this.pos + 1
    let body = ''
    for (;;) {
      const char = this.text[at]
      if (char === undefined) {
        if (this.options.final) this.countLines(this.text.slice(this.pos))
        this.unterminated('`', line)
      }
      if (char === '`') break
      if (char === '\\') {
        const next = this.text[at + 1]
        if (next === '$' || next === '`' || next === '\\' || (inQuotes && next === '"')) body += next
        else if (next !== '\n') body += `\\${next ?? ''}`
        at += 2
        continue
      }
      body += char
      at++
    }
    this.countLines(this.text.slice(this.pos, at))
    this.pos = at + 1
    parts.push({ t: 'backquote', text: body, line })
  }

  private readProcessSubstitution(parts: Parts): void {
    const at = this.pos
    const dir = this.text[at] as '<' | '>'
    this.pos += 2
    const body = this.substitution()
    parts.push({ t: 'proc', dir, body, raw: this.text.slice(at + 2, this.pos - 1) })
  }

  // ---- here-documents

  /** After a newline: the bodies of all here-documents that the line opened. */
  private readHeredocs(): void {
    for (const redirect of this.pendingHeredocs.splice(0)) {
      const strip = redirect.op === '<<-'
      const delimiter = redirect.delimiter!
      const first = this.line
      let body = ''
      for (;;) {
        if (this.pos >= this.text.length) {
          this.endOfText(`\n${delimiter}`)
          this.warnings.push({
            line: Math.max(1, this.line - 1),
            text: `warning: here-document at line ${redirect.line} delimited by end-of-file (wanted \`${delimiter}')`,
          })
          break
        }
        let line = this.readHeredocLine(redirect.quoted ?? false)
        if (strip) line = line.replace(/^\t+/, '')
        if (line.replace(/\n$/, '') === delimiter) break
        body += line
      }
      redirect.body = redirect.quoted
        ? { parts: body ? [{ t: 'quoted', s: body }] : [], raw: body, line: first }
        : this.parseHeredoc(body, first)
    }
  }
  private readHeredocLine(quoted: boolean): string {
    let line = ''
    for (;;) {
      const end = this.text.indexOf('\n', this.pos)
      if (end < 0) {
        this.endOfText()
        line += this.text.slice(this.pos)
        this.pos = this.text.length
        return line
      }
      const piece = this.text.slice(this.pos, end + 1)
      this.pos = end + 1
      this.line++
      line += piece
      if (quoted || !/(^|[^\\])(\\\\)*\\\n$/.test(piece)) return line
      line = line.slice(0, -2)
    }
  }
  private parseHeredoc(body: string, line: number): Word {
    const lexer = this.sub(body, line)
    lexer.substitution = () => this.foreignSubstitution(lexer)
    const parts = new Parts()
    while (lexer.pos < body.length) lexer.readInQuotes(parts, body[lexer.pos]!, '')
    return { parts: [{ t: 'dq', parts: parts.flush() }], raw: body, line }
  }
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
