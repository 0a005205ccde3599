/** BusyBox: cal of a month or a year (-m: weeks begin on Monday, -y), and getopt. cal -j is told of, and so are getopt's -a and -s csh. */
import { DAYS, MONTHS } from '../coreutils/lib/strftime.ts'
import { arrange } from '../coreutils/lib/getopt-core.ts'
import { localZone } from '../coreutils/lib/zone.ts'
import { applet } from './applet.ts'

/** Day of the week (0 Sunday) of a day, by the Julian calendar up to 2 September 1752 as cal has it. */
function weekday(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const m = month <= 2 ? month + 12 : month
  const old = year < 1752 || (year === 1752 && (month < 9 || (month === 9 && day < 14)))
  const century = old ? 5 : Math.floor(y / 400) - Math.floor(y / 100)
  const h = day + Math.floor((13 * (m + 1)) / 5) + y + Math.floor(y / 4) + century
  return (((h + 6) % 7) + 7) % 7
}
function daysOf(year: number, month: number): number[] {
  const leap = year <= 1752 ? year % 4 === 0 : (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const count = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  const days = Array.from({ length: count }, (_, i) => i + 1)
  return year === 1752 && month === 9 ? days.filter((day) => day < 3 || day > 13) : days
}
/** Six lines of twenty characters. */
function weeks(year: number, month: number, monday: boolean): string[] {
  const days = daysOf(year, month)
  const lead = (weekday(year, month, 1) + (monday ? 6 : 0)) % 7
  const cells = [...Array.from({ length: lead }, () => '  '), ...days.map((day) => String(day).padStart(2))]
  return Array.from({ length: 6 }, (_, i) => cells.slice(i * 7, i * 7 + 7).join(' '))
}
const centre = (text: string, width: number): string => {
  const left = Math.max(0, Math.floor((width - text.length) / 2))
  return ' '.repeat(left) + text
}
export const cal = applet({ short: 'jmy', max: 2 }, async (command) => {
  const { sys, args } = command
  if (command.has('j')) return command.die('-j is not simulated yet')
  const monday = command.has('m')
  const now = new Date(sys.now() + localZone(sys).offset(sys.now()) * 1000)
  const year = args.length ? await command.number(args.at(-1)!, { min: 1, max: 9999 }) : now.getUTCFullYear()
  const month = args.length === 2 ? await command.number(args[0]!, { min: 1, max: 12 }) : now.getUTCMonth() + 1
  const names = DAYS.map((day) => day.slice(0, 2))
  const heading = (monday ? [...names.slice(1), names[0]!] : names).join(' ')
  if (args.length !== 1 && !command.has('y')) {
    const body = weeks(year, month, monday)
    await command.put(`${centre(`${MONTHS[month - 1]} ${year}`, 20)}\n${heading}\n`)
    const last = body.findLastIndex((line) => line !== '')
    for (const [i, line] of body.entries()) await command.put(`${i > last ? ' '.repeat(21) : line}\n`)
    return 0
  }
  await command.put(`${centre(String(year), 64).padEnd(64)}\n\n`)
  for (let first = 1; first <= 12; first += 3) {
    const three = [0, 1, 2].map((i) => first + i)
    const title = three.map((m) => centre(MONTHS[m - 1]!, 20).padEnd(20)).join('  ')
    await command.put(`${title}\n${[heading, heading, heading].join('  ')}\n`)
    const all = three.map((m) => weeks(year, m, monday))
    for (let i = 0; i < 6; i++)
      await command.put(
        `${all
          .map((body) => body[i]!.padEnd(20))
          .join('  ')
          .trimEnd()}\n`,
      )
  }
  return 0
})
export const getopt = applet({ short: '+o:n:qQs:Tual:', long: {} }, async (command) => {
  const { sys } = command
  if (command.has('T')) return 4
  if (command.has('a') || /csh/.test(command.value('s') ?? ''))
    return command.die(`-${command.has('a') ? 'a' : 's csh'} is not simulated yet`)
  const args = [...command.args]
  const old = !command.has('o')
  const short = command.value('o') ?? args.shift()
  if (short === undefined) return command.die('missing optstring argument')
  if (old && args[0] === '--') args.shift()
  const wrong: string[] = []
  const line = arrange(
    short,
    command.options.filter((option) => option.key === 'l').map((option) => option.value!),
    args,
    { unquoted: old ? command.options.length === 0 || command.has('u') : command.has('u') },
    (message) => wrong.push(message),
  )
  const name = command.value('n') ?? 'getopt'
  if (!command.has('q')) for (const message of wrong) await sys.write(2, `${name}: ${message}\n`)
  if (!command.has('Q')) await command.put(line)
  return wrong.length ? 1 : 0
})
