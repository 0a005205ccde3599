/** The executor of text/template: evaluates a parsed tree against a typed value, with Go's execution errors. */
import { sprint } from '../go/fmt.ts'
import { BOOL, FLOAT64, INT, STRING, findField, type GoType, type Method, type Value } from '../go/types.ts'
import { FunctionError, REFLECT, concrete, indirect, truth, type FunctionMap, type Operand } from './functions.ts'
import {
  TemplateError,
  expressionText,
  type Command,
  type Expression,
  type List,
  type Node,
  type Pipe,
} from './parse.ts'

export interface ExecOptions {
  /** Name of the template that runs: part of every error. */
  name: string
  source: string
  trees: ReadonlyMap<string, List>
  functions: FunctionMap
  /** missingkey=error */
  missingKeyError?: boolean
}
interface Variable {
  name: string
  value: Operand
}
class Break extends Error {}
class Continue extends Error {}

export function execute(options: ExecOptions, data: Operand): string {
  const root = options.trees.get(options.name)
  if (!root) throw new TemplateError(`template: ${options.name}: "${options.name}" is an incomplete or empty template`)
  const state = new State(options)
  state.variables.push({ name: '$', value: data })
  state.walkList(data, root)
  return state.out
}

class State {
  out = ''
  variables: Variable[] = []
  private node: { pos: number; text: string } | null = null
  private depth = 0
  private templateName: string
  private readonly options: ExecOptions
  constructor(options: ExecOptions) {
    this.options = options
    this.templateName = options.name
  }

  private at(node: Node | Expression | Command): void {
    this.node = { pos: node.pos, text: expressionText(node) }
  }
  private fail(message: string): never {
    if (!this.node) throw new TemplateError(`template: ${this.templateName}: ${message}`)
    const before = this.options.source.slice(0, this.node.pos)
    const line = before.split('\n').length
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length
    const where = `${this.options.name}:${line}:${column}`
    throw new TemplateError(
      `template: ${where}: executing ${JSON.stringify(this.templateName)} at <${this.node.text}>: ${message}`,
    )
  }

  walkList(dot: Operand, list: List): void {
    for (const node of list.nodes) this.walk(dot, node)
  }
  private walk(dot: Operand, node: Node): void {
    this.at(node)
    switch (node.type) {
      case 'text':
        this.out += node.text
        return
      case 'action': {
        const value = this.pipe(dot, node.pipe)
        if (node.pipe.declare.length === 0) this.print(node, value)
        return
      }
      case 'break':
        throw new Break()
      case 'continue':
        throw new Continue()
      case 'template':
        this.template(dot, node)
        return
      case 'range':
        this.range(dot, node)
        return
      default: {
        const mark = this.variables.length
        const value = this.pipe(dot, node.pipe)
        if (truth(value)) this.walkList(node.type === 'with' ? value : dot, node.list)
        else if (node.otherwise) this.walkList(dot, node.otherwise)
        this.variables.length = mark
      }
    }
  }
  private print(node: Node, value: Operand): void {
    this.at(node)
    if (value === undefined) {
      this.out += '<no value>'
      return
    }
    const at = printable(value)
    if (at === undefined) {
      this.out += '<no value>'
      return
    }
    if (at.t.kind === 'func') this.fail(`can't print ${expressionText(node)} of type ${at.t.name}`)
    this.out += sprint(at)
  }
  private template(dot: Operand, node: Extract<Node, { type: 'template' }>): void {
    const tree = this.options.trees.get(node.name)
    if (!tree) this.fail(`template ${JSON.stringify(node.name)} not defined`)
    if (this.depth === 100_000) this.fail('exceeded maximum template depth (100000)')
    const value = node.pipe ? this.pipe(dot, node.pipe) : undefined
    const saved = { variables: this.variables, name: this.templateName }
    this.variables = [{ name: '$', value }]
    this.templateName = node.name
    this.depth++
    this.walkList(value, tree)
    this.depth--
    this.variables = saved.variables
    this.templateName = saved.name
  }

