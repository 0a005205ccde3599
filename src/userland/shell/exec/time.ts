/** The `time` keyword and TIMEFORMAT. */
import type { Shell } from '../state/shell.ts'

/** bash's default format. */
const STANDARD = '\nreal\t%3lR\nuser\t%3lU\nsys\t%3lS'
const POSIX = 'real %2R\nuser %2U\nsys %2S'

export async function timed(sh: Shell, style: 'default' | 'posix', run: () => Promise<number>): Promise<number> {
  const start = sh.sys.monotonic()
  const before = sh.sys.times()
  const status = await run()
  const after = sh.sys.times()
  const real = sh.sys.monotonic() - start
  const user = after.utime + after.cutime - before.utime - before.cutime
  const system = after.stime + after.cstime - before.stime - before.cstime
  const format = style === 'posix' ? POSIX : (sh.get('TIMEFORMAT') ?? STANDARD)
  if (format) await sh.stderr(`${formatTimes(format, { real, user, system })}\n`)
  return status
}

export function formatTimes(format: string, times: { real: number; user: number; system: number }): string {
  return format.replace(/%(?:([0-9])?(l)?([RUS])|([P%]))/g, (_, digits, long, kind, other) => {
    if (other === '%') return '%'
    if (other === 'P') return times.real ? (((times.user + times.system) * 100) / times.real).toFixed(2) : '0.00'
    const ms = kind === 'R' ? times.real : kind === 'U' ? times.user : times.system
    return duration(ms, digits === undefined ? 3 : Math.min(3, Number(digits)), Boolean(long))
  })
}
function duration(ms: number, digits: number, long: boolean): string {
  const total = Math.max(0, Math.floor(ms))
  const seconds = (value: number): string =>
    digits ? (Math.floor(value / 10 ** (3 - digits)) / 10 ** digits).toFixed(digits) : String(Math.floor(value / 1000))
  return long ? `${Math.floor(total / 60000)}m${seconds(total % 60000)}s` : seconds(total)
}
