/** The functions every text/template has, on typed values. A function throws FunctionError with Go's text. */
import { sprint, sprintf, sprintln } from '../go/fmt.ts'
import { isPrint } from '../go/quote.ts'
import { ANY, STRING, bool, int, str, zero, type GoType, type Value } from '../go/types.ts'

export class FunctionError extends Error {}

/** A value in a template; undefined is reflect's invalid Value: a missing map entry, nil, an empty pipeline. */
export type Operand = Value | undefined

export interface TemplateFunction {
  /** Parameter types; with `variadic` the last one repeats. */
  params: readonly GoType[]
  variadic?: boolean
  /** Returned type and value are one: functions here return typed values. */
  call(...args: Operand[]): Operand
}
export type FunctionMap = Readonly<Record<string, TemplateFunction>>

/** What reflect.Value is: an argument that is taken as it is, invalid included. */
export const REFLECT: GoType = { kind: 'interface', name: 'reflect.Value' }

/** Follows interfaces (not pointers). */
export function concrete(value: Operand): Operand {
  let at = value
  while (at && at.t.kind === 'interface') at = (at.v as Value | null) ?? undefined
  return at
}
/** Follows pointers and interfaces; `nil` when one is nil. */
export function indirect(value: Operand): { value: Operand; nil: boolean } {
  let at = value
  while (at && (at.t.kind === 'ptr' || at.t.kind === 'interface')) {
    if (at.v === null) return { value: at, nil: true }
    at = at.t.kind === 'ptr' ? { t: at.t.elem!, v: at.v } : (at.v as Value)
  }
  return { value: at, nil: false }
}

/** Go's idea of truth; null when there is none for the type. */
export function truth(value: Operand): boolean {
  const at = concrete(value)
  if (!at) return false
  switch (at.t.kind) {
    case 'bool':
      return at.v as boolean
    case 'int':
    case 'uint':
    case 'float':
      return Number(at.v) !== 0
    case 'string':
      return at.v !== ''
    case 'slice':
    case 'array':
      return at.v !== null && (at.v as unknown[]).length > 0
    case 'map':
      return at.v !== null && (at.v as Map<unknown, unknown>).size > 0
    case 'ptr':
    case 'func':
      return at.v !== null
    default:
      return true
  }
}

const lengthOf = (value: Value): number | null => {
  switch (value.t.kind) {
    case 'string':
      return new TextEncoder().encode(value.v as string).length
    case 'slice':
    case 'array':
      return (value.v as unknown[] | null)?.length ?? 0
    case 'map':
      return (value.v as Map<unknown, unknown> | null)?.size ?? 0
    default:
      return null
  }
}
const bytesOf = (value: Value): Uint8Array => new TextEncoder().encode(value.v as string)

