/** Attributes of a target or group → what they mean (buildx bake/hclparser/gohcl, util/buildflags/*_cty.go). */
import { CommandError } from '../../framework/errors.ts'
import { convert, ConvertError, mismatchMessage } from './cty/convert.ts'
import { BOOL, list as listOf, map as mapOf, STRING, type Type } from './cty/type.ts'
import { elementsOf, list, map, nullOf, string, type Value } from './cty/value.ts'
import { ENTRIES, type EntryField } from './entries.ts'
import type { Expression } from './hcl/ast.ts'
import type { Context } from './hcl/context.ts'
import { hclError } from './hcl/diagnostic.ts'
import { evaluate } from './hcl/evaluate.ts'
import type { Group, Target } from './model.ts'

const TEXT: Type = STRING
const TEXTS = listOf(STRING)
const PAIRS = mapOf(STRING)
/** Entries are texts or maps: of any type. */
type Shape = Type | 'entries'
export const TARGET_FIELDS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['description', TEXT],
  ['inherits', TEXTS],
  ['annotations', TEXTS],
  ['attest', 'entries'],
  ['context', TEXT],
  ['contexts', PAIRS],
  ['dockerfile', TEXT],
  ['dockerfile-inline', TEXT],
  ['args', PAIRS],
  ['labels', PAIRS],
  ['tags', TEXTS],
  ['cache-from', 'entries'],
  ['cache-to', 'entries'],
  ['target', TEXT],
  ['secret', 'entries'],
  ['ssh', 'entries'],
  ['platforms', TEXTS],
  ['output', 'entries'],
  ['pull', BOOL],
  ['no-cache', BOOL],
  ['network', TEXT],
  ['no-cache-filter', TEXTS],
  ['shm-size', TEXT],
  ['ulimits', TEXTS],
  ['call', TEXT],
  ['entitlements', TEXTS],
  ['extra-hosts', PAIRS],
])
export const GROUP_FIELDS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['description', TEXT],
  ['targets', TEXTS],
])

/** The value in the type that the field wants. Throws HclError. */
export function decode(expression: Expression, context: Context, shape: Shape): Value {
  const value = evaluate(expression, context)
  const unsuitable = (reason: string): Error =>
    hclError('Unsuitable value type', `Unsuitable value: ${reason}`, expression.start)
  try {
    return shape === 'entries' ? entryList(value) : convert(value, shape)
  } catch (error) {
    if (error instanceof ConvertError || error instanceof CommandError) throw unsuitable(error.message)
    throw error
  }
}
function entryList(value: Value): Value {
  if (value.value === null) return value
  if (!Array.isArray(value.value)) throw new ConvertError(mismatchMessage(value.type, listOf(PAIRS)))
  const items = elementsOf(value).map(([, item]) => item)
  return { type: listOf(PAIRS), value: items.filter((item) => item.value !== null && item.value !== '') }
}
/** A field that was decoded, as it is kept; undefined for null. Throws CommandError, ConvertError. */
export function plain(field: string, value: Value): unknown {
  if (value.value === null) return undefined
  if (field in ENTRIES) return entriesOf(field as EntryField, value)
  if (Array.isArray(value.value)) return value.value.map((item) => (item.value ?? '') as string)
  if (value.value instanceof Map) {
    const entries = [...value.value].map(([name, item]) => [name, item.value as string | null] as const)
    return Object.fromEntries(entries)
  }
  return value.value
}
function entriesOf(field: EntryField, value: Value): unknown[] {
  const kind = ENTRIES[field]
  return (value.value as Value[]).flatMap((item): unknown[] => {
    if (typeof item.value === 'string') return kind.fromText(item.value)
    const attrs: Record<string, string> = {}
    if (!(item.value instanceof Map)) throw new ConvertError(mismatchMessage(item.type, PAIRS))
    for (const [name, each] of item.value) {
      if (each.value === null) continue
      attrs[name] = Array.isArray(each.value)
        ? each.value.map((part) => convert(part, STRING).value as string).join(',')
        : (convert(each, STRING).value as string)
    }
    return [kind.fromAttrs(attrs)]
  })
}
/** What another block sees of a field that was not set. */
export function absent(field: string, shape: Shape): Value {
  if (shape === 'entries') return nullOf(listOf(PAIRS))
  return field === 'description' ? string('') : nullOf(shape)
}
/** A target as a value, for expressions that name it. */
export function entriesValue(field: EntryField, entries: readonly unknown[]): Value {
  const kind = ENTRIES[field] as { json: (entry: unknown) => object }
  const rows = entries.map((entry) =>
    map(
      STRING,
      Object.entries(kind.json(entry)).map(([name, each]): [string, Value] => [name, string(String(each))]),
    ),
  )
  return list(PAIRS, rows)
}
export const setField = (into: Target | Group, field: string, value: unknown): void => {
  if (value !== undefined) Object.assign(into, { [field]: value })
}
