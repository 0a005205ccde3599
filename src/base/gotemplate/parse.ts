/** The parser of text/template: a tree of nodes, with Go's messages for what does not parse. */
import { unquote } from '../go/quote.ts'
import { lex, type Token } from './lex.ts'

interface At {
  pos: number
  line: number
}
export type Expression =
  | (At & { type: 'dot' })
  | (At & { type: 'nil' })
  | (At & { type: 'bool'; value: boolean })
  | (At & { type: 'number'; text: string; int: number | bigint | null; float: number | null; char: boolean })
  | (At & { type: 'string'; quoted: string; text: string })
  | (At & { type: 'field'; names: string[] })
  | (At & { type: 'variable'; names: string[] })
  | (At & { type: 'identifier'; name: string })
  | (At & { type: 'chain'; node: Expression; names: string[] })
  | Pipe
export type Command = At & { type: 'command'; args: Expression[] }
export type Pipe = At & { type: 'pipe'; declare: { name: string }[]; assign: boolean; commands: Command[] }
export type Branch = At & { type: 'if' | 'range' | 'with'; pipe: Pipe; list: List; otherwise: List | null }
export type Node =
  | (At & { type: 'text'; text: string })
  | (At & { type: 'action'; pipe: Pipe })
  | Branch
  | (At & { type: 'template'; name: string; pipe: Pipe | null })
  | (At & { type: 'break' })
  | (At & { type: 'continue' })
export type List = At & { type: 'list'; nodes: Node[] }

export class TemplateError extends Error {}

type Ending = { type: 'end' } | { type: 'else'; elseIf?: 'if' | 'with' } | { type: 'eof' }

/** Parses `source`; the tree of the main template is under `name`, definitions under theirs. */
export function parse(name: string, source: string, functions: ReadonlySet<string>): Map<string, List> {
  return new Parser(name, source, functions).run()
}

class Parser {
  private readonly tokens: Token[]
  private index = 0
  private variables: string[] = ['$']
  private rangeDepth = 0
  private readonly name: string
  private readonly functions: ReadonlySet<string>
  private readonly trees = new Map<string, List>()
  /** Where an action began, for "unclosed action started at". */
  private actionLine = 0

  constructor(name: string, source: string, functions: ReadonlySet<string>) {
    this.name = name
    this.functions = functions
    this.tokens = lex(source)
  }

  run(): Map<string, List> {
    const root: List = { type: 'list', nodes: [], pos: 0, line: 1 }
    for (;;) {
      const ending = this.list(root, 'top')
      if (ending.type === 'eof') break
      this.fail(`unexpected {{${ending.type}}}`)
    }
    this.add(this.name, root)
    return this.trees
  }
  private add(name: string, list: List): void {
    const old = this.trees.get(name)
    // An empty definition does not replace one with content.
    if (old && !isEmpty(old) && isEmpty(list)) return
    this.trees.set(name, list)
  }

  // ---- tokens
  private next(): Token {
    return this.tokens[Math.min(this.index++, this.tokens.length - 1)]!
  }
  private backup(): void {
    this.index--
  }
  private peek(): Token {
    return this.tokens[Math.min(this.index, this.tokens.length - 1)]!
  }
  private nextSolid(): Token {
    let token = this.next()
    while (token.kind === 'space') token = this.next()
    return token
  }
  private peekSolid(): Token {
    while (this.peek().kind === 'space') this.next()
    return this.peek()
  }
  private fail(message: string): never {
    const line = this.tokens[Math.min(Math.max(this.index - 1, 0), this.tokens.length - 1)]!.line
    throw new TemplateError(`template: ${this.name}:${line}: ${message}`)
  }
  private unexpected(token: Token, context: string): never {
    if (token.kind === 'error') {
      let extra = ''
      if (this.actionLine !== 0 && this.actionLine !== token.line) {
        extra = ` in action started at ${this.name}:${this.actionLine}`
        if (token.value.endsWith(' action')) extra = extra.slice(' in action'.length)
      }
      this.fail(`${token.value}${extra}`)
    }
    this.fail(`unexpected ${describe(token)} in ${context}`)
  }

