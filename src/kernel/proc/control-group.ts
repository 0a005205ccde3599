/**
 * Control groups (cgroups(7), version 2): memory.max with the OOM killer, pids.max, cpu.max and the freezer, with the accounting `docker stats`
 * reads. One flat group per container. Leaves out: weights, cpusets, I/O limits, swap, page cache.
 */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import type { Cgroup, CgroupLimits, CgroupStats } from './cgroup.ts'
import type { PidNs } from './pid.ts'
import { recheck, send } from './signal.ts'
import type { Task } from './task.ts'

/** cpu.cfs_period_us as Docker sets it, in ms. */
const PERIOD_MS = 100
/**
 * What one process may hold, in bytes, whatever the simulated computer has: its memory is the browser's. Beyond it the process is killed as on
 * a computer that ran out of memory.
 */
const PROCESS_LIMIT = 256 * 1024 * 1024

export class ControlGroup implements Cgroup {
  readonly path: string
  limits: CgroupLimits
  onOom: (() => void) | null = null
  frozen = false
  private readonly tasks = new Set<Task>()
  private memory = 0
  private peak = 0
  private cpuMs = 0
  private readBytes = 0
  private writeBytes = 0
  private oomKills = 0
  private periodStart = 0
  private periodUsed = 0

  constructor(path: string, limits: CgroupLimits) {
    this.path = path
    this.limits = limits
  }
  get members(): readonly number[] {
    return [...this.tasks].filter((task) => !task.dead).map((task) => task.pid.global)
  }
  /** Members as `ns` numbers them; null: the host. */
  pidsIn(ns: PidNs | null): number[] {
    return [...this.tasks].map((task) => (ns ? task.pid.numberIn(ns) : task.pid.global)).sort((a, b) => a - b)
  }
  stats(): CgroupStats {
    return {
      memoryBytes: this.memory,
      memoryPeakBytes: this.peak,
      cpuMs: this.cpuMs,
      pids: this.tasks.size,
      readBytes: this.readBytes,
      writeBytes: this.writeBytes,
      oomKills: this.oomKills,
    }
  }

  /** EAGAIN when pids.max is reached: fork(2). */
  checkPids(): void {
    if (this.limits.pids > 0 && this.tasks.size >= this.limits.pids) throw new SysError('EAGAIN')
  }
  add(task: Task): void {
    this.tasks.add(task)
  }
  /** The process was reaped, or ended: zombies count for pids.max but hold no memory. */
  remove(task: Task): void {
    this.tasks.delete(task)
  }

  freeze(): void {
    this.frozen = true
    for (const task of this.tasks) task.attention = true
  }
  thaw(): void {
    this.frozen = false
    for (const task of [...this.tasks]) recheck(task)
  }

  /** Negative frees. Past the limit the biggest member is killed until it fits. */
  chargeMemory(task: Task, bytes: number): void {
    const charged = Math.max(bytes, -task.rss)
    task.rss += charged
    this.memory += charged
    task.system.memoryUsed += charged
    if (this.memory > this.peak)
      this.peak = this.limits.memory > 0 ? Math.min(this.memory, this.limits.memory) : this.memory
    if (bytes > 0 && task.rss > PROCESS_LIMIT) {
      this.oomKills++
      send(task, SIGNALS.SIGKILL.number, null)
      this.onOom?.()
      return
    }
    const limit = this.limits.memory > 0 ? this.limits.memory : task.system.options.memoryBytes
    while (this.memory > limit) {
      const victim = this.biggest(limit)
      if (!victim) return
      this.oomKills++
      send(victim, SIGNALS.SIGKILL.number, null)
      this.onOom?.()
    }
  }
  /** oom_badness(): memory plus the adjustment in thousandths of what is allowed. */
  private biggest(limit: number): Task | null {
    let worst: Task | null = null
    let most = 0
    for (const task of this.tasks) {
      if (task.dead || task.oomScoreAdj <= -1000 || !task.parent) continue
      const badness = task.rss + (task.oomScoreAdj * limit) / 1000
      if (!worst || badness > most) {
        worst = task
        most = badness
      }
    }
    return worst
  }
  uncharge(task: Task): void {
    this.memory -= task.rss
    task.system.memoryUsed -= task.rss
    task.rss = 0
  }

  /** Returns how long the process must wait, in ms, because the quota of this period is used up. */
  chargeCpu(ms: number, now: number): number {
    this.cpuMs += ms
    const { cpus } = this.limits
    if (cpus <= 0) return 0
    if (now - this.periodStart >= PERIOD_MS) {
      const periods = Math.floor((now - this.periodStart) / PERIOD_MS)
      this.periodStart += periods * PERIOD_MS
      this.periodUsed = Math.max(0, this.periodUsed - periods * cpus * PERIOD_MS)
    }
    this.periodUsed += ms
    if (this.periodUsed < cpus * PERIOD_MS) return 0
    return Math.floor(this.periodUsed / (cpus * PERIOD_MS)) * PERIOD_MS - (now - this.periodStart)
  }
  chargeRead(bytes: number): void {
    this.readBytes += bytes
  }
  chargeWrite(bytes: number): void {
    this.writeBytes += bytes
  }
}
