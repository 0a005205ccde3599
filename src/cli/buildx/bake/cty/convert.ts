/** Conversions between types and how cty words that there is none (zclconf/go-cty convert). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import {
  BOOL,
  DYNAMIC,
  equalTypes,
  friendlyName,
  hasDynamic,
  isCollection,
  isPrimitive,
  list as listOf,
  map as mapOf,
  NUMBER,
  object as objectOf,
  STRING,
  tuple as tupleOf,
  type Type,
} from './type.ts'
import { bool, list, map, nullOf, number, numberText, object, set, string, type Value } from './value.ts'

export class ConvertError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConvertError'
  }
}
/** cty.ParseNumberVal; null where it is none. */
export function parseNumber(text: string): number | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
/** Throws ConvertError. */
export function convert(value: Value, want: Type): Value {
  const { type } = value
  if (want.kind === 'dynamic' || (equalTypes(type, want) && want.kind !== 'object')) return value
  if (value.value === null) {
    if (type.kind !== 'dynamic' && !convertible(type, want)) throw mismatch(type, want)
    return nullOf(want)
  }
  if (isPrimitive(want)) return toPrimitive(value, want)
  if (want.kind === 'list' || want.kind === 'set') {
    if (!Array.isArray(value.value)) throw mismatch(type, want)
    const element = want.element.kind === 'dynamic' ? common(value.value, type, want) : want.element
    const items = convertItems(value.value, element, type, want)
    return want.kind === 'list' ? list(element, items) : set(element, items)
  }
  if (want.kind === 'map') {
    if (!(value.value instanceof Map)) throw mismatch(type, want)
    const items = [...value.value.values()]
    const element = want.element.kind === 'dynamic' ? common(items, type, want) : want.element
    const converted = convertItems(items, element, type, want)
    return map(
      element,
      [...value.value.keys()].map((key, i) => [key, converted[i]!]),
    )
  }
  if (want.kind === 'tuple') {
    if (!Array.isArray(value.value) || value.value.length !== want.elements.length) throw mismatch(type, want)
    const items = value.value.map((item, i) => convert(item, want.elements[i]!))
    return { type: tupleOf(items.map((item) => item.type)), value: items }
  }
  if (want.kind === 'object') return toObject(value, want)
  throw mismatch(type, want)
}
function toObject(value: Value, want: Extract<Type, { kind: 'object' }>): Value {
  if (!(value.value instanceof Map)) throw mismatch(value.type, want)
  const given = value.value
  return object(
    [...want.attributes].map(([name, type]): [string, Value] => {
      const item = given.get(name)
      if (item) return [name, convert(item, type)]
      if (!want.optional?.has(name)) throw mismatch(value.type, want)
      return [name, nullOf(type)]
    }),
  )
}
function convertItems(items: readonly Value[], element: Type, got: Type, want: Type): Value[] {
  return items.map((item) => {
    if (item.value !== null && !convertible(item.type, element)) throw mismatch(got, want)
    return convert(item, element)
  })
}
function common(items: readonly Value[], got: Type, want: Type): Type {
  const type = unify(items.map((item) => item.type))
  if (!type) throw mismatch(got, want)
  return type
}
function toPrimitive(value: Value, want: Type): Value {
  const raw = value.value
  if (want.kind === 'string') {
    if (typeof raw === 'number') return string(numberText(raw))
    if (typeof raw === 'boolean') return string(String(raw))
  } else if (typeof raw === 'string') {
    if (want.kind === 'number') {
      const parsed = parseNumber(raw)
      if (parsed === null) throw new ConvertError('a number is required')
      return number(parsed)
    }
    if (raw === 'true' || raw === '1') return bool(true)
    if (raw === 'false' || raw === '0') return bool(false)
    const lower = raw.toLowerCase()
    const hint = lower === 'true' || lower === 'false' ? `; to convert from string, use lowercase "${lower}"` : ''
    throw new ConvertError(`a bool is required${hint}`)
  }
  throw mismatch(value.type, want)
}
/** Whether some value of the one could become the other. */
export function convertible(from: Type, to: Type): boolean {
  if (from.kind === 'dynamic' || to.kind === 'dynamic' || equalTypes(from, to)) return true
  if (isPrimitive(to)) return isPrimitive(from) && (to.kind === 'string' || from.kind === 'string')
  if (to.kind === 'list' || to.kind === 'set') {
    if (from.kind === 'list' || from.kind === 'set') return convertible(from.element, to.element)
    return from.kind === 'tuple' && elementsConvertible(from.elements, to.element)
  }
  if (to.kind === 'map') {
    if (from.kind === 'map') return convertible(from.element, to.element)
    return from.kind === 'object' && elementsConvertible([...from.attributes.values()], to.element)
  }
  if (to.kind === 'tuple')
    return (
      from.kind === 'tuple' &&
      from.elements.length === to.elements.length &&
      from.elements.every((type, i) => convertible(type, to.elements[i]!))
    )
  if (to.kind !== 'object') return false
  if (from.kind === 'map') return [...to.attributes.values()].every((type) => convertible(from.element, type))
  if (from.kind !== 'object') return false
  return [...to.attributes].every(([name, type]) => {
    const given = from.attributes.get(name)
    return given ? convertible(given, type) : (to.optional?.has(name) ?? false)
  })
}
const elementsConvertible = (from: readonly Type[], to: Type): boolean =>
  to.kind === 'dynamic' ? unify(from) !== null : from.every((type) => convertible(type, to))

