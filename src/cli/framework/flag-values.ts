/**
 * The types of flags: how a value is parsed, with the error texts of strconv, pflag and docker/cli/opts. Types that belong to a few
 * commands only (mounts, ulimits …) are in opts/ and handed in by the command.
 */
import { parseDuration } from '../../base/go/duration.ts'
import { quote } from '../../base/go/quote.ts'
import { ramInBytes } from '../../base/go/units.ts'
import { FlagError } from './errors.ts'

export interface FlagValue {
  /** Throws FlagError with the bare reason. */
  set(text: string): void
  get(): unknown
}
export type FlagValueFactory = () => FlagValue
/** Checks one element and may rewrite it. Throws FlagError. */
export type Validator = (text: string) => string

/** A value that the last setting decides. */
export const scalar =
  <T>(initial: T, parse: (text: string) => T): FlagValueFactory =>
  () => {
    let value = initial
    return { set: (text) => void (value = parse(text)), get: () => value }
  }
/** opts.ListOpts: settings add up, each checked by `validate`. */
export const listOf =
  (validate: Validator = (text) => text): FlagValueFactory =>
  () => {
    const values: string[] = []
    return { set: (text) => void values.push(validate(text)), get: () => values }
  }
/** opts.MapOpts: "key=value" settings as a record; later ones win. */
export const mapOf =
  (validate: Validator = (text) => text): FlagValueFactory =>
  () => {
    const values: Record<string, string> = {}
    return {
      set: (text) => {
        const checked = validate(text)
        const at = checked.indexOf('=')
        if (at < 0) values[checked] = ''
        else values[checked.slice(0, at)] = checked.slice(at + 1)
      },
      get: () => values,
    }
  }

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])
export function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true
  if (FALSE.has(text)) return false
  throw new FlagError(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`)
}
/** strconv.ParseInt(text, 0, bits) and ParseUint. */
export function parseInteger(text: string, bits = 64, unsigned = false): number {
  const name = unsigned ? 'strconv.ParseUint' : 'strconv.ParseInt'
  const match =
    /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?\d)*)$/.exec(text)
  if (!match || (unsigned && match[1] !== '')) throw new FlagError(`${name}: parsing ${quote(text)}: invalid syntax`)
  let digits = match[2]!.replaceAll('_', '').toLowerCase()
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`
  const value = BigInt(digits) * (match[1] === '-' ? -1n : 1n)
  const limit = 1n << BigInt(unsigned ? bits : bits - 1)
  if (value >= limit || value < (unsigned ? 0n : -limit))
    throw new FlagError(`${name}: parsing ${quote(text)}: value out of range`)
  return Number(value)
}
/** opts.MemBytes */
export function parseMemory(text: string): number {
  const bytes = ramInBytes(text)
  if (typeof bytes === 'object') throw new FlagError(bytes.error)
  return bytes
}
/** opts.NanoCPUs: "1.5" in billionths of a CPU. */
export function parseCpus(text: string): number {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!match || (match[2] === '' && (match[3] ?? '') === ''))
    throw new FlagError(`failed to parse ${text} as a rational number`)
  const fraction = match[3] ?? ''
  const power = 9 - fraction.length + Number(match[4] ?? 0)
  const digits = BigInt(`${match[2]}${fraction}` || '0')
  const scaled = power >= 0 ? digits * 10n ** BigInt(power) : digits / 10n ** BigInt(-power)
  if (power < 0 && digits % 10n ** BigInt(-power) !== 0n) throw new FlagError('value is too precise')
  return Number(scaled) * (match[1] === '-' ? -1 : 1)
}
export function parseDurationFlag(text: string): number {
  const ns = parseDuration(text)
  if (typeof ns === 'object') throw new FlagError(ns.error)
  return ns
}
function parseFloatFlag(text: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text))
    throw new FlagError(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`)
  return Number(text)
}
/** pflag's stringSlice: comma-separated values of encoding/csv; settings add up after replacing the default. */
const csvSlice: FlagValueFactory = () => {
  const values: string[] = []
  return { set: (text) => void values.push(...(text === '' ? [] : parseCsv(text))), get: () => values }
}
/** One record of RFC 4180 as encoding/csv reads it. Throws FlagError. */
export function parseCsv(text: string): string[] {
  const out: string[] = []
  let at = 0
  for (;;) {
    if (text[at] === '"') {
      let field = ''
      at++
      for (;;) {
        const close = text.indexOf('"', at)
        if (close < 0)
          throw new FlagError(
            `parse error on line 1, column ${text.length + 1}: extraneous or missing " in quoted-field`,
          )
        field += text.slice(at, close)
        at = close + 1
        if (text[at] !== '"') break
        field += '"'
        at++
      }
      if (at < text.length && text[at] !== ',')
        throw new FlagError(`parse error on line 1, column ${at}: extraneous or missing " in quoted-field`)
      out.push(field)
    } else {
      const comma = text.indexOf(',', at)
      const field = text.slice(at, comma < 0 ? undefined : comma)
      const stray = field.indexOf('"')
      if (stray >= 0) throw new FlagError(`parse error on line 1, column ${at + stray + 1}: bare " in non-quoted-field`)
      out.push(field)
      at = comma < 0 ? text.length : comma
    }
    if (at >= text.length) return out
    at++
  }
}
/** opts.FilterOpt: name=value pairs as the API wants them. The empty string is nothing. */
export const filterValue: FlagValueFactory = () => {
  const filters: Record<string, Record<string, boolean>> = {}
  return {
    set: (text) => {
      if (text === '') return
      const at = text.indexOf('=')
      if (at < 0) throw new FlagError('bad format of filter (expected name=value)')
      const name = text.slice(0, at).trim().toLowerCase()
      ;(filters[name] ??= {})[text.slice(at + 1).trim()] = true
    },
    get: () => filters,
  }
}

/** By the type word of a flag's definition. What is not here (and not handed in by the command) collects its settings unchecked. */
export const FLAG_TYPES: Readonly<Record<string, FlagValueFactory>> = {
  '': scalar(false, parseBool),
  string: scalar('', (text) => text),
  int: scalar(0, (text) => parseInteger(text)),
  uint: scalar(0, (text) => parseInteger(text, 64, true)),
  uint16: scalar(0, (text) => parseInteger(text, 16, true)),
  float: scalar(0, parseFloatFlag),
  duration: scalar(0, parseDurationFlag),
  bytes: scalar(0, parseMemory),
  decimal: scalar(0, parseCpus),
  list: listOf(),
  stringArray: listOf(),
  strings: csvSlice,
  map: mapOf(),
  filter: filterValue,
}
