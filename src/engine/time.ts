/** Time stamps of the engine: nanoseconds since the epoch, strictly increasing, printed as Go's time.RFC3339Nano in UTC. */
import type { Clock } from '../base/clock.ts'
import type { Rng } from '../base/rng.ts'

export type Nanos = bigint
export const NANOS_PER_SECOND = 1_000_000_000n
/** Go's zero time. */
export const ZERO_TIME = '0001-01-01T00:00:00Z'

/**
 * The clock counts whole milliseconds at best; what happens within one is spread over it, in order. Two stamps are never equal.
 */
export class Stamps {
  private last: Nanos = 0n
  private readonly clock: Clock
  private readonly rng: Rng
  constructor(clock: Clock, rng: Rng) {
    this.clock = clock
    this.rng = rng
  }
  now(): Nanos {
    const ms = this.clock.now()
    const whole = Math.floor(ms)
    const base = BigInt(whole) * 1_000_000n
    const fraction = ms === whole ? this.rng.int(300_000) : Math.floor((ms - whole) * 1e6)
    const stamp = base + BigInt(fraction)
    this.last = stamp > this.last ? stamp : this.last + BigInt(1000 + this.rng.int(20_000))
    return this.last
  }
}
export const toMillis = (stamp: Nanos): number => Number(stamp / 1000n) / 1000
export const toSeconds = (stamp: Nanos): number => Number(stamp / NANOS_PER_SECOND)

const two = (n: number): string => String(n).padStart(2, '0')
/** "2026-11-22T05:07:44.24031846Z": trailing zeros of the fraction are dropped. */
export function rfc3339Nano(stamp: Nanos): string {
  if (stamp === 0n) return ZERO_TIME
  const fraction = String(stamp % NANOS_PER_SECOND)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${dateTime(stamp)}${fraction && `.${fraction}`}Z`
}
/** With all nine digits, as `docker logs -t` shows. */
export const rfc3339Fixed = (stamp: Nanos): string =>
  `${dateTime(stamp)}.${String(stamp % NANOS_PER_SECOND).padStart(9, '0')}Z`
/** Whole seconds, as volumes have. */
export const rfc3339 = (stamp: Nanos): string => `${dateTime(stamp)}Z`
function dateTime(stamp: Nanos): string {
  const d = new Date(Number(stamp / 1_000_000n))
  return (
    `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())}` +
    `T${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
  )
}
/** Nanoseconds of an RFC 3339 text. */
export function parseRfc3339(text: string): Nanos {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (!match) return 0n
  const seconds = BigInt(Math.floor(Date.parse(`${match[1]!}${match[3]!}`) / 1000))
  return seconds * NANOS_PER_SECOND + BigInt((match[2] ?? '').padEnd(9, '0') || '0')
}
/**
 * A query's time: "1795324074" or "1795324074.503497469" seconds, as moby's timestamp.ParseTimestamps. Throws the text of strconv.
 */
export function parseTimestamp(text: string | null): Nanos | null {
  if (text === null || text === '') return null
  const [seconds = '', fraction = ''] = text.split('.')
  for (const part of [seconds, ...(text.includes('.') ? [fraction] : [])]) {
    if (!/^[+-]?\d+$/.test(part)) throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(part)}: invalid syntax`)
  }
  return BigInt(seconds) * NANOS_PER_SECOND + BigInt(fraction === '' ? 0 : fraction.slice(0, 9).padEnd(9, '0'))
}
