/** Times in filters such as until=24h (moby timetypes.GetTimestamp): a duration back from now, a Unix time, or a date. */
import { invalid } from '../api/types/index.ts'
import { goQuote } from './go.ts'

const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
}

/** time.ParseDuration in milliseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.exec(text)
  if (!match) return text === '0' ? 0 : undefined
  let sum = 0
  for (const part of text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g))
    sum += Number(part[1]) * UNITS[part[2]!]!
  return match[1] === '-' ? -sum : sum
}
/** Milliseconds since the epoch. */
export function parseAge(text: string, now: number): number {
  const duration = parseDuration(text)
  if (duration !== undefined) return now - duration
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  if (/^\d{4}-\d\d-\d\d([T ]\d\d(:\d\d(:\d\d(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/.test(text)) {
    const iso = text.replace(' ', 'T')
    const [date, clock] = iso.split('T')
    const zoned = /(Z|[+-]\d\d:\d\d)$/.test(clock ?? '')
    const time = clock === undefined ? '00:00:00' : /^\d\d$/.test(clock) ? `${clock}:00:00` : clock
    const ms = Date.parse(`${date!}T${time}${zoned ? '' : 'Z'}`)
    if (!Number.isNaN(ms)) return ms
  }
  throw invalid(`failed to parse value as time or duration: ${goQuote(text)}`)
}