  private range(dot: Operand, node: Extract<Node, { type: 'if' | 'range' | 'with' }>): void {
    const mark = this.variables.length
    const piped = this.pipe(dot, node.pipe)
    const inner = this.variables.length
    const { value, nil } = indirect(piped)
    const items = nil || value === undefined ? [] : this.items(value)
    let done = false
    for (const [key, element] of items) {
      this.variables.length = inner
      if (node.pipe.declare.length > 0) {
        const names = node.pipe.declare
        if (node.pipe.assign) {
          this.assign(names[0]!.name, names.length > 1 ? key : element)
          if (names.length > 1) this.assign(names[1]!.name, element)
        } else {
          this.variables[inner - 1] = { name: names.at(-1)!.name, value: element }
          if (names.length > 1) this.variables[inner - 2] = { name: names[0]!.name, value: key }
        }
      }
      done = true
      try {
        this.walkList(element, node.list)
      } catch (error) {
        if (error instanceof Break) break
        if (!(error instanceof Continue)) throw error
      }
    }
    this.variables.length = mark
    if (!done && node.otherwise) this.walkList(dot, node.otherwise)
  }
  private items(value: Value): (readonly [Operand, Operand])[] {
    const { t, v } = value
    switch (t.kind) {
      case 'slice':
      case 'array':
        return ((v as unknown[] | null) ?? []).map((item, i) => [
          { t: INT, v: i },
          { t: t.elem!, v: item },
        ])
      case 'map':
        return [...((v as Map<string, unknown> | null) ?? new Map<string, unknown>())]
          .sort((a, b) => (a[0] < b[0] ? -1 : 1))
          .map(([key, item]) => [
            { t: t.key!, v: key },
            { t: t.elem!, v: item },
          ])
      case 'int':
      case 'uint':
        return Array.from({ length: Math.max(0, Number(v)) }, (_, i) => [
          { t, v: i },
          { t, v: i },
        ])
      default:
        return this.fail(`range can't iterate over ${sprint(value)}`)
    }
  }

