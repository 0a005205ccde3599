/** tail(1): the end of files, and with -f what is added to them. Following looks every second, as tail does without inotify. */
import { attempt, strerror, SysError } from '../../base/abi/errno.ts'
import { isFifo, isFile } from '../../base/abi/files.ts'
import { concat } from '../../base/bytes.ts'
import type { Fd } from '../../kernel/sys/types.ts'
import { choose } from './lib/argmatch.ts'
import { Command, gnu, isError, tryAsync } from './lib/command.ts'
import { openInput } from './lib/io.ts'
import { parseSize } from './lib/numbers.ts'
import { quote, quoteaf } from './lib/quote.ts'
import { banner } from './head.ts'
import { parseDuration } from './sleep.ts'

export interface TailCount {
  amount: number
  unit: 'lines' | 'bytes'
  /** from this line or byte on (1 is the first) instead of the last ones */
  fromStart: boolean
}
export interface Followed {
  name: string
  /** -1: not there now */
  fd: Fd
  position: number
  dev: number
  ino: number
}
const STEP = 65536

/** Where the last `count` lines of the bytes begin. */
function lastLines(bytes: Uint8Array, count: number, delimiter: number): number {
  if (count === 0) return bytes.length
  let at = bytes.length - 1
  if (bytes[at] === delimiter) at--
  for (let n = count; at >= 0; n--) {
    at = bytes.lastIndexOf(delimiter, at)
    if (at < 0) return 0
    if (n === 1) return at + 1
    at--
  }
  return 0
}

/** Writes the tail of a descriptor; returns the file position reached. */
export async function tailDescriptor(command: Command, fd: Fd, count: TailCount, delimiter: number): Promise<number> {
  const { sys } = command
  let position = 0
  if (count.fromStart) {
    let skip = Math.max(0, count.amount - 1)
    for (;;) {
      let chunk = await sys.read(fd)
      if (!chunk.length) return position
      position += chunk.length
      if (skip && count.unit === 'bytes') {
        const drop = Math.min(skip, chunk.length)
        skip -= drop
        chunk = chunk.subarray(drop)
      }
      while (skip && chunk.length) {
        const at = chunk.indexOf(delimiter)
        chunk = at < 0 ? chunk.subarray(chunk.length) : chunk.subarray(at + 1)
        if (at >= 0) skip--
      }
      await command.put(chunk)
      await command.out.flush()
    }
  }
  const stat = sys.fstat(fd)
  if (isFile(stat) && stat.size > STEP) {
    // Backwards from the end, so that a huge sparse file costs nothing.
    let start = stat.size
    let kept: Uint8Array[] = []
    let lines = 0
    const wanted = count.amount + 1
    while (start > 0) {
      const from = Math.max(0, start - STEP)
      const chunk = sys.pread(fd, from, start - from)
      kept = [chunk, ...kept]
      start = from
      if (count.unit === 'bytes' ? stat.size - start >= count.amount : (lines += countOf(chunk, delimiter)) >= wanted)
        break
      await sys.breathe()
    }
    await writeTail(command, concat(kept), count, delimiter)
    await tryAsync(() => sys.lseek(fd, stat.size, 'set'))
    return stat.size
  }
  let kept: Uint8Array[] = []
  let size = 0
  for (;;) {
    const chunk = await sys.read(fd)
    if (!chunk.length) break
    position += chunk.length
    kept.push(chunk)
    size += chunk.length
    await sys.allocate(chunk.length)
    if (count.unit === 'bytes' && size > count.amount + 4 * STEP) {
      const all = concat(kept)
      kept = [all.subarray(all.length - count.amount)]
      await sys.allocate(count.amount - size)
      size = count.amount
    }
  }
  await writeTail(command, concat(kept), count, delimiter)
  return position
}
function countOf(bytes: Uint8Array, value: number): number {
  let count = 0
  for (let at = bytes.indexOf(value); at >= 0; at = bytes.indexOf(value, at + 1)) count++
  return count
}
async function writeTail(command: Command, bytes: Uint8Array, count: TailCount, delimiter: number): Promise<void> {
  const from =
    count.unit === 'bytes' ? Math.max(0, bytes.length - count.amount) : lastLines(bytes, count.amount, delimiter)
  await command.put(bytes.subarray(from))
}

export interface FollowFace {
  byName: boolean
  retry: boolean
  intervalMs: number
  banners: boolean
  /** Ends when this process is gone. */
  pid: number | undefined
  say(message: string): Promise<void>
}

/** tail -f and -F. Returns when nothing is left to follow. */
export async function follow(
  command: Command,
  files: Followed[],
  face: FollowFace,
  shown: Followed | undefined,
): Promise<void> {
  const { sys } = command
  let last = shown
  await command.out.flush()
  const more = async (file: Followed): Promise<boolean> => {
    const chunk = await sys.read(file.fd)
    if (!chunk.length) return false
    if (face.banners && last !== file) await banner(command, file.name, false)
    last = file
    file.position += chunk.length
    await command.put(chunk)
    await command.out.flush()
    return true
  }
  for (;;) {
    let busy = false
    for (const file of files) {
      if (face.byName) await reopen(command, file, face)
      if (file.fd < 0) continue
      const stat = attempt(() => sys.fstat(file.fd))
      if (!(stat instanceof SysError) && isFile(stat) && stat.size < file.position) {
        await face.say(`${file.name}: file truncated`)
        sys.lseek(file.fd, 0, 'set')
        file.position = 0
      }
      // A pipe on standard input ends the following of it; anything else, /dev/null too, may give more later.
      while (await more(file)) busy = true
      if (!(stat instanceof SysError) && isFifo(stat) && file.fd === 0 && !face.byName) file.fd = -1
    }
    if (!face.byName && files.every((file) => file.fd < 0)) return
    if (face.pid !== undefined && attempt(() => sys.kill(face.pid!, 0)) instanceof SysError) return
    if (!busy) await sys.sleep(face.intervalMs)
  }
}

