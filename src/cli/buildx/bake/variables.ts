/** Variables: defaults, types, what the environment says instead, validations (buildx bake/hclparser resolveValue). */
import { quote as goQuote } from '../../../base/go/quote.ts'
import { parseBool, parseCsv } from '../../framework/flag-values.ts'
import { FlagError } from '../../framework/errors.ts'
import { convert, ConvertError, parseNumber } from './cty/convert.ts'
import { fromJsonAs, toJson } from './cty/json.ts'
import { DYNAMIC, equalTypes, friendlyName, isCollection, isPrimitive, STRING, type Type } from './cty/type.ts'
import { bool, list, map, number, numberText, set, string, tuple, type Value } from './cty/value.ts'
import type { Block, Body, Expression } from './hcl/ast.ts'
import { CONSTANTS, type Context } from './hcl/context.ts'
import { hclError } from './hcl/diagnostic.ts'
import { evaluate } from './hcl/evaluate.ts'
import { keywordOf } from './hcl/ast.ts'
import { typeOf } from './hcl/type-expression.ts'
import type { Variable } from './model.ts'

/** What resolving a variable ended in that has no place of its own. */
export class VariableError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'VariableError'
  }
}
export interface VariableBlock {
  name: string
  body: Body
  description: string
  default: Expression | null
  /** null: not said. */
  type: Type | null
}
/** Throws HclError. */
export function variableBlock({ labels, body }: Block): VariableBlock {
  const description = body.attribute('description')
  const type = body.attribute('type')?.expression
  const isNull = type?.kind === 'literal' && type.value.value === null
  const known = type && !isNull ? typeOf(type) : null
  return {
    name: labels[0]!,
    body,
    description: description ? (evaluate(description.expression, CONSTANTS).value as string) : '',
    default: body.attribute('default')?.expression ?? null,
    type: known && (known.kind !== 'dynamic' || (type && keywordOf(type) === 'any')) ? known : null,
  }
}
export interface Environment {
  get: (name: string) => string | undefined
  /** Names that are variables too, so that NAME_JSON is not the JSON of NAME. */
  taken: (name: string) => boolean
}
function override(name: string, env: Environment, favourJson: boolean): { text: string; json: boolean } | null {
  const text = env.get(name)
  const jsonName = `${name}_JSON`
  if ((text === undefined || favourJson) && !env.taken(jsonName)) {
    const json = env.get(jsonName)
    if (json !== undefined) return { text: json, json: true }
  }
  return text === undefined ? null : { text, json: false }
}
/** Throws HclError, VariableError. */
export function resolveVariable(block: VariableBlock, context: Context, env: Environment): Value {
  const { name } = block
  const type = block.type ?? DYNAMIC
  const given = override(name, env, block.type !== null)
  let value: Value | null = null
  if (block.default) {
    const evaluated = evaluate(block.default, context)
    try {
      value = convert(evaluated, type)
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      throw new VariableError(`invalid type ${friendlyName(type)} for variable ${name} default value: ${error.message}`)
    }
  }
  if (!given) return value ?? (block.type ? { type, value: null } : string(''))
  if (block.type) return typed(name, given, block.type)
  if (!value || value.type.kind === 'dynamic') return string(given.text)
  if (isPrimitive(value.type)) return primitive(name, given.text, value.type)
  if (value.type.kind === 'tuple') return fromCsv(name, given.text, value.type)
  throw new VariableError(`unsupported type ${friendlyName(value.type)} for variable ${name}`)
}
function typed(name: string, { text, json }: { text: string; json: boolean }, type: Type): Value {
  if (json)
    try {
      return fromJsonAs(text, type)
    } catch (error) {
      if (!(error instanceof ConvertError || error instanceof SyntaxError)) throw error
      throw new VariableError(`failed to convert variable ${name} from JSON: ${error.message}`)
    }
  if (isCollection(type) || type.kind === 'tuple') return fromCsv(name, text, type)
  if (isPrimitive(type)) return primitive(name, text, type)
  throw new VariableError(`unsupported type ${friendlyName(type)} for variable ${name}`)
}
function primitive(name: string, text: string, type: Type): Value {
  if (type.kind === 'string') return string(text)
  if (type.kind === 'bool')
    try {
      return bool(parseBool(text))
    } catch (error) {
      if (!(error instanceof FlagError)) throw error
      throw new VariableError(`failed to parse ${name} as bool: ${error.message}`)
    }
  const value = parseNumber(text)
  if (value === null)
    throw new VariableError(
      `failed to parse ${name} as number: strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax`,
    )
  return number(value)
}
function fromCsv(name: string, text: string, type: Type): Value {
  const fail = (reason: string): never => {
    throw new VariableError(`failed to convert variable ${name} from CSV: ${reason}`)
  }
  const unsupported = (): never => fail(`unsupported type ${friendlyName(type)} for CSV specification`)
  let fields: string[]
  try {
    fields = parseCsv(text)
  } catch (error) {
    if (!(error instanceof FlagError)) throw error
    return fail(`failed to parse ${text} as CSV: ${error.message}`)
  }
  const part = (field: string, want: Type): Value => {
    if (!isPrimitive(want)) unsupported()
    try {
      return primitive(name, field, want)
    } catch (error) {
      if (!(error instanceof VariableError)) throw error
      return fail(
        `failed to parse element ${type.kind === 'map' ? 'from' : 'of'} type ${friendlyName(type)}: ${error.message}`,
      )
    }
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      return (type.kind === 'list' ? list : set)(
        type.element,
        fields.map((field) => part(field, type.element)),
      )
    case 'tuple':
      if (type.elements.length !== fields.length)
        fail(`${friendlyName(type)} expects ${type.elements.length} elements but only ${fields.length} provided`)
      return tuple(fields.map((field, i) => part(field, type.elements[i]!)))
    case 'map':
      return map(
        type.element,
        fields.map((field): [string, Value] => {
          const pieces = field.split(':')
          if (pieces.length !== 2) fail(`expected one k/v pair but got ${pieces.length} pieces from ${field}`)
          return [pieces[0]!, part(pieces[1]!, type.element)]
        }),
      )
    default:
      return unsupported()
  }
}
/** For --list=variables. */
export function describe(block: VariableBlock, value: Value): Variable {
  const { name, description, type } = block
  return {
    name,
    description,
    type: type ? friendlyName(type, true) : '',
    value: value.value === null ? null : valueText(value, type),
  }
}
function valueText(value: Value, type: Type | null): string {
  if (type) return equalTypes(type, STRING) ? toJson(value).replace(/^"|"$/g, '') : toJson(value)
  if (typeof value.value === 'number') return numberText(value.value)
  return isPrimitive(value.type) ? String(value.value) : toJson(value)
}
/** Throws HclError: a validation does not hold. */
export function validate({ body }: VariableBlock, context: Context): void {
  for (const block of body.blocks({ type: 'validation', labels: [] })) {
    const condition = block.body.attribute('condition')?.expression
    const message = block.body.attribute('error_message')?.expression
    if (!condition || !message) {
      const missing = condition ? 'error_message' : 'condition'
      throw hclError(
        'Missing required argument',
        `The argument "${missing}" is required, but no definition was found.`,
        block.body.missing,
      )
    }
    const result = evaluate(condition, context)
    const invalid = 'Invalid condition result'
    if (result.value === null)
      throw hclError(invalid, 'Condition expression must return either true or false, not null.', condition.range)
    let holds: boolean
    try {
      holds = convert(result, { kind: 'bool' }).value as boolean
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      throw hclError(invalid, `Invalid condition result value: ${error.message}`, condition.range)
    }
    if (holds) continue
    const text = evaluate(message, context).value
    throw hclError(
      'Validation failed',
      typeof text === 'string' ? text : 'This check failed, but has an invalid error message.',
      condition.range,
    )
  }
}
