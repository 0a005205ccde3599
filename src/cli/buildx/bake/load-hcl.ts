/**
 * Bake files in HCL or JSON → groups, targets, variables (buildx bake/hclparser). Variables, functions and attributes of other targets are
 * found out when an expression asks for them; circles are mistakes. Unknown attributes and blocks are passed over, as buildx does.
 */
import { quote as goQuote } from '../../../base/go/quote.ts'
import { CommandError } from '../../framework/errors.ts'
import { convert, ConvertError } from './cty/convert.ts'
import { DYNAMIC, STRING } from './cty/type.ts'
import { elementsOf, iterable, object, string, tuple, type Value } from './cty/value.ts'
import { absent, decode, GROUP_FIELDS, plain, setField, TARGET_FIELDS } from './decode.ts'
import { keywordOf, type Attribute, type Block, type Body, type Expression } from './hcl/ast.ts'
import { Context, type HclFunction, type Scope } from './hcl/context.ts'
import { hclError, HclError, type Diagnostic, type Range } from './hcl/diagnostic.ts'
import { evaluate } from './hcl/evaluate.ts'
import { referencesOf } from './hcl/references.ts'
import { emptyTarget, unique, type Config, type Group, type Target, type Variable } from './model.ts'
import { mergeInto } from './target.ts'
import { describe, resolveVariable, validate, variableBlock, VariableError, type VariableBlock } from './variables.ts'

export interface LoadOptions {
  env: (name: string) => string | undefined
  /** BAKE_CMD_CONTEXT and the like: not to be overridden. */
  builtins: ReadonlyMap<string, string>
  functions: ReadonlyMap<string, HclFunction>
}
const NAME = /^[a-zA-Z0-9_-]+$/
const TYPES = ['group', 'target'] as const
type BlockType = (typeof TYPES)[number]
const fieldsOf = (type: BlockType): ReadonlyMap<string, unknown> => (type === 'target' ? TARGET_FIELDS : GROUP_FIELDS)

/** A block once for each combination of its matrix. */
interface Instance {
  type: BlockType
  name: string
  block: Block
  context: Context
  /** Decoded attributes; null while one is being decoded. */
  fields: Map<string, Value | null>
}

/** Throws HclError. `onto`: what compose files gave, which the blocks are merged into. */
export function loadHcl(bodies: readonly Body[], options: LoadOptions, onto: Config): Config {
  return new Loader(bodies, options).load(onto)
}

class Loader implements Scope {
  private readonly bodies: readonly Body[]
  private readonly options: LoadOptions
  private readonly context = new Context(this)
  private readonly variables = new Map<string, VariableBlock>()
  private readonly globals = new Map<string, Attribute>()
  private readonly definitions = new Map<string, Block>()
  private readonly functions: Map<string, HclFunction>
  private readonly values = new Map<string, Value | null>()
  private readonly resolving = new Set<string>()
  private readonly instances: Instance[] = []
  constructor(bodies: readonly Body[], options: LoadOptions) {
    this.bodies = bodies
    this.options = options
    this.functions = new Map(options.functions)
  }

