/** Functions on lists, sets, maps and objects (go-cty function/stdlib/collection.go, sequence.go, set.go). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { convert, ConvertError, unify } from '../cty/convert.ts'
import {
  DYNAMIC,
  equalTypes,
  friendlyName,
  isCollection,
  list as listType,
  NUMBER,
  STRING,
  type Type,
} from '../cty/type.ts'
import { bool, elementsOf, equal, list, map, number, object, set, string, tuple, type Value } from '../cty/value.ts'
import { ArgumentError, type HclFunction } from '../hcl/context.ts'
import { define, isSequence, items, num, text } from './define.ts'

const elementType = ({ type }: Value): Type => (isCollection(type) ? type.element : DYNAMIC)
/** Elements of another number, of the kind of the source. */
function like(source: Value, values: Value[]): Value {
  if (source.type.kind === 'set') return set(source.type.element, values)
  return source.type.kind === 'list' ? list(source.type.element, values) : tuple(values)
}
const mapOrObject = (type: Type, entries: Iterable<[string, Value]>): Value =>
  type.kind === 'map' ? map(type.element, entries) : object(entries)

function element(source: Value, index: number): Value {
  if (!isSequence(source)) throw new Error(`cannot read elements from ${friendlyName(source.type)}`)
  const all = items(source)
  if (all.length === 0) throw new Error('cannot use element function with an empty list')
  return all[((index % all.length) + all.length) % all.length]!
}
function range(params: readonly number[]): number[] {
  let [start, end, step] = [0, 0, 1]
  if (params.length === 1) {
    end = params[0]!
    step = end < 0 ? -1 : 1
  } else if (params.length === 2) {
    ;[start, end] = [params[0]!, params[1]!]
    step = end < start ? -1 : 1
  } else if (params.length === 3) [start, end, step] = [params[0]!, params[1]!, params[2]!]
  else throw new Error('must have one, two, or three arguments')
  if (step === 0) throw new ArgumentError(2, 'step must not be zero')
  if (step < 0 && end > start) throw new ArgumentError(1, 'end must be less than start when step is negative')
  if (step > 0 && end < start) throw new ArgumentError(1, 'end must be greater than start when step is positive')
  const out: number[] = []
  for (let at = start; step > 0 ? at < end : at > end; at += step) {
    if (out.length >= 1024)
      throw new Error(
        'more than 1024 values were generated; either decrease the difference between start and end or use a smaller step',
      )
    out.push(at)
  }
  return out
}
function slice(source: Value, start: number, end: number): Value {
  const all = items(source)
  if (source.type.kind === 'set')
    throw new ArgumentError(
      0,
      'cannot slice a set, because its elements do not have indices; explicitly convert to a list if the ordering of the result is not important',
    )
  if (!isSequence(source)) throw new ArgumentError(0, 'must be a list or tuple value')
  if (start < 0) throw new ArgumentError(1, 'start index must not be less than zero')
  if (start > all.length) throw new ArgumentError(1, 'start index must not be greater than the length of the list')
  if (end < 0) throw new ArgumentError(2, 'end index must not be less than zero')
  if (end > all.length) throw new ArgumentError(2, 'end index must not be greater than the length of the list')
  if (start > end) throw new ArgumentError(1, 'start index must not be greater than end index')
  return like(source, all.slice(start, end))
}
function merge(args: readonly Value[]): Value {
  const given = args.filter(({ value }) => value !== null)
  for (const { type } of given)
    if (type.kind !== 'map' && type.kind !== 'object')
      throw new Error(`arguments must be maps or objects, got ${goQuote(friendlyName(type))}`)
  const entries = given.flatMap((arg) => [...(arg.value as Map<string, Value>)])
  const first = given[0]?.type
  const same = first?.kind === 'map' && given.every(({ type }) => equalTypes(type, first))
  return mapOrObject(same ? first : DYNAMIC, entries)
}
function product(args: readonly Value[]): Value {
  let rows: Value[][] = [[]]
  for (const arg of args) rows = rows.flatMap((row) => items(arg).map((item) => [...row, item]))
  const rowType: Type = { kind: 'tuple', elements: args.map(elementType) }
  const values = rows.map((row) => tuple(row))
  return args.every(({ type }) => type.kind === 'set') ? set(rowType, values) : list(values[0]?.type ?? rowType, values)
}
function hasIndex(collection: Value, key: Value): boolean {
  if (collection.value instanceof Map) return key.type.kind === 'string' && collection.value.has(text(key))
  if (!Array.isArray(collection.value)) throw new Error('collection must be a list, a map or a tuple')
  return key.type.kind === 'number' && num(key) in collection.value
}
function at(collection: Value, key: Value): Value {
  if (!hasIndex(collection, key)) throw new Error('invalid index')
  return collection.value instanceof Map ? collection.value.get(text(key))! : (collection.value as Value[])[num(key)]!
}
/** Sets of one type. */
function sets(args: readonly Value[]): { element: Type; all: Value[][] } {
  const type = unify(args.map(elementType))
  if (!type) throw new Error('given sets must all have compatible element types')
  return { element: type, all: args.map((arg) => items(arg).map((item) => convert(item, type))) }
}
const has = (values: readonly Value[], wanted: Value): boolean => values.some((value) => equal(value, wanted))
function setFunction(signature: string, combine: (first: Value[], rest: Value[][]) => Value[]): HclFunction {
  return define(signature, (args) => {
    const { element: type, all } = sets(args)
    return set(type, combine(all[0]!, all.slice(1)))
  })
}
function requireMap(value: Value): [string, Value][] {
  if (value.value instanceof Map) return [...value.value]
  throw new ArgumentError(0, 'must have map or object type')
}
const flattened = (value: Value): Value[] =>
  items(value).flatMap((item) => (isSequence(item) && item.value !== null ? flattened(item) : [item]))
