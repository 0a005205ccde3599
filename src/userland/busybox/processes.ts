/** BusyBox: ps, kill, killall, pidof, pgrep, pkill, nice, nohup, timeout, setsid, uptime, free. */
import { attempt, SysError } from '../../base/abi/errno.ts'
import { signalNumber, signalName, SIGRTMAX, SIGRTMIN } from '../../base/abi/signals.ts'
import type { ProcessInfo } from '../../kernel/proc/types.ts'
import { Names } from '../coreutils/lib/users.ts'
import { applet } from './applet.ts'
import type { Applet } from './applet.ts'

/** smart_ulltoa4(): four characters at most, like "9999", "1.2m", " 12m". */
export function short4(value: number): string {
  if (value <= 9999) return String(value).padStart(4)
  let tenths = value * 10
  let unit = 0
  do {
    tenths = Math.floor(tenths / 1024)
    unit++
  } while (tenths >= 10000)
  const whole = Math.floor(tenths / 10)
  const letter = ' mgtpezy'[unit]!
  return (whole >= 10 ? String(whole).padStart(3) : `${whole}.${tenths % 10}`) + letter
}
export function shortTime(seconds: number): string {
  const pair = (high: number, low: number, mark: string): string =>
    `${String(high).padStart(2)}${mark}${String(low).padStart(2, '0')}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return pair(minutes, Math.floor(seconds % 60), ':')
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return pair(hours, minutes % 60, 'h')
  const days = Math.floor(hours / 24)
  return days < 100 ? pair(days, hours % 24, 'd') : `${String(days).padStart(4)}d`
}
/** The command line, or the name in brackets where there is none. */
export const commandLine = (process: ProcessInfo): string =>
  process.argv.length && process.state !== 'Z'
    ? process.argv
        .join(' ')
        .replace(/[\x00-\x1f]/g, '?')
        .trimEnd()
    : `[${process.comm}]`

interface Column {
  width: number
  header: string
  value: (process: ProcessInfo, names: Names, now: number) => string
}
const number = (size: number, pick: (process: ProcessInfo) => number) => (process: ProcessInfo) =>
  String(pick(process)).padStart(size)
const COLUMNS: Record<string, Column> = {
  user: { width: 8, header: 'USER', value: (p, names) => (names.user(p.uid) ?? String(p.uid)).slice(0, 8) },
  group: { width: 8, header: 'GROUP', value: (p, names) => (names.group(p.gid) ?? String(p.gid)).slice(0, 8) },
  comm: { width: 16, header: 'COMMAND', value: (p) => p.comm.slice(0, 15) },
  args: { width: 2048, header: 'COMMAND', value: commandLine },
  pid: { width: 5, header: 'PID', value: number(5, (p) => p.pid) },
  ppid: { width: 5, header: 'PPID', value: number(5, (p) => p.ppid) },
  pgid: { width: 5, header: 'PGID', value: number(5, (p) => p.pgid) },
  etime: { width: 7, header: 'ELAPSED', value: (p, _, now) => shortTime(Math.max(0, (now - p.startTime) / 1000)) },
  nice: { width: 5, header: 'NI', value: number(5, (p) => p.nice) },
  rgroup: { width: 8, header: 'RGROUP', value: (p, names) => (names.group(p.gid) ?? String(p.gid)).slice(0, 8) },
  ruser: { width: 8, header: 'RUSER', value: (p, names) => (names.user(p.uid) ?? String(p.uid)).slice(0, 8) },
  time: { width: 5, header: 'TIME', value: (p) => shortTime((p.utime + p.stime) / 1000) },
  tty: { width: 6, header: 'TT', value: (p) => ttyNumbers(p.tty) },
  vsz: { width: 4, header: 'VSZ', value: (p) => short4(Math.floor(p.vsize / 1024)) },
  sid: { width: 5, header: 'SID', value: number(5, (p) => p.sid) },
  stat: { width: 4, header: 'STAT', value: stateOf },
  rss: { width: 4, header: 'RSS', value: (p) => short4(Math.floor(p.rss / 1024)) },
}
export function stateOf(process: ProcessInfo): string {
  return process.state + (process.nice < 0 ? '<' : process.nice > 0 ? 'N' : '')
}
/** Device numbers of the terminal: pts/0 is 136,0. */
function ttyNumbers(tty: string): string {
  const pts = /^pts\/(\d+)$/.exec(tty)
  return pts ? `136,${pts[1]}` : '?'
}

export const ps = applet({ short: 'aAdeflTo:' }, async (command) => {
  const { sys } = command
  const given = command.options.filter((option) => option.key === 'o').map((option) => option.value!)
  const columns: Column[] = []
  for (const list of given.length ? given : ['pid,user,time,args']) {
    let rest = list
    while (rest !== '') {
      // A header takes the rest of the list.
      const equals = rest.indexOf('=')
      const comma = rest.indexOf(',')
      const headed = equals >= 0 && (comma < 0 || equals < comma)
      const name = headed ? rest.slice(0, equals) : comma < 0 ? rest : rest.slice(0, comma)
      const column = COLUMNS[name]
      if (!column)
        return command.die(`bad -o argument '${name}', supported arguments: ${Object.keys(COLUMNS).join(',')}`)
      if (headed) {
        const header = rest.slice(equals + 1)
        columns.push({ ...column, header, width: Math.max(column.width, header.length) })
        rest = ''
      } else {
        columns.push(column)
        rest = comma < 0 ? '' : rest.slice(comma + 1)
      }
    }
  }
  const names = new Names(sys)
  const size = sys.isatty(1) ? attempt(() => sys.winsize(1)) : undefined
  const limit = size && !(size instanceof SysError) && size.cols ? size.cols - 1 : Infinity
  const line = (cells: string[]): string =>
    cells
      .map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(columns[i]!.width)))
      .join(' ')
      .slice(0, limit)
  if (columns.some((column) => column.header !== ''))
    await command.put(`${line(columns.map((column) => column.header))}\n`)
  const now = sys.now()
  for (const process of sys.processes())
    await command.put(`${line(columns.map((column) => column.value(process, names, now)))}\n`)
  return 0
})

function listSignals(): string {
  let out = ''
  for (let n = 1; n <= SIGRTMAX; n++) {
    const name = signalName(n)
    if (name) out += `${String(n).padStart(2)}) ${name.slice(3)}\n`
    else if (n === SIGRTMIN || n === SIGRTMAX) out += `${n}) ${n === SIGRTMIN ? 'RTMIN' : 'RTMAX'}\n`
  }
  return out
}
/** Reads "-l", "-s SIG", "-SIG" as kill and killall do; undefined after -l. */
async function readSignal(command: Applet, args: string[]): Promise<number | undefined> {
  const first = args[0]
  if (first === '-l') {
    args.shift()
    if (!args.length) await command.put(listSignals())
    for (const word of args) {
      const value = /^\d+$/.test(word) ? Number(word) : signalNumber(word)
      if (value === undefined) return command.die(`unknown signal '${word}'`)
      const low = value > 128 ? value - 128 : value
      await command.put(/^\d/.test(word) ? `${signalName(low)?.slice(3) ?? low}\n` : `${value}\n`)
    }
    return undefined
  }
  if (first === '-s' || first === '-n') {
    args.shift()
    const word = args.shift()
    const value = word === undefined ? undefined : signalNumber(word)
    if (value === undefined) return command.die(`bad signal name '${word ?? ''}'`)
    return value
  }
  if (first !== undefined && first.startsWith('-') && first.length > 1 && first !== '--') {
    args.shift()
    const value = signalNumber(first.slice(1))
    if (value === undefined) return command.die(`bad signal name '${first.slice(1)}'`)
    return value
  }
  return 15
}
export const kill = applet({ short: '', raw: true }, async (command) => {
  const args = [...command.args]
  const signal = await readSignal(command, args)
  if (signal === undefined) return 0
  if (args[0] === '--') args.shift()
  if (!args.length) return command.die('you need to specify whom to kill')
  for (const word of args) {
    if (!/^-?\d+$/.test(word)) {
      await command.complain(`invalid number '${word}'`)
      continue
    }
    const failure = attempt(() => command.sys.kill(Number(word), signal))
    if (failure instanceof SysError) await command.perror(`can't kill pid ${word}`, failure)
  }
  return command.status
})