  load(onto: Config): Config {
    this.collect()
    const variables = this.resolveVariables()
    for (const name of this.definitions.keys()) this.defineFunction(name, null)
    const renamed = this.expandBlocks()
    const config: Config = { groups: [...onto.groups], targets: [...onto.targets], variables }
    this.decodeBlocks(config)
    for (const attribute of this.globals.values()) this.globalValue(attribute)
    for (const [name, names] of renamed)
      if (names.length !== 1 || names[0] !== name) config.groups.push({ name, description: '', targets: names })
    return dedupe(config)
  }
  private collect(): void {
    const reserved = (name: string): boolean => this.options.builtins.has(name) || TYPES.includes(name as BlockType)
    for (const body of this.bodies) {
      for (const block of body.blocks({ type: 'variable', labels: ['name'] })) {
        const variable = variableBlock(block)
        if (!reserved(variable.name)) this.variables.set(variable.name, variable)
      }
      for (const block of body.blocks({ type: 'function', labels: ['name'] }))
        this.definitions.set(block.labels[0]!, block)
      for (const attribute of body.attributes())
        if (!reserved(attribute.name) && !['variable', 'function'].includes(attribute.name))
          this.globals.set(attribute.name, attribute)
    }
  }
  // ── Names ──
  variable(name: string, path: string | null): Value | undefined {
    const builtin = this.options.builtins.get(name)
    if (builtin !== undefined) return string(builtin)
    if (TYPES.includes(name as BlockType)) return this.blockValue(name as BlockType, path)
    const known = this.values.get(name)
    if (known) return known
    if (!this.globals.has(name) && !this.variables.has(name)) return undefined
    if (this.resolving.has(name)) throw new VariableError(`variable cycle not allowed for ${name}`)
    this.resolving.add(name)
    const attribute = this.globals.get(name)
    const value = attribute
      ? evaluate(attribute.expression, this.context)
      : resolveVariable(this.variables.get(name)!, this.context, {
          get: this.options.env,
          taken: (other) => this.variables.has(other) || this.options.builtins.has(other),
        })
    this.values.set(name, value)
    return value
  }
  function(name: string): HclFunction | undefined {
    return this.functions.get(name) ?? (this.definitions.has(name) ? this.defineFunction(name, null) : undefined)
  }
  functionNames(): Iterable<string> {
    return [...this.functions.keys(), ...this.definitions.keys()]
  }
  variableNames(): Iterable<string> {
    return [...this.variables.keys(), ...this.globals.keys(), ...this.options.builtins.keys(), ...TYPES]
  }
  /** What is wrong without a place gets the one of the whole expression. */
  private placed<T>(summary: string, range: Range, step: () => T): T {
    try {
      return step()
    } catch (error) {
      if (error instanceof VariableError || error instanceof ConvertError || error instanceof CommandError)
        throw hclError(summary, error.message, range)
      throw error
    }
  }
  private resolveVariables(): Variable[] {
    const out: Variable[] = []
    for (const block of this.variables.values()) {
      const value = this.placed('Invalid value', block.body.missing, () => this.variable(block.name, null)!)
      out.push(describe(block, value))
    }
    const failed: Diagnostic[] = []
    for (const block of this.variables.values())
      try {
        validate(block, this.context)
      } catch (error) {
        if (!(error instanceof HclError)) throw error
        failed.push(...error.diagnostics)
      }
    if (failed.length > 0) throw new HclError(failed)
    return out
  }
  private globalValue({ name, range }: Attribute): void {
    this.placed('Invalid attribute', range, () => this.variable(name, null))
  }

