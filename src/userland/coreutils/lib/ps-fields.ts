/** The columns that ps -o of procps can show. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { ProcessInfo } from '../../../kernel/proc/types.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { groupsOf } from './users.ts'
import type { Names } from './users.ts'
import { strftime } from './strftime.ts'
import type { Zone } from './zone.ts'

export interface PsContext {
  sys: Sys
  names: Names
  zone: Zone
  now: number
  /** bytes */
  memory: number
}
export interface PsField {
  header: string
  width: number
  right?: boolean
  /** May overflow its width; the last column is not padded. */
  wide?: boolean
  value(process: ProcessInfo, context: PsContext): string
}
const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
/** [[dd-]hh:]mm:ss */
export function elapsed(seconds: number): string {
  const s = Math.floor(Math.max(0, seconds))
  const days = Math.floor(s / 86400)
  const hours = Math.floor(s / 3600) % 24
  return `${days ? `${two(days)}-` : ''}${days || hours ? `${two(hours)}:` : ''}${two((s / 60) % 60)}:${two(s % 60)}`
}
/** [dd-]hh:mm:ss */
export function cpuTime(ms: number): string {
  const s = Math.floor(ms / 1000)
  const days = Math.floor(s / 86400)
  return `${days ? `${days}-` : ''}${two((s / 3600) % 24)}:${two((s / 60) % 60)}:${two(s % 60)}`
}
/** mmm:ss of BSD */
const bsdTime = (ms: number): string => `${Math.floor(ms / 60000)}:${two((ms / 1000) % 60)}`
const cpu = (p: ProcessInfo): number => p.utime + p.stime
export const cpuPercent = (p: ProcessInfo, now: number): number => {
  const life = now - p.startTime
  return life <= 0 ? 0 : (cpu(p) * 100) / life
}
export const commandOf = (p: ProcessInfo): string =>
  p.state === 'Z'
    ? `[${p.comm}] <defunct>`
    : p.argv.length
      ? p.argv.join(' ').replace(/[\x00-\x1f\x7f]/g, '?')
      : `[${p.comm}]`
/** S, and the flags of BSD's stat: s session leader, + foreground, N low, < high priority. */
export function stateFlags(p: ProcessInfo): string {
  return (
    p.state +
    (p.nice < 0 ? '<' : p.nice > 0 ? 'N' : '') +
    (p.sid === p.pid ? 's' : '') +
    (p.threads > 1 ? 'l' : '') +
    (p.tpgid > 0 && p.tpgid === p.pgid ? '+' : '')
  )
}
/** hh:mm of today, else MonDD, else the year. */
function startTime(p: ProcessInfo, c: PsContext): string {
  const day = (ms: number): string => strftime('%Y%j', ms, c.zone)
  if (day(p.startTime) === day(c.now)) return strftime('%H:%M', p.startTime, c.zone)
  return strftime(
    strftime('%Y', p.startTime, c.zone) === strftime('%Y', c.now, c.zone) ? '%b%d' : '%Y',
    p.startTime,
    c.zone,
  )
}
/** Names longer than the column are cut with a '+', as procps does. */
const userName = (uid: number, c: PsContext): string => {
  const name = c.names.user(uid) ?? String(uid)
  return name.length > 8 ? `${name.slice(0, 7)}+` : name
}
const groupName = (gid: number, c: PsContext): string => {
  const name = c.names.group(gid) ?? String(gid)
  return name.length > 8 ? `${name.slice(0, 7)}+` : name
}
const number = (header: string, width: number, pick: (p: ProcessInfo, c: PsContext) => number): PsField => ({
  header,
  width,
  right: true,
  value: (p, c) => String(pick(p, c)),
})
const text = (header: string, width: number, pick: (p: ProcessInfo, c: PsContext) => string): PsField => ({
  header,
  width,
  value: pick,
})
const PID = 7

/** Where a system call sleeps, as far as it shows: "-" for running ones. */
const user = text('USER', 8, (p, c) => userName(p.uid, c))
const group = text('GROUP', 8, (p, c) => groupName(p.gid, c))
const args: PsField = { header: 'COMMAND', width: 27, wide: true, value: (p) => commandOf(p) }
const comm: PsField = {
  header: 'COMMAND',
  width: 15,
  wide: true,
  value: (p) => (p.state === 'Z' ? `${p.comm} <defunct>` : p.comm),
}
const time = { header: 'TIME', width: 8, right: true, value: (p: ProcessInfo) => cpuTime(cpu(p)) }
const tty = text('TT', 8, (p) => p.tty)
const supplementary = (p: ProcessInfo, c: PsContext): number[] => {
  const name = c.names.user(p.uid)
  return p.groups.length ? [...p.groups] : name ? groupsOf(c.sys, name, p.gid) : []
}

