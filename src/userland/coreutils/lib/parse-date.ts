/**
 * Dates as people write them: what date -d and touch -d of GNU read (parse_datetime of gnulib): calendar dates, times of day, zones, days of
 * the week, and relative items, in any order. Returns milliseconds since the epoch, or undefined for nonsense.
 */
import type { Sys } from '../../../kernel/sys/types.ts'
import { fromWall, zoneOf } from './zone.ts'
import type { Zone } from './zone.ts'
import { DAYS, MONTHS } from './strftime.ts'

const ORDINALS: Record<string, number> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
}
/** Minutes east of Greenwich. */
const ZONES: Record<string, number> = {
  UTC: 0,
  UCT: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  BST: 60,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MET: 60,
  EET: 120,
  EEST: 180,
  MSK: 180,
  IST: 330,
  JST: 540,
  KST: 540,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
}
type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second'
const UNITS: Record<string, [Unit, number]> = {
  year: ['year', 1],
  month: ['month', 1],
  fortnight: ['day', 14],
  week: ['day', 7],
  day: ['day', 1],
  hour: ['hour', 1],
  minute: ['minute', 1],
  min: ['minute', 1],
  second: ['second', 1],
  sec: ['second', 1],
}
const unitOf = (word: string): [Unit, number] | undefined => UNITS[word] ?? UNITS[word.replace(/s$/, '')]
const monthOf = (word: string): number => {
  const lower = word.toLowerCase().replace(/\.$/, '')
  if (lower === 'sept') return 8
  return MONTHS.findIndex((name) => name.toLowerCase() === lower || name.slice(0, 3).toLowerCase() === lower)
}
const dayOf = (word: string): number => {
  const lower = word.toLowerCase().replace(/\.$/, '')
  if (lower === 'tues') return 2
  if (lower === 'wednes') return 3
  if (lower === 'thur' || lower === 'thurs') return 4
  return DAYS.findIndex((name) => name.toLowerCase() === lower || name.slice(0, 3).toLowerCase() === lower)
}
const fullYear = (text: string): number => {
  const year = Number(text)
  return text.length > 2 ? year : year < 69 ? 2000 + year : 1900 + year
}

interface Items {
  date?: [year: number | undefined, month: number, day: number]
  time?: [hour: number, minute: number, second: number]
  zone?: number
  weekday?: { day: number; ordinal: number }
  relative: Record<Unit, number>
  hasRelative: boolean
  absolute?: number
}