  // ── Functions of the file ──
  private defineFunction(name: string, asked: Range | null): HclFunction {
    const known = this.functions.get(name)
    if (known) return known
    const block = this.definitions.get(name)!
    const { body } = block
    const params = body.attribute('params')
    const place = params?.range ?? block.labelRanges[0]!
    const fail = (detail: string, range: Range = place): never => {
      throw hclError('Invalid function', detail, asked ?? range)
    }
    if (this.resolving.has(`${name}()`)) fail(`function cycle not allowed for ${name}`)
    this.resolving.add(`${name}()`)
    const result = body.attribute('result')
    if (!result) return fail(`empty result not allowed for ${name}`)
    if (!params) return fail(`empty params not allowed for ${name}`)
    const variadic = body.attribute('variadic_params')
    const names = parameterNames(params.expression)
    const rest = variadic ? parameterName(variadic.expression, variadic.range) : null
    this.checkReferences(result.expression, new Set(rest === null ? names : [...names, rest]))
    const defined: HclFunction = {
      params: names.map((each) => ({ name: each, type: DYNAMIC, allowNull: true })),
      ...(rest === null ? {} : { variadic: { name: rest, type: DYNAMIC, allowNull: true } }),
      call: (args) => {
        const own = new Map(names.map((each, i) => [each, args[i]!]))
        if (rest !== null) own.set(rest, tuple(args.slice(names.length)))
        return evaluate(result.expression, this.context.child(own))
      },
    }
    this.functions.set(name, defined)
    return defined
  }
  /** A function must not name what is not there, even if it is never called. */
  private checkReferences(expression: Expression, bound: ReadonlySet<string>): void {
    const { variables, functions } = referencesOf(expression)
    const invalid = (detail: string): HclError => hclError('Invalid expression', detail, expression.range)
    for (const name of functions) {
      if (this.definitions.has(name)) this.defineFunction(name, expression.range)
      else if (!this.functions.has(name)) throw invalid(`function ${goQuote(name)} does not exist: undefined`)
    }
    for (const name of variables) {
      if (bound.has(name) || TYPES.includes(name as BlockType)) continue
      const value = this.placed('Invalid expression', expression.range, () => this.variable(name, null))
      if (!value) throw invalid(`variable ${goQuote(name)} does not exist: undefined`)
    }
  }

