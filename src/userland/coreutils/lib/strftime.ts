/** strftime(3) with GNU's flags and widths, in the C locale. */
import type { Zone } from './zone.ts'

export const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const DAY_MS = 86_400_000

/** ISO 8601 year and week. */
function isoWeek(wall: Date): { year: number; week: number } {
  const day = (wall.getUTCDay() + 6) % 7
  const thursday = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() - day + 3))
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return { year: thursday.getUTCFullYear(), week: 1 + Math.floor((thursday.getTime() - first) / (7 * DAY_MS)) }
}
export const dayOfYear = (wall: Date): number =>
  Math.floor(
    (Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()) - Date.UTC(wall.getUTCFullYear(), 0, 1)) /
      DAY_MS,
  ) + 1

/** "+0900"; `colons` as in %:z, %::z, %:::z. */
export function offsetText(seconds: number, colons: number): string {
  const sign = seconds < 0 ? '-' : '+'
  const total = Math.abs(seconds)
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  const [h, m, s] = [two(total / 3600), two((total / 60) % 60), two(total % 60)]
  if (colons === 0) return sign + h + m
  if (colons === 1) return `${sign}${h}:${m}`
  if (colons === 2) return `${sign}${h}:${m}:${s}`
  return sign + h + (s !== '00' ? `:${m}:${s}` : m !== '00' ? `:${m}` : '')
}

/** Nanoseconds within the second. */
export function nanoseconds(ms: number): number {
  const fraction = ms - Math.floor(ms / 1000) * 1000
  return Math.min(999_999_999, Math.floor(fraction * 1e6 + 0.5))
}

export function strftime(format: string, ms: number, zone: Zone): string {
  const offset = zone.offset(ms)
  const wall = new Date(Math.floor(ms / 1000) * 1000 + offset * 1000)
  return format.replace(
    /%([-_0^#+]*)(\d*)([EO]?)(:{0,3})([a-zA-Z%+])/g,
    (whole: string, flags: string, widthText: string, _modifier: string, colons: string, letter: string): string => {
      const number = (value: number, digits: number, pad = '0'): string => {
        const flag = /[-_0](?=[^-_0]*$)/.exec(flags)?.[0]
        const filler = flag === '_' ? ' ' : flag === '0' ? '0' : pad
        const size = widthText ? Number(widthText) : flag === '-' ? 0 : digits
        const text = String(Math.abs(value))
        return (value < 0 ? '-' : '') + text.padStart(value < 0 ? size - 1 : size, filler)
      }
      const text = (value: string): string => {
        const cased = flags.includes('^') ? value.toUpperCase() : flags.includes('#') ? swapCase(letter, value) : value
        return widthText ? cased.padStart(Number(widthText), flags.includes('0') ? '0' : ' ') : cased
      }
      const sub = (inner: string): string => text(strftime(inner, ms, zone))
      const year = wall.getUTCFullYear()
      const hour = wall.getUTCHours()
      if (colons && letter !== 'z') return whole
      switch (letter) {
        case 'a':
          return text(DAYS[wall.getUTCDay()]!.slice(0, 3))
        case 'A':
          return text(DAYS[wall.getUTCDay()]!)
        case 'b':
        case 'h':
          return text(MONTHS[wall.getUTCMonth()]!.slice(0, 3))
        case 'B':
          return text(MONTHS[wall.getUTCMonth()]!)
        case 'c':
          return sub('%a %b %e %H:%M:%S %Y')
        case 'C':
          return number(Math.floor(year / 100), 2)
        case 'd':
          return number(wall.getUTCDate(), 2)
        case 'D':
        case 'x':
          return sub('%m/%d/%y')
        case 'e':
          return number(wall.getUTCDate(), 2, ' ')
        case 'F':
          return sub('%Y-%m-%d')
        case 'g':
          return number(isoWeek(wall).year % 100, 2)
        case 'G':
          return number(isoWeek(wall).year, 4)
        case 'H':
          return number(hour, 2)
        case 'I':
          return number(hour % 12 || 12, 2)
        case 'j':
          return number(dayOfYear(wall), 3)
        case 'k':
          return number(hour, 2, ' ')
        case 'l':
          return number(hour % 12 || 12, 2, ' ')
        case 'm':
          return number(wall.getUTCMonth() + 1, 2)
        case 'M':
          return number(wall.getUTCMinutes(), 2)
        case 'n':
          return '\n'
        case 'N': {
          const digits = String(nanoseconds(ms)).padStart(9, '0')
          if (widthText) return digits.slice(0, Number(widthText)).padEnd(Number(widthText), '0')
          return flags.includes('-') ? digits.replace(/0+$/, '') || '0' : digits
        }
        case 'p':
          return text(hour < 12 ? 'AM' : 'PM')
        case 'P':
          return text(hour < 12 ? 'am' : 'pm')
        case 'q':
          return number(Math.floor(wall.getUTCMonth() / 3) + 1, 1)
        case 'r':
          return sub('%I:%M:%S %p')
        case 'R':
          return sub('%H:%M')
        case 's':
          return number(Math.floor(ms / 1000), 1)
        case 'S':
          return number(wall.getUTCSeconds(), 2)
        case 't':
          return '\t'
        case 'T':
        case 'X':
          return sub('%H:%M:%S')
        case 'u':
          return number(wall.getUTCDay() || 7, 1)
        case 'U':
          return number(Math.floor((dayOfYear(wall) + 6 - wall.getUTCDay()) / 7), 2)
        case 'V':
          return number(isoWeek(wall).week, 2)
        case 'w':
          return number(wall.getUTCDay(), 1)
        case 'W':
          return number(Math.floor((dayOfYear(wall) + 6 - ((wall.getUTCDay() + 6) % 7)) / 7), 2)
        case 'y':
          return number(((year % 100) + 100) % 100, 2)
        case 'Y':
          return number(year, year > 999 ? 4 : 1)
        case 'z':
          return offsetText(offset, colons.length)
        case 'Z':
          return text(zone.abbreviation(ms))
        case '%':
          return '%'
        case '+':
          return sub('%a %b %e %H:%M:%S %Z %Y')
        default:
          return whole
      }
    },
  )
}
const swapCase = (letter: string, value: string): string =>
  letter === 'p' || letter === 'Z' ? value.toLowerCase() : value.toUpperCase()