  // ---- pipelines and commands
  private pipe(dot: Operand, pipe: Pipe): Operand {
    this.at(pipe)
    let value: Operand
    let first = true
    for (const command of pipe.commands) {
      value = this.command(dot, command, first ? null : { value })
      first = false
      if (value?.t.kind === 'interface') value = concrete(value) ?? value
    }
    for (const { name } of pipe.declare) {
      if (pipe.assign) this.assign(name, value)
      else this.variables.push({ name, value })
    }
    return value
  }
  private assign(name: string, value: Operand): void {
    for (let i = this.variables.length - 1; i >= 0; i--)
      if (this.variables[i]!.name === name) {
        this.variables[i] = { name, value }
        return
      }
    this.fail(`undefined variable: ${name}`)
  }
  private variable(name: string): Operand {
    for (let i = this.variables.length - 1; i >= 0; i--)
      if (this.variables[i]!.name === name) return this.variables[i]!.value
    return this.fail(`undefined variable: ${name}`)
  }
  private command(dot: Operand, command: Command, final: { value: Operand } | null): Operand {
    const first = command.args[0]!
    switch (first.type) {
      case 'field':
        this.at(first)
        return this.fieldChain(dot, dot, first, first.names, command.args, final)
      case 'chain':
        this.at(first)
        if (first.node.type === 'nil') this.fail(`indirection through explicit nil in ${expressionText(first)}`)
        return this.fieldChain(dot, this.arg(dot, REFLECT, first.node), first, first.names, command.args, final)
      case 'identifier':
        this.at(first)
        return this.call(dot, first.name, command, command.args, final)
      case 'pipe':
        this.notAFunction(command.args, final)
        return this.pipe(dot, first)
      case 'variable':
        this.at(first)
        return this.variableChain(dot, first, command.args, final)
      default:
        break
    }
    this.at(first)
    this.notAFunction(command.args, final)
    switch (first.type) {
      case 'bool':
        return { t: BOOL, v: first.value }
      case 'dot':
        return dot
      case 'nil':
        return this.fail('nil is not a command')
      case 'number':
        return this.constant(first)
      default:
        return { t: STRING, v: first.text }
    }
  }
  private notAFunction(args: readonly Expression[], final: { value: Operand } | null): void {
    if (args.length > 1 || final) this.fail(`can't give argument to non-function ${expressionText(args[0]!)}`)
  }
  private constant(node: Extract<Expression, { type: 'number' }>): Value {
    if (node.char) return { t: { kind: 'int', name: 'int32' }, v: node.int }
    if (node.int !== null && /^[-+]?(0[xXoObB])?[0-9a-fA-F_]+$/.test(node.text)) return { t: INT, v: node.int }
    return { t: FLOAT64, v: node.float }
  }
  private variableChain(
    dot: Operand,
    node: Extract<Expression, { type: 'variable' }>,
    args: readonly Expression[],
    final: { value: Operand } | null,
  ): Operand {
    const value = this.variable(node.names[0]!)
    if (node.names.length === 1) {
      this.notAFunction(args, final)
      return value
    }
    return this.fieldChain(dot, value, node, node.names.slice(1), args, final)
  }
  private fieldChain(
    dot: Operand,
    receiver: Operand,
    node: Expression,
    names: readonly string[],
    args: readonly Expression[],
    final: { value: Operand } | null,
  ): Operand {
    let at = receiver
    names.slice(0, -1).forEach((name) => (at = this.field(dot, name, node, [], null, at)))
    return this.field(dot, names.at(-1)!, node, args, final, at)
  }
  private field(
    dot: Operand,
    name: string,
    node: Expression,
    args: readonly Expression[],
    final: { value: Operand } | null,
    receiver: Operand,
  ): Operand {
    if (receiver === undefined) {
      if (this.options.missingKeyError) this.fail(`nil data; no entry for key ${JSON.stringify(name)}`)
      return undefined
    }
    const typeName = receiver.t.name
    const { value, nil } = indirect(receiver)
    if (receiver.t.kind === 'interface' && nil && receiver.v === null)
      this.fail(`nil pointer evaluating ${typeName}.${name}`)
    const method = findMethod(receiver, name)
    if (method) return this.callMethod(dot, name, method, value, node, args, final)
    const hasArgs = args.length > 1 || final !== null
    if (value && !nil && (value.t.kind === 'struct' || value.t.kind === 'time')) {
      const found = findField(value.t, name)
      if (found && /^\p{Lu}/u.test(name)) {
        if (hasArgs) this.fail(`${name} has arguments but cannot be invoked as function`)
        let plain: unknown = value.v
        for (const step of found.path) {
          if (plain === null) this.fail(`nil pointer evaluating ${typeName}.${name}`)
          plain = (plain as Record<string, unknown>)[step]
        }
        return { t: found.type, v: plain }
      }
    }
    if (value && !nil && value.t.kind === 'map') {
      if (value.t.key!.kind === 'string') {
        if (hasArgs) this.fail(`${name} is not a method but has arguments`)
        const map = value.v as Map<string, unknown> | null
        if (map?.has(name)) return { t: value.t.elem!, v: map.get(name) }
        if (this.options.missingKeyError) this.fail(`map has no entry for key ${JSON.stringify(name)}`)
        return undefined
      }
    }
    if (nil) this.fail(`nil pointer evaluating ${typeName}.${name}`)
    return this.fail(`can't evaluate field ${name} in type ${typeName}`)
  }
  private callMethod(
    dot: Operand,
    name: string,
    method: Method,
    receiver: Operand,
    node: Expression,
    args: readonly Expression[],
    final: { value: Operand } | null,
  ): Operand {
    const operands = this.operands(dot, name, method.params, false, node, args.slice(1), final)
    return {
      t: method.result,
      v: method.call(
        receiver?.v,
        operands.map((operand) => operand?.v),
      ),
    }
  }