/** Reads one item off the front of `text`; returns the rest, or undefined. */
function item(text: string, out: Items): string | undefined {
  let m: RegExpExecArray | null
  const rest = (): string => text.slice(m![0].length)
  const setDate = (year: number | undefined, month: number, day: number): string | undefined => {
    if (out.date || month < 0 || month > 11 || day < 1 || day > 31) return undefined
    out.date = [year, month, day]
    return rest()
  }
  const setTime = (h: string, min = '0', s = '0', meridian = '', zone = ''): string | undefined => {
    if (out.time) return undefined
    let hour = Number(h)
    if (meridian) {
      if (hour < 1 || hour > 12) return undefined
      hour = (hour % 12) + (/^p/i.test(meridian) ? 12 : 0)
    }
    if (hour > 24 || Number(min) > 59 || Number(s) >= 61) return undefined
    out.time = [hour, Number(min), Number(s)]
    if (zone) {
      const z = /^([-+])(\d{1,2}):?(\d{2})?$/.exec(zone)!
      if (out.zone !== undefined) return undefined
      out.zone = (z[1] === '-' ? -1 : 1) * (Number(z[2]) * 60 + Number(z[3] ?? 0))
    }
    return rest()
  }
  if ((m = /^@(-?\d+)(?:[.,](\d+))?/.exec(text))) {
    if (out.absolute !== undefined) return undefined
    out.absolute = Number(`${m[1]}.${m[2] ?? '0'}`) * 1000
    return rest()
  }
  if ((m = /^(\d{4,})-(\d{1,2})-(\d{1,2})(?=$|[^\d])(?:[Tt](?=\d))?/.exec(text)))
    return setDate(Number(m[1]), Number(m[2]) - 1, Number(m[3]))
  if ((m = /^(\d{1,2})-(\d{1,2})-(\d{1,2})(?!\d)/.exec(text)))
    return setDate(fullYear(m[1]!), Number(m[2]) - 1, Number(m[3]))
  if (
    (m =
      /^(\d{1,2}):(\d{2})(?::(\d{2}(?:[.,]\d+)?))?\s*(?:([ap])\.?m\.?(?![a-z]))?(?:\s*([-+]\d{1,2}:?(?:\d{2})?)(?![\d]|\s*(?:years?|months?|weeks?|days?|hours?|min|sec|fortnight)))?/i.exec(
        text,
      ))
  )
    return setTime(m[1]!, m[2], m[3]?.replace(',', '.'), m[4], m[5])
  if ((m = /^(\d{1,2})\s*([ap])\.?m\.?(?![a-z])/i.exec(text))) return setTime(m[1]!, '0', '0', m[2])
  if ((m = /^(\d{4,})\/(\d{1,2})\/(\d{1,2})(?!\d)/.exec(text)))
    return setDate(Number(m[1]), Number(m[2]) - 1, Number(m[3]))
  if ((m = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?(?!\d)/.exec(text)))
    return setDate(m[3] ? fullYear(m[3]) : undefined, Number(m[1]) - 1, Number(m[2]))
  if (
    (m = /^(\d{1,2})[ -]?([a-z]{3,9})\.?(?:(?:[ -]|,\s*)(\d{4}|\d{2}(?!\d|:)))?(?![a-z\d:])/i.exec(text)) &&
    monthOf(m[2]!) >= 0
  )
    return setDate(m[3] ? fullYear(m[3]) : undefined, monthOf(m[2]!), Number(m[1]))
  if (
    (m = /^([a-z]{3,9})\.?[ -](\d{1,2})(?:(?:-|\s*,\s*)(\d{2,4})|\s+(\d{4})(?!\d|:))?(?!\d|:)/i.exec(text)) &&
    monthOf(m[1]!) >= 0
  ) {
    const year = m[3] ?? m[4]
    return setDate(year ? fullYear(year) : undefined, monthOf(m[1]!), Number(m[2]))
  }
  if ((m = /^([-+]?)\s*(\d+)\s*([a-z]+)\b/i.exec(text))) {
    const unit = unitOf(m[3]!.toLowerCase())
    if (unit) {
      const ago = /^\s*ago\b/i.exec(text.slice(m[0].length))
      const amount = Number(m[2]) * unit[1] * (m[1] === '-' ? -1 : 1) * (ago ? -1 : 1)
      out.relative[unit[0]] += amount
      out.hasRelative = true
      return text.slice(m[0].length + (ago?.[0].length ?? 0))
    }
    const weekday = dayOf(m[3]!)
    if (weekday >= 0 && !out.weekday) {
      out.weekday = { day: weekday, ordinal: Number(m[2]) }
      return rest()
    }
  }
  if ((m = /^([-+]\d{2}):?(\d{2})?(?!\d)/.exec(text)) && out.time && out.zone === undefined) {
    out.zone = Number(m[1]) * 60 + (m[1]![0] === '-' ? -1 : 1) * Number(m[2] ?? 0)
    return rest()
  }
  if ((m = /^(\d{4})(\d{2})(\d{2})(?:[Tt](?=\d))?(?!\d(?!\d))/.exec(text)) && !out.date)
    return setDate(Number(m[1]), Number(m[2]) - 1, Number(m[3]))
  if ((m = /^(\d{4})(?!\d)/.exec(text)) && out.date && out.date[0] === undefined && out.time) {
    out.date[0] = Number(m[1])
    return rest()
  }
  if ((m = /^(\d{1,2})(\d{2})?(?!\d)/.exec(text))) return setTime(m[1]!, m[2])
  if ((m = /^([a-z]+)\.?/i.exec(text))) return word(m[1]!, rest(), out)
  return undefined
}

