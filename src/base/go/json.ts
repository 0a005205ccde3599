/**
 * encoding/json: decoding text without losing big integers, encoding typed values and plain JavaScript values with Go's escapes, and
 * re-indenting text without decoding it (json.Indent and json.Compact, which leave keys, numbers and escapes as they came).
 */
import { formatFloat } from './float.ts'
import { ANY, FLOAT64, STRING, zero, type GoType, type Value } from './types.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}
const unicode = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
/** A JSON string as Go writes it: <, > and & become \u escapes unless `html` is false; U+2028 and U+2029 always. */
export function jsonString(text: string, html = true): string {
  const pattern = html ? /["\\<>&\x00-\x1f\u2028\u2029]/g : /["\\\x00-\x1f\u2028\u2029]/g
  return `"${text.replace(pattern, (char) => ESCAPES[char] ?? unicode(char))}"`
}

/** JSON.parse, but integers that a double would round become bigint. */
export function parseJson(text: string): unknown {
  if (!/[:[,\s]-?\d{16,}/.test(text) && !/^-?\d{16,}/.test(text)) return JSON.parse(text) as unknown
  return new Reader(text).value()
}
class Reader {
  private at = 0
  private readonly text: string
  constructor(text: string) {
    // Also rejects malformed input.
    JSON.parse(text)
    this.text = text
  }
  private peek(): string {
    while (/\s/.test(this.text[this.at] ?? '')) this.at++
    return this.text[this.at] ?? ''
  }
  value(): unknown {
    const char = this.peek()
    if (char === '{') {
      const out: Record<string, unknown> = {}
      this.at++
      while (this.peek() !== '}') {
        if (this.peek() === ',') this.at++
        const key = this.scalar() as string
        this.peek()
        this.at++
        out[key] = this.value()
      }
      this.at++
      return out
    }
    if (char === '[') {
      const out: unknown[] = []
      this.at++
      while (this.peek() !== ']') {
        if (this.peek() === ',') this.at++
        else out.push(this.value())
      }
      this.at++
      return out
    }
    return this.scalar()
  }
  private scalar(): unknown {
    this.peek()
    const token = /^(?:"(?:[^"\\]|\\.)*"|[^\s,\]}:]+)/s.exec(this.text.slice(this.at, this.at + 1_000_000))![0]
    this.at += token.length
    if (/^-?\d{16,}$/.test(token)) {
      const big = BigInt(token)
      return big >= BigInt(Number.MIN_SAFE_INTEGER) && big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big
    }
    return JSON.parse(token) as unknown
  }
}

/** JSON as parsed → the plain form of a typed value. Missing members are zero; keys match without regard to case, as Go's do. */
export function fromJson(t: GoType, json: unknown): unknown {
  if (json === undefined || json === null) return zero(t)
  switch (t.kind) {
    case 'ptr':
      return fromJson(t.elem!, json)
    case 'slice':
    case 'array':
      if (t.elem!.name === 'uint8' && typeof json === 'string') return json
      return (json as unknown[]).map((item) => fromJson(t.elem!, item))
    case 'map':
      return new Map(
        Object.entries(json as Record<string, unknown>).map(([key, item]) => [key, fromJson(t.elem!, item)]),
      )
    case 'struct': {
      const source = json as Record<string, unknown>
      const out: Record<string, unknown> = {}
      for (const field of t.fields!) {
        if (field.embedded) out[field.name] = fromJson(field.type, json)
        else if (field.json === '') out[field.name] = zero(field.type)
        else {
          const key = field.json in source ? field.json : caseless(source, field.json)
          out[field.name] = fromJson(field.type, source[key])
        }
      }
      return out
    }
    case 'interface':
      return toInterface(json)
    case 'string':
      return typeof json === 'string' ? json : String(json as number)
    default:
      return json
  }
}
function caseless(source: Record<string, unknown>, name: string): string {
  const lower = name.toLowerCase()
  for (const key of Object.keys(source)) if (key.toLowerCase() === lower) return key
  return name
}

export const JSON_NUMBER: GoType = { kind: 'string', name: 'json.Number', marshal: (v) => v as string }
const ANY_MAP: GoType = { kind: 'map', name: 'map[string]interface {}', key: STRING, elem: ANY }
const ANY_SLICE: GoType = { kind: 'slice', name: '[]interface {}', elem: ANY }
const BOOL: GoType = { kind: 'bool', name: 'bool' }
/** What decoding into interface{} gives; `numbers` as Decoder.UseNumber leaves them. */
export function toInterface(json: unknown, numbers = false): Value | null {
  if (json === null || json === undefined) return null
  if (typeof json === 'string') return { t: STRING, v: json }
  if (typeof json === 'boolean') return { t: BOOL, v: json }
  if (typeof json === 'number' || typeof json === 'bigint')
    return numbers ? { t: JSON_NUMBER, v: String(json) } : { t: FLOAT64, v: Number(json) }
  if (Array.isArray(json)) return { t: ANY_SLICE, v: json.map((item) => toInterface(item, numbers)) }
  const entries = Object.entries(json as Record<string, unknown>)
  return { t: ANY_MAP, v: new Map(entries.map(([key, item]) => [key, toInterface(item, numbers)])) }
}

