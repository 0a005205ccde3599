/**
 * Go's types as far as templates, %v and JSON look at them, and values tagged with one (a small reflect). A value's plain form is:
 *
 *   bool, string, float   boolean, string, number        slice, array   array, null = nil slice
 *   integers              number or bigint               map            Map, null = nil map
 *   struct                object by Go field name        pointer        the pointee's form, null = nil
 *   interface             a Value, null = nil            time.Time      RFC 3339 text
 *   func                  a function on Values
 *
 * Types are written in Go's own syntax and parsed on first use (see declare).
 */
export type Kind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'float'
  | 'string'
  | 'slice'
  | 'array'
  | 'map'
  | 'ptr'
  | 'struct'
  | 'interface'
  | 'func'
  | 'time'

export interface Field {
  name: string
  /** Key in JSON; '' = left out ("-"). */
  json: string
  omitEmpty: boolean
  type: GoType
  embedded: boolean
}
export interface Method {
  params: readonly GoType[]
  result: GoType
  call(receiver: unknown, args: readonly unknown[]): unknown
}
export interface GoType {
  readonly kind: Kind
  /** As %T prints it: "map[string]string", "*container.Config", "int64". */
  readonly name: string
  readonly elem?: GoType
  readonly key?: GoType
  readonly fields?: readonly Field[]
  /** By name; of pointer receivers too. */
  readonly methods?: Readonly<Record<string, Method>>
  /** MarshalJSON: the JSON text. */
  readonly marshal?: (v: unknown) => string
  /** String() as fmt uses it. */
  readonly stringer?: (v: unknown) => string
}
export interface Value {
  readonly t: GoType
  readonly v: unknown
}

const basic = (kind: Kind, name: string): GoType => ({ kind, name })
export const BOOL = basic('bool', 'bool')
export const STRING = basic('string', 'string')
export const INT = basic('int', 'int')
export const INT64 = basic('int', 'int64')
export const UINT64 = basic('uint', 'uint64')
export const FLOAT64 = basic('float', 'float64')
export const ANY = basic('interface', 'interface {}')
export const TIME: GoType = { kind: 'time', name: 'time.Time', fields: [] }
export const sliceOf = (elem: GoType): GoType => ({ kind: 'slice', name: `[]${elem.name}`, elem })
export const mapOf = (key: GoType, elem: GoType): GoType => ({
  kind: 'map',
  name: `map[${key.name}]${elem.name}`,
  key,
  elem,
})
export const pointerTo = (elem: GoType): GoType => ({ kind: 'ptr', name: `*${elem.name}`, elem })
export const STRINGS = sliceOf(STRING)
export const STRING_MAP = mapOf(STRING, STRING)

export const str = (v: string): Value => ({ t: STRING, v })
export const int = (v: number | bigint): Value => ({ t: INT, v })
export const bool = (v: boolean): Value => ({ t: BOOL, v })
export const strings = (v: readonly string[]): Value => ({ t: STRINGS, v })

const BASIC: Readonly<Record<string, GoType>> = {
  bool: BOOL,
  string: STRING,
  int: INT,
  int8: basic('int', 'int8'),
  int32: basic('int', 'int32'),
  int64: INT64,
  uint: basic('uint', 'uint'),
  uint8: basic('uint', 'uint8'),
  uint16: basic('uint', 'uint16'),
  uint32: basic('uint', 'uint32'),
  uint64: UINT64,
  float64: FLOAT64,
  any: ANY,
  'time.Time': TIME,
  'time.Duration': basic('int', 'time.Duration'),
}

/** The zero value's plain form. */
export function zero(t: GoType): unknown {
  switch (t.kind) {
    case 'bool':
      return false
    case 'int':
    case 'uint':
    case 'float':
      return 0
    case 'string':
      return ''
    case 'array':
      return []
    case 'struct':
      return Object.fromEntries(t.fields!.map((field) => [field.name, zero(field.type)]))
    case 'time':
      return '0001-01-01T00:00:00Z'
    default:
      return null
  }
}

/** Finds a field, promoted ones of embedded structs included. Returns what must be followed from the struct's plain form. */
export function findField(t: GoType, name: string): { path: readonly string[]; type: GoType } | null {
  for (const field of t.fields ?? []) if (field.name === name) return { path: [name], type: field.type }
  for (const field of t.fields ?? []) {
    if (!field.embedded) continue
    const inner = field.type.kind === 'ptr' ? field.type.elem! : field.type
    const found = findField(inner, name)
    if (found) return { path: [field.name, ...found.path], type: found.type }
  }
  return null
}

export type Types = Readonly<Record<string, GoType>>
/**
 * Parses struct and named-type declarations of one package:
 *
 *   RestartPolicy struct
 *     Name RestartPolicyMode
 *     MaximumRetryCount int
 *   RestartPolicyMode string
 *
 * A field may be followed by its JSON key and ",omitempty": `ID string Id`, `Labels map[string]string ,omitempty`. A field that is only a
 * type is embedded. `-` as the key keeps it out of JSON. Types of other packages are taken from `others` by their short name.
 */
export function declare(pkg: string, text: string, others: Types = {}): Types {
  const types: Record<string, GoType> = {}
  const resolve = (expression: string): GoType => {
    if (expression.startsWith('*')) return pointerTo(resolve(expression.slice(1)))
    if (expression.startsWith('[]')) return sliceOf(resolve(expression.slice(2)))
    const array = /^\[(\d+)\](.*)$/.exec(expression)
    if (array) {
      const elem = resolve(array[2]!)
      return { kind: 'array', name: `[${array[1]!}]${elem.name}`, elem }
    }
    if (expression.startsWith('map[')) {
      const close = expression.indexOf(']')
      return mapOf(resolve(expression.slice(4, close)), resolve(expression.slice(close + 1)))
    }
    if (expression === 'struct{}') return { kind: 'struct', name: 'struct {}', fields: [] }
    const found = BASIC[expression] ?? types[expression] ?? others[expression]
    if (!found) throw new Error(`type ${expression} is not declared`)
    return found
  }
  const blocks: { name: string; definition: string; fields: string[] }[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    if (!/^\s{4}/.test(line)) {
      const [name, ...rest] = line.trim().split(' ')
      blocks.push({ name: name!, definition: rest.join(' '), fields: [] })
    } else blocks.at(-1)!.fields.push(line.trim())
  }
  // Structs first as shells, so that declarations may be in any order and refer to each other.
  for (const block of blocks) {
    if (block.definition !== 'struct') continue
    types[block.name] = { kind: 'struct', name: `${pkg}.${block.name}`, fields: [] }
  }
  for (const block of blocks) {
    if (block.definition === 'struct') continue
    types[block.name] = { ...resolve(block.definition), name: `${pkg}.${block.name}` }
  }
  for (const block of blocks) {
    if (block.definition !== 'struct') continue
    const fields = types[block.name]!.fields as Field[]
    for (const line of block.fields) {
      const words = line.split(' ')
      const embedded = words.length === 1
      const expression = embedded ? words[0]! : words[1]!
      const name = embedded ? expression.replace('*', '') : words[0]!
      const [key, ...options] = (words[2] ?? '').split(',')
      fields.push({
        name,
        json: key === '-' ? '' : key || name,
        omitEmpty: options.includes('omitempty'),
        type: resolve(expression),
        embedded,
      })
    }
  }
  return types
}
