/** Dates as HTTP and the servers' logs write them. All in UTC, as in containers. */
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const pad = (n: number, width = 2): string => String(n).padStart(width, '0')
const clock = (d: Date): string => `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}:${pad(d.getUTCSeconds())}`

/** "Tue, 24 Nov 2026 12:00:00 GMT" */
export function httpDate(ms: number): string {
  const d = new Date(ms)
  return `${DAYS[d.getUTCDay()]}, ${pad(d.getUTCDate())} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()} ${clock(d)} GMT`
}
export function parseHttpDate(text: string): number | null {
  const match = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(text.trim())
  const month = match ? MONTHS.indexOf(match[2]!) : -1
  return match && month >= 0 ? Date.UTC(+match[3]!, month, +match[1]!, +match[4]!, +match[5]!, +match[6]!) : null
}
/** "24/Nov/2026:12:00:00 +0000", of the Common Log Format */
export function logDate(ms: number): string {
  const d = new Date(ms)
  return `${pad(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${clock(d)} +0000`
}
/** "Tue Nov 24 12:00:00.123456 2026", of Apache's error log */
export function apacheDate(ms: number): string {
  const d = new Date(ms)
  const micros = pad(Math.floor((ms - Math.floor(ms / 1000) * 1000) * 1000), 6)
  return `${DAYS[d.getUTCDay()]} ${MONTHS[d.getUTCMonth()]} ${pad(d.getUTCDate())} ${clock(d)}.${micros} ${d.getUTCFullYear()}`
}
/** "2026/11/24 12:00:00", of nginx's error log */
export function nginxDate(ms: number): string {
  const d = new Date(ms)
  return `${d.getUTCFullYear()}/${pad(d.getUTCMonth() + 1)}/${pad(d.getUTCDate())} ${clock(d)}`
}
/** "2026-11-24 12:00", of directory listings */
export function minuteDate(ms: number): string {
  const d = new Date(ms)
  return `${d.getUTCFullYear()}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())} ${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`
}
/** "24-Nov-2026 12:00", of nginx's directory listings */
export function dayMinuteDate(ms: number): string {
  const d = new Date(ms)
  return `${pad(d.getUTCDate())}-${MONTHS[d.getUTCMonth()]}-${d.getUTCFullYear()} ${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`
}
