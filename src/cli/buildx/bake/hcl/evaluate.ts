/** Expressions → values (hashicorp/hcl hclsyntax/expression.go, expression_template.go). Throws HclError. */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { convert, ConvertError, unify } from '../cty/convert.ts'
import { BOOL, DYNAMIC, friendlyName, STRING, type Type } from '../cty/type.ts'
import { elementsOf, iterable, list, object, string, tuple, type Value } from '../cty/value.ts'
import { search } from '../suggest.ts'
import { keywordOf, type Expression, type Step } from './ast.ts'
import { call } from './call.ts'
import type { Context } from './context.ts'
import { between, hclError, HclError, type Range } from './diagnostic.ts'
import { binary, unary } from './operators.ts'
import { getAttribute, getIndex } from './select.ts'

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>
/** The name under which a splat's element is found; no identifier. */
const ANONYMOUS = '*'

export function evaluate(expression: Expression, context: Context): Value {
  const inner = (part: Expression): Value => evaluate(part, context)
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'scope':
      return scope(expression, context)
    case 'relative':
      return walk(inner(expression.source), expression.steps)
    case 'anonymous':
      return context.variable(ANONYMOUS, null)!
    case 'template':
      return string(expression.parts.map((part) => piece(inner(part), part.range, TEMPLATE)).join(''))
    case 'join': {
      const items = elementsOf(inner(expression.tuple))
      return string(items.map(([, item]) => piece(item, expression.range, JOIN)).join(''))
    }
    case 'wrap':
    case 'paren':
      return inner(expression.inner)
    case 'call':
      return call(expression, context, evaluate)
    case 'conditional':
      return conditional(expression, context)
    case 'binary':
      return binary(expression, inner)
    case 'unary':
      return unary(expression.operator, inner(expression.operand), expression.operand)
    case 'tuple':
      return tuple(expression.items.map(inner))
    case 'object':
      return construct(expression, context)
    case 'index':
      return getIndex(inner(expression.collection), inner(expression.key), expression.bracket)
    case 'for':
      return loop(expression, context)
    case 'splat':
      return splat(expression, context)
  }
}
function walk(value: Value, steps: readonly Step[]): Value {
  return steps.reduce(
    (current, step) =>
      'attribute' in step
        ? getAttribute(current, step.attribute, step.range)
        : getIndex(current, step.index, step.range),
    value,
  )
}
function scope(expression: Of<'scope'>, context: Context): Value {
  const [first] = expression.steps
  const path = first ? ('attribute' in first ? first.attribute : String(first.index.value)) : null
  const second = expression.steps[1]
  const value = context.variable(
    expression.root,
    second && 'attribute' in second && path !== null ? `${path}.${second.attribute}` : path,
  )
  if (value) return walk(value, expression.steps)
  if (!context.scope) throw hclError('Variables not allowed', 'Variables may not be used here.', expression.rootRange)
  const match = search(expression.root, context.names())
  throw hclError(
    'Unknown variable',
    `There is no variable named ${goQuote(expression.root)}.${match === '' ? '' : ` Did you mean ${goQuote(match)}?`}`,
    expression.rootRange,
  )
}

