/** Operators on values (hclsyntax/expression_ops.go over go-cty's stdlib). */
import { convert, ConvertError } from '../cty/convert.ts'
import { BOOL, NUMBER, type Type } from '../cty/type.ts'
import { bool, equal, number, type Value } from '../cty/value.ts'
import type { Expression } from './ast.ts'
import { hclError } from './diagnostic.ts'

/** Rounded where the double only shows that it is none of 512 bits: 0.1 + 0.2 is 0.3. */
export const rounded = (value: number): Value => number(Number.isInteger(value) ? value : Number(value.toPrecision(15)))

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
}
const COMPARISON: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}
type Evaluate = (expression: Expression) => Value
type Binary = Extract<Expression, { kind: 'binary' }>

export function binary(expression: Binary, evaluate: Evaluate): Value {
  const { operator, left, right } = expression
  if (operator === '==' || operator === '!=')
    return bool(equal(evaluate(left), evaluate(right)) === (operator === '=='))
  if (operator === '&&' || operator === '||') {
    const first = operand(evaluate(left), BOOL, left, 'left').value as boolean
    if (first === (operator === '||')) return bool(first)
    return operand(evaluate(right), BOOL, right, 'right')
  }
  const a = operand(evaluate(left), NUMBER, left, 'left').value as number
  const b = operand(evaluate(right), NUMBER, right, 'right').value as number
  const compare = COMPARISON[operator]
  if (compare) return bool(compare(a, b))
  if ((operator === '/' || operator === '%') && b === 0)
    throw hclError(
      'Operation failed',
      `Error during operation: ${operator === '/' && a === 0 ? "can't divide zero by zero or infinity by infinity" : operator === '%' ? "can't divide zero by zero or infinity by infinity" : 'division by zero'}.`,
      expression.range,
    )
  return rounded(ARITHMETIC[operator]!(a, b))
}
export function unary(operator: '-' | '!', value: Value, source: Expression): Value {
  const given = operand(value, operator === '-' ? NUMBER : BOOL, source, 'unary').value
  return typeof given === 'number' ? number(-given) : bool(!given)
}
function operand(value: Value, type: Type, source: Expression, side: 'left' | 'right' | 'unary'): Value {
  try {
    const converted = convert(value, type)
    if (converted.value === null)
      throw hclError('Operation failed', 'Error during operation: argument must not be null.', source.range)
    return converted
  } catch (error) {
    if (!(error instanceof ConvertError)) throw error
    throw hclError('Invalid operand', `Unsuitable value for ${side} operand: ${error.message}.`, source.range)
  }
}
