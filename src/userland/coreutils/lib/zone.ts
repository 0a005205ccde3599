/**
 * Time zones as glibc finds them: $TZ, else /etc/localtime. A name counts when /usr/share/zoneinfo has it (its rules come from the host's
 * Intl); otherwise $TZ is read as a POSIX rule ("KST-9", "EST5EDT"), and what is neither means UTC.
 */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

export interface Zone {
  /** Seconds east of Greenwich at this instant (ms). */
  offset(ms: number): number
  /** "UTC", "KST" */
  abbreviation(ms: number): string
}
export const UTC: Zone = { offset: () => 0, abbreviation: () => 'UTC' }

/** What tzdata calls zones whose English short name in Intl is only GMT+N. */
const ABBREVIATIONS: Record<string, string> = {
  'Asia/Seoul': 'KST',
  'Asia/Pyongyang': 'KST',
  'Asia/Tokyo': 'JST',
  'Asia/Shanghai': 'CST',
  'Asia/Hong_Kong': 'HKT',
  'Asia/Taipei': 'CST',
  'Asia/Kolkata': 'IST',
  'Asia/Manila': 'PST',
  'Asia/Jakarta': 'WIB',
  'Europe/Moscow': 'MSK',
  'Africa/Johannesburg': 'SAST',
  ROK: 'KST',
  Japan: 'JST',
  PRC: 'CST',
}
const EUROPE_WITH_SUMMER: Record<number, [string, string]> = {
  0: ['WET', 'WEST'],
  60: ['CET', 'CEST'],
  120: ['EET', 'EEST'],
}

function named(name: string): Zone | undefined {
  let fields: Intl.DateTimeFormat
  try {
    fields = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      timeZoneName: 'short',
    })
  } catch {
    return undefined
  }
  const part = (ms: number): Record<string, string> =>
    Object.fromEntries(fields.formatToParts(new Date(ms)).map((piece) => [piece.type, piece.value]))
  const offset = (ms: number): number => {
    const p = part(ms)
    const wall = Date.UTC(
      Number(p['year']),
      Number(p['month']) - 1,
      Number(p['day']),
      Number(p['hour']),
      Number(p['minute']),
      Number(p['second']),
    )
    return Math.round((wall - Math.floor(ms / 1000) * 1000) / 1000)
  }
  return {
    offset,
    abbreviation: (ms) => {
      const known = ABBREVIATIONS[name]
      if (known) return known
      const short = part(ms)['timeZoneName'] ?? 'UTC'
      if (/^[A-Z]{3,4}$/.test(short)) return short
      const seconds = offset(ms)
      const january = offset(Date.UTC(new Date(ms).getUTCFullYear(), 0, 1)) / 60
      const names = name.startsWith('Europe/') ? EUROPE_WITH_SUMMER[january] : undefined
      if (name === 'Europe/London') return seconds ? 'BST' : 'GMT'
      if (names) return seconds / 60 === january ? names[0] : names[1]
      const minutes = Math.abs(seconds) / 60
      const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
      return (seconds < 0 ? '-' : '+') + two(minutes / 60) + (minutes % 60 ? two(minutes % 60) : '')
    },
  }
}

interface Rule {
  month: number
  week: number
  day: number
  /** seconds after midnight */
  time: number
}
/** The instant (ms, UTC) of Mm.w.d in a year, given the offset that holds before it. */
function changeAt(rule: Rule, year: number, offset: number): number {
  const first = new Date(Date.UTC(year, rule.month - 1, 1)).getUTCDay()
  let day = 1 + ((rule.day - first + 7) % 7) + (rule.week - 1) * 7
  const length = new Date(Date.UTC(year, rule.month, 0)).getUTCDate()
  while (day > length) day -= 7
  return Date.UTC(year, rule.month - 1, day) + (rule.time - offset) * 1000
}
const seconds = (sign: string | undefined, h: string, m = '0', s = '0'): number =>
  (sign === '-' ? -1 : 1) * (Number(h) * 3600 + Number(m) * 60 + Number(s))

function posix(text: string): Zone | undefined {
  const name = '([A-Za-z]{3,}|<[-+A-Za-z0-9]{3,}>)'
  const time = '([-+]?)(\\d{1,3})(?::(\\d\\d))?(?::(\\d\\d))?'
  const match = new RegExp(`^${name}${time}(?:${name}(?:${time})?(?:,(.*))?)?$`).exec(text)
  if (!match) return undefined
  const label = (raw: string): string => raw.replace(/[<>]/g, '')
  const standard = { offset: -seconds(match[2], match[3]!, match[4], match[5]), name: label(match[1]!) }
  if (!match[6]) return { offset: () => standard.offset, abbreviation: () => standard.name }
  const summer = {
    offset: match[8] === undefined ? standard.offset + 3600 : -seconds(match[7], match[8], match[9], match[10]),
    name: label(match[6]),
  }
  const rules = (match[11] ?? 'M3.2.0,M11.1.0').split(',').map((rule): Rule => {
    const r = /^M(\d+)\.(\d)\.(\d)(?:\/([-+]?)(\d+)(?::(\d\d))?(?::(\d\d))?)?$/.exec(rule)
    if (!r) return { month: 1, week: 1, day: 0, time: 0 }
    return {
      month: Number(r[1]),
      week: Number(r[2]),
      day: Number(r[3]),
      time: r[5] === undefined ? 7200 : seconds(r[4], r[5], r[6], r[7]),
    }
  })
  const inSummer = (ms: number): boolean => {
    const year = new Date(ms + standard.offset * 1000).getUTCFullYear()
    const start = changeAt(rules[0]!, year, standard.offset)
    const end = changeAt(rules[1] ?? rules[0]!, year, summer.offset)
    return start < end ? ms >= start && ms < end : ms >= start || ms < end
  }
  return {
    offset: (ms) => (inSummer(ms) ? summer.offset : standard.offset),
    abbreviation: (ms) => (inSummer(ms) ? summer.name : standard.name),
  }
}

/** The zone that a value of $TZ names on this system. */
export function zoneOf(sys: Sys, tz: string): Zone {
  const name = tz.replace(/^:/, '')
  if (name === '' || name === 'UTC' || name === 'UTC0') return UTC
  const exists = !(attempt(() => sys.stat(`/usr/share/zoneinfo/${name}`)) instanceof SysError)
  const zone = (exists ? named(name) : undefined) ?? posix(name)
  if (zone) return zone
  const letters = /^[A-Za-z]{3,}/.exec(name)?.[0] ?? 'UTC'
  return { offset: () => 0, abbreviation: () => letters }
}
/** The zone of a process. */
export function localZone(sys: Sys): Zone {
  const tz = sys.env['TZ']
  if (tz !== undefined) return zoneOf(sys, tz)
  const link = attempt(() => sys.readlink('/etc/localtime'))
  const name = link instanceof SysError ? null : /zoneinfo\/(.+)$/.exec(link)
  return name && !/UTC$/.test(name[1]!) ? zoneOf(sys, name[1]!) : UTC
}
/** The instant (ms) at which a wall clock in `zone` shows `wall` (ms, as if it were UTC). */
export function fromWall(zone: Zone, wall: number): number {
  let ms = wall - zone.offset(wall) * 1000
  ms = wall - zone.offset(ms) * 1000
  return ms
}
