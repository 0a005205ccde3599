/** The date formats of BusyBox's date -d and touch -d (parse_datestr). */
import { fromWall } from '../coreutils/lib/zone.ts'
import type { Zone } from '../coreutils/lib/zone.ts'

/** Milliseconds since the epoch, or undefined. A date left out comes from now; a time left out is 0 (touch keeps the seconds of now). */
export function parseBusyboxDate(text: string, now: number, zone: Zone, keepSeconds = false): number | undefined {
  const wall = new Date(now + zone.offset(now) * 1000)
  let [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()]
  let [hour, minute, second] = [0, 0, keepSeconds ? wall.getUTCSeconds() : 0]
  let m: RegExpExecArray | null
  const plain = text.replace(/(?<=\d)Z$/, '')
  const zoned = /^(\d.*:.*) ([-+])(\d\d):?(\d\d)$/.exec(plain)
  if ((m = /^@(-?\d+)$/.exec(text))) return Number(m[1]) * 1000
  const rest = zoned ? zoned[1]! : plain
  if ((m = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(rest)))
    [hour, minute, second] = [Number(m[1]), Number(m[2]), Number(m[3] ?? second)]
  else if ((m = /^(?:(\d{1,4})\.)?(\d{1,2})\.(\d{1,2})-(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(rest))) {
    if (m[1] !== undefined) year = Number(m[1])
    ;[month, day, hour, minute, second] = [
      Number(m[2]),
      Number(m[3]),
      Number(m[4]),
      Number(m[5]),
      Number(m[6] ?? second),
    ]
  } else if ((m = /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?: (\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?)?$/.exec(rest))) {
    ;[year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])]
    ;[hour, minute, second] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)]
  } else if (
    (m = /^(?:(?:(?:(?:(\d\d)?(\d\d))?(\d\d))?(\d\d))?(\d\d))?(\d\d)(?:\.(\d\d))?$/.exec(rest)) &&
    rest.replace(/\..*/, '').length >= 2
  ) {
    if (m[2] !== undefined)
      year = m[1] !== undefined ? Number(m[1] + m[2]) : Math.floor(year / 100) * 100 + Number(m[2])
    if (m[3] !== undefined) month = Number(m[3])
    if (m[4] !== undefined) day = Number(m[4])
    if (m[5] !== undefined) hour = Number(m[5])
    ;[minute, second] = [Number(m[6]), Number(m[7] ?? 0)]
  } else return undefined
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined
  const local = Date.UTC(year, month - 1, day, hour, minute, second)
  if (zoned) return local - (zoned[2] === '-' ? -1 : 1) * (Number(zoned[3]) * 60 + Number(zoned[4])) * 60_000
  return fromWall(zone, local)
}
