/** awk's grammar. Newlines end statements, except after the tokens that cannot end one. */
import type { Expr, FunctionDefinition, LValue, Program, Rule, Statement } from './ast.ts'
import { AwkSyntaxError, Lexer } from './lexer.ts'
import type { AwkDialect, Token } from './lexer.ts'

export class Parser {
  private readonly lexer: Lexer
  private readonly tokens: Token[] = []
  private at = 0
  private inFunction = false
  private depth = 0
  private readonly calls: { name: string; line: number }[] = []
  private readonly rules: Rule[] = []
  private readonly functions = new Map<string, FunctionDefinition>()
  private readonly inRule: string[] = []
  private readonly strict: boolean
  constructor(text: string, dialect: AwkDialect) {
    this.strict = dialect.name === 'mawk'
    this.lexer = new Lexer(text, dialect)
    for (;;) {
      const token = this.lexer.next()
      this.tokens.push(token)
      if (token.kind === 'end') break
    }
  }
  private get token(): Token {
    return this.tokens[this.at]!
  }
  private is(text: string): boolean {
    const { kind, text: own } = this.token
    return (kind === 'punctuation' || kind === 'keyword') && own === text
  }
  private accept(text: string): boolean {
    if (!this.is(text)) return false
    this.at++
    return true
  }
  private fail(): never {
    const { token } = this
    if (token.kind === 'end') {
      if (this.depth > 0) throw new AwkSyntaxError('missing } near end of file', token.line + 1, 'eof')
      throw new AwkSyntaxError('syntax error at or near end of line', token.line, 'eof')
    }
    const near =
      token.kind === 'newline'
        ? 'end of line'
        : token.kind === 'string'
          ? `"${token.text}"`
          : token.kind === 'regex'
            ? `/${token.text}/`
            : token.text
    throw new AwkSyntaxError(`syntax error at or near ${near}`, token.line, 'token', token.text)
  }
  private expect(text: string): void {
    if (this.accept(text)) return
    if (text === ')') {
      const { token } = this
      const near = token.kind === 'end' || token.kind === 'newline' ? 'end of line' : token.text
      throw new AwkSyntaxError(`missing ) near ${near}`, token.line, token.kind === 'end' ? 'eof' : 'token', token.text)
    }
    this.fail()
  }
  private newlines(): void {
    while (this.token.kind === 'newline') this.at++
  }
  private separators(): void {
    while (this.token.kind === 'newline' || this.is(';')) this.at++
  }

  parse(): Program {
    this.separators()
    while (this.token.kind !== 'end') {
      if (this.is('}'))
        throw new AwkSyntaxError(
          `extra '}'\nline ${this.token.line}: syntax error at or near end of line`,
          this.token.line,
          'token',
          '}',
        )
      if (this.accept('function')) this.definition()
      else this.rule()
      this.separators()
    }
    for (const { name, line } of this.calls)
      if (!this.functions.has(name))
        throw new AwkSyntaxError(`function ${name} never defined`, Math.max(line, this.token.line) + 1, 'other', name)
    return { rules: this.rules, functions: this.functions }
  }
  private definition(): void {
    const { kind, text } = this.token
    if (kind !== 'name' && kind !== 'function-name') this.fail()
    this.at++
    this.expect('(')
    const parameters: string[] = []
    while (!this.is(')')) {
      if (this.token.kind !== 'name') this.fail()
      parameters.push(this.token.text)
      this.at++
      this.newlines()
      if (!this.accept(',')) break
      this.newlines()
    }
    this.expect(')')
    this.newlines()
    this.inFunction = true
    const body = this.block()
    this.inFunction = false
    this.functions.set(text, { name: text, parameters, body })
  }
  private rule(): void {
    if (this.is('BEGIN') || this.is('END')) {
      const kind = this.token.text as 'BEGIN' | 'END'
      this.at++
      this.inRule.push(kind)
      const body = this.block()
      this.inRule.pop()
      this.rules.push({ pattern: { kind }, body })
      return
    }
    if (this.is('{')) {
      this.rules.push({ pattern: { kind: 'always' }, body: this.block() })
      return
    }
    const first = this.expression()
    let pattern: Rule['pattern'] = { kind: 'expression', test: first }
    if (this.accept(',')) {
      this.newlines()
      pattern = { kind: 'range', first, last: this.expression() }
    }
    if (this.is('{')) this.rules.push({ pattern, body: this.block() })
    else {
      if (this.token.kind !== 'end' && this.token.kind !== 'newline' && !this.is(';')) this.fail()
      this.rules.push({ pattern, body: undefined })
    }
  }
  private block(): Statement {
    if (!this.is('{')) this.fail()
    this.at++
    this.depth++
    const body: Statement[] = []
    this.separators()
    while (!this.is('}')) {
      if (this.token.kind === 'end') this.fail()
      body.push(this.statement())
      this.separators()
    }
    this.at++
    this.depth--
    return { type: 'block', body }
  }
  /** After a simple statement: ';', newline, or '}' ahead. */
  private terminator(): void {
    if (this.accept(';') || this.is('}')) return
    if (this.token.kind === 'newline') {
      this.at++
      return
    }
    this.fail()
  }
  /** A body: newlines may precede it, ';' alone is empty. */
  private body(): Statement {
    this.newlines()
    if (this.accept(';')) return { type: 'block', body: [] }
    return this.statement()
  }

