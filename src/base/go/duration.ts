/**
 * Go's time.Duration: parsing ("1h15m30.918s") and printing. Values are nanoseconds in a number: exact up to 104 days, and no flag
 * of Docker's needs more. Error texts are those of the time package.
 */
export const NANOSECOND = 1
export const MICROSECOND = 1e3
export const MILLISECOND = 1e6
export const SECOND = 1e9
export const MINUTE = 60e9
export const HOUR = 3600e9

const MAX_INT64 = 2 ** 63
const UNITS: Readonly<Record<string, number>> = {
  ns: NANOSECOND,
  us: MICROSECOND,
  µs: MICROSECOND,
  μs: MICROSECOND,
  ms: MILLISECOND,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
}
const quote = (text: string): string => JSON.stringify(text)

/** time.ParseDuration. The result is nanoseconds, or the error's text. */
export function parseDuration(text: string): number | { error: string } {
  const invalid = { error: `time: invalid duration ${quote(text)}` }
  let rest = text
  let sign = 1
  if (rest.startsWith('-') || rest.startsWith('+')) {
    if (rest.startsWith('-')) sign = -1
    rest = rest.slice(1)
  }
  if (rest === '0') return 0
  if (rest === '') return invalid
  let total = 0
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest)!
    const digits = (number[1] ?? '') + (number[2] ?? '')
    if (digits === '') return invalid
    rest = rest.slice(number[0].length)
    const unit = /^[^\d.]*/.exec(rest)![0]
    if (unit === '') return { error: `time: missing unit in duration ${quote(text)}` }
    const scale = UNITS[unit]
    if (scale === undefined) return { error: `time: unknown unit ${quote(unit)} in duration ${quote(text)}` }
    rest = rest.slice(unit.length)
    total += Number(number[1] || '0') * scale
    if (number[2]) total += Math.floor(Number(`0.${number[2]}`) * scale)
    if (total > MAX_INT64) return invalid
  }
  return sign * total || 0
}

const trimFraction = (value: number, digits: number): string => {
  const text = value.toFixed(digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}
/** Duration.String: "1h2m3.5s", "1.5ms", "0s". */
export function formatDuration(ns: number): string {
  if (ns === 0) return '0s'
  const sign = ns < 0 ? '-' : ''
  const abs = Math.abs(ns)
  if (abs < MICROSECOND) return `${sign}${abs}ns`
  if (abs < MILLISECOND) return `${sign}${trimFraction(abs / MICROSECOND, 3)}µs`
  if (abs < SECOND) return `${sign}${trimFraction(abs / MILLISECOND, 6)}ms`
  const hours = Math.floor(abs / HOUR)
  const minutes = Math.floor((abs % HOUR) / MINUTE)
  const seconds = trimFraction((abs % MINUTE) / SECOND, 9)
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`
  if (minutes > 0) return `${sign}${minutes}m${seconds}s`
  return `${sign}${seconds}s`
}
