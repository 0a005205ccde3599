/** Types as written: string, list(string), object({a = string, b = optional(number)}) … (hashicorp/hcl ext/typeexpr). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../cty/type.ts'
import { keywordOf, type Expression } from './ast.ts'
import { hclError, type HclError, type Range } from './diagnostic.ts'

const SIMPLE: Readonly<Record<string, Type>> = { string: STRING, number: NUMBER, bool: BOOL, any: DYNAMIC }
const invalid = (detail: string, range: Range): HclError => hclError('Invalid type specification', detail, range)

/** Throws HclError. */
export function typeOf(expression: Expression): Type {
  const word = keywordOf(expression)
  if (word !== null) {
    const simple = SIMPLE[word]
    if (simple) return simple
    if (word === 'list' || word === 'set' || word === 'map')
      throw invalid(`The ${word} type constructor requires one argument specifying the element type.`, expression.range)
    if (word === 'object')
      throw invalid(
        'The object type constructor requires one argument specifying the attribute types and values as a map.',
        expression.range,
      )
    if (word === 'tuple')
      throw invalid(
        'The tuple type constructor requires one argument specifying the element types as a list.',
        expression.range,
      )
    throw invalid(`The keyword ${goQuote(word)} is not a valid type specification.`, expression.range)
  }
  if (expression.kind !== 'call')
    throw invalid(
      'A type specification is either a primitive type keyword (bool, number, string) or a complex type constructor call, like list(string).',
      expression.range,
    )
  const [argument] = expression.args
  const { name } = expression
  if (!argument || expression.args.length > 1) {
    const what =
      name === 'object'
        ? 'specifying the attribute types and values as a map'
        : name === 'tuple'
          ? 'specifying the element types as a list'
          : 'specifying the element type'
    throw invalid(`The ${name} type constructor requires one argument ${what}.`, expression.range)
  }
  switch (name) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: name, element: typeOf(argument) }
    case 'tuple':
      if (argument.kind !== 'tuple')
        throw invalid('Tuple type constructor requires a list of element types.', argument.range)
      return { kind: 'tuple', elements: argument.items.map(typeOf) }
    case 'object':
      return objectType(argument)
    default:
      throw invalid(
        SIMPLE[name]
          ? `Primitive type keyword ${goQuote(name)} does not expect arguments.`
          : `Keyword ${goQuote(name)} is not a valid type constructor.`,
        expression.range,
      )
  }
}
function objectType(expression: Expression): Type {
  if (expression.kind !== 'object')
    throw invalid(
      'Object type constructor requires a map whose keys are attribute names and whose values are the corresponding attribute types.',
      expression.range,
    )
  const attributes = new Map<string, Type>()
  const optional = new Set<string>()
  for (const { key, value } of expression.items) {
    const name = keywordOf(key)
    if (name === null) throw invalid('Object constructor map keys must be attribute names.', key.range)
    const isOptional = value.kind === 'call' && value.name === 'optional'
    if (isOptional) optional.add(name)
    attributes.set(name, typeOf(isOptional ? value.args[0]! : value))
  }
  return { kind: 'object', attributes, optional }
}
