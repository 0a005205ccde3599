/** x.name and x[key] (hashicorp/hcl ops.go). */
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { convert, ConvertError } from '../cty/convert.ts'
import { friendlyName, isPrimitive, NUMBER, STRING } from '../cty/type.ts'
import type { Value } from '../cty/value.ts'
import { hclError, type Range } from './diagnostic.ts'

export function getAttribute(value: Value, name: string, range: Range): Value {
  const { type } = value
  const unsupported = (detail: string): never => {
    throw hclError('Unsupported attribute', detail, range)
  }
  if (value.value === null)
    throw hclError(
      'Attempt to get attribute from null value',
      'This value is null, so it does not have any attributes.',
      range,
    )
  if (value.value instanceof Map) {
    const found = value.value.get(name)
    if (found) return found
    if (type.kind === 'map')
      throw hclError('Missing map element', `This map does not have an element with the key ${goQuote(name)}.`, range)
    return unsupported(`This object does not have an attribute named ${goQuote(name)}.`)
  }
  if (type.kind === 'list' && type.element.kind === 'object')
    return unsupported(
      type.element.attributes.has(name)
        ? `Can't access attributes on a list of objects. Did you mean to access attribute ${goQuote(name)} for a specific element of the list, or across all elements of the list?`
        : "Can't access attributes on a list of objects. Did you mean to access an attribute for a specific element of the list, or across all elements of the list?",
    )
  if (type.kind === 'set' && type.element.kind === 'object')
    return unsupported(
      "Can't access attributes on a set of objects. Did you mean to access an attribute across all elements of the set?",
    )
  if (isPrimitive(type))
    return unsupported(`Can't access attributes on a primitive-typed value (${friendlyName(type)}).`)
  return unsupported('This value does not have any attributes.')
}

const UNKNOWN = 'The given key does not identify an element in this collection value'
export function getIndex(value: Value, key: Value, range: Range): Value {
  const { type } = value
  const invalid = (detail: string): never => {
    throw hclError('Invalid index', detail, range)
  }
  if (value.value === null)
    throw hclError('Attempt to index null value', 'This value is null, so it does not have any indices.', range)
  if (key.value === null) invalid("Can't use a null value as an indexing key.")
  const keyAs = (want: typeof STRING): Value => {
    try {
      return convert(key, want)
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      return invalid(`${UNKNOWN}: ${error.message}.`)
    }
  }
  if (value.value instanceof Map) {
    const found = value.value.get(keyAs(STRING).value as string)
    if (found) return found
    const hint =
      type.kind === 'object' && key.type.kind === 'number'
        ? ' An object only supports looking up attributes by name, not by numeric index.'
        : ''
    return invalid(`${UNKNOWN}.${hint}`)
  }
  if (type.kind === 'set')
    return invalid(
      "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.",
    )
  if (!Array.isArray(value.value)) return invalid('This value does not have any indices.')
  const index = keyAs(NUMBER).value as number
  if (!Number.isInteger(index))
    return invalid(
      `${UNKNOWN}: indexing a sequence requires a whole number, but the given index has a fractional part.`,
    )
  if (index < 0) return invalid(`${UNKNOWN}: a negative number is not a valid index for a sequence.`)
  const found = value.value[index]
  if (found) return found
  return invalid(
    value.value.length === 0
      ? `${UNKNOWN}: the collection has no elements.`
      : `${UNKNOWN}: the given index is greater than or equal to the length of the collection.`,
  )
}