const lengthOf = (value: Value): number => {
  if (!isSequence(value) && !(value.value instanceof Map))
    throw new Error('collection must be a list, a map or a tuple')
  return elementsOf(value).length
}

export const COLLECTIONS: Readonly<Record<string, HclFunction>> = {
  chunklist: define('list:list size:number', ([source, size]) => {
    const all = items(source!)
    const width = num(size!)
    if (width < 0) throw new ArgumentError(1, 'the size argument must be positive')
    const chunks = width === 0 ? [all] : all.flatMap((_, i) => (i % width === 0 ? [all.slice(i, i + width)] : []))
    const type = elementType(source!)
    return list(listType(type), all.length === 0 ? [] : chunks.map((chunk) => list(type, chunk)))
  }),
  coalesce: define('vals...:any?', (args) => {
    const type = unify(args.map((arg) => arg.type))
    if (!type) throw new Error('all arguments must have the same type')
    const found = args.find(({ value }) => value !== null)
    if (!found) throw new Error('no non-null arguments')
    return convert(found, type)
  }),
  coalescelist: define('vals...:any?', (args) => {
    if (args.length === 0) throw new Error('at least one argument is required')
    const found = args.find((arg) => arg.value !== null && items(arg).length > 0)
    if (!found) throw new Error('no non-null arguments')
    return found
  }),
  compact: define('list:strings', ([source]) =>
    list(
      STRING,
      items(source!).filter(({ value }) => value !== null && value !== ''),
    ),
  ),
  concat: define('seqs...:any', (args) => {
    if (args.length === 0) throw new Error('at least one argument is required')
    for (const [i, arg] of args.entries())
      if (arg.type.kind !== 'list' && arg.type.kind !== 'tuple')
        throw new ArgumentError(i, `all arguments must be lists or tuples; got ${friendlyName(arg.type)}`)
    const all = args.flatMap(items)
    const lists = args.every(({ type }) => type.kind === 'list')
    const type = lists ? unify(args.map(elementType)) : null
    return type
      ? list(
          type,
          all.map((item) => convert(item, type)),
        )
      : tuple(all)
  }),
  contains: define('list:any value:any', ([source, wanted]) => {
    if (!isSequence(source!)) throw new Error('argument must be list, tuple, or set')
    return bool(
      items(source!).some((item) => {
        try {
          return equal(item, convert(wanted!, item.type))
        } catch (error) {
          if (error instanceof ConvertError) return false
          throw error
        }
      }),
    )
  }),
  distinct: define('list:list', ([source]) => {
    const out: Value[] = []
    for (const item of items(source!)) if (!has(out, item)) out.push(item)
    return like(source!, out)
  }),
  element: define('list:any index:number', ([source, index]) => element(source!, num(index!))),
  flatten: define('list:any', ([source]) => {
    if (!isSequence(source!)) throw new Error('can only flatten lists, sets and tuples')
    return tuple(flattened(source!))
  }),
  hasindex: define('collection:any key:any', ([collection, key]) => bool(hasIndex(collection!, key!))),
  index: define('collection:any key:any', ([collection, key]) => at(collection!, key!)),
  indexof: define('list:any value:any', ([source, wanted]) => {
    if (source!.type.kind !== 'list' && source!.type.kind !== 'tuple')
      throw new Error('argument must be a list or tuple')
    const all = items(source!)
    if (all.length === 0) throw new Error('cannot search an empty list')
    const found = all.findIndex((item) => equal(item, wanted!))
    if (found < 0) throw new Error('item not found')
    return number(found)
  }),
  keys: define('inputMap:any', ([source]) => {
    const names = requireMap(source!).map(([name]) => string(name))
    return source!.type.kind === 'map' ? list(STRING, names) : tuple(names)
  }),
  length: define('collection:any', ([source]) => number(lengthOf(source!))),
  lookup: define('inputMap:any key:string default...:any', ([source, key, fallback]) => {
    const found = new Map(requireMap(source!)).get(text(key!))
    if (found) return found
    if (fallback) return source!.type.kind === 'map' ? convert(fallback, source!.type.element) : fallback
    throw new ArgumentError(0, `the given object has no attribute ${goQuote(text(key!))}`)
  }),
  merge: define('maps...:any?', merge),
  range: define('params...:number', (args) => list(NUMBER, range(args.map(num)).map(number))),
  reverselist: define('list:any', ([source]) => {
    if (!isSequence(source!))
      throw new ArgumentError(0, `can only reverse list or tuple values, not ${friendlyName(source!.type)}`)
    const reversed = items(source!).reverse()
    return source!.type.kind === 'tuple' ? tuple(reversed) : list(elementType(source!), reversed)
  }),
  sethaselement: define('set:set elem:any', ([source, wanted]) => bool(has(items(source!), wanted!))),
  setintersection: setFunction('first_set:set other_sets...:set', (first, rest) =>
    first.filter((item) => rest.every((other) => has(other, item))),
  ),
  setproduct: define('sets...:any', (args) => {
    if (args.length < 2) throw new Error('at least two arguments are required')
    for (const [i, arg] of args.entries())
      if (!isSequence(arg)) throw new ArgumentError(i, 'a set or a list is required')
    return product(args)
  }),
  setsubtract: setFunction('a:set b:set', (first, rest) => first.filter((item) => !has(rest[0]!, item))),
  setsymmetricdifference: setFunction('first_set:set other_sets...:set', (first, rest) =>
    rest.reduce(
      (left, right) => [...left.filter((item) => !has(right, item)), ...right.filter((item) => !has(left, item))],
      first,
    ),
  ),
  setunion: setFunction('first_set:set other_sets...:set', (first, rest) => [...first, ...rest.flat()]),
  slice: define('list:any start_index:number end_index:number', ([source, start, end]) =>
    slice(source!, num(start!), num(end!)),
  ),
  values: define('mapping:any', ([source]) => {
    const all = requireMap(source!).map(([, value]) => value)
    return source!.type.kind === 'map' ? list(elementType(source!), all) : tuple(all)
  }),
  zipmap: define('keys:strings values:any', ([keys, values]) => {
    const [names, all] = [items(keys!), items(values!)]
    if (names.length !== all.length)
      throw new Error(`number of keys (${names.length}) does not match number of values (${all.length})`)
    const entries = names.map((name, i): [string, Value] => [text(name), all[i]!])
    return values!.type.kind === 'list' ? map(elementType(values!), entries) : object(entries)
  }),
}