/** The type that all can become; null for none. */
export function unify(types: readonly Type[]): Type | null {
  const known = types.filter((type) => type.kind !== 'dynamic')
  const first = known[0]
  if (!first) return DYNAMIC
  if (known.every((type) => equalTypes(type, first))) return first
  if (known.every(isPrimitive)) return known.some(({ kind }) => kind === 'string') ? STRING : null
  if (known.every((type) => type.kind === 'object' || type.kind === 'map')) return unifyObjects(known)
  if (known.every(({ kind }) => kind === 'tuple' || kind === 'list' || kind === 'set')) return unifySequences(known)
  return null
}
function unifyObjects(types: readonly Type[]): Type | null {
  const objects = types.filter((type) => type.kind === 'object')
  const names = [...(objects[0]?.attributes.keys() ?? [])]
  const alike = objects.every(
    ({ attributes }) => attributes.size === names.length && names.every((name) => attributes.has(name)),
  )
  if (objects.length === types.length && alike) {
    const attributes = new Map<string, Type>()
    for (const name of names) {
      const type = unify(objects.map((each) => each.attributes.get(name)!))
      if (!type) return null
      attributes.set(name, type)
    }
    return objectOf(attributes)
  }
  const element = unify(
    types.flatMap((type) =>
      type.kind === 'object' ? [...type.attributes.values()] : isCollection(type) ? [type.element] : [],
    ),
  )
  return element && mapOf(element)
}
function unifySequences(types: readonly Type[]): Type | null {
  const tuples = types.filter((type) => type.kind === 'tuple')
  const length = tuples[0]?.elements.length
  if (tuples.length === types.length && tuples.every(({ elements }) => elements.length === length)) {
    const elements = tuples[0]!.elements.map((_, i) => unify(tuples.map((each) => each.elements[i]!)))
    return elements.some((type) => type === null) ? null : tupleOf(elements as Type[])
  }
  const element = unify(
    types.flatMap((type) => (type.kind === 'tuple' ? type.elements : isCollection(type) ? [type.element] : [])),
  )
  return element && listOf(element)
}

const mismatch = (got: Type, want: Type): ConvertError => new ConvertError(mismatchMessage(got, want))
/** convert.MismatchMessage. */
export function mismatchMessage(got: Type, want: Type): string {
  if (got.kind === 'object' && want.kind === 'object') return objectMismatch(got, want)
  const structural = got.kind === 'tuple' || got.kind === 'object'
  if (structural && isCollection(want)) {
    const fits = want.kind === 'map' ? got.kind === 'object' : got.kind === 'tuple'
    if (fits && want.element.kind === 'dynamic') return `all ${want.kind} elements must have the same type`
    if (!fits) return `${friendlyName(want, true)} required`
    const items: [string, Type][] =
      got.kind === 'tuple'
        ? got.elements.map((type, i) => [String(i), type])
        : [...got.attributes].map(([name, type]) => [goQuote(name), type])
    const bad = items.find(([, type]) => !convertible(type, want.element))
    return bad
      ? `element ${bad[0]}: ${mismatchMessage(bad[1], want.element)}`
      : `all elements must be ${friendlyName(want.element, true)}`
  }
  if (isCollection(got) && isCollection(want)) {
    if ((want.kind === 'map') !== (got.kind === 'map')) return `${friendlyName(want, true)} required`
    return `incorrect ${want.kind} element type: ${mismatchMessage(got.element, want.element)}`
  }
  if (!confusing(got, want)) return `${friendlyName(want)} required, but have ${friendlyName(got)}`
  return `${friendlyName(want, true)} required`
}
function confusing(got: Type, want: Type): boolean {
  if (isPrimitive(got) !== isPrimitive(want)) return false
  if (want.kind === 'string') return false
  if ((equalTypes(want, BOOL) && equalTypes(got, NUMBER)) || (equalTypes(got, BOOL) && equalTypes(want, NUMBER)))
    return false
  return !(isCollection(got) && isCollection(want) && !hasDynamic(got.element) && hasDynamic(want.element))
}
function objectMismatch(got: Extract<Type, { kind: 'object' }>, want: Extract<Type, { kind: 'object' }>): string {
  const missing = [...want.attributes.keys()]
    .filter((name) => !got.attributes.has(name) && !want.optional?.has(name))
    .sort()
  if (missing.length > 0) {
    const names = missing.map((name) => goQuote(name))
    if (names.length === 1) return `attribute ${names[0]} is required`
    if (names.length === 2) return `attributes ${names[0]} and ${names[1]} are required`
    return `attributes ${names.slice(0, -1).join(', ')}, and ${names.at(-1)} are required`
  }
  for (const [name, type] of want.attributes) {
    const given = got.attributes.get(name)
    if (given && !convertible(given, type)) return `attribute ${goQuote(name)}: ${mismatchMessage(given, type)}`
  }
  return 'incorrect object attributes'
}