  // ── Blocks ──
  /** Name of a block in the file → names of the targets that it makes. */
  private expandBlocks(): Map<string, string[]> {
    const renamed = new Map<string, string[]>()
    for (const body of this.bodies)
      for (const type of TYPES)
        for (const block of body.blocks({ type, labels: ['name'] })) {
          const label = block.labels[0]!
          const names = this.placed('Invalid name', block.labelRanges[0]!, () => this.expand(type, block))
          renamed.set(`${type} ${label}`, unique([...(renamed.get(`${type} ${label}`) ?? []), ...names]))
        }
    return new Map([...renamed].map(([key, names]) => [key.slice(key.indexOf(' ') + 1), names]))
  }
  private expand(type: BlockType, block: Block): string[] {
    const label = block.labels[0]!
    checkName(label)
    const matrix = block.body.attribute('matrix')
    const nameAttribute = block.body.attribute('name')
    if (type === 'group' && matrix) throw new VariableError('matrix is not supported for groups')
    if (type === 'group' && nameAttribute) throw new VariableError('name is not supported for groups')
    if (nameAttribute && !matrix) throw new VariableError('name requires matrix')
    const contexts = matrix ? this.combinations(matrix.expression) : [this.context]
    const names = contexts.map((context) => {
      if (!nameAttribute) return label
      const value = convert(evaluate(nameAttribute.expression, context), STRING).value as string
      checkName(value)
      return value
    })
    for (const [i, name] of names.entries()) {
      if (names.indexOf(name) !== i) throw new VariableError(`duplicate name ${goQuote(name)}`)
      this.instances.push({ type, name, block, context: contexts[i]!, fields: new Map() })
    }
    return names
  }
  private combinations(expression: Expression): Context[] {
    const value = evaluate(expression, this.context)
    if (!(value.value instanceof Map)) throw new VariableError('matrix must be a map')
    let rows: Map<string, Value>[] = [new Map()]
    for (const [key, values] of value.value) {
      if (!iterable(values)) throw new VariableError('matrix values must be a list')
      const items = elementsOf(values).map(([, item]) => item)
      rows = items.flatMap((item) => rows.map((row) => new Map([...row, [key, item]])))
    }
    return rows.map((row) => this.context.child(row))
  }
  /** `target.app.tags`, or `target.app` whole. */
  private blockValue(type: BlockType, path: string | null): Value {
    if (path === null) throw new VariableError(`cannot access ${type} as a variable`)
    const at = path.indexOf('.')
    const name = at < 0 ? path : path.slice(0, at)
    const field = at < 0 ? null : path.slice(at + 1)
    const found = this.instances.filter((instance) => instance.type === type && instance.name === name)
    if (found.length === 0) return object([])
    const fields = fieldsOf(type)
    const wanted = field === null ? [...fields.keys()] : fields.has(field) ? [field] : []
    const entries = new Map<string, Value>()
    for (const instance of found)
      for (const each of wanted) {
        const value = this.field(instance, each)
        if (value.value !== null || !entries.has(each)) entries.set(each, value)
      }
    return object([[name, object([['name', string(name)], ...entries])]])
  }
  private field(instance: Instance, field: string): Value {
    const known = instance.fields.get(field)
    if (known) return known
    if (known === null)
      throw new VariableError(`reference cycle not allowed for ${instance.type}.${instance.name}.${field}`)
    const shape = (instance.type === 'target' ? TARGET_FIELDS : GROUP_FIELDS).get(field)!
    const attribute = instance.block.body.attribute(field)
    if (!attribute) return absent(field, shape)
    instance.fields.set(field, null)
    const value = this.placed('Invalid expression', attribute.expression.range, () =>
      decode(attribute.expression, instance.context, shape),
    )
    instance.fields.set(field, value)
    return value
  }
  private decodeBlocks(config: Config): void {
    const problems: Diagnostic[] = []
    for (const instance of this.instances)
      try {
        if (instance.type === 'group') addGroup(config, this.group(instance))
        else addTarget(config, this.target(instance))
      } catch (error) {
        if (!(error instanceof HclError)) throw error
        problems.push(...error.diagnostics)
      }
    if (problems.length > 0) throw new HclError(problems)
  }
  private target(instance: Instance): Target {
    const target = emptyTarget(instance.name)
    for (const field of TARGET_FIELDS.keys()) setField(target, field, this.plainField(instance, field))
    return target
  }
  private group(instance: Instance): Group {
    if (!instance.block.body.attribute('targets'))
      throw hclError(
        'Missing required argument',
        'The argument "targets" is required, but no definition was found.',
        instance.block.body.missing,
      )
    const group: Group = { name: instance.name, description: '', targets: [] }
    for (const field of GROUP_FIELDS.keys()) setField(group, field, this.plainField(instance, field))
    return group
  }
  private plainField(instance: Instance, field: string): unknown {
    const value = this.field(instance, field)
    const expression = instance.block.body.attribute(field)?.expression
    if (!expression) return undefined
    try {
      return plain(field, value)
    } catch (error) {
      if (!(error instanceof ConvertError || error instanceof CommandError)) throw error
      throw hclError('Unsuitable value type', `Unsuitable value: ${error.message}`, expression.start)
    }
  }
}
function checkName(name: string): void {
  if (!NAME.test(name)) throw new VariableError('only "[a-zA-Z0-9_-]+" are allowed')
}
function parameterNames(expression: Expression): string[] {
  if (expression.kind !== 'tuple')
    throw hclError('Invalid expression', 'A static list expression is required.', expression.start)
  return expression.items.map((item) => parameterName(item, item.range))
}
function parameterName(expression: Expression, range: Range): string {
  // In JSON a name is a string.
  const text =
    expression.kind === 'literal' && typeof expression.value.value === 'string' ? expression.value.value : null
  const name = keywordOf(expression) ?? text
  if (name === null) throw hclError('Invalid param element', 'Each parameter name must be an identifier.', range)
  return name
}
/** Later blocks of a name go over earlier ones; a group is replaced. */
function addTarget(config: Config, target: Target): void {
  const existing = config.targets.find(({ name }) => name === target.name)
  if (existing) mergeInto(existing, target)
  else config.targets.push(target)
}
function addGroup(config: Config, group: Group): void {
  const index = config.groups.findIndex(({ name }) => name === group.name)
  if (index < 0) config.groups.push(group)
  else config.groups[index] = group
}
const dedupe = (config: Config): Config => ({
  ...config,
  groups: config.groups.map((group) => ({ ...group, targets: unique(group.targets) })),
})