  private statement(): Statement {
    if (this.is('{')) return this.block()
    if (this.accept('if')) {
      this.expect('(')
      const test = this.expression()
      this.expect(')')
      const yes = this.body()
      const back = this.at
      this.separators()
      if (this.accept('else')) return { type: 'if', test, yes, no: this.body() }
      this.at = back
      return { type: 'if', test, yes, no: undefined }
    }
    if (this.accept('while')) {
      this.expect('(')
      const test = this.expression()
      this.expect(')')
      if (this.accept(';')) return { type: 'while', test, body: { type: 'block', body: [] } }
      return { type: 'while', test, body: this.body() }
    }
    if (this.accept('do')) {
      const body = this.body()
      this.separators()
      if (!this.accept('while')) this.fail()
      this.expect('(')
      const test = this.expression()
      this.expect(')')
      this.terminator()
      return { type: 'do', test, body }
    }
    if (this.accept('for')) return this.forLoop()
    const simple = this.simple()
    this.terminator()
    return simple
  }
  private forLoop(): Statement {
    this.expect('(')
    const save = this.at
    if (
      this.token.kind === 'name' &&
      this.tokens[this.at + 1]?.text === 'in' &&
      this.tokens[this.at + 2]?.kind === 'name' &&
      this.tokens[this.at + 3]?.text === ')'
    ) {
      const variable: LValue = { type: 'variable', name: this.token.text }
      const name = this.tokens[this.at + 2]!.text
      this.at += 4
      return { type: 'for-in', variable, name, body: this.body() }
    }
    this.at = save
    const init = this.is(';') ? undefined : this.simple()
    this.expect(';')
    this.newlines()
    const test = this.is(';') ? undefined : this.expression()
    this.expect(';')
    this.newlines()
    const step = this.is(')') ? undefined : this.simple()
    this.expect(')')
    return { type: 'for', init, test, step, body: this.body() }
  }
  private simple(): Statement {
    if (this.is('print') || this.is('printf')) return this.print()
    const { token } = this
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'break':
        case 'continue':
          this.at++
          return { type: token.text }
        case 'next':
        case 'nextfile':
          if (this.strict && this.inRule.length)
            throw new AwkSyntaxError(`improper use of ${token.text}`, token.line, 'other')
          this.at++
          return { type: token.text }
        case 'exit':
        case 'return': {
          if (this.strict && token.text === 'return' && !this.inFunction)
            throw new AwkSyntaxError('return outside function body', token.line, 'other')
          this.at++
          const ends = this.is(';') || this.is('}') || this.token.kind === 'newline' || this.token.kind === 'end'
          return { type: token.text, value: ends ? undefined : this.expression() }
        }
        case 'delete': {
          this.at++
          if (this.token.kind !== 'name') this.fail()
          const name = this.token.text
          this.at++
          if (!this.accept('[')) return { type: 'delete', name, index: undefined }
          const index = this.list(']')
          return { type: 'delete', name, index }
        }
      }
    }
    return { type: 'expression', of: this.expression() }
  }
  private print(): Statement {
    const type = this.token.text as 'print' | 'printf'
    this.at++
    let args: Expr[] = []
    const ends = (): boolean =>
      this.is(';') ||
      this.is('}') ||
      this.is('>') ||
      this.is('>>') ||
      this.is('|') ||
      this.token.kind === 'newline' ||
      this.token.kind === 'end'
    if (!ends()) {
      args = [this.expression(true)]
      while (this.accept(',')) {
        this.newlines()
        args.push(this.expression(true))
      }
      // A parenthesised list is the whole argument list.
      const [only] = args
      if (args.length === 1 && only!.type === 'grouping') args = only.items
    }
    for (const to of ['>', '>>', '|'] as const)
      if (this.accept(to)) return { type, args, to, target: this.conditional(true) }
    return { type, args, to: '', target: undefined }
  }

  // Expressions, loosest first. `noGreater`: '>' and a pipe belong to print.
  expression(noGreater = false): Expr {
    const left = this.conditional(noGreater)
    const op = this.token
    if (op.kind === 'punctuation' && /^(=|\+=|-=|\*=|\/=|%=|\^=)$/.test(op.text)) {
      if (left.type !== 'variable' && left.type !== 'field' && left.type !== 'element') this.fail()
      this.at++
      this.newlines()
      return { type: 'assign', op: op.text, target: left as LValue, value: this.expression(noGreater) }
    }
    return left
  }
  private conditional(noGreater: boolean): Expr {
    const test = this.or(noGreater)
    if (!this.accept('?')) return test
    this.newlines()
    const yes = this.expression(noGreater)
    this.newlines()
    this.expect(':')
    this.newlines()
    return { type: 'conditional', test, yes, no: this.expression(noGreater) }
  }
  private or(noGreater: boolean): Expr {
    let left = this.and(noGreater)
    while (this.accept('||')) {
      this.newlines()
      left = { type: 'or', left, right: this.and(noGreater) }
    }
    return left
  }
  private and(noGreater: boolean): Expr {
    let left = this.membership(noGreater)
    while (this.accept('&&')) {
      this.newlines()
      left = { type: 'and', left, right: this.membership(noGreater) }
    }
    return left
  }
  private membership(noGreater: boolean): Expr {
    let left = this.matching(noGreater)
    while (this.is('in')) {
      this.at++
      if (this.token.kind !== 'name') this.fail()
      const name = this.token.text
      this.at++
      left = { type: 'in', index: left.type === 'grouping' ? left.items : [left], name }
    }
    return left
  }
  private matching(noGreater: boolean): Expr {
    let left = this.comparison(noGreater)
    while (this.is('~') || this.is('!~')) {
      const negate = this.token.text === '!~'
      this.at++
      left = { type: 'match', negate, left, right: this.comparison(noGreater) }
    }
    return left
  }
  private comparison(noGreater: boolean): Expr {
    const left = this.concatenation(noGreater)
    const { kind, text } = this.token
    if (kind === 'punctuation' && (/^(<|<=|==|!=|>=)$/.test(text) || (text === '>' && !noGreater))) {
      this.at++
      return { type: 'compare', op: text, left, right: this.concatenation(noGreater) }
    }
    return left
  }
  private concatenation(noGreater: boolean): Expr {
    let left = this.additive(noGreater)
    for (;;) {
      if (this.startsOperand()) {
        left = { type: 'concat', left, right: this.additive(noGreater) }
        continue
      }
      // "cmd" | getline
      if (this.is('|') && this.tokens[this.at + 1]?.text === 'getline') {
        this.at += 2
        left = { type: 'getline', target: this.optionalLValue(), from: 'command', source: left }
        continue
      }
      return left
    }
  }
  private startsOperand(): boolean {
    const { kind, text } = this.token
    if (
      kind === 'number' ||
      kind === 'string' ||
      kind === 'regex' ||
      kind === 'name' ||
      kind === 'function-name' ||
      kind === 'builtin'
    )
      return true
    if (kind === 'punctuation')
      return (
        text === '$' || text === '!' || text === '(' || text === '-' || text === '+' || text === '++' || text === '--'
      )
    return false
  }
  private additive(noGreater: boolean): Expr {
    let left = this.multiplicative(noGreater)
    while (this.is('+') || this.is('-')) {
      const op = this.token.text
      this.at++
      left = { type: 'binary', op, left, right: this.multiplicative(noGreater) }
    }
    return left
  }
  private multiplicative(noGreater: boolean): Expr {
    let left = this.unary(noGreater)
    while (this.is('*') || this.is('/') || this.is('%')) {
      const op = this.token.text
      this.at++
      left = { type: 'binary', op, left, right: this.unary(noGreater) }
    }
    return left
  }
  private unary(noGreater: boolean): Expr {
    if (this.is('!') || this.is('-') || this.is('+')) {
      const op = this.token.text
      this.at++
      return { type: 'unary', op, of: this.unary(noGreater) }
    }
    return this.power(noGreater)
  }
  private power(noGreater: boolean): Expr {
    const left = this.postfix(noGreater)
    if (!this.accept('^')) return left
    // Right associative; a sign may follow.
    const right = this.is('-') || this.is('+') || this.is('!') ? this.unary(noGreater) : this.power(noGreater)
    return { type: 'binary', op: '^', left, right }
  }
  private postfix(noGreater: boolean): Expr {
    const of = this.primary(noGreater)
    if ((this.is('++') || this.is('--')) && (of.type === 'variable' || of.type === 'field' || of.type === 'element')) {
      const by = this.token.text === '++' ? 1 : -1
      this.at++
      return { type: 'increment', target: of, by, prefix: false }
    }
    return of
  }
  private optionalLValue(): LValue | undefined {
    if (this.is('$') || this.token.kind === 'name') {
      const value = this.primary(true)
      return value as LValue
    }
    return undefined
  }
  private list(end: string): Expr[] {
    const items: Expr[] = []
    this.newlines()
    while (!this.is(end)) {
      if (this.token.kind === 'end') this.expect(end)
      items.push(this.expression())
      this.newlines()
      if (!this.accept(',')) break
      this.newlines()
    }
    this.expect(end)
    return items
  }
  private primary(noGreater: boolean): Expr {
    const { token } = this
    switch (token.kind) {
      case 'number':
        this.at++
        return { type: 'number', value: token.value! }
      case 'string':
        this.at++
        return { type: 'string', value: token.text }
      case 'regex':
        this.at++
        return { type: 'regex', source: token.text }
      case 'name':
        this.at++
        if (this.accept('[')) return { type: 'element', name: token.text, index: this.list(']') }
        return { type: 'variable', name: token.text }
      case 'function-name': {
        this.at += 2
        const args = this.list(')')
        this.calls.push({ name: token.text, line: token.line })
        return { type: 'call', name: token.text, args, line: token.line }
      }
      case 'builtin': {
        this.at++
        const parens = this.accept('(')
        if (!parens && token.text !== 'length') this.fail()
        return { type: 'builtin', name: token.text, args: parens ? this.list(')') : [], parens, line: token.line }
      }
      case 'keyword':
        if (this.accept('getline')) {
          const target = this.optionalLValue()
          if (this.accept('<')) return { type: 'getline', target, from: 'file', source: this.postfix(noGreater) }
          return { type: 'getline', target, from: 'input', source: undefined }
        }
        return this.fail()
      case 'punctuation':
        break
      default:
        return this.fail()
    }
    if (this.accept('$')) {
      if (this.is('++') || this.is('--')) {
        const by = this.token.text === '++' ? 1 : -1
        this.at++
        return {
          type: 'field',
          index: { type: 'increment', target: this.primary(noGreater) as LValue, by, prefix: true },
        }
      }
      if (this.is('-') || this.is('+') || this.is('!')) return { type: 'field', index: this.unary(noGreater) }
      return { type: 'field', index: this.primary(noGreater) }
    }
    if (this.is('++') || this.is('--')) {
      const by = this.token.text === '++' ? 1 : -1
      this.at++
      const target = this.primary(noGreater)
      if (target.type !== 'variable' && target.type !== 'field' && target.type !== 'element') this.fail()
      return { type: 'increment', target: target as LValue, by, prefix: true }
    }
    if (this.accept('(')) {
      const items = this.list(')')
      if (!items.length) this.fail()
      if (items.length > 1) return { type: 'grouping', items }
      return { type: 'group', of: items[0]! }
    }
    return this.fail()
  }
}