function word(given: string, rest: string, out: Items): string | undefined {
  const lower = given.toLowerCase()
  if (lower === 'now' || lower === 'today') {
    out.hasRelative = true
    return rest
  }
  if (lower === 'tomorrow' || lower === 'yesterday') {
    out.relative.day += lower === 'tomorrow' ? 1 : -1
    out.hasRelative = true
    return rest
  }
  if (lower === 'noon' || lower === 'midnight') return undefined
  if (lower in ORDINALS) {
    const ordinal = ORDINALS[lower]!
    const next = /^\s*([a-z]+)\.?/i.exec(rest)
    if (!next) return undefined
    const unit = unitOf(next[1]!.toLowerCase())
    const after = rest.slice(next[0].length)
    if (unit) {
      const ago = /^\s*ago\b/i.exec(after)
      out.relative[unit[0]] += ordinal * unit[1] * (ago ? -1 : 1)
      out.hasRelative = true
      return after.slice(ago?.[0].length ?? 0)
    }
    const weekday = dayOf(next[1]!)
    if (weekday < 0 || out.weekday) return undefined
    out.weekday = { day: weekday, ordinal }
    return after
  }
  const weekday = dayOf(lower)
  if (weekday >= 0) {
    if (out.weekday) return undefined
    out.weekday = { day: weekday, ordinal: 0 }
    return rest
  }
  const unit = unitOf(lower)
  if (unit) {
    const ago = /^\s*ago\b/i.exec(rest)
    out.relative[unit[0]] += unit[1] * (ago ? -1 : 1)
    out.hasRelative = true
    return rest.slice(ago?.[0].length ?? 0)
  }
  const zone = ZONES[given.toUpperCase()]
  if (zone !== undefined && out.zone === undefined) {
    const shift = /^([-+])(\d{1,2}):?(\d{2})?(?!\d)/.exec(rest)
    out.zone = zone + (shift ? (shift[1] === '-' ? -1 : 1) * (Number(shift[2]) * 60 + Number(shift[3] ?? 0)) : 0)
    return rest.slice(shift?.[0].length ?? 0)
  }
  return undefined
}

export function parseDate(sys: Sys, source: string, now: number, local: Zone): number | undefined {
  let zone = local
  let text = source
  const tz = /^\s*TZ="((?:[^"\\]|\\.)*)"\s*/.exec(text)
  if (tz) {
    zone = zoneOf(sys, tz[1]!.replace(/\\(.)/g, '$1'))
    text = text.slice(tz[0].length)
  }
  text = text.replace(/\([^()]*\)/g, ' ')
  const out: Items = { relative: { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 }, hasRelative: false }
  for (text = text.replace(/^[\s,]+/, ''); text;) {
    const rest = item(text, out)
    if (rest === undefined || rest === text) return undefined
    text = rest.replace(/^[\s,]+/, '')
  }
  const r = out.relative
  if (out.absolute !== undefined) {
    if (out.date || out.time || out.weekday) return undefined
    return out.absolute + ((r.day * 24 + r.hour) * 3600 + r.minute * 60 + r.second) * 1000
  }
  const offset = out.zone
  const fixed: Zone | undefined =
    offset === undefined ? undefined : { offset: () => offset * 60, abbreviation: () => '' }
  const use = fixed ?? zone
  const wall = new Date(now + use.offset(now) * 1000)
  let [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()]
  let [hour, minute, second] = [
    wall.getUTCHours(),
    wall.getUTCMinutes(),
    wall.getUTCSeconds() + (((now % 1000) + 1000) % 1000) / 1000,
  ]
  if (out.date) {
    year = out.date[0] ?? year
    month = out.date[1]
    day = out.date[2]
    // A day that the month does not have is an error, not the next month.
    if (new Date(Date.UTC(year, month, day)).getUTCMonth() !== month) return undefined
  }
  if (out.time) [hour, minute, second] = out.time
  else if (out.date || out.weekday || !out.hasRelative) hour = minute = second = 0
  let base = Date.UTC(year + r.year, month + r.month, day + r.day)
  if (year < 100) base = new Date(base).setUTCFullYear(year + r.year)
  if (out.weekday && !out.date) {
    const today = new Date(base).getUTCDay()
    const ordinal = out.weekday.ordinal - (out.weekday.ordinal > 0 && today !== out.weekday.day ? 1 : 0)
    base += (((out.weekday.day - today + 7) % 7) + 7 * ordinal) * 86_400_000
  }
  const ms = fromWall(use, base + (hour * 3600 + minute * 60 + second) * 1000)
  return ms + (r.hour * 3600 + r.minute * 60 + r.second) * 1000
}
