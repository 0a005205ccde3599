/** strftime(3) in UTC with C locale names: printf %(…)T, prompts, HISTTIMEFORMAT. TZ is not looked at. */
import type { Shell } from '../state/shell.ts'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
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
const two = (n: number): string => String(n).padStart(2, '0')

/** `ms` since the epoch. */
export function strftime(_sh: Shell, format: string, ms: number): string {
  const d = new Date(ms)
  const year = d.getUTCFullYear()
  const month = d.getUTCMonth()
  const day = d.getUTCDate()
  const hour = d.getUTCHours()
  const weekday = d.getUTCDay()
  const yearDay = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86400000)
  const twelve = hour % 12 || 12
  const simple: Record<string, () => string> = {
    a: () => DAYS[weekday]!.slice(0, 3),
    A: () => DAYS[weekday]!,
    b: () => MONTHS[month]!.slice(0, 3),
    h: () => MONTHS[month]!.slice(0, 3),
    B: () => MONTHS[month]!,
    C: () => two(Math.floor(year / 100)),
    d: () => two(day),
    e: () => String(day).padStart(2),
    H: () => two(hour),
    I: () => two(twelve),
    k: () => String(hour).padStart(2),
    l: () => String(twelve).padStart(2),
    j: () => String(yearDay + 1).padStart(3, '0'),
    m: () => two(month + 1),
    M: () => two(d.getUTCMinutes()),
    n: () => '\n',
    p: () => (hour < 12 ? 'AM' : 'PM'),
    P: () => (hour < 12 ? 'am' : 'pm'),
    s: () => String(Math.floor(ms / 1000)),
    S: () => two(d.getUTCSeconds()),
    t: () => '\t',
    u: () => String(weekday || 7),
    w: () => String(weekday),
    U: () => two(Math.floor((yearDay + 7 - weekday) / 7)),
    W: () => two(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7)),
    y: () => two(year % 100),
    Y: () => String(year),
    z: () => '+0000',
    Z: () => 'UTC',
    '%': () => '%',
  }
  const composite: Record<string, string> = {
    c: '%a %b %e %H:%M:%S %Y',
    D: '%m/%d/%y',
    F: '%Y-%m-%d',
    r: '%I:%M:%S %p',
    R: '%H:%M',
    T: '%H:%M:%S',
    x: '%m/%d/%y',
    X: '%H:%M:%S',
  }
  const expand = (text: string): string =>
    text.replace(/%([EO_-]?)([A-Za-z%])/g, (whole, flag: string, letter: string) => {
      const found = composite[letter]
      if (found) return expand(found)
      const value = simple[letter]?.()
      if (value === undefined) return whole
      return flag === '-' ? value.replace(/^[0 ]+(?=.)/, '') : value
    })
  return expand(format)
}
