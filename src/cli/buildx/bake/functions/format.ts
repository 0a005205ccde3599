/** format and formatlist (go-cty function/stdlib/format.go). */
import { jsonString } from '../../../../base/go/json.ts'
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { convert, ConvertError } from '../cty/convert.ts'
import { toJson } from '../cty/json.ts'
import { BOOL, NUMBER, STRING, type Type } from '../cty/type.ts'
import { list, numberText, string, type Value } from '../cty/value.ts'
import { ArgumentError, type HclFunction } from '../hcl/context.ts'
import { define, isSequence, items, text } from './define.ts'

const VERB = /%([-+# 0]*)(\d+)?(?:\.(\d+))?(?:\[(\d+)\])?([a-zA-Z%]|$)/g

export function format(pattern: string, args: readonly Value[]): string {
  let next = 0
  let most = 0
  const out = pattern.replace(
    VERB,
    (raw: string, flags: string, width: string, precision: string, index: string, verb: string, offset: number) => {
      if (verb === '%') return '%'
      if (verb === '') throw new Error(`unrecognized format character at offset ${offset}`)
      const position = index ? Number(index) - 1 : next
      next = position + 1
      most = Math.max(most, next)
      const value = args[position]
      if (!value)
        throw new Error(
          `not enough arguments for ${goQuote(raw)} at ${offset}: need index ${position + 1} but have ${args.length} total`,
        )
      const digits = precision === undefined ? null : Number(precision)
      return pad(verbText(raw, verb, value, { flags, digits, offset }), flags, Number(width ?? 0))
    },
  )
  if (most < args.length && !pattern.includes('['))
    throw new ArgumentError(most + 1, `too many arguments; no verb in format string`)
  return out
}
interface Options {
  flags: string
  digits: number | null
  offset: number
}
function verbText(raw: string, verb: string, value: Value, { flags, digits, offset }: Options): string {
  const unsupported = (why: string): Error => new Error(`unsupported value for ${goQuote(raw)} at ${offset}: ${why}`)
  const as = (type: Type): Value => {
    try {
      return convert(value, type)
    } catch (error) {
      if (!(error instanceof ConvertError)) throw error
      throw unsupported(error.message)
    }
  }
  if (value.value === null && verb !== 'v') throw unsupported('null value cannot be formatted')
  const sign = (number: number, body: string): string =>
    (number < 0 ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + body
  switch (verb) {
    case 'v':
      return value.value === null
        ? 'null'
        : typeof value.value === 'string' && !flags.includes('#')
          ? value.value
          : typeof value.value === 'string'
            ? jsonString(value.value)
            : toJson(value)
    case 't':
      return String(as(BOOL).value)
    case 's': {
      const word = as(STRING).value as string
      return digits === null ? word : [...word].slice(0, digits).join('')
    }
    case 'q':
      return jsonString(as(STRING).value as string)
    case 'd':
    case 'b':
    case 'o':
    case 'x':
    case 'X': {
      const number = as(NUMBER).value as number
      if (!Number.isInteger(number)) throw unsupported('an integer is required')
      const body = BigInt(Math.abs(number)).toString({ d: 10, b: 2, o: 8, x: 16, X: 16 }[verb])
      return sign(number, verb === 'X' ? body.toUpperCase() : body)
    }
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G': {
      const number = as(NUMBER).value as number
      const size = Math.abs(number)
      if (verb === 'f' || verb === 'F') return sign(number, size.toFixed(digits ?? 6))
      if (verb === 'g' || verb === 'G')
        return sign(number, digits === null ? numberText(size) : String(Number(size.toPrecision(digits || 1))))
      const body = size.toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
      return sign(number, verb === 'E' ? body.toUpperCase() : body)
    }
    default:
      throw new Error(`unsupported format verb ${goQuote(verb)} in ${goQuote(raw)} at offset ${offset}`)
  }
}
function pad(body: string, flags: string, width: number): string {
  const missing = width - [...body].length
  if (missing <= 0) return body
  if (flags.includes('-')) return body + ' '.repeat(missing)
  if (!flags.includes('0')) return ' '.repeat(missing) + body
  const sign = /^[+-]/.exec(body)?.[0] ?? ''
  return sign + '0'.repeat(missing) + body.slice(sign.length)
}
/** One result for each element of the lists; other arguments go into all. */
function formatList(pattern: string, args: readonly Value[]): Value {
  const lists = args.filter(isSequence)
  const length = lists[0] ? items(lists[0]).length : 1
  for (const [i, arg] of args.entries())
    if (isSequence(arg) && items(arg).length !== length)
      throw new ArgumentError(
        i + 1,
        `argument ${i + 1} has length ${items(arg).length}, which is inconsistent with argument ${args.findIndex(isSequence) + 1} of length ${length}`,
      )
  const rows = Array.from({ length }, (_, at) => args.map((arg) => (isSequence(arg) ? items(arg)[at]! : arg)))
  return list(
    STRING,
    rows.map((row, at) => {
      try {
        return string(format(pattern, row))
      } catch (error) {
        if (error instanceof ArgumentError || !(error instanceof Error)) throw error
        throw new Error(`error on format iteration ${at}: ${error.message}`, { cause: error })
      }
    }),
  )
}
export const FORMATS: Readonly<Record<string, HclFunction>> = {
  format: define('format:string args...:any?', ([pattern, ...args]) => string(format(text(pattern!), args))),
  formatlist: define('format:string args...:any?', ([pattern, ...args]) => formatList(text(pattern!), args)),
}