async function reopen(command: Command, file: Followed, face: FollowFace): Promise<void> {
  const { sys } = command
  const stat = attempt(() => sys.stat(file.name))
  if (stat instanceof SysError) {
    if (file.fd >= 0) {
      sys.close(file.fd)
      file.fd = -1
      await face.say(`${quoteaf(file.name)} has become inaccessible: ${strerror(stat.code)}`)
    }
    return
  }
  if (file.fd >= 0 && stat.ino === file.ino && stat.dev === file.dev) return
  const fresh = await tryAsync(() => openInput(sys, file.name))
  if (isError(fresh)) return
  if (file.fd >= 0) {
    sys.close(file.fd)
    await face.say(`${quoteaf(file.name)} has been replaced;  following new file`)
  } else await face.say(`${quoteaf(file.name)} has appeared;  following new file`)
  Object.assign(file, { fd: fresh.fd, position: 0, ino: stat.ino, dev: stat.dev })
}

/** tail -5, tail +5, tail -5f */
function obsolete(args: readonly string[]): string[] {
  const match = /^([-+])(\d*)([bcl]?)(f?)$/.exec(args[0] ?? '')
  if (!match || args.length > 2 || (match[2] === '' && (match[3] === '' || match[1] === '-'))) return [...args]
  if (match[1] === '-' && match[2] === '') return [...args]
  const [, sign, number, unit, f] = match
  const count = (sign === '+' ? '+' : '') + (number || '10') + (unit === 'b' ? 'b' : '')
  return [unit === 'c' || unit === 'b' ? '-c' : '-n', count, ...(f ? ['-f'] : []), ...args.slice(1)]
}

export const tail = gnu(
  {
    help: 'tail',
    short: 'c:n:fFqs:vz0123456789',
    long: {
      bytes: 'c',
      follow: 'follow=?',
      lines: 'n',
      'max-unchanged-stats': 'max-unchanged-stats=',
      pid: 'pid=',
      quiet: 'q',
      retry: 'retry',
      silent: 'q',
      'sleep-interval': 's',
      verbose: 'v',
      'zero-terminated': 'z',
    },
    prepare: obsolete,
  },
  async (command) => {
    const { sys } = command
    const digit = command.options.find((option) => /^\d$/.test(option.key))
    if (digit) await command.usage(`option used in invalid context -- ${digit.key}`)
    const count: TailCount = { amount: 10, unit: 'lines', fromStart: false }
    let following: 'no' | 'descriptor' | 'name' = 'no'
    let retry = command.has('retry')
    for (const { key, value } of command.options) {
      if (key === 'c' || key === 'n') {
        count.unit = key === 'c' ? 'bytes' : 'lines'
        count.fromStart = value!.startsWith('+')
        const amount = parseSize(value!.replace(/^[-+]/, ''), { b: 512 })
        if (amount === undefined)
          await command.die(`invalid number of ${count.unit}: ${quote(value!.replace(/^[-+]/, ''))}`)
        else count.amount = amount
      } else if (key === 'f') following = 'descriptor'
      else if (key === 'F') {
        following = 'name'
        retry = true
      } else if (key === 'follow') {
        following =
          value === undefined
            ? 'descriptor'
            : await choose(command, '--follow', value, { descriptor: 'descriptor', name: 'name' } as const)
      }
    }
    const interval = command.value('s')
    const seconds = interval === undefined ? 1 : parseDuration(interval)
    if (seconds === undefined) return command.die(`invalid number of seconds: ${quote(interval!)}`)
    const pidText = command.value('pid')
    if (pidText !== undefined && !/^\d+$/.test(pidText)) await command.die(`invalid PID: ${quote(pidText)}`)
    if (retry && following === 'no')
      await command.warn('warning: --retry ignored; --retry is useful only when following')
    const names = command.args.length ? command.args : ['-']
    const verbosity = command.last('qv')
    const banners = verbosity === 'v' || (verbosity !== 'q' && names.length > 1)
    const files: Followed[] = []
    let first = true
    let shown: Followed | undefined
    for (const name of names) {
      const title = name === '-' ? 'standard input' : name
      const input = await tryAsync(() => openInput(sys, name))
      if (isError(input)) {
        await command.complain(`cannot open ${quoteaf(name)} for reading: ${strerror(input.code)}`)
        if (following === 'name' && retry) files.push({ name, fd: -1, position: 0, dev: 0, ino: 0 })
        continue
      }
      if (banners) await banner(command, title, first)
      first = false
      const result = await tryAsync(() => tailDescriptor(command, input.fd, count, command.has('z') ? 0 : 10))
      if (isError(result)) {
        await command.complain(`error reading ${quoteaf(title)}: ${strerror(result.code)}`)
        if (result.code === 'EISDIR' && following !== 'no')
          await command.warn(`${title}: cannot follow end of this type of file`)
        input.close()
        continue
      }
      const stat = sys.fstat(input.fd)
      shown = { name: title, fd: input.fd, position: result, dev: stat.dev, ino: stat.ino }
      if (following === 'no') input.close()
      else files.push(shown)
    }
    if (following === 'no') return command.status
    if (!files.some((file) => file.fd >= 0) && !retry) {
      await command.warn('no files remaining')
      return 1
    }
    await follow(
      command,
      files,
      {
        byName: following === 'name',
        retry,
        intervalMs: seconds * 1000,
        banners,
        pid: pidText === undefined ? undefined : Number(pidText),
        say: (message) => command.warn(message),
      },
      shown,
    )
    return command.status
  },
)