function isEmpty(t: GoType, v: unknown): boolean {
  switch (t.kind) {
    case 'bool':
      return v === false
    case 'int':
    case 'uint':
    case 'float':
      return Number(v) === 0
    case 'string':
      return v === ''
    case 'slice':
    case 'array':
      return v === null || (v as unknown[]).length === 0
    case 'map':
      return v === null || (v as Map<unknown, unknown>).size === 0
    case 'ptr':
    case 'interface':
      return v === null
    default:
      return false
  }
}
/** json.Marshal of a typed value. */
export function marshal(t: GoType, v: unknown, html = true): string {
  if (t.kind === 'ptr' || t.kind === 'interface') {
    if (v === null) return 'null'
    if (t.kind === 'interface') return marshal((v as Value).t, (v as Value).v, html)
    if (!t.marshal) return marshal(t.elem!, v, html)
  }
  if (t.marshal) {
    const text = t.marshal(v)
    // encoding/json compacts what MarshalJSON returned and escapes it once more.
    return html ? escapeHtml(text) : text
  }
  switch (t.kind) {
    case 'bool':
    case 'int':
    case 'uint':
      return String(v as number)
    case 'float':
      return formatJsonFloat(v as number)
    case 'string':
      return jsonString(v as string, html)
    case 'time':
      return `"${v as string}"`
    case 'slice':
    case 'array':
      if (v === null) return 'null'
      if (typeof v === 'string') return jsonString(v, html)
      return `[${(v as unknown[]).map((item) => marshal(t.elem!, item, html)).join(',')}]`
    case 'map': {
      if (v === null) return 'null'
      const keys = [...(v as Map<string, unknown>).keys()].sort(compareBytes)
      return `{${keys.map((key) => `${jsonString(key, html)}:${marshal(t.elem!, (v as Map<string, unknown>).get(key), html)}`).join(',')}}`
    }
    case 'struct':
      return `{${members(t, v as Record<string, unknown>, html).join(',')}}`
    default:
      return 'null'
  }
}
function members(t: GoType, v: Record<string, unknown>, html: boolean): string[] {
  const out: string[] = []
  for (const field of t.fields!) {
    const item = v[field.name]
    if (field.embedded) {
      const inner = field.type.kind === 'ptr' ? field.type.elem! : field.type
      if (item !== null) out.push(...members(inner, item as Record<string, unknown>, html))
    } else if (field.json !== '' && !(field.omitEmpty && isEmpty(field.type, item))) {
      out.push(`${jsonString(field.json)}:${marshal(field.type, item, html)}`)
    }
  }
  return out
}
const formatJsonFloat = (value: number): string => {
  const abs = Math.abs(value)
  const text = formatFloat(value, abs !== 0 && (abs < 1e-6 || abs >= 1e21) ? 'e' : 'f', -1)
  return text.replace(/e-0(\d)$/, 'e-$1')
}
const compareBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** json.Marshal of a JavaScript value, keys in their own order; undefined members are left out. */
export function toJson(value: unknown, html = true): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return jsonString(value, html)
  if (typeof value === 'number') return formatJsonFloat(value)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => toJson(item, html)).join(',')}]`
  const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined)
  return `{${entries.map(([key, item]) => `${jsonString(key, html)}:${toJson(item, html)}`).join(',')}}`
}
const escapeHtml = (json: string): string => json.replace(/[<>&\u2028\u2029]/g, unicode)

/** json.Compact. */
export const compactJson = (json: string): string => respace(json, null, '')
/** json.Indent: members on lines of their own, empty objects and lists stay "{}" and "[]". */
export const indentJson = (json: string, indent = '    ', prefix = ''): string => respace(json, indent, prefix)

function respace(json: string, indent: string | null, prefix: string): string {
  let out = ''
  let depth = 0
  const newline = (): string => (indent === null ? '' : `\n${prefix}${indent.repeat(depth)}`)
  let pending = false
  for (let i = 0; i < json.length; i++) {
    const char = json[i]!
    if (char === ' ' || char === '\n' || char === '\t' || char === '\r') continue
    if (char === '}' || char === ']') {
      depth--
      // An open bracket still pending means that there was nothing inside.
      out += pending ? char : newline() + char
      pending = false
      continue
    }
    if (pending) {
      out += newline()
      pending = false
    }
    if (char === '{' || char === '[') {
      out += char
      depth++
      pending = true
    } else if (char === ',') out += char + newline()
    else if (char === ':') out += indent === null ? char : ': '
    else if (char === '"') {
      let end = i + 1
      while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1
      out += json.slice(i, end + 1)
      i = end
    } else out += char
  }
  return out
}
