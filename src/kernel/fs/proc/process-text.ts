/** The texts of /proc/PID (proc_pid_stat(5), proc_pid_status(5), …). Fields the simulation has no notion of show what an idle process has. */
import type { ProcProcess, SystemInfo } from './source.ts'

/** USER_HZ */
export const TICKS_PER_SECOND = 100
export const ticks = (ms: number): number => Math.floor((ms * TICKS_PER_SECOND) / 1000)
const kb = (bytes: number): string => String(Math.ceil(bytes / 1024)).padStart(8)

/** Device number of the controlling terminal. */
function ttyNumber(tty: string): number {
  const pts = /^pts\/(\d+)$/.exec(tty)
  if (pts) return 136 * 256 + Number(pts[1])
  return tty === 'console' ? 5 * 256 + 1 : 0
}
const STATE_NAMES = { R: 'running', S: 'sleeping', D: 'disk sleep', T: 'stopped', Z: 'zombie' } as const

export function statText(process: ProcProcess, system: SystemInfo): string {
  const info = process.info()
  const start = ticks(Math.max(0, info.startTime - system.bootTime))
  const fields = [
    info.pid,
    `(${info.comm})`,
    info.state,
    info.ppid,
    info.pgid,
    info.sid,
    ttyNumber(info.tty),
    info.tpgid,
    4194560, // flags: PF_RANDOMIZE, PF_FORKNOEXEC
    ...[0, 0, 0, 0], // page faults
    ticks(info.utime),
    ticks(info.stime),
    ...[0, 0], // of waited-for children
    20 + info.nice,
    info.nice,
    info.threads,
    0,
    start,
    info.vsize,
    Math.floor(info.rss / 4096),
    '18446744073709551615',
    ...[0, 0, 0, 0, 0], // addresses, hidden as from other users
    Number(process.signals.pending & 0x7fffffffn),
    Number(process.signals.blocked & 0x7fffffffn),
    Number(process.signals.ignored & 0x7fffffffn),
    Number(process.signals.caught & 0x7fffffffn),
    ...[0, 0, 0],
    17, // SIGCHLD to the parent
    ...[0, 0, 0, 0, 0, 0],
    ...[0, 0, 0, 0, 0, 0, 0],
    0,
  ]
  return `${fields.join(' ')}\n`
}

const mask = (bits: bigint): string => bits.toString(16).padStart(16, '0')

