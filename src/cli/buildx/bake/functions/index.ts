/**
 * The standard library of bake (buildx bake/hclparser/stdlib.go). Named but not simulated: bcrypt, rsadecrypt and the cidr functions,
 * which say so when they are called.
 */
import { convert } from '../cty/convert.ts'
import { bool, string } from '../cty/value.ts'
import { evaluate } from '../hcl/evaluate.ts'
import type { HclFunction } from '../hcl/context.ts'
import { HclError } from '../hcl/diagnostic.ts'
import { typeOf } from '../hcl/type-expression.ts'
import { DYNAMIC } from '../cty/type.ts'
import { COLLECTIONS } from './collections.ts'
import { dates } from './dates.ts'
import { define } from './define.ts'
import { encodings } from './encoding.ts'
import { FORMATS } from './format.ts'
import { NUMBERS } from './numbers.ts'
import { STRINGS } from './strings.ts'

export interface FunctionWorld {
  /** Milliseconds since the epoch. */
  now: () => number
  randomBytes: (count: number) => Uint8Array
  home: string
}
const never = (): never => {
  throw new Error('not reached')
}
const LAZY: Readonly<Record<string, HclFunction>> = {
  can: {
    params: [{ name: 'expression', type: DYNAMIC }],
    call: never,
    lazy: ([expression], context) => {
      try {
        evaluate(expression!, context)
        return bool(true)
      } catch (error) {
        if (error instanceof HclError) return bool(false)
        throw error
      }
    },
  },
  convert: {
    params: [
      { name: 'value', type: DYNAMIC },
      { name: 'type', type: DYNAMIC },
    ],
    call: never,
    lazy: ([value, type], context) => convert(evaluate(value!, context), typeOf(type!)),
  },
  try: {
    params: [],
    variadic: { name: 'expressions', type: DYNAMIC },
    call: never,
    lazy: (expressions, context) => {
      if (expressions.length === 0) throw new Error('at least one argument is required')
      const reasons: string[] = []
      for (const expression of expressions) {
        try {
          return evaluate(expression, context)
        } catch (error) {
          if (!(error instanceof HclError)) throw error
          reasons.push(`- ${error.message}`)
        }
      }
      throw new Error(
        `no expression succeeded:\n${reasons.join('\n')}\n\nAt least one expression must produce a successful result`,
      )
    },
  },
}
const absent = (name: string): [string, HclFunction] => [
  name,
  define('args...:any', () => {
    throw new Error(`${name} is not simulated yet`)
  }),
]
export function standardFunctions(world: FunctionWorld): ReadonlyMap<string, HclFunction> {
  return new Map([
    ...Object.entries({
      ...STRINGS,
      ...NUMBERS,
      ...COLLECTIONS,
      ...FORMATS,
      ...encodings(world.randomBytes),
      ...dates(world.now),
      ...LAZY,
      homedir: define('', () => string(world.home)),
    }),
    ...['bcrypt', 'rsadecrypt', 'cidrhost', 'cidrnetmask', 'cidrsubnet', 'cidrsubnets'].map(absent),
  ])
}
