/** Values as JSON and back (zclconf/go-cty cty/json). */
import { jsonString } from '../../../../base/go/json.ts'
import { convert } from './convert.ts'
import type { Type } from './type.ts'
import { bool, nullOf, number, numberText, object, string, tuple, type Value } from './value.ts'

/** As encoding/json writes it: <, > and & escaped. */
export function toJson({ value }: Value): string {
  if (value === null) return 'null'
  if (typeof value === 'string') return jsonString(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  return `{${[...value].map(([key, item]) => `${jsonString(key)}:${toJson(item)}`).join(',')}}`
}
/** Objects and tuples, as ImpliedType has it. Throws SyntaxError. */
export function fromJson(text: string): Value {
  return implied(JSON.parse(text) as unknown)
}
function implied(json: unknown): Value {
  if (typeof json === 'string') return string(json)
  if (typeof json === 'number') return number(json)
  if (typeof json === 'boolean') return bool(json)
  if (Array.isArray(json)) return tuple(json.map(implied))
  if (typeof json === 'object' && json !== null)
    return object(Object.entries(json).map(([key, item]) => [key, implied(item)]))
  return nullOf()
}
/** Throws SyntaxError, ConvertError. */
export const fromJsonAs = (text: string, type: Type): Value => convert(fromJson(text), type)
