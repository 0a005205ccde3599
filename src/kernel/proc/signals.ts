/**
 * A process's signal state (signal(7)): dispositions, mask, pending signals; and what happens when one is delivered. Handlers are plain functions
 * that run between system calls of the program, or while it sleeps in one.
 */
import { SIGNALS, defaultAction } from '../../base/abi/signals.ts'
import { stopTask } from './stop.ts'
import type { Task } from './task.ts'
import { Unwind } from './unwind.ts'

export interface Handler {
  readonly fn: (signal: number) => void
  /** SA_RESTART */
  readonly restart: boolean
}
export type Disposition = 'default' | 'ignore' | Handler

const KILL = SIGNALS.SIGKILL.number
const STOP = SIGNALS.SIGSTOP.number
/** KILL and STOP: cannot be caught, blocked or ignored. */
export const isKernelOnly = (signal: number): boolean => signal === KILL || signal === STOP

const NO_SIGNALS: ReadonlySet<number> = new Set()

export class Signals {
  private dispositions: ReadonlyMap<number, Disposition>
  private blocked: ReadonlySet<number>
  private readonly pending = new Set<number>()
  /** Handlers without SA_RESTART that ran so far: a blocking call that sees it grow fails with EINTR. */
  interruptions = 0
  /** Handlers that ran so far, for pause(2). */
  caught = 0

  constructor(dispositions: ReadonlyMap<number, Disposition> = new Map(), blocked: ReadonlySet<number> = NO_SIGNALS) {
    this.dispositions = dispositions
    this.blocked = blocked
  }
  /** For a child: the same, nothing pending. */
  fork(): Signals {
    return new Signals(this.dispositions, this.blocked)
  }
  /** For exec: handlers are gone, what is ignored, blocked and pending stays. */
  exec(): void {
    let caught = false
    for (const how of this.dispositions.values()) if (typeof how === 'object') caught = true
    if (caught) this.dispositions = new Map([...this.dispositions].filter(([, how]) => how === 'ignore'))
  }

  disposition(signal: number): Disposition {
    return this.dispositions.get(signal) ?? 'default'
  }
  set(signal: number, disposition: Disposition): void {
    const copy = new Map(this.dispositions)
    if (disposition === 'default') copy.delete(signal)
    else copy.set(signal, disposition)
    this.dispositions = copy
    if (disposition === 'ignore' || (disposition === 'default' && defaultAction(signal) === 'ign'))
      this.pending.delete(signal)
  }
  mask(how: 'block' | 'unblock', signals: readonly number[]): void {
    const copy = new Set(this.blocked)
    for (const signal of signals) {
      if (how === 'unblock') copy.delete(signal)
      else if (!isKernelOnly(signal)) copy.add(signal)
    }
    this.blocked = copy
  }
  isBlocked(signal: number): boolean {
    return this.blocked.has(signal)
  }
  isPending(signal: number): boolean {
    return this.pending.has(signal)
  }
  add(signal: number): void {
    this.pending.add(signal)
  }
  drop(...signals: readonly number[]): void {
    for (const signal of signals) this.pending.delete(signal)
  }
  /** Pending signals that are not blocked. */
  get deliverable(): boolean {
    for (const signal of this.pending) if (!this.blocked.has(signal)) return true
    return false
  }
  private next(): number {
    let lowest = 0
    for (const signal of this.pending) if (!this.blocked.has(signal) && (!lowest || signal < lowest)) lowest = signal
    if (lowest) this.pending.delete(lowest)
    return lowest
  }

  /** Delivers one pending signal; false when there was none. The process may have ended or stopped afterwards. */
  deliver(task: Task): boolean {
    const signal = this.next()
    if (!signal) return false
    const how = this.disposition(signal)
    if (how === 'ignore') return true
    if (how === 'default') {
      act(task, signal)
      return true
    }
    this.caught++
    if (!how.restart) this.interruptions++
    // As without SA_NODEFER: the signal is blocked while its handler runs; handlers do not await, so nothing more is needed for that.
    try {
      how.fn(signal)
    } catch (error) {
      if (!(error instanceof Unwind)) task.system.crash(task, error)
    }
    return true
  }
}

/** The default action. */
export function act(task: Task, signal: number): void {
  // SIGNAL_UNKILLABLE: what reaches PID 1 without a handler is dropped, KILL and STOP from outside excepted (send() lets only those in).
  if (task.isInit && !isKernelOnly(signal)) return
  switch (defaultAction(signal)) {
    case 'term':
      return task.system.exit(task, { kind: 'signaled', signal, core: false })
    case 'core':
      return task.system.exit(task, { kind: 'signaled', signal, core: task.rlimits.get('core')[0] > 0 })
    case 'stop':
      return stopTask(task, signal)
    default:
  }
}