const TEMPLATE = {
  null: 'The expression result is null. Cannot include a null value in a string template.',
  wrong: 'Cannot include the given value in a string template',
}
const JOIN = {
  null: 'An iteration result is null. Cannot include a null value in a string template.',
  wrong: 'Cannot include one of the interpolation results into the string template',
}
function piece(value: Value, range: Range, words: { null: string; wrong: string }): string {
  if (value.value === null) throw hclError('Invalid template interpolation value', words.null, range)
  try {
    return convert(value, STRING).value as string
  } catch (error) {
    if (!(error instanceof ConvertError)) throw error
    throw hclError('Invalid template interpolation value', `${words.wrong}: ${error.message}.`, range)
  }
}
/** Both results are looked at for their common type; mistakes in the one that is not taken do not count. */
function conditional(expression: Of<'conditional'>, context: Context): Value {
  const attempt = (part: Expression): Value | HclError => {
    try {
      return evaluate(part, context)
    } catch (error) {
      if (error instanceof HclError) return error
      throw error
    }
  }
  const [yes, no] = [attempt(expression.yes), attempt(expression.no)]
  const mismatched = 'Inconsistent conditional result types'
  let type: Type | null = DYNAMIC
  if (!(yes instanceof HclError) && !(no instanceof HclError)) {
    type = unify([yes.type, no.type])
    if (!type)
      throw hclError(
        mismatched,
        `The true and false result expressions must have consistent types. The 'true' value is ${friendlyName(yes.type)}, but the 'false' value is ${friendlyName(no.type)}.`,
        between(expression.yes.range, expression.no.range),
      )
  }
  const condition = evaluate(expression.condition, context)
  if (condition.value === null)
    throw hclError(
      'Null condition',
      'The condition value is null. Conditions must either be true or false.',
      expression.condition.range,
    )
  const chosen = boolean(condition, () =>
    hclError('Incorrect condition type', 'The condition expression must be of type bool.', expression.condition.range),
  )
    ? ([yes, 'true', expression.yes] as const)
    : ([no, 'false', expression.no] as const)
  const [result, name, source] = chosen
  if (result instanceof HclError) throw result
  try {
    return convert(result, type)
  } catch (error) {
    if (!(error instanceof ConvertError)) throw error
    throw hclError(mismatched, `The ${name} result value has the wrong type: ${error.message}.`, source.range)
  }
}
function boolean(value: Value, complaint: (reason: string) => HclError): boolean {
  try {
    return convert(value, BOOL).value as boolean
  } catch (error) {
    if (!(error instanceof ConvertError)) throw error
    throw complaint(error.message)
  }
}
function construct(expression: Of<'object'>, context: Context): Value {
  const entries: [string, Value][] = []
  for (const { key, force, value } of expression.items) {
    const name = force ? null : keywordOf(key)
    if (!force && key.kind === 'scope' && key.steps.length > 0)
      throw hclError(
        'Ambiguous attribute key',
        "If this expression is intended to be a reference, wrap it in parentheses. If it's instead intended as a literal name containing periods, wrap it in quotes to create a string literal.",
        key.range,
      )
    const keyValue = name === null ? evaluate(key, context) : string(name)
    const item = evaluate(value, context)
    if (keyValue.value === null) throw hclError('Null value as key', "Can't use a null value as a key.", value.range)
    try {
      entries.push([convert(keyValue, STRING).value as string, item])
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      throw hclError('Incorrect key type', `Can't use this value as a key: ${error.message}.`, key.range)
    }
  }
  return object(entries)
}
function loop(expression: Of<'for'>, context: Context): Value {
  const collection = evaluate(expression.collection, context)
  if (collection.value === null)
    throw hclError(
      'Iteration over null value',
      "A null value cannot be used as the collection in a 'for' expression.",
      expression.collection.range,
    )
  if (!iterable(collection))
    throw hclError(
      'Iteration over non-iterable value',
      `A value of type ${friendlyName(collection.type)} cannot be used as the collection in a 'for' expression.`,
      expression.collection.range,
    )
  const rounds = elementsOf(collection).flatMap(([key, value]) => {
    const names = new Map([[expression.value, value]])
    if (expression.key !== '') names.set(expression.key, key)
    const inside = context.child(names)
    return !expression.condition || wanted(expression.condition, inside) ? [inside] : []
  })
  const { keyExpr } = expression
  if (!keyExpr) return tuple(rounds.map((inside) => evaluate(expression.valueExpr, inside)))
  const groups = new Map<string, Value[]>()
  for (const inside of rounds) {
    const key = keyOf(keyExpr, inside)
    const value = evaluate(expression.valueExpr, inside)
    const group = groups.get(key)
    if (!group) groups.set(key, [value])
    else if (expression.group) group.push(value)
    else
      throw hclError(
        'Duplicate object key',
        `Two different items produced the key ${goQuote(key)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
        keyExpr.range,
      )
  }
  return object([...groups].map(([key, values]) => [key, expression.group ? tuple(values) : values[0]!]))
}
function wanted(condition: Expression, context: Context): boolean {
  const value = evaluate(condition, context)
  const summary = "Invalid 'for' condition"
  if (value.value === null) throw hclError(summary, "The value of the 'if' clause must not be null.", condition.range)
  return boolean(value, (reason) => hclError(summary, `The 'if' clause value is invalid: ${reason}.`, condition.range))
}
function keyOf(expression: Expression, context: Context): string {
  const value = evaluate(expression, context)
  const summary = 'Invalid object key'
  if (value.value === null)
    throw hclError(summary, "Key expression in 'for' expression must not produce a null value.", expression.range)
  try {
    return convert(value, STRING).value as string
  } catch (error) {
    if (!(error instanceof ConvertError)) throw error
    throw hclError(summary, `The key expression produced an invalid result: ${error.message}.`, expression.range)
  }
}
/** What is no sequence counts as a sequence of itself; null as an empty one. */
function splat(expression: Of<'splat'>, context: Context): Value {
  const source = evaluate(expression.source, context)
  const { kind } = source.type
  const sequence = kind === 'tuple' || kind === 'list' || kind === 'set'
  if (source.value === null) {
    if (!sequence) return tuple([])
    throw hclError(
      'Splat of null value',
      'Splat expressions (with the * symbol) cannot be applied to null sequences.',
      expression.source.range,
    )
  }
  const items = sequence ? elementsOf(source).map(([, item]) => item) : [source]
  const results = items.map((item) => evaluate(expression.each, context.child(new Map([[ANONYMOUS, item]]))))
  if (kind !== 'list' && kind !== 'set') return tuple(results)
  const type = unify(results.map((result) => result.type))
  if (!type)
    throw hclError(
      'Invalid nested splat expressions',
      "The second level of splat expression produced elements of different types, so it isn't possible to construct a valid list to represent the top-level result.\n\nConsider using a for expression instead, to produce a tuple-typed result which can therefore have non-homogenous element types.",
      expression.each.range,
    )
  return list(type, results)
}