function indexArg(index: Operand, cap: number): number {
  const at = concrete(index)
  if (!at) throw new FunctionError('cannot index slice/array with nil')
  if (at.t.kind !== 'int' && at.t.kind !== 'uint')
    throw new FunctionError(`cannot index slice/array with type ${at.t.name}`)
  const x = Number(at.v)
  if (x < 0 || x >= cap) throw new FunctionError(`index out of range: ${String(at.v as number)}`)
  return x
}
function mapKey(map: GoType, key: Operand): unknown {
  const at = concrete(key)
  if (!at) throw new FunctionError(`value is nil; should be of type ${map.key!.name}`)
  if (map.key!.kind !== at.t.kind) throw new FunctionError(`value has type ${at.t.name}; should be ${map.key!.name}`)
  return at.v
}
function index(item: Operand, ...indexes: Operand[]): Operand {
  let at = concrete(item)
  if (!at) throw new FunctionError('index of untyped nil')
  for (const key of indexes) {
    const { value, nil } = indirect(at)
    if (nil || !value) throw new FunctionError('index of nil pointer')
    const length = lengthOf(value)
    if (value.t.kind === 'map') {
      const found = (value.v as Map<unknown, unknown> | null)?.get(mapKey(value.t, key))
      at = { t: value.t.elem!, v: found === undefined ? zero(value.t.elem!) : found }
    } else if (value.t.kind === 'string') {
      at = { t: { kind: 'uint', name: 'uint8' }, v: bytesOf(value)[indexArg(key, length!)]! }
    } else if (length !== null) {
      at = { t: value.t.elem!, v: (value.v as unknown[])[indexArg(key, length)] }
    } else throw new FunctionError(`can't index item of type ${value.t.name}`)
    at = concrete(at)
    if (!at) return key === indexes.at(-1) ? undefined : index(undefined)
  }
  return at
}
function slice(item: Operand, ...indexes: Operand[]): Operand {
  const at = indirect(concrete(item)).value
  if (!at) throw new FunctionError('slice of untyped nil')
  if (indexes.length > 3) throw new FunctionError(`too many slice indexes: ${indexes.length}`)
  if (at.t.kind === 'string' && indexes.length === 3) throw new FunctionError('cannot 3-index slice a string')
  if (!['string', 'slice', 'array'].includes(at.t.kind))
    throw new FunctionError(`can't slice item of type ${at.t.name}`)
  const cap = lengthOf(at)!
  const bounds = [0, cap]
  indexes.forEach((each, i) => (bounds[i] = indexArg(each, cap + 1)))
  const [from, to] = bounds as [number, number]
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`)
  if (at.t.kind === 'string') return str(new TextDecoder().decode(bytesOf(at).slice(from, to)))
  return { t: at.t, v: (at.v as unknown[] | null)?.slice(from, to) ?? null }
}

type Basic = 'bool' | 'int' | 'uint' | 'float' | 'string'
const BASIC_KINDS: readonly string[] = ['bool', 'int', 'uint', 'float', 'string']
function basicKind(value: Value): Basic {
  if (!BASIC_KINDS.includes(value.t.kind)) throw new FunctionError('invalid type for comparison')
  return value.t.kind as Basic
}
function equal(first: Operand, ...others: Operand[]): Operand {
  const a = concrete(first)
  if (others.length === 0) throw new FunctionError('missing argument for comparison')
  for (const other of others) {
    const b = concrete(other)
    if (!a || !b) {
      if (!a && !b) return bool(true)
      continue
    }
    if (BASIC_KINDS.includes(a.t.kind) && BASIC_KINDS.includes(b.t.kind)) {
      const ka = basicKind(a)
      const kb = basicKind(b)
      const integers = (ka === 'int' || ka === 'uint') && (kb === 'int' || kb === 'uint')
      if (ka !== kb && !integers) throw new FunctionError('incompatible types for comparison')
      if (integers ? BigInt(a.v as number) === BigInt(b.v as number) : a.v === b.v) return bool(true)
    } else {
      if (a.t.kind === 'slice' || a.t.kind === 'map' || b.t.kind === 'slice' || b.t.kind === 'map')
        throw new FunctionError(
          a.v === null || b.v === null
            ? 'incompatible types for comparison'
            : `non-comparable type ${sprint(a)}: ${a.t.name}`,
        )
      if (a.t.name === b.t.name && a.v === b.v) return bool(true)
    }
  }
  return bool(false)
}
function less(first: Operand, second: Operand): boolean {
  const a = concrete(first)
  const b = concrete(second)
  if (!a || !b) throw new FunctionError('invalid type for comparison')
  const ka = basicKind(a)
  const kb = basicKind(b)
  const integers = (ka === 'int' || ka === 'uint') && (kb === 'int' || kb === 'uint')
  if (ka !== kb && !integers) throw new FunctionError('incompatible types for comparison')
  if (ka === 'bool') throw new FunctionError('invalid type for comparison')
  return (a.v as number) < (b.v as number)
}
const isEqual = (a: Operand, b: Operand): boolean => concrete(equal(a, b))!.v as boolean

const evalArgs = (args: readonly Operand[]): string => {
  const only = args.length === 1 ? concrete(args[0]) : undefined
  if (only?.t.kind === 'string') return only.v as string
  return sprint(...args.map((arg) => (arg === undefined ? null : arg)))
}
const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\ufffd',
}
const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
  '<': '\\u003C',
  '>': '\\u003E',
  '&': '\\u0026',
  '=': '\\u003D',
}
const escapeJs = (text: string): string => {
  let out = ''
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (JS[char]) out += JS[char]
    else if (code < 0x20 || (code > 0x7e && !isPrint(char)))
      out += `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`
    else out += char
  }
  return out
}
const escapeQuery = (text: string): string => {
  let out = ''
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte)
    if (/[A-Za-z0-9\-_.~]/.test(char)) out += char
    else out += char === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}
const nullable = (value: Operand): Value | null => value ?? null

/** `and` and `or` are evaluated by the executor, which stops at the first that decides. */
export const BUILTINS: FunctionMap = {
  and: { params: [REFLECT, REFLECT], variadic: true, call: () => undefined },
  or: { params: [REFLECT, REFLECT], variadic: true, call: () => undefined },
  not: { params: [REFLECT], call: (value) => bool(!truth(value)) },
  call: {
    params: [REFLECT, REFLECT],
    variadic: true,
    call: (fn) => {
      const at = concrete(fn)
      if (!at) throw new FunctionError('call of nil')
      throw new FunctionError(`non-function ${sprint(at)} of type ${at.t.name}`)
    },
  },
  html: {
    params: [ANY],
    variadic: true,
    call: (...args) => str(evalArgs(args).replace(/["'&<>\0]/g, (char) => HTML[char]!)),
  },
  js: { params: [ANY], variadic: true, call: (...args) => str(escapeJs(evalArgs(args))) },
  urlquery: { params: [ANY], variadic: true, call: (...args) => str(escapeQuery(evalArgs(args))) },
  index: { params: [REFLECT, REFLECT], variadic: true, call: index },
  slice: { params: [REFLECT, REFLECT], variadic: true, call: slice },
  len: {
    params: [REFLECT],
    call: (item) => {
      const { value, nil } = indirect(item)
      if (nil) throw new FunctionError('len of nil pointer')
      if (!value) throw new FunctionError('reflect: call of reflect.Value.Type on zero Value')
      const length = lengthOf(value)
      if (length === null) throw new FunctionError(`len of type ${value.t.name}`)
      return int(length)
    },
  },
  print: { params: [ANY], variadic: true, call: (...args) => str(sprint(...args.map(nullable))) },
  printf: {
    params: [STRING, ANY],
    variadic: true,
    call: (format, ...args) => str(sprintf(format!.v as string, ...args.map(nullable))),
  },
  println: { params: [ANY], variadic: true, call: (...args) => str(sprintln(...args.map(nullable))) },
  eq: { params: [REFLECT, REFLECT], variadic: true, call: equal },
  ne: { params: [REFLECT, REFLECT], call: (a, b) => bool(!isEqual(a, b)) },
  lt: { params: [REFLECT, REFLECT], call: (a, b) => bool(less(a, b)) },
  le: { params: [REFLECT, REFLECT], call: (a, b) => bool(less(a, b) || isEqual(a, b)) },
  gt: { params: [REFLECT, REFLECT], call: (a, b) => bool(!less(a, b) && !isEqual(a, b)) },
  ge: { params: [REFLECT, REFLECT], call: (a, b) => bool(!less(a, b)) },
}