  // ---- lists and actions
  private list(into: List, where: 'top' | 'inside'): Ending {
    for (;;) {
      const token = this.peekSolid()
      if (token.kind === 'eof') {
        if (where === 'top') return { type: 'eof' }
        this.next()
        this.fail('unexpected EOF')
      }
      if (token.kind === 'text') {
        this.next()
        into.nodes.push({ type: 'text', text: token.value, pos: token.pos, line: token.line })
        continue
      }
      if (token.kind !== 'left') {
        this.next()
        this.unexpected(token, 'input')
      }
      this.actionLine = token.line
      this.next()
      if (where === 'top') {
        const start = this.index
        if (this.nextSolid().value === 'define' && this.tokens[this.index - 1]!.kind === 'keyword') {
          this.definition()
          continue
        }
        this.index = start
      }
      const node = this.action()
      if ('ending' in node) return node.ending
      into.nodes.push(node.node)
    }
  }
  private definition(): void {
    const context = 'define clause'
    const token = this.nextSolid()
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context)
    const name = unquote(token.value) ?? this.fail(`invalid syntax`)
    const close = this.nextSolid()
    if (close.kind !== 'right') this.unexpected(close, context)
    const variables = this.variables
    this.variables = ['$']
    const body: List = { type: 'list', nodes: [], pos: token.pos, line: token.line }
    const ending = this.list(body, 'inside')
    if (ending.type !== 'end') this.fail(`unexpected {{${ending.type}}} in ${context}`)
    this.variables = variables
    this.add(name, body)
  }
  private action(): { node: Node } | { ending: Ending } {
    const token = this.nextSolid()
    const at = { pos: token.pos, line: token.line }
    if (token.kind === 'keyword') {
      switch (token.value) {
        case 'block':
          return { node: this.block(at) }
        case 'break':
        case 'continue':
          return { node: this.jump(token.value, at) }
        case 'else':
          return { ending: this.elseClause() }
        case 'end': {
          const close = this.nextSolid()
          if (close.kind !== 'right') this.unexpected(close, 'end')
          return { ending: { type: 'end' } }
        }
        case 'if':
        case 'range':
        case 'with':
          return { node: this.branch(token.value, at) }
        case 'template':
          return { node: this.call(at) }
        default:
          break
      }
    }
    this.backup()
    const first = this.peek()
    const pipe = this.pipeline('command', 'right')
    return { node: { type: 'action', pipe, pos: first.pos, line: first.line } }
  }
  private jump(word: 'break' | 'continue', at: At): Node {
    const token = this.nextSolid()
    if (token.kind !== 'right') this.unexpected(token, `{{${word}}}`)
    if (this.rangeDepth === 0) this.fail(`{{${word}}} outside {{range}}`)
    return { type: word, ...at }
  }
  private elseClause(): Ending {
    const token = this.peekSolid()
    if (token.kind === 'keyword' && (token.value === 'if' || token.value === 'with'))
      return { type: 'else', elseIf: token.value }
    const close = this.nextSolid()
    if (close.kind !== 'right') this.unexpected(close, 'else')
    return { type: 'else' }
  }
  private branch(word: 'if' | 'range' | 'with', at: At): Branch {
    const depth = this.variables.length
    const pipe = this.pipeline(word, 'right')
    if (word === 'range') this.rangeDepth++
    const list: List = { type: 'list', nodes: [], ...at }
    const ending = this.list(list, 'inside')
    if (word === 'range') this.rangeDepth--
    let otherwise: List | null = null
    if (ending.type === 'else') {
      otherwise = { type: 'list', nodes: [], ...at }
      if (ending.elseIf) {
        // {{else if}} and {{else with}} nest; their {{end}} closes both.
        const token = this.peekSolid()
        if (ending.elseIf !== word) {
          this.next()
          this.unexpected(token, 'input')
        }
        this.next()
        otherwise.nodes.push(this.branch(ending.elseIf, { pos: token.pos, line: token.line }))
      } else {
        const second = this.list(otherwise, 'inside')
        if (second.type !== 'end') this.fail(`expected end; found {{${second.type}}}`)
      }
    }
    this.variables.length = depth
    return { type: word, pipe, list, otherwise, ...at }
  }
  private templateName(token: Token, context: string): string {
    if (token.kind !== 'string' && token.kind !== 'rawString') this.unexpected(token, context)
    return unquote(token.value) ?? this.fail('invalid syntax')
  }
  private call(at: At): Node {
    const token = this.nextSolid()
    const name = this.templateName(token, 'template clause')
    let pipe: Pipe | null = null
    if (this.nextSolid().kind !== 'right') {
      this.backup()
      pipe = this.pipeline('template clause', 'right')
    }
    return { type: 'template', name, pipe, pos: token.pos, line: at.line }
  }
  private block(at: At): Node {
    const token = this.nextSolid()
    const name = this.templateName(token, 'block clause')
    const pipe = this.pipeline('block clause', 'right')
    const variables = this.variables
    this.variables = ['$']
    const body: List = { type: 'list', nodes: [], ...at }
    const ending = this.list(body, 'inside')
    if (ending.type !== 'end') this.fail(`unexpected {{${ending.type}}} in block clause`)
    this.variables = variables
    this.add(name, body)
    return { type: 'template', name, pipe, pos: token.pos, line: at.line }
  }

  // ---- pipelines
  private pipeline(context: string, end: 'right' | 'rightParen'): Pipe {
    const first = this.peekSolid()
    const pipe: Pipe = { type: 'pipe', declare: [], assign: false, commands: [], pos: first.pos, line: first.line }
    this.declarations(pipe, context)
    for (;;) {
      const token = this.nextSolid()
      if (token.kind === end) {
        if (pipe.commands.length === 0) this.fail(`missing value for ${context}`)
        pipe.commands.slice(1).forEach((command, i) => {
          const type = command.args[0]!.type
          if (['bool', 'dot', 'nil', 'number', 'string'].includes(type))
            this.fail(`non executable command in pipeline stage ${i + 2}`)
        })
        return pipe
      }
      if (
        [
          'bool',
          'char_constant',
          'dot',
          'field',
          'identifier',
          'number',
          'nil',
          'rawString',
          'string',
          'variable',
          'leftParen',
        ].includes(token.kind)
      ) {
        this.backup()
        pipe.commands.push(this.command())
      } else this.unexpected(token, context)
    }
  }
  private declarations(pipe: Pipe, context: string): void {
    for (;;) {
      const start = this.index
      const token = this.peekSolid()
      if (token.kind !== 'variable') return
      this.next()
      const after = this.peekSolid()
      if (after.kind === 'assign' || after.kind === 'declare') {
        pipe.assign = after.kind === 'assign'
        this.next()
        pipe.declare.push({ name: token.value })
        this.variables.push(token.value)
        return
      }
      if (after.kind === 'char' && after.value === ',') {
        this.next()
        pipe.declare.push({ name: token.value })
        this.variables.push(token.value)
        if (context === 'range' && pipe.declare.length < 2) {
          const following = this.peekSolid()
          if (following.kind === 'variable' || following.kind === 'right' || following.kind === 'rightParen') continue
          this.fail('range can only initialize variables')
        }
        this.fail(`too many declarations in ${context}`)
      }
      this.index = start
      return
    }
  }
  private command(): Command {
    const first = this.peekSolid()
    const command: Command = { type: 'command', args: [], pos: first.pos, line: first.line }
    for (;;) {
      this.peekSolid()
      const operand = this.operand()
      if (operand) command.args.push(operand)
      const token = this.next()
      if (token.kind === 'space') continue
      if (token.kind === 'right' || token.kind === 'rightParen') this.backup()
      else if (token.kind !== 'pipe') this.unexpected(token, 'operand')
      else {
        // A pipe must lead somewhere.
        const following = this.peekSolid()
        if (following.kind === 'right' || following.kind === 'rightParen') this.fail('missing value for command')
      }
      break
    }
    if (command.args.length === 0) this.fail('empty command')
    return command
  }
  private operand(): Expression | null {
    const node = this.term()
    if (!node) return null
    if (this.peek().kind !== 'field') return node
    const start = this.peek()
    const names: string[] = []
    while (this.peek().kind === 'field') names.push(this.next().value.slice(1))
    // As in Go, the joined node stands where its second name does: execution errors point there.
    if (node.type === 'field' || node.type === 'variable')
      return { ...node, names: [...node.names, ...names], pos: start.pos, line: start.line }
    if (['bool', 'string', 'number', 'nil', 'dot'].includes(node.type))
      this.fail(`unexpected . after term ${JSON.stringify(expressionText(node)).replaceAll('\\"', '\\"')}`)
    return { type: 'chain', node, names, pos: start.pos, line: start.line }
  }
  private term(): Expression | null {
    const token = this.nextSolid()
    const at = { pos: token.pos, line: token.line }
    switch (token.kind) {
      case 'identifier':
        if (!this.functions.has(token.value)) this.fail(`function ${JSON.stringify(token.value)} not defined`)
        return { type: 'identifier', name: token.value, ...at }
      case 'dot':
        return { type: 'dot', ...at }
      case 'nil':
        return { type: 'nil', ...at }
      case 'variable':
        if (!this.variables.includes(token.value)) this.fail(`undefined variable ${JSON.stringify(token.value)}`)
        return { type: 'variable', names: [token.value], ...at }
      case 'field':
        return { type: 'field', names: [token.value.slice(1)], ...at }
      case 'bool':
        return { type: 'bool', value: token.value === 'true', ...at }
      case 'number':
      case 'char_constant':
        return { ...this.number(token), ...at }
      case 'leftParen':
        return this.pipeline('parenthesized pipeline', 'rightParen')
      case 'string':
      case 'rawString': {
        const text = unquote(token.value)
        if (text === null) this.fail('invalid syntax')
        return { type: 'string', quoted: token.value, text, ...at }
      }
      default:
        this.backup()
        return null
    }
  }
  private number(token: Token): {
    type: 'number'
    text: string
    int: number | bigint | null
    float: number | null
    char: boolean
  } {
    const text = token.value
    if (token.kind === 'char_constant') {
      const char = unquote(text)
      if (char === null) this.fail(`malformed character constant: ${text}`)
      const code = char.codePointAt(0)!
      return { type: 'number', text, int: code, float: code, char: true }
    }
    const clean = text.replaceAll('_', '')
    const sign = clean.startsWith('-') ? -1 : 1
    const digits = clean.replace(/^[-+]/, '')
    if (/^(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+)$/.test(digits)) {
      const legacyOctal = /^0[0-7]+$/.test(digits)
      const big = BigInt(legacyOctal ? `0o${digits.slice(1)}` : digits.toLowerCase()) * BigInt(sign)
      if (big > 0xffffffffffffffffn || big < -0x8000000000000000n)
        this.fail(`integer overflow: ${JSON.stringify(text)}`)
      const exact = Number.isSafeInteger(Number(big))
      return { type: 'number', text, int: exact ? Number(big) : big, float: Number(big), char: false }
    }
    const float = Number(clean)
    if (Number.isNaN(float) || digits === '' || digits === '.')
      this.fail(`illegal number syntax: ${JSON.stringify(text)}`)
    return { type: 'number', text, int: Number.isInteger(float) ? float : null, float, char: false }
  }
}
const isEmpty = (list: List): boolean => list.nodes.every((node) => node.type === 'text' && node.text.trim() === '')

