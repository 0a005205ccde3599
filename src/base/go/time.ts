/** Go's time.Time as text: what it parses and prints, in UTC unless an offset is known. Instants are kept as RFC 3339 text with up to nine digits. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const two = (value: number): string => String(value).padStart(2, '0')

export interface Instant {
  /** Whole seconds since the epoch; negative before 1970. */
  seconds: number
  nanos: number
  /** Minutes east of UTC. */
  offset: number
}
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\d*(Z|[+-]\d\d:\d\d)$/
/** null when it is not RFC 3339. */
export function parseRfc3339(text: string): Instant | null {
  const match = RFC3339.exec(text)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const zone = match[8]!
  const offset =
    zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)))
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  return { seconds: date.getTime() / 1000 - offset * 60, nanos: Number((match[7] ?? '').padEnd(9, '0')), offset }
}
/** Milliseconds since the epoch with a fraction; NaN when malformed. */
export function rfc3339ToMs(text: string): number {
  const instant = parseRfc3339(text)
  return instant ? instant.seconds * 1000 + instant.nanos / 1e6 : NaN
}
export function instantFromMs(ms: number): Instant {
  const seconds = Math.floor(ms / 1000)
  return { seconds, nanos: Math.min(999_999_999, Math.round((ms - seconds * 1000) * 1e6)), offset: 0 }
}

interface Parts {
  date: string
  clock: string
  weekday: string
  month: string
  day: number
  year: number
}
function parts(instant: Instant): Parts {
  const date = new Date((instant.seconds + instant.offset * 60) * 1000)
  const year = date.getUTCFullYear()
  return {
    date: `${String(year).padStart(4, '0')}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`,
    clock: `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`,
    weekday: DAYS[date.getUTCDay()]!,
    month: MONTHS[date.getUTCMonth()]!,
    day: date.getUTCDate(),
    year,
  }
}
const fraction = (nanos: number): string => (nanos === 0 ? '' : `.${String(nanos).padStart(9, '0').replace(/0+$/, '')}`)
const zone = (offset: number, colon: boolean): string => {
  const abs = Math.abs(offset)
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(abs / 60))}${colon ? ':' : ''}${two(abs % 60)}`
}

/** Time.String(): "2006-01-02 15:04:05.999999999 -0700 MST". */
export function formatTime(instant: Instant): string {
  const { date, clock } = parts(instant)
  const offset = zone(instant.offset, false)
  return `${date} ${clock}${fraction(instant.nanos)} ${offset} ${instant.offset === 0 ? 'UTC' : offset}`
}
/** time.RFC3339. */
export function formatRfc3339(instant: Instant): string {
  const { date, clock } = parts(instant)
  return `${date}T${clock}${instant.offset === 0 ? 'Z' : zone(instant.offset, true)}`
}
/** time.RFC3339Nano: without trailing zeros. */
export function formatRfc3339Nano(instant: Instant): string {
  const { date, clock } = parts(instant)
  return `${date}T${clock}${fraction(instant.nanos)}${instant.offset === 0 ? 'Z' : zone(instant.offset, true)}`
}
/** The layout "2006-01-02T15:04:05.000000000Z07:00" that logs and events use: always nine digits. */
export function formatRfc3339NanoFixed(instant: Instant): string {
  const { date, clock } = parts(instant)
  const nine = String(instant.nanos).padStart(9, '0')
  return `${date}T${clock}.${nine}${instant.offset === 0 ? 'Z' : zone(instant.offset, true)}`
}
/** time.ANSIC: "Mon Jan _2 15:04:05 2006". */
export function formatAnsic(instant: Instant): string {
  const { weekday, month, day, clock, year } = parts(instant)
  return `${weekday} ${month} ${String(day).padStart(2)} ${clock} ${year}`
}