  // ---- functions
  private call(
    dot: Operand,
    name: string,
    command: Command,
    args: readonly Expression[],
    final: { value: Operand } | null,
  ): Operand {
    const fn = this.options.functions[name]
    if (!fn) this.fail(`${JSON.stringify(name)} is not a defined function`)
    if (name === 'and' || name === 'or') {
      const rest = args.slice(1)
      if (rest.length + (final ? 1 : 0) < 1) this.fail(`wrong number of args for ${name}: want at least 1 got 0`)
      let value: Operand
      for (const arg of rest) {
        value = this.arg(dot, REFLECT, arg)
        if (truth(value) === (name === 'or')) return concrete(value)
      }
      return concrete(final ? final.value : value)
    }
    const node = args[0]!
    const operands = this.operands(dot, name, fn.params, fn.variadic ?? false, node, args.slice(1), final)
    try {
      return concrete(fn.call(...operands))
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error
      this.at(command.args.length > 1 || node.type !== 'identifier' ? command : node)
      return this.fail(`error calling ${name}: ${error.message}`)
    }
  }
  private operands(
    dot: Operand,
    name: string,
    params: readonly GoType[],
    variadic: boolean,
    node: Expression,
    args: readonly Expression[],
    final: { value: Operand } | null,
  ): Operand[] {
    const count = args.length + (final ? 1 : 0)
    const fixed = variadic ? params.length - 1 : params.length
    if (variadic ? count < fixed : count !== fixed)
      this.fail(`wrong number of args for ${name}: want ${variadic ? 'at least ' : ''}${fixed} got ${count}`)
    const typeOf = (i: number): GoType => params[Math.min(i, params.length - 1)]!
    const out = args.map((arg, i) => this.arg(dot, typeOf(i), arg))
    if (final) {
      this.at(node)
      out.push(this.checked(final.value, typeOf(args.length)))
    }
    return out
  }
  /** An argument of a function: untyped constants take the parameter's type. */
  private arg(dot: Operand, t: GoType, node: Expression): Operand {
    this.at(node)
    switch (node.type) {
      case 'dot':
        return this.checked(dot, t)
      case 'nil':
        if (['ptr', 'map', 'slice', 'interface', 'func'].includes(t.kind)) return undefined
        return this.fail(`cannot assign nil to ${t.name}`)
      case 'field':
        return this.checked(this.fieldChain(dot, dot, node, node.names, [node], null), t)
      case 'variable':
        return this.checked(this.variableChain(dot, node, [node], null), t)
      case 'pipe':
        return this.checked(this.pipe(dot, node), t)
      case 'identifier':
        return this.checked(
          this.call(dot, node.name, { type: 'command', args: [node], pos: node.pos, line: node.line }, [node], null),
          t,
        )
      case 'chain':
        return this.checked(this.fieldChain(dot, this.arg(dot, REFLECT, node.node), node, node.names, [node], null), t)
      default:
        break
    }
    switch (t.kind) {
      case 'bool':
        if (node.type === 'bool') return { t, v: node.value }
        return this.fail(`expected bool; found ${expressionText(node)}`)
      case 'string':
        if (node.type === 'string') return { t, v: node.text }
        return this.fail(`expected string; found ${expressionText(node)}`)
      case 'int':
        if (node.type === 'number' && node.int !== null) return { t, v: node.int }
        return this.fail(`expected integer; found ${expressionText(node)}`)
      case 'float':
        if (node.type === 'number') return { t, v: node.float }
        return this.fail(`expected float; found ${expressionText(node)}`)
      case 'interface':
        if (node.type === 'bool') return { t: BOOL, v: node.value }
        if (node.type === 'string') return { t: STRING, v: node.text }
        return this.constant(node)
      default:
        return this.fail(`can't handle ${expressionText(node)} for arg of type ${t.name}`)
    }
  }
  /** validateType: makes a value fit a parameter, or says why it does not. */
  private checked(value: Operand, t: GoType): Operand {
    if (t === REFLECT) return value
    if (value === undefined) {
      if (['ptr', 'map', 'slice', 'interface', 'func'].includes(t.kind)) return undefined
      return this.fail(`invalid value; expected ${t.name}`)
    }
    if (t.kind === 'interface') return value.t.kind === 'interface' ? concrete(value) : value
    const at = concrete(value)
    if (at && assignable(at.t, t)) return { t, v: at.v }
    if (at?.t.kind === 'ptr' && assignable(at.t.elem!, t)) {
      if (at.v === null) this.fail(`dereference of nil pointer of type ${t.name}`)
      return { t, v: at.v }
    }
    return this.fail(`wrong type for value; expected ${t.name}; got ${(at ?? value).t.name}`)
  }
}
/** reflect's AssignableTo: the same type, or the same structure where one of the two has no name of its own. */
const isUnnamed = (t: GoType): boolean => /^(\[|map\[|\*)/.test(t.name)
const assignable = (from: GoType, to: GoType): boolean =>
  from.name === to.name ||
  (from.kind === to.kind &&
    (from.kind === 'slice' || from.kind === 'map') &&
    (isUnnamed(from) || isUnnamed(to)) &&
    from.elem!.name === to.elem!.name &&
    from.key?.name === to.key?.name)

/** What printValue shows: nil pointers and interfaces as fmt does, pointers followed unless their type prints itself. */
function printable(value: Value): Operand {
  const at = concrete(value)
  if (!at) return undefined
  if (at.t.kind === 'ptr' && at.v !== null && !at.t.stringer) return printable({ t: at.t.elem!, v: at.v })
  return at
}
function findMethod(receiver: Value, name: string): Method | undefined {
  const at = receiver.t.kind === 'interface' ? concrete(receiver) : receiver
  return at?.t.methods?.[name] ?? (at?.t.kind === 'ptr' ? at.t.elem!.methods?.[name] : undefined)
}
