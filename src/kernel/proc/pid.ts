/**
 * PID namespaces (pid_namespaces(7)) and "struct pid": one identity with a number in its namespace and in each ancestor's. A process, a
 * process group and a session can bear the same Pid; its numbers are free again when none of them does.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { ProcessGroup, Session } from './group.ts'
import type { Task } from './task.ts'
import type { PidNamespace } from './types.ts'

/** /proc/sys/kernel/pid_max of a 64-bit machine. */
const PID_MAX = 4194304

export class PidNs implements PidNamespace {
  readonly parent: PidNs | null
  /** 0 for the host's. */
  readonly level: number
  readonly pids = new Map<number, Pid>()
  /** PID 1: adopts orphans; its end is the namespace's. */
  init: Task | null = null
  /** PID 1 ended: nothing can start here any more. */
  dead = false
  private last = 0

  constructor(parent: PidNs | null) {
    this.parent = parent
    this.level = parent ? parent.level + 1 : 0
  }

  allocate(): number {
    for (let tries = 0; tries < PID_MAX; tries++) {
      this.last = this.last >= PID_MAX - 1 ? 300 : this.last + 1
      if (!this.pids.has(this.last)) return this.last
    }
    throw new SysError('EAGAIN')
  }
  /** Passes numbers over. */
  skip(count: number): void {
    this.last += count
  }
  /** Handed out last. */
  get lastPid(): number {
    return this.last
  }
  /** Numbers below are taken, as by a system that has booted. */
  skipTo(number: number): void {
    if (number > this.last) this.last = number
  }
  /** Processes visible here: of this namespace and those below. */
  *tasks(): Iterable<Task> {
    for (const pid of this.pids.values()) if (pid.task) yield pid.task
  }
  task(number: number): Task | null {
    return this.pids.get(number)?.task ?? null
  }
}

export class Pid {
  readonly ns: PidNs
  /** By level of the namespace. */
  private readonly numbers: number[] = []
  task: Task | null = null
  group: ProcessGroup | null = null
  session: Session | null = null

  /** ENOMEM in a namespace whose PID 1 is gone, as the kernel says it. */
  constructor(ns: PidNs) {
    if (ns.dead) throw new SysError('ENOMEM')
    this.ns = ns
    for (let at: PidNs | null = ns; at; at = at.parent) this.numbers[at.level] = at.allocate()
    for (let at: PidNs | null = ns; at; at = at.parent) at.pids.set(this.numbers[at.level]!, this)
  }

  /** In the host's namespace. */
  get global(): number {
    return this.numbers[0]!
  }
  /** 0 when it cannot be seen from there. */
  numberIn(ns: PidNs): number {
    let at: PidNs | null = this.ns
    while (at && at.level > ns.level) at = at.parent
    return at === ns ? this.numbers[ns.level]! : 0
  }
  release(): void {
    if (this.task || this.group || this.session) return
    for (let at: PidNs | null = this.ns; at; at = at.parent) at.pids.delete(this.numbers[at.level]!)
  }
}
