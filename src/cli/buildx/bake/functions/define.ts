/** Helpers to define functions of bake's standard library. Parameters have cty's names, as messages show them. */
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../cty/type.ts'
import { bool, elementsOf, number, string, type Value } from '../cty/value.ts'
import { rounded } from '../hcl/operators.ts'
import type { HclFunction, Parameter } from '../hcl/context.ts'

const TYPES: Readonly<Record<string, Type>> = {
  string: STRING,
  number: NUMBER,
  bool: BOOL,
  any: DYNAMIC,
  strings: { kind: 'list', element: STRING },
  numbers: { kind: 'list', element: NUMBER },
  list: { kind: 'list', element: DYNAMIC },
  lists: { kind: 'list', element: { kind: 'list', element: DYNAMIC } },
  set: { kind: 'set', element: DYNAMIC },
}
/** "str:string cutset:string rest...:any"; a question mark allows null. */
export function define(signature: string, call: (args: Value[]) => Value): HclFunction {
  const params: Parameter[] = []
  let variadic: Parameter | undefined
  for (const part of signature.split(' ').filter((word) => word !== '')) {
    const [rawName, type] = part.split(':')
    const name = rawName!.replace('...', '')
    const parameter = { name, type: TYPES[type!.replace('?', '')]!, allowNull: type!.endsWith('?') }
    if (rawName!.endsWith('...')) variadic = parameter
    else params.push(parameter)
  }
  return variadic ? { params, variadic, call } : { params, call }
}
export const text = ({ value }: Value): string => value as string
export const num = ({ value }: Value): number => value as number
export const flag = ({ value }: Value): boolean => value as boolean
export const items = (value: Value): Value[] => elementsOf(value).map(([, item]) => item)
export const texts = (value: Value): string[] => items(value).map(text)
export const isSequence = ({ type }: Value): boolean =>
  type.kind === 'list' || type.kind === 'tuple' || type.kind === 'set'

export const stringFunction = (signature: string, fn: (...args: string[]) => string): HclFunction =>
  define(signature, (args) => string(fn(...args.map(text))))
export const numberFunction = (signature: string, fn: (...args: number[]) => number): HclFunction =>
  define(signature, (args) => rounded(fn(...args.map(num))))
export const numberTest = (signature: string, fn: (...args: number[]) => boolean): HclFunction =>
  define(signature, (args) => bool(fn(...args.map(num))))
export const boolFunction = (signature: string, fn: (...args: boolean[]) => boolean): HclFunction =>
  define(signature, (args) => bool(fn(...args.map(flag))))
export { number }