/** Processes of this name: by comm, by argv[0], or by the executable's path. */
function named(command: Applet, name: string): ProcessInfo[] {
  return command.sys.processes().filter((process) => {
    if (name.startsWith('/')) return attempt(() => command.sys.readlink(`/proc/${process.pid}/exe`)) === name
    const argv0 = (process.argv[0] ?? '').replace(/^.*\//, '')
    return process.comm === name || (process.comm.length === 15 && name.startsWith(process.comm)) || argv0 === name
  })
}
export const killall = applet({ short: '', raw: true }, async (command) => {
  const args = [...command.args]
  let quiet = false
  if (args[0] === '-q') {
    quiet = true
    args.shift()
  }
  const signal = await readSignal(command, args)
  if (signal === undefined) return 0
  if (args[0] === '-q') {
    quiet = true
    args.shift()
  }
  if (!args.length) return command.die('you need to specify whom to kill')
  for (const name of args) {
    const victims = named(command, name).filter((process) => process.pid !== command.sys.pid)
    if (!victims.length && !quiet) await command.complain(`${name}: no process killed`)
    else if (!victims.length) command.status = 1
    for (const process of victims) {
      const failure = attempt(() => command.sys.kill(process.pid, signal))
      if (failure instanceof SysError && !quiet) await command.perror(`can't kill pid ${process.pid}`, failure)
    }
  }
  return command.status
})
export const pidof = applet({ short: 'so:' }, async (command) => {
  const omit = command.options
    .filter((option) => option.key === 'o')
    .map((option) => (option.value === '%PPID' ? command.sys.ppid : Number(option.value)))
  const pids: number[] = []
  for (const name of command.args)
    for (const process of named(command, name).sort((a, b) => b.pid - a.pid))
      if (!omit.includes(process.pid) && !(command.has('s') && pids.length)) pids.push(process.pid)
  if (pids.length) await command.put(`${pids.join(' ')}\n`)
  return pids.length ? 0 : 1
})
export const pgrep = applet({ short: '', raw: true }, async (command) => {
  const args = [...command.args]
  const kills = command.name === 'pkill'
  let signal = 15
  const flags = new Set<string>()
  let parent: number | undefined
  let session: number | undefined
  while (args[0]?.startsWith('-') && args[0].length > 1) {
    const word = args.shift()!
    if (kills && signalNumber(word.slice(1)) !== undefined) {
      signal = signalNumber(word.slice(1))!
      continue
    }
    for (const [i, letter] of [...word.slice(1)].entries()) {
      if (letter === 's' || letter === 'P') {
        const value = await command.number(word.slice(i + 2) || (args.shift() ?? ''))
        if (letter === 'P') parent = value
        else session = value
        break
      }
      if (!'vlafxnoL'.includes(letter)) return command.usage(`invalid option -- '${letter}'`)
      flags.add(letter)
    }
  }
  const pattern = args[0]
  if ((pattern === undefined && parent === undefined && session === undefined) || args.length > 1)
    return command.showUsage()
  let regex: RegExp
  try {
    regex = new RegExp(flags.has('x') ? `^(?:${pattern ?? ''})$` : (pattern ?? ''))
  } catch {
    return command.die(`bad regex '${pattern}'`)
  }
  const matches = command.sys.processes().filter((process) => {
    if (process.pid === command.sys.pid) return false
    if (parent !== undefined && process.ppid !== parent) return false
    if (session !== undefined && process.sid !== session) return false
    return regex.test(flags.has('f') ? commandLine(process) : process.comm) !== flags.has('v')
  })
  const chosen = flags.has('n') ? matches.slice(-1) : flags.has('o') ? matches.slice(0, 1) : matches
  for (const process of chosen) {
    if (kills) attempt(() => command.sys.kill(process.pid, signal))
    else
      await command.put(
        flags.has('l') || flags.has('a')
          ? `${process.pid} ${flags.has('a') || flags.has('f') ? commandLine(process) : process.comm}\n`
          : `${process.pid}\n`,
      )
  }
  return chosen.length ? 0 : 1
})
