/** date(1). Setting the clock is refused as in a container. */
import { strerror } from '../../base/abi/errno.ts'
import { choose } from './lib/argmatch.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { LineReader, openInput } from './lib/io.ts'
import { parseDate } from './lib/parse-date.ts'
import { quote, quotef } from './lib/quote.ts'
import { strftime } from './lib/strftime.ts'
import { localZone, UTC } from './lib/zone.ts'
import type { Zone } from './lib/zone.ts'

const ISO: Record<string, string> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
}
const RFC3339: Record<string, string> = {
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%d %H:%M:%S%:z',
  ns: '%Y-%m-%d %H:%M:%S.%N%:z',
}

export const date = gnu(
  {
    help: 'date',
    short: 'd:f:I::r:Rs:u',
    long: {
      date: 'd',
      debug: 'debug',
      file: 'f',
      'iso-8601': 'I',
      reference: 'r',
      resolution: 'resolution',
      'rfc-email': 'R',
      'rfc-822': 'R',
      'rfc-2822': 'R',
      'rfc-3339': 'rfc-3339=',
      set: 's',
      uct: 'u',
      utc: 'u',
      universal: 'u',
    },
  },
  async (command) => {
    const { sys, args } = command
    const zone: Zone = command.has('u') ? UTC : localZone(sys)
    let format: string | undefined
    for (const { key, value } of command.options) {
      const chosen =
        key === 'I'
          ? await choose(command, '--iso-8601', value ?? 'date', ISO)
          : key === 'rfc-3339'
            ? await choose(command, '--rfc-3339', value!, RFC3339)
            : key === 'R'
              ? '%a, %d %b %Y %H:%M:%S %z'
              : undefined
      if (chosen === undefined) continue
      if (format !== undefined) await command.die('multiple output formats specified')
      format = chosen
    }
    const sources = ['d', 'f', 'r', 'resolution'].filter((key) => command.has(key)).length
    if (sources > 1) await command.usage('the options to specify dates for printing are mutually exclusive')
    let toSet = command.value('s')
    const given = args.find((arg) => arg.startsWith('+'))
    const others = args.filter((arg) => arg !== given)
    if (given !== undefined) {
      if (args[0] !== given && args.length > 1 && sources) await command.usage(`extra operand ${quote(args[1]!)}`)
      if (format !== undefined) await command.die('multiple output formats specified')
      format = given.slice(1)
    }
    if (others.length > 1 || (others.length && (sources || toSet !== undefined))) {
      const extra = others.length > 1 ? others[1]! : others[0]!
      await command.usage(
        sources || toSet !== undefined
          ? `the argument ${quote(extra)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`
          : `extra operand ${quote(extra)}`,
      )
    }
    format ??= '%a %b %e %H:%M:%S %Z %Y'
    const print = (ms: number): Promise<void> | void => command.put(strftime(format, ms, zone) + '\n')
    const file = command.value('f')
    if (file !== undefined) {
      const input = await tryAsync(() => openInput(sys, file))
      if (isError(input)) return command.die(`${quotef(file)}: ${strerror(input.code)}`)
      const reader = new LineReader(sys, input.fd)
      for (let line = await reader.next(); line !== null; line = await reader.next()) {
        const ms = parseDate(sys, line, sys.now(), zone)
        if (ms === undefined) await command.complain(`invalid date ${quote(line)}`)
        else await print(ms)
      }
      return command.status
    }
    let ms = sys.now()
    const reference = command.value('r')
    const text = command.value('d')
    if (reference !== undefined) {
      const stat = await tryAsync(() => sys.stat(reference))
      if (isError(stat)) return command.die(`${quotef(reference)}: ${strerror(stat.code)}`)
      ms = stat.mtime
    } else if (text !== undefined) {
      const parsed = parseDate(sys, text, ms, zone)
      if (parsed === undefined) return command.die(`invalid date ${quote(text)}`)
      ms = parsed
    } else if (command.has('resolution')) {
      await command.put(strftime(given ? format : '%s.%N', 0.000001, zone) + '\n')
      return 0
    } else if (others.length) {
      // MMDDhhmm[[CC]YY][.ss]
      const m = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d(?:\d\d)?)?(?:\.(\d\d))?$/.exec(others[0]!)
      if (!m) return command.die(`invalid date ${quote(others[0]!)}`)
      const year = m[5] ?? strftime('%Y', ms, zone)
      toSet = `${year.length === 2 ? `20${year}` : year}-${m[1]}-${m[2]} ${m[3]}:${m[4]}:${m[6] ?? '00'}`
    }
    if (toSet !== undefined) {
      const parsed = parseDate(sys, toSet, ms, zone)
      if (parsed === undefined) return command.die(`invalid date ${quote(toSet)}`)
      ms = parsed
      // No container has CAP_SYS_TIME, and the learner's account is not root.
      await command.complain('cannot set date: Operation not permitted')
    }
    await print(ms)
    return command.status
  },
)
