/** What the two tops share: samples of processes and of the CPUs. */
import { attempt, SysError } from '../../../base/abi/errno.ts'
import type { ProcessInfo } from '../../../kernel/proc/types.ts'
import type { Sys } from '../../../kernel/sys/types.ts'

export interface CpuTimes {
  user: number
  nice: number
  system: number
  idle: number
  iowait: number
  irq: number
  softirq: number
  steal: number
}
export function cpuTimes(sys: Sys): CpuTimes {
  const text = attempt(() => sys.readText('/proc/stat'))
  const [, ...numbers] = (text instanceof SysError ? '' : text.split('\n')[0]!).split(/\s+/)
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = numbers.map(Number)
  return { user, nice, system, idle, iowait, irq, softirq, steal }
}
/** Shares in percent between two samples; all idle when nothing happened. */
export function cpuShares(before: CpuTimes | undefined, after: CpuTimes): CpuTimes {
  const keys = Object.keys(after) as (keyof CpuTimes)[]
  const difference = Object.fromEntries(
    keys.map((key) => [key, Math.max(0, after[key] - (before?.[key] ?? 0))]),
  ) as unknown as CpuTimes
  const total = keys.reduce((sum, key) => sum + difference[key], 0)
  if (!total) return { user: 0, nice: 0, system: 0, idle: 100, iowait: 0, irq: 0, softirq: 0, steal: 0 }
  for (const key of keys) difference[key] = (difference[key] * 100) / total
  return difference
}
export interface Sample {
  at: number
  cpu: CpuTimes
  used: Map<number, number>
}
export function takeSample(sys: Sys, processes: readonly ProcessInfo[]): Sample {
  return { at: sys.now(), cpu: cpuTimes(sys), used: new Map(processes.map((p) => [p.pid, p.utime + p.stime])) }
}
/** Percent of one CPU since the last sample; since its start the first time. */
export function processShare(p: ProcessInfo, before: Sample | undefined, now: number): number {
  const used = p.utime + p.stime
  const [from, base] = before ? [before.at, before.used.get(p.pid) ?? 0] : [p.startTime, 0]
  const span = now - Math.max(from, p.startTime)
  return span > 0 ? Math.min(100, ((used - base) * 100) / span) : 0
}
