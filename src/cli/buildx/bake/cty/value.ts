/**
 * HCL values (zclconf/go-cty Value). Numbers are doubles, where cty has 512 bits; nothing is ever unknown, as bake knows all before it
 * evaluates.
 */
import {
  BOOL,
  DYNAMIC,
  equalTypes,
  list as listOf,
  map as mapOf,
  NUMBER,
  object as objectOf,
  setOf,
  STRING,
  tuple as tupleOf,
  type Type,
} from './type.ts'

export interface Value {
  type: Type
  /** Lists, sets and tuples are arrays; maps and objects are Maps, keys in order. */
  value: null | string | number | boolean | Value[] | Map<string, Value>
}
export const string = (value: string): Value => ({ type: STRING, value })
export const number = (value: number): Value => ({ type: NUMBER, value })
export const bool = (value: boolean): Value => ({ type: BOOL, value })
export const nullOf = (type: Type = DYNAMIC): Value => ({ type, value: null })
export const tuple = (values: Value[]): Value => ({ type: tupleOf(values.map(({ type }) => type)), value: values })
export const list = (element: Type, values: Value[]): Value => ({ type: listOf(element), value: values })
/** Sorted and without doubles. */
export function set(element: Type, values: Value[]): Value {
  const unique: Value[] = []
  for (const value of values) if (!unique.some((other) => equal(other, value))) unique.push(value)
  return { type: setOf(element), value: unique.sort(compare) }
}
export const map = (element: Type, entries: Iterable<[string, Value]>): Value => ({
  type: mapOf(element),
  value: sorted(entries),
})
export function object(entries: Iterable<[string, Value]>): Value {
  const value = sorted(entries)
  return { type: objectOf(new Map([...value].map(([name, { type }]) => [name, type]))), value }
}
function sorted(entries: Iterable<[string, Value]>): Map<string, Value> {
  return new Map([...new Map(entries)].sort(([a], [b]) => byCodePoint(a, b)))
}
/** Go's order of strings. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const order = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
    if (order !== 0) return order
  }
  return left.length - right.length
}
/** Order within a set: strings and numbers by value, false before true, others as they print. */
function compare(a: Value, b: Value): number {
  if (typeof a.value === 'string' && typeof b.value === 'string') return byCodePoint(a.value, b.value)
  if (typeof a.value === 'number' && typeof b.value === 'number') return a.value - b.value
  if (typeof a.value === 'boolean' && typeof b.value === 'boolean') return Number(a.value) - Number(b.value)
  return 0
}
export function equal(a: Value, b: Value): boolean {
  if (a.value === null || b.value === null) return a.value === b.value
  if (!equalTypes(a.type, b.type)) return false
  if (Array.isArray(a.value) && Array.isArray(b.value)) {
    const other = b.value
    return a.value.length === other.length && a.value.every((item, i) => equal(item, other[i]!))
  }
  if (a.value instanceof Map && b.value instanceof Map) {
    const other = b.value
    return (
      a.value.size === other.size &&
      [...a.value].every(([key, item]) => {
        const found = other.get(key)
        return found !== undefined && equal(item, found)
      })
    )
  }
  return a.value === b.value
}
/** Whether a `for` can go over it. */
export const iterable = ({ value }: Value): boolean => Array.isArray(value) || value instanceof Map
/** Keys are numbers of a sequence, names of a map or object, the element itself of a set. */
export function elementsOf({ type, value }: Value): [key: Value, value: Value][] {
  if (Array.isArray(value)) return value.map((item, i) => [type.kind === 'set' ? item : number(i), item])
  return value instanceof Map ? [...value].map(([key, item]) => [string(key), item]) : []
}
/** A number as a string: no exponent. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString()
  const text = String(value)
  const match = /^(-?)(\d+)(?:\.(\d+))?e-(\d+)$/.exec(text)
  if (!match) return text
  const digits = match[2]! + (match[3] ?? '')
  return `${match[1]}0.${'0'.repeat(Number(match[4]) - match[2]!.length)}${digits}`
}