export function statusText(process: ProcProcess, system: SystemInfo): string {
  const info = process.info()
  const { uids, gids, signals, capabilities } = process
  const line = (name: string, value: string | number): string => `${name}:\t${value}\n`
  const ids = (list: readonly [number, number, number]): string => [...list, list[1]].join('\t')
  let text =
    line('Name', info.comm.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')) +
    (info.state === 'Z' ? '' : line('Umask', process.umask.toString(8).padStart(4, '0'))) +
    line('State', `${info.state} (${STATE_NAMES[info.state]})`) +
    line('Tgid', info.pid) +
    line('Ngid', 0) +
    line('Pid', info.pid) +
    line('PPid', info.ppid) +
    line('TracerPid', 0) +
    line('Uid', ids(uids)) +
    line('Gid', ids(gids)) +
    line('FDSize', Math.max(64, 2 ** Math.ceil(Math.log2(Math.max(1, ...process.fds()) + 1)))) +
    `Groups:\t${info.groups.map((gid) => `${gid} `).join('') || ' '}\n` +
    line('NStgid', process.nsPids.join('\t')) +
    line('NSpid', process.nsPids.join('\t')) +
    line('NSpgid', info.pgid) +
    line('NSsid', info.sid) +
    line('Kthread', 0)
  if (info.state !== 'Z')
    text +=
      line('VmPeak', `${kb(info.vsize)} kB`) +
      line('VmSize', `${kb(info.vsize)} kB`) +
      line('VmLck', `${kb(0)} kB`) +
      line('VmPin', `${kb(0)} kB`) +
      line('VmHWM', `${kb(info.rss)} kB`) +
      line('VmRSS', `${kb(info.rss)} kB`) +
      line('RssAnon', `${kb(info.rss / 2)} kB`) +
      line('RssFile', `${kb(info.rss / 2)} kB`) +
      line('RssShmem', `${kb(0)} kB`) +
      line('VmData', `${kb(info.rss)} kB`) +
      line('VmStk', `${kb(135168)} kB`) +
      line('VmSwap', `${kb(0)} kB`)
  text +=
    line('Threads', info.threads) +
    line('SigQ', '0/96365') +
    line('SigPnd', mask(signals.pending)) +
    line('ShdPnd', mask(0n)) +
    line('SigBlk', mask(signals.blocked)) +
    line('SigIgn', mask(signals.ignored)) +
    line('SigCgt', mask(signals.caught)) +
    line('CapInh', mask(0n)) +
    line('CapPrm', mask(capabilities.permitted)) +
    line('CapEff', mask(capabilities.effective)) +
    line('CapBnd', mask(capabilities.bounding)) +
    line('CapAmb', mask(0n)) +
    line('NoNewPrivs', 0) +
    line('Seccomp', process.seccomp) +
    line('Seccomp_filters', process.seccomp === 2 ? 1 : 0) +
    line('Cpus_allowed', ((1n << BigInt(system.cpus)) - 1n).toString(16)) +
    line('Cpus_allowed_list', system.cpus > 1 ? `0-${system.cpus - 1}` : '0') +
    line('Mems_allowed', '1') +
    line('Mems_allowed_list', '0') +
    line('voluntary_ctxt_switches', 0) +
    line('nonvoluntary_ctxt_switches', 0)
  return text
}

export function statmText(process: ProcProcess): string {
  const { vsize, rss } = process.info()
  const pages = (bytes: number): number => Math.floor(bytes / 4096)
  return `${pages(vsize)} ${pages(rss)} ${pages(rss / 2)} 5 0 ${pages(rss)} 0\n`
}

const LIMITS = [
  ['CPU', 'Max cpu time', 'seconds'],
  ['FSIZE', 'Max file size', 'bytes'],
  ['DATA', 'Max data size', 'bytes'],
  ['STACK', 'Max stack size', 'bytes'],
  ['CORE', 'Max core file size', 'bytes'],
  ['RSS', 'Max resident set', 'bytes'],
  ['NPROC', 'Max processes', 'processes'],
  ['NOFILE', 'Max open files', 'files'],
  ['MEMLOCK', 'Max locked memory', 'bytes'],
  ['AS', 'Max address space', 'bytes'],
  ['LOCKS', 'Max file locks', 'locks'],
  ['SIGPENDING', 'Max pending signals', 'signals'],
  ['MSGQUEUE', 'Max msgqueue size', 'bytes'],
  ['NICE', 'Max nice priority', ''],
  ['RTPRIO', 'Max realtime priority', ''],
  ['RTTIME', 'Max realtime timeout', 'us'],
] as const

export function limitsText(process: ProcProcess): string {
  const row = (name: string, soft: string, hard: string, unit: string): string =>
    `${name.padEnd(26)}${soft.padEnd(21)}${hard.padEnd(21)}${unit.padEnd(10)}\n`
  const value = (limit: number): string => (limit === Infinity ? 'unlimited' : String(limit))
  let text = row('Limit', 'Soft Limit', 'Hard Limit', 'Units')
  for (const [name, label, unit] of LIMITS) {
    const [soft, hard] = process.rlimit(name)
    text += row(label, value(soft), value(hard), unit)
  }
  return text
}

export function ioText(process: ProcProcess): string {
  const { readBytes, writeBytes, readCalls, writeCalls } = process.io
  return (
    `rchar: ${readBytes}\nwchar: ${writeBytes}\nsyscr: ${readCalls}\nsyscw: ${writeCalls}\n` +
    'read_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n'
  )
}

/** The areas any program has; addresses are fixed, as without address space randomisation. */
export function mapsText(process: ProcProcess): string {
  const { path } = process.exe
  const area = (range: string, flags: string, offset: string, name: string): string =>
    `${`${range} ${flags} ${offset} ${name[0] === '/' ? 'fe:01 131073' : '00:00 0'}`.padEnd(72)} ${name}\n`
  return (
    area('555555554000-555555558000', 'r--p', '00000000', path) +
    area('555555558000-55555556c000', 'r-xp', '00004000', path) +
    area('55555556c000-555555575000', 'r--p', '00018000', path) +
    area('555555576000-555555578000', 'rw-p', '00021000', path) +
    area('555555579000-55555559a000', 'rw-p', '00000000', '[heap]') +
    area('7ffff7fc1000-7ffff7fc5000', 'r--p', '00000000', '[vvar]') +
    area('7ffff7fc5000-7ffff7fc7000', 'r-xp', '00000000', '[vdso]') +
    area('7ffffffde000-7ffffffff000', 'rw-p', '00000000', '[stack]') +
    area('ffffffffff600000-ffffffffff601000', '--xp', '00000000', '[vsyscall]')
  )
}
