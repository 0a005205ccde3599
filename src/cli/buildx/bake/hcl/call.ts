/** Function calls (hclsyntax/expression.go FunctionCallExpr). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { convert, ConvertError } from '../cty/convert.ts'
import { elementsOf, type Value } from '../cty/value.ts'
import { search } from '../suggest.ts'
import type { Expression } from './ast.ts'
import { ArgumentError, type Context, type HclFunction, type Parameter } from './context.ts'
import { hclError, HclError, type Diagnostic, type Range } from './diagnostic.ts'

type Call = Extract<Expression, { kind: 'call' }>
type Evaluate = (expression: Expression, context: Context) => Value

export function call(expression: Call, context: Context, evaluate: Evaluate): Value {
  const called = find(expression, context)
  const { name } = expression
  const args = argumentsOf(expression, context, evaluate)
  checkCount(expression, called, args)
  const failed = (error: unknown): never => {
    if (error instanceof HclError || !(error instanceof Error)) throw error
    const index = error instanceof ArgumentError ? error.index : -1
    const parameter = parameterOf(called, index)
    if (!parameter)
      throw hclError(
        'Error in function call',
        `Call to function ${goQuote(name)} failed: ${error.message}.`,
        expression.start,
      )
    throw invalid(parameter, error.message, args[index]?.start ?? expression.range)
  }
  if (called.lazy)
    try {
      return called.lazy(expression.args, context)
    } catch (error) {
      return failed(error)
    }
  const values = convertAll(called, args)
  try {
    return called.call(values)
  } catch (error) {
    return failed(error)
  }
}
function find({ name, nameRange, range }: Call, context: Context): HclFunction {
  if (!context.scope) throw hclError('Function calls not allowed', 'Functions may not be called here.', range)
  const found = context.scope.function(name)
  if (found) return found
  const at = name.lastIndexOf('::')
  const unknown = (detail: string): HclError => hclError('Call to unknown function', detail, nameRange)
  if (at >= 0) throw unknown(`There are no functions in namespace ${goQuote(name.slice(0, at + 2))}.`)
  const match = search(name, context.scope.functionNames())
  throw unknown(`There is no function named ${goQuote(name)}.${match === '' ? '' : ` Did you mean ${goQuote(match)}?`}`)
}
interface Argument {
  value: () => Value
  start: Range
}
/** The last may stand for several. */
function argumentsOf(expression: Call, context: Context, evaluate: Evaluate): Argument[] {
  const plain = expression.args.map((arg): Argument => ({ value: () => evaluate(arg, context), start: arg.start }))
  if (!expression.expandFinal) return plain
  const last = expression.args.at(-1)!
  const value = evaluate(last, context)
  const summary = 'Invalid expanding argument value'
  const { kind } = value.type
  if (value.value === null)
    throw hclError(summary, 'The expanding argument (indicated by ...) must not be null.', last.range)
  if (kind !== 'tuple' && kind !== 'list' && kind !== 'set')
    throw hclError(
      summary,
      'The expanding argument (indicated by ...) must be of a tuple, list, or set type.',
      last.range,
    )
  return [...plain.slice(0, -1), ...elementsOf(value).map(([, item]) => ({ value: () => item, start: last.range }))]
}
const parameterOf = ({ params, variadic }: HclFunction, index: number): Parameter | undefined =>
  index < 0 ? undefined : (params[index] ?? variadic)
const invalid = (parameter: Parameter, reason: string, range: Range): HclError =>
  new HclError([invalidArgument(parameter, reason, range)])
const invalidArgument = ({ name }: Parameter, reason: string, subject: Range): Diagnostic => ({
  summary: 'Invalid function argument',
  detail: `Invalid value for ${goQuote(name)} parameter: ${reason}.`,
  subject,
})
function checkCount(expression: Call, { params, variadic }: HclFunction, args: readonly Argument[]): void {
  const missing = params[args.length]
  if (missing)
    throw hclError(
      'Not enough function arguments',
      `Function ${goQuote(expression.name)} expects${variadic ? ' at least' : ''} ${params.length} argument(s). Missing value for ${goQuote(missing.name)}.`,
      expression.closeRange,
    )
  if (!variadic && args.length > params.length)
    throw hclError(
      'Too many function arguments',
      `Function ${goQuote(expression.name)} expects only ${params.length} argument(s).`,
      args[params.length]!.start,
    )
}
function convertAll(called: HclFunction, args: readonly Argument[]): Value[] {
  const problems: Diagnostic[] = []
  const values = args.map(({ value, start }, i) => {
    const parameter = parameterOf(called, i)!
    const given = value()
    try {
      const converted = convert(given, parameter.type)
      if (converted.value === null && !parameter.allowNull)
        problems.push(invalidArgument(parameter, 'argument must not be null', start))
      return converted
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      problems.push(invalidArgument(parameter, error.message, start))
      return given
    }
  })
  if (problems.length > 0) throw new HclError(problems)
  return values
}