function describe(token: Token): string {
  switch (token.kind) {
    case 'eof':
      return 'EOF'
    case 'keyword':
    case 'dot':
    case 'nil':
      return `<${token.value}>`
    default:
      return token.value.length > 10 ? `${JSON.stringify(token.value.slice(0, 10))}...` : JSON.stringify(token.value)
  }
}

/** A node as Go prints it in execution errors. */
export function expressionText(node: Expression | Command | Node): string {
  switch (node.type) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'bool':
      return String(node.value)
    case 'number':
      return node.text
    case 'string':
      return node.quoted
    case 'field':
      return node.names.map((name) => `.${name}`).join('')
    case 'variable':
      return node.names.join('.')
    case 'identifier':
      return node.name
    case 'chain':
      return `${node.node.type === 'pipe' ? `(${expressionText(node.node)})` : expressionText(node.node)}${node.names.map((name) => `.${name}`).join('')}`
    case 'command':
      return node.args.map((arg) => (arg.type === 'pipe' ? `(${expressionText(arg)})` : expressionText(arg))).join(' ')
    case 'pipe': {
      const variables = node.declare.map(({ name }) => name).join(', ')
      const commands = node.commands.map(expressionText).join(' | ')
      return variables === '' ? commands : `${variables} ${node.assign ? '=' : ':='} ${commands}`
    }
    case 'text':
      return node.text
    case 'action':
      return `{{${expressionText(node.pipe)}}}`
    case 'template':
      return `{{template ${JSON.stringify(node.name)}${node.pipe ? ` ${expressionText(node.pipe)}` : ''}}}`
    case 'break':
    case 'continue':
      return `{{${node.type}}}`
    default:
      return `{{${node.type} ${expressionText(node.pipe)}}}`
  }
}
