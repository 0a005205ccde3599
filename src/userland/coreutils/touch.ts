/** touch(1). */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { O_CREAT, O_NONBLOCK, O_WRONLY } from '../../base/abi/files.ts'
import { choose } from './lib/argmatch.ts'
import { gnu, isError, tryAsync } from './lib/command.ts'
import { parseDate } from './lib/parse-date.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { fromWall, localZone } from './lib/zone.ts'
import type { Zone } from './lib/zone.ts'

/** [[CC]YY]MMDDhhmm[.ss] */
export function parseStamp(text: string, now: number, zone: Zone): number | undefined {
  const m = /^(\d{2}|\d{4})?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text)
  if (!m) return undefined
  const years = m[1]
  const year =
    years === undefined
      ? new Date(now + zone.offset(now) * 1000).getUTCFullYear()
      : years.length === 4
        ? Number(years)
        : Number(years) + (Number(years) < 69 ? 2000 : 1900)
  const [month, day, hour, minute, second] = [m[2], m[3], m[4], m[5], m[6] ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return undefined
  return fromWall(zone, Date.UTC(year, month - 1, day, hour, minute, second))
}

export const touch = gnu(
  {
    help: 'touch',
    short: 'acd:fhmr:t:',
    long: {
      time: 'time=',
      'no-create': 'c',
      date: 'd',
      reference: 'r',
      'no-dereference': 'h',
    },
  },
  async (command) => {
    const { sys } = command
    const zone = localZone(sys)
    const now = sys.now()
    let access = command.has('a')
    let modify = command.has('m')
    const word = command.value('time')
    if (word !== undefined) {
      const which = await choose(command, '--time', word, {
        atime: 'a',
        access: 'a',
        use: 'a',
        mtime: 'm',
        modify: 'm',
      } as const)
      if (which === 'a') access = true
      else modify = true
    }
    if (!access && !modify) access = modify = true
    let [atime, mtime] = [now, now]
    const [reference, dated, stamp] = [command.value('r'), command.value('d'), command.value('t')]
    if ((reference !== undefined || dated !== undefined) && stamp !== undefined)
      await command.usage('cannot specify times from more than one source')
    if (reference !== undefined) {
      const stat = attempt(() => (command.has('h') ? sys.lstat(reference) : sys.stat(reference)))
      if (stat instanceof SysError)
        return command.die(`failed to get attributes of ${quoteaf(reference)}: ${strerror(stat.code)}`)
      atime = stat.atime
      mtime = stat.mtime
    }
    if (dated !== undefined) {
      const base = reference === undefined ? now : mtime
      const parsed = parseDate(sys, dated, base, zone)
      if (parsed === undefined) return command.die(`invalid date format ${quote(dated)}`)
      atime = mtime = parsed
    }
    if (stamp !== undefined) {
      const parsed = parseStamp(stamp, now, zone)
      if (parsed === undefined) return command.die(`invalid date format ${quote(stamp)}`)
      atime = mtime = parsed
    }
    if (!command.args.length) await command.usage('missing file operand')
    for (const path of command.args) {
      const set = async (): Promise<void> => {
        const old = command.has('h') ? sys.lstat(path) : sys.stat(path)
        sys.utimes(path, access ? atime : old.atime, modify ? mtime : old.mtime, { follow: !command.has('h') })
      }
      if (path === '-') {
        await tryAsync(set)
        continue
      }
      let failure = await tryAsync(set)
      if (isError(failure) && failure.code === 'ENOENT') {
        if (command.has('c') || command.has('h')) {
          if (command.has('h') && !command.has('c'))
            await command.complain(`setting times of ${quoteaf(path)}: ${strerror(failure.code)}`)
          continue
        }
        const opened = await tryAsync(() => sys.open(path, O_WRONLY | O_CREAT | O_NONBLOCK, 0o666))
        if (isError(opened)) {
          await command.complain(`cannot touch ${quoteaf(path)}: ${strerror(opened.code)}`)
          continue
        }
        sys.close(opened)
        failure =
          reference === undefined && dated === undefined && stamp === undefined ? undefined : await tryAsync(set)
      }
      if (isError(failure)) {
        const verb =
          failure.code === 'ENOENT' || failure.code === 'ENOTDIR' || failure.code === 'EACCES'
            ? 'cannot touch'
            : 'setting times of'
        await command.complain(`${verb} ${quoteaf(path)}: ${strerror(failure.code)}`)
      }
    }
    return command.status
  },
)
