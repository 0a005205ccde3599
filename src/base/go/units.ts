/** docker/go-units: spans of time and sizes as people read them. Errors carry go-units' texts. */
import { formatFloat } from './float.ts'

/** units.HumanDuration; the argument is in milliseconds. "Less than a second", "About a minute", "3 weeks". */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.trunc(ms / 60_000)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.floor(ms / 3_600_000 + 0.5)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.trunc(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.trunc(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24 / 30)} months`
  return `${Math.trunc(ms / 3_600_000 / 24 / 365)} years`
}

const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']

function scaled(size: number, base: number, units: readonly string[]): [value: number, unit: string] {
  let value = size
  let i = 0
  while (value >= base && i < units.length - 1) {
    value /= base
    i++
  }
  return [value, units[i]!]
}
/** units.HumanSizeWithPrecision: powers of 1000, `precision` significant digits. */
export function humanSizeWithPrecision(size: number, precision: number): string {
  const [value, unit] = scaled(size, 1000, DECIMAL)
  return formatFloat(value, 'g', precision) + unit
}
/** units.HumanSize: "16.3kB", "2.307MB". */
export const humanSize = (size: number): string => humanSizeWithPrecision(size, 4)
/** units.BytesSize: powers of 1024, "7.629MiB". */
export function bytesSize(size: number): string {
  const [value, unit] = scaled(size, 1024, BINARY)
  return formatFloat(value, 'g', 4) + unit
}
/** units.CustomSize with format "%.2f%s" and the like: `digits` after the point. */
export function customSize(digits: number, size: number, base: 1000 | 1024): string {
  const [value, unit] = scaled(size, base, base === 1000 ? DECIMAL : BINARY)
  return value.toFixed(digits) + unit
}

const PREFIXES = 'bkmgtp'
function parseSize(text: string, base: number): number | { error: string } {
  const invalid = { error: `invalid size: '${text}'` }
  let at = -1
  for (let i = text.length - 1; i >= 0; i--)
    if ('01234567890. '.includes(text[i]!)) {
      at = i
      break
    }
  if (at === -1) return invalid
  const number = text[at] === ' ' ? text.slice(0, at) : text.slice(0, at + 1)
  let suffix = text.slice(at + 1)
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(number)) {
    return { error: `strconv.ParseFloat: parsing ${JSON.stringify(number)}: invalid syntax` }
  }
  const value = Number(number)
  if (value < 0) return invalid
  if (suffix === '') return Math.trunc(value)
  if (suffix.length > 3) return { error: `invalid suffix: '${suffix}'` }
  suffix = suffix.toLowerCase()
  const badSuffix = { error: `invalid suffix: '${suffix}'` }
  if (suffix === 'b') return Math.trunc(value)
  const power = PREFIXES.indexOf(suffix[0]!)
  if (power < 1) return badSuffix
  if (suffix.length === 2 && suffix[1] !== 'b') return badSuffix
  if (suffix.length === 3 && suffix.slice(1) !== 'ib') return badSuffix
  return Math.trunc(value * base ** power)
}
/** units.RAMInBytes: "64m" is 64 MiB; bytes, or the error's text. */
export const ramInBytes = (text: string): number | { error: string } => parseSize(text, 1024)
/** units.FromHumanSize: "64m" is 64 000 000. */
export const fromHumanSize = (text: string): number | { error: string } => parseSize(text, 1000)
