/** --since and --until (api/types/time.GetTimestamp): durations back from now, dates, seconds since the epoch. The result is what the API takes. */
import { parseDuration } from '../../base/go/duration.ts'
import { CommandError } from '../framework/errors.ts'

const LAYOUTS = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?)?(Z|[+-]\d\d:\d\d)?$/
/** '' for ''. `now` in milliseconds; `flag` names the value in the error, where a command does. Throws CommandError. */
export function goTimestamp(value: string, now: number, flag?: string): string {
  if (value === '') return ''
  const duration = parseDuration(value)
  if (typeof duration === 'number' && value !== '0') return format(now - duration / 1e6)
  if (/^\d+(\.\d{1,9})?$/.test(value)) return value
  const match = LAYOUTS.exec(value)
  if (!match)
    throw new CommandError(
      `${flag === undefined ? '' : `invalid value for "${flag}": `}failed to parse value as time or duration: ${JSON.stringify(value)}`,
    )
  const [year, month, day, hour = '0', minute = '0', second = '0'] = match.slice(1, 7) as [
    string,
    string,
    string,
    string?,
    string?,
    string?,
  ]
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const zone = match[8]
  const offset =
    zone && zone !== 'Z' ? (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))) : 0
  return `${ms / 1000 - offset * 60}.${(match[7] ?? '').padEnd(9, '0')}`
}
function format(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return `${seconds}.${String(Math.floor((ms - seconds * 1000) * 1e6)).padStart(9, '0')}`
}
