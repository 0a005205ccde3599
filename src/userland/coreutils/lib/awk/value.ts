/** awk's values. Texts are binary strings: mawk and BusyBox's awk count bytes. */
import { formatFloat, formatInteger } from '../format.ts'
import { fnv1a, times63 } from './order.ts'

/** A string that looks like a number, from input: it compares as a number. */
export class StrNum {
  readonly text: string
  readonly number: number
  constructor(text: string, number: number) {
    this.text = text
    this.number = number
  }
}
export type Value = number | string | StrNum | undefined

const NUMERIC = /^[ \t\n\r\v\f]*[-+]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/
export function parseNumber(text: string): number {
  const match = NUMERIC.exec(text)
  if (!match) return 0
  const word = match[0].trim()
  const hex = /^([-+]?)(0[xX].*)$/.exec(word)
  return hex ? (hex[1] === '-' ? -1 : 1) * Number(hex[2]) : Number(word)
}
/** Input becomes a number when all of it looks like one. */
export function fromInput(text: string): Value {
  const match = NUMERIC.exec(text)
  if (!match || !/^[ \t\n\r\v\f]*$/.test(text.slice(match[0].length))) return text
  return new StrNum(text, parseNumber(text))
}
export const toNumber = (value: Value): number =>
  typeof value === 'number'
    ? value
    : value === undefined
      ? 0
      : typeof value === 'string'
        ? parseNumber(value)
        : value.number

export interface NumberStyle {
  /** Largest magnitude that prints as an integer. */
  integers: number
}
export function numberText(value: number, format: string, style: NumberStyle): string {
  if (Number.isInteger(value) && Math.abs(value) <= style.integers) return Object.is(value, -0) ? '0' : String(value)
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return sprintfNumber(format, value)
}
/** CONVFMT and OFMT: one directive. */
function sprintfNumber(format: string, value: number): string {
  const match = /^(.*?)%([-+ #0]*)(\d*)(?:\.(\d*))?([a-zA-Z])(.*)$/s.exec(format)
  if (!match) return format
  const directive = {
    flags: match[2]!,
    width: match[3] ? Number(match[3]) : undefined,
    precision: match[4] === undefined ? undefined : Number(match[4] || 0),
    conversion: match[5]!,
  }
  const body = /[diouxX]/.test(directive.conversion)
    ? formatInteger(directive, BigInt(Math.trunc(value)))
    : formatFloat(directive, value)
  return match[1]! + body + match[6]!
}

export class AwkArray {
  readonly map = new Map<string, Value>()
  /** Keys in the order in which the real program's hash table lists them. */
  keys(dialect: 'mawk' | 'busybox'): string[] {
    const keys = [...this.map.keys()]
    const mawk = dialect === 'mawk'
    let buckets = mawk ? 64 : 61
    if (mawk) while (keys.length > buckets * 12) buckets *= 2
    else for (const prime of [251, 1021, 4093]) if (keys.length > buckets * 10) buckets = prime
    // Within a bucket the newest comes first.
    return keys
      .map((key, i) => ({ key, i, bucket: mawk ? fnv1a(key) % buckets : times63(key) % buckets }))
      .sort((a, b) => a.bucket - b.bucket || b.i - a.i)
      .map(({ key }) => key)
  }
}