export const PS_FIELDS: Record<string, PsField> = {
  '%cpu': { header: '%CPU', width: 4, right: true, value: (p, c) => Math.min(99.9, cpuPercent(p, c.now)).toFixed(1) },
  '%mem': {
    header: '%MEM',
    width: 4,
    right: true,
    value: (p, c) => (c.memory ? (Math.floor((p.rss * 1000) / c.memory) / 10).toFixed(1) : '0.0'),
  },
  addr: text('ADDR', 4, () => '-'),
  args,
  bsdstart: { header: 'START', width: 6, right: true, value: startTime },
  bsdtime: { header: 'TIME', width: 6, right: true, value: (p) => bsdTime(cpu(p)) },
  c: { header: 'C', width: 2, right: true, value: (p, c) => String(Math.min(99, Math.floor(cpuPercent(p, c.now)))) },
  cgroup: text('CGROUP', 27, (p, c) => {
    const content = attempt(() => c.sys.readText(`/proc/${p.pid}/cgroup`))
    return content instanceof SysError ? '-' : content.trim().split('\n').join(',')
  }),
  class: text('CLS', 3, () => 'TS'),
  comm,
  cputimes: number('TIME', 8, (p) => Math.floor(cpu(p) / 1000)),
  egid: number('EGID', 5, (p) => p.gid),
  egroup: { ...group, header: 'EGROUP' },
  etime: { header: 'ELAPSED', width: 11, right: true, value: (p, c) => elapsed((c.now - p.startTime) / 1000) },
  etimes: number('ELAPSED', 7, (p, c) => Math.floor(Math.max(0, c.now - p.startTime) / 1000)),
  euid: number('EUID', 5, (p) => p.uid),
  euser: { ...user, header: 'EUSER' },
  exe: text('EXE', 27, (p, c) => {
    const path = attempt(() => c.sys.readlink(`/proc/${p.pid}/exe`))
    return path instanceof SysError ? '-' : path
  }),
  f: { header: 'F', width: 1, right: true, value: () => '4' },
  fuid: number('FUID', 5, (p) => p.uid),
  gid: number('GID', 5, (p) => p.gid),
  group,
  lstart: {
    header: 'STARTED',
    width: 24,
    right: true,
    value: (p, c) => strftime('%a %b %e %H:%M:%S %Y', p.startTime, c.zone),
  },
  lwp: number('LWP', PID, (p) => p.pid),
  ni: number('NI', 3, (p) => p.nice),
  nlwp: number('NLWP', 4, (p) => p.threads),
  pcpu: { header: '%CPU', width: 4, right: true, value: (p, c) => Math.min(99.9, cpuPercent(p, c.now)).toFixed(1) },
  pgid: number('PGID', PID, (p) => p.pgid),
  pid: number('PID', PID, (p) => p.pid),
  ppid: number('PPID', PID, (p) => p.ppid),
  pri: number('PRI', 3, (p) => 19 - p.nice),
  priority: number('PRI', 3, (p) => 20 + p.nice),
  psr: number('PSR', 3, () => 0),
  rgid: number('RGID', 5, (p) => p.gid),
  rgroup: { ...group, header: 'RGROUP' },
  rss: number('RSS', 5, (p) => Math.floor(p.rss / 1024)),
  ruid: number('RUID', 5, (p) => p.uid),
  ruser: { ...user, header: 'RUSER' },
  s: text('S', 1, (p) => p.state),
  sess: number('SESS', PID, (p) => p.sid),
  sid: number('SID', PID, (p) => p.sid),
  size: number('SIZE', 5, (p) => Math.floor(p.vsize / 1024 / 2)),
  start: {
    header: 'STARTED',
    width: 8,
    right: true,
    value: (p, c) =>
      c.now - p.startTime < 86_400_000
        ? strftime('%H:%M:%S', p.startTime, c.zone)
        : strftime('  %b %d', p.startTime, c.zone),
  },
  start_time: { header: 'START', width: 5, right: true, value: startTime },
  stat: text('STAT', 4, (p) => stateFlags(p)),
  supgid: text('SUPGID', 20, (p, c) => supplementary(p, c).join(',') || '-'),
  supgrp: text(
    'SUPGRP',
    40,
    (p, c) =>
      supplementary(p, c)
        .map((gid) => c.names.group(gid) ?? String(gid))
        .join(',') || '-',
  ),
  sz: number('SZ', 5, (p) => Math.floor(p.vsize / 4096)),
  time,
  tname: { ...tty, header: 'TTY' },
  tpgid: number('TPGID', PID, (p) => (p.tpgid > 0 ? p.tpgid : -1)),
  tt: tty,
  uid: number('UID', 5, (p) => p.uid),
  uid_hack: { header: 'UID', width: 8, value: (p, c) => userName(p.uid, c) },
  user,
  vsz: number('VSZ', 6, (p) => Math.floor(p.vsize / 1024)),
  wchan: text('WCHAN', 6, (p) => (p.state === 'R' ? '-' : 'do_sel').slice(0, 6)),
}
const ALIASES: Record<string, string> = {
  cls: 'class',
  policy: 'class',
  cmd: 'args',
  command: 'args',
  ucmd: 'comm',
  ucomm: 'comm',
  cputime: 'time',
  times: 'cputimes',
  euser: 'euser',
  fgroup: 'group',
  flag: 'f',
  flags: 'f',
  fname: 'comm',
  nice: 'ni',
  pgrp: 'pgid',
  pmem: '%mem',
  rssize: 'rss',
  rsz: 'rss',
  session: 'sess',
  spid: 'lwp',
  tid: 'lwp',
  state: 's',
  stime: 'start_time',
  thcount: 'nlwp',
  tty: 'tt',
  uname: 'user',
  vsize: 'vsz',
  opri: 'priority',
  wname: 'wchan',
}
const HEADERS: Record<string, string> = {
  cmd: 'CMD',
  ucmd: 'CMD',
  stime: 'STIME',
  pmem: '%MEM',
  thcount: 'THCNT',
  vsize: 'VSZ',
  nice: 'NI',
  pgrp: 'PGRP',
  state: 'S',
  session: 'SESS',
  tid: 'TID',
  spid: 'SPID',
  policy: 'POL',
  tty: 'TT',
}
/** A column by any of its names, with that name's header. */
export function psField(name: string): PsField | undefined {
  const field = PS_FIELDS[name] ?? PS_FIELDS[ALIASES[name] ?? '']
  if (!field) return undefined
  const header = HEADERS[name]
  return header === undefined ? field : { ...field, header, width: Math.max(field.width, header.length) }
}
