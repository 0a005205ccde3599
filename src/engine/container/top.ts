/** GET /containers/{id}/top (moby daemon/top_unix.go): the host's ps over the container's processes. */
import { decode } from '../../base/bytes.ts'
import type { ContainerTopResponse } from '../../api/types/index.ts'
import { conflict, invalid, system } from '../../api/types/index.ts'
import type { ProcessInfo } from '../../kernel/proc/types.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'

interface Row {
  info: ProcessInfo
  ctx: ContainerContext
  user: string
}
type Column = readonly [title: string, value: (row: Row) => string]

const two = (n: number): string => String(n).padStart(2, '0')
const clockTime = (ms: number): string => {
  const s = Math.floor(ms / 1000)
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}
const startTime = ({ info, ctx }: Row): string => {
  const date = new Date(info.startTime)
  const old = ctx.clock.now() - info.startTime > 86_400_000
  return old
    ? date.toUTCString().slice(8, 11) + two(date.getUTCDate())
    : `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}
const command = ({ info }: Row): string =>
  info.state === 'Z' ? `[${info.comm}] <defunct>` : info.argv.length ? info.argv.join(' ') : `[${info.comm}]`
const usage = ({ info, ctx }: Row): number => {
  const lived = Math.max(1, ctx.clock.now() - info.startTime)
  return ((info.utime + info.stime) / lived) * 100
}
const stat = ({ info }: Row): string => `${info.state}${info.pid === info.sid ? 's' : ''}${info.threads > 1 ? 'l' : ''}`

const COLUMNS: Record<string, Column> = {
  user: ['USER', (row) => row.user],
  euser: ['EUSER', (row) => row.user],
  uid: ['UID', (row) => String(row.info.uid)],
  uname: ['USER', (row) => row.user],
  pid: ['PID', (row) => String(row.info.pid)],
  ppid: ['PPID', (row) => String(row.info.ppid)],
  pgid: ['PGID', (row) => String(row.info.pgid)],
  pgrp: ['PGRP', (row) => String(row.info.pgid)],
  sid: ['SID', (row) => String(row.info.sid)],
  c: ['C', (row) => String(Math.min(99, Math.floor(usage(row))))],
  stime: ['STIME', startTime],
  start: ['STARTED', startTime],
  start_time: ['START', startTime],
  tty: ['TT', (row) => row.info.tty],
  tname: ['TTY', (row) => row.info.tty],
  time: ['TIME', (row) => clockTime(row.info.utime + row.info.stime)],
  etime: ['ELAPSED', (row) => clockTime(row.ctx.clock.now() - row.info.startTime).replace(/^00:/, '')],
  cmd: ['CMD', command],
  args: ['COMMAND', command],
  command: ['COMMAND', command],
  comm: ['COMMAND', (row) => row.info.comm],
  ucmd: ['CMD', (row) => row.info.comm],
  '%cpu': ['%CPU', (row) => usage(row).toFixed(1)],
  pcpu: ['%CPU', (row) => usage(row).toFixed(1)],
  '%mem': ['%MEM', (row) => ((row.info.rss / row.ctx.kernel.options.memoryBytes) * 100).toFixed(1)],
  pmem: ['%MEM', (row) => ((row.info.rss / row.ctx.kernel.options.memoryBytes) * 100).toFixed(1)],
  vsz: ['VSZ', (row) => String(Math.floor(row.info.vsize / 1024))],
  rss: ['RSS', (row) => String(Math.floor(row.info.rss / 1024))],
  stat: ['STAT', stat],
  state: ['S', (row) => row.info.state],
  s: ['S', (row) => row.info.state],
  ni: ['NI', (row) => String(row.info.nice)],
  nice: ['NI', (row) => String(row.info.nice)],
  nlwp: ['NLWP', (row) => String(row.info.threads)],
}
const FULL = ['user', 'pid', 'ppid', 'c', 'stime', 'tname', 'time', 'cmd']
const FULL_TITLES = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD']

/** Which columns the ps arguments ask for. Throws what ps would say of them. */
function columnsOf(args: readonly string[]): Column[] {
  const named = (names: readonly string[], titles?: readonly string[]): Column[] =>
    names.map((name, i) => {
      const column = COLUMNS[name]!
      return [titles?.[i] ?? column[0], column[1]]
    })
  const formats: string[] = []
  let short: string | null = null
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    const format = /^(?:-?[eAax]*o|--format=?)(.*)$/.exec(arg)
    if (format) {
      const value = format[1] || args[++i]
      if (value === undefined) throw system('ps: exit status 1: output: error: format specification must follow -o')
      formats.push(...value.split(','))
    } else short = arg
  }
  if (formats.length) {
    const columns = formats.map((text): Column => {
      const [name = '', title] = text.split('=')
      const column = COLUMNS[name.trim().toLowerCase()]
      if (!column) throw system(`ps: exit status 1: output: error: unknown user-defined format specifier "${name}"`)
      return [title ?? column[0], column[1]]
    })
    if (!columns.some(([title]) => title === 'PID')) throw system("Couldn't find PID field in ps output")
    return columns
  }
  if (short === null || /^-e?f$/.test(short)) return named(FULL, FULL_TITLES)
  if (/^-?aux$|^u$|^-?axu$/.test(short)) {
    const titles = ['USER', 'PID', '%CPU', '%MEM', 'VSZ', 'RSS', 'TTY', 'STAT', 'START', 'TIME', 'COMMAND']
    const columns = named(
      ['user', 'pid', '%cpu', '%mem', 'vsz', 'rss', 'tname', 'stat', 'start_time', 'time', 'args'],
      titles,
    )
    columns[9] = ['TIME', (row) => shortTime(row.info.utime + row.info.stime)]
    return columns
  }
  if (/^-?ax?$|^x$/.test(short)) {
    const columns = named(['pid', 'tname', 'stat', 'time', 'args'], ['PID', 'TTY', 'STAT', 'TIME', 'COMMAND'])
    columns[3] = ['TIME', (row) => shortTime(row.info.utime + row.info.stime)]
    return columns
  }
  if (/^-(e|A)$/.test(short)) return named(['pid', 'tname', 'time', 'ucmd'], ['PID', 'TTY', 'TIME', 'CMD'])
  throw invalid(`ps: options ${short} are not simulated yet`)
}
const shortTime = (ms: number): string => {
  const s = Math.floor(ms / 1000)
  return `${Math.floor(s / 60)}:${two(s % 60)}`
}
/** The host's names of users: that is what its ps shows. */
function hostUsers(ctx: ContainerContext): Map<number, string> {
  try {
    return new Map(
      decode(ctx.host.readFile('/etc/passwd'))
        .split('\n')
        .map((line) => line.split(':'))
        .filter((f) => f.length > 2)
        .map((f) => [Number(f[2]), f[0]!]),
    )
  } catch {
    return new Map([[0, 'root']])
  }
}
export function topContainer(ctx: ContainerContext, term: string, psArgs: string): ContainerTopResponse {
  const args = psArgs.trim() === '' ? ['-ef'] : psArgs.trim().split(/\s+/)
  if (args.some((arg) => /[^a-zA-Z0-9,=_%.+:/-]/.test(arg)))
    throw invalid('Arguments to ps may not contain special characters')
  const container = ctx.containers.get(term)
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  if (container.state.restarting || !container.task) {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  }
  const columns = columnsOf(args)
  const members = new Set(container.task.cgroup.members)
  const users = hostUsers(ctx)
  const rows = ctx.kernel
    .processes()
    .filter((info) => members.has(info.pid))
    .map((info): Row => ({ info, ctx, user: users.get(info.uid) ?? String(info.uid) }))
  logEvent(ctx, container, 'top')
  return {
    Processes: rows.map((row) => columns.map(([, value]) => value(row))),
    Titles: columns.map(([title]) => title),
  }
}
