/** timestamp, timeadd, formatdate (go-cty function/stdlib/datetime.go). Times are RFC 3339. */
import { parseDuration } from '../../../../base/go/duration.ts'
import { quote as goQuote } from '../../../../base/go/quote.ts'
import { string } from '../cty/value.ts'
import { ArgumentError, type HclFunction } from '../hcl/context.ts'
import { define, text } from './define.ts'

interface Moment {
  /** Of the clock on the wall there, in milliseconds as if it were UTC. */
  wall: number
  /** Minutes east of UTC. */
  offset: number
}
const SHAPE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))$/
function parse(value: string, index: number): Moment {
  const match = SHAPE.exec(value)
  if (!match)
    throw new ArgumentError(
      index,
      value.includes('T')
        ? 'not a valid RFC3339 timestamp'
        : "not a valid RFC3339 timestamp: missing required time introducer 'T'",
    )
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number)
  const offset = (match[7] === '-' ? -1 : 1) * (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0))
  return { wall: Date.UTC(year!, month! - 1, day, hour, minute, second), offset }
}
const two = (value: number): string => String(value).padStart(2, '0')
const zone = (offset: number, separator: string): string =>
  `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${separator}${two(Math.abs(offset) % 60)}`
const rfc3339 = ({ wall, offset }: Moment): string =>
  `${new Date(wall).toISOString().slice(0, 19)}${offset === 0 ? 'Z' : zone(offset, ':')}`

const MONTHS = 'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
function formatDate(layout: string, { wall, offset }: Moment): string {
  const date = new Date(wall)
  const hours = date.getUTCHours()
  const words: Readonly<Record<string, string>> = {
    YY: two(date.getUTCFullYear() % 100),
    YYYY: String(date.getUTCFullYear()).padStart(4, '0'),
    M: String(date.getUTCMonth() + 1),
    MM: two(date.getUTCMonth() + 1),
    MMM: MONTHS[date.getUTCMonth()]!.slice(0, 3),
    MMMM: MONTHS[date.getUTCMonth()]!,
    D: String(date.getUTCDate()),
    DD: two(date.getUTCDate()),
    EEE: DAYS[date.getUTCDay()]!.slice(0, 3),
    EEEE: DAYS[date.getUTCDay()]!,
    h: String(hours),
    hh: two(hours),
    H: String(hours % 12 || 12),
    HH: two(hours % 12 || 12),
    AA: hours < 12 ? 'AM' : 'PM',
    aa: hours < 12 ? 'am' : 'pm',
    m: String(date.getUTCMinutes()),
    mm: two(date.getUTCMinutes()),
    s: String(date.getUTCSeconds()),
    ss: two(date.getUTCSeconds()),
    Z: offset === 0 ? 'Z' : zone(offset, ':'),
    ZZZ: offset === 0 ? 'UTC' : zone(offset, ''),
    ZZZZ: zone(offset, ''),
    ZZZZZ: zone(offset, ':'),
  }
  return layout.replace(
    /'((?:[^']|'')*)'|'|([A-Za-z])\2*/g,
    (token, literal: string | undefined, letter: string | undefined) => {
      if (literal !== undefined) return literal.replaceAll("''", "'")
      if (letter === undefined) throw new ArgumentError(0, "unterminated literal '")
      const word = words[token]
      if (word === undefined) throw new ArgumentError(0, `invalid date format verb ${goQuote(token)}`)
      return word
    },
  )
}
export const dates = (now: () => number): Readonly<Record<string, HclFunction>> => ({
  formatdate: define('format:string time:string', ([layout, time]) =>
    string(formatDate(text(layout!), parse(text(time!), 1))),
  ),
  timeadd: define('timestamp:string duration:string', ([time, duration]) => {
    const moment = parse(text(time!), 0)
    const ns = parseDuration(text(duration!))
    if (typeof ns === 'object') throw new ArgumentError(1, ns.error)
    return string(rfc3339({ ...moment, wall: moment.wall + ns / 1e6 }))
  }),
  timestamp: define('', () => string(rfc3339({ wall: now(), offset: 0 }))),
})
