/**
 * A process ("struct task_struct"): its identity, what it holds, and how it sleeps. One thread of control by design, but a program may have
 * several asynchronous calls under way at once (two copy loops of an attach): each is a sleeper.
 *
 *   call ──▶ settle() when `attention`: wait while stopped or frozen, run signal handlers, end the quantum
 *        ──▶ try; would block ──▶ sleep(queues, ms) ──▶ 'woken' | 'timeout' | 'signal' ──▶ settle, try again
 *
 * When the process ends or execs, its sleepers are forgotten: nothing of the old program runs again (see unwind.ts).
 */
import type { Timer } from '../../base/clock.ts'
import type { Location } from '../vfs/mount-namespace.ts'
import type { Sys } from '../sys/types.ts'
import type { ControlGroup } from './control-group.ts'
import { quantum } from './cpu.ts'
import type { Ids } from './credentials.ts'
import type { FdTable } from './fd-table.ts'
import type { ProcessGroup } from './group.ts'
import type { Pid } from './pid.ts'
import type { Rlimits } from './rlimits.ts'
import type { Signals } from './signals.ts'
import type { System } from './system.ts'
import type { Credentials, Namespaces, WaitStatus } from './types.ts'
import { never } from './unwind.ts'
import { WaitQueue } from './wait-queue.ts'

export type Wake = 'woken' | 'timeout' | 'signal'
interface Sleeper {
  /** Null: signals do not interrupt (a stopped process waiting to go on). */
  interrupt: (() => void) | null
  abandon(): void
}
/** System calls between two real yields to the host, so that loops over calls that never block stay killable. */
export const CALLS_PER_QUANTUM = 256
/** CPU time charged for a system call, in ms. */
const CALL_MS = 0.002

/** A fork costs about half a millisecond. */
const FORK_CALLS = 32

export interface TaskInit {
  parent: Task | null
  ids: Ids
  namespaces: Namespaces
  root: Location
  cwd: Location
  umask: number
  fds: FdTable
  env: Record<string, string>
  signals: Signals
  rlimits: Rlimits
  cgroup: ControlGroup
  privileged: boolean
}

export class Task {
  readonly system: System
  readonly pid: Pid
  parent: Task | null
  readonly children = new Set<Task>()
  group!: ProcessGroup
  /** The program that runs: a stale facade's calls unwind. Null before the first and after the end. */
  sys: Sys | null = null

  ids: Ids
  namespaces: Namespaces
  root: Location
  cwd: Location
  umask: number
  fds: FdTable
  env: Record<string, string>
  signals: Signals
  rlimits: Rlimits
  cgroup: ControlGroup
  privileged: boolean
  oomScoreAdj = 0
  nice = 0

  argv: readonly string[] = []
  /** As setTitle() wants it shown. */
  title: readonly string[] | null = null
  comm = ''
  exe = ''
  exeLocation: Location | null = null
  /** After its first exec a child's group can no longer be set by the parent. */
  execed = false
  readonly startTime: number

  /** The signal that stopped it, 0 when it is not stopped. */
  stopped = 0
  /** A stop or continuation that wait() has not reported yet. */
  report: WaitStatus | null = null
  /** Set once it ended; a zombie until reaped. */
  status: WaitStatus | null = null
  reaped = false
  /** Changes of children's states. */
  readonly childChange = new WaitQueue()
  /** Called once it ended. */
  readonly onExit: (() => void)[] = []
  /** Things programs hold that the kernel does not know of. */
  readonly onEnd = new Set<() => void>()
  /** Synchronous calls of a background process that the terminal stopped: done when it is continued. */
  readonly deferred: (() => void)[] = []
  alarm: Timer | null = null
  alarmAt = 0

  utime = 0
  stime = 0
  cutime = 0
  cstime = 0
  /** When the present quantum began, ms. */
  quantumStart = 0
  rss = 0
  readonly io = { readBytes: 0, writeBytes: 0, readCalls: 0, writeCalls: 0 }
  /** True: settle() has something to do before the next asynchronous call. */
  attention = false
  private calls = 0
  private readonly resumed = new WaitQueue()
  private readonly sleepers = new Set<Sleeper>()
  /** Waits outside the kernel (Sys.external, pace). */
  waiting = 0

  /** Takes a Pid: EAGAIN, ENOMEM as fork. The caller puts it into a group. */
  constructor(system: System, pid: Pid, init: TaskInit) {
    this.system = system
    this.pid = pid
    this.parent = init.parent
    this.ids = init.ids
    this.namespaces = init.namespaces
    this.root = init.root
    this.cwd = init.cwd
    this.umask = init.umask
    this.fds = init.fds
    this.env = init.env
    this.signals = init.signals
    this.rlimits = init.rlimits
    this.cgroup = init.cgroup
    this.privileged = init.privileged
    this.startTime = system.clock.now()
    this.quantumStart = this.startTime
    pid.task = this
    init.parent?.children.add(this)
    init.cgroup.add(this)
    system.processCount++
    system.forks++
    if (init.cgroup.frozen) this.attention = true
  }

  // What vfs/walk.ts asks of a process.
  get credentials(): Credentials {
    return this.ids.effective
  }
  get process(): this {
    return this
  }

  get dead(): boolean {
    return this.status !== null
  }
  get held(): boolean {
    return this.stopped !== 0 || this.cgroup.frozen
  }
  get sleeping(): boolean {
    return this.sleepers.size > 0 || this.waiting > 0
  }
  /** PID 1 of its namespace. */
  get isInit(): boolean {
    return this.pid.ns.init === this
  }

  /** Accounts one system call, or one that costs as much as `calls` of them. */
  charge(calls = 1): void {
    this.stime += CALL_MS * calls
    this.calls += calls
    if (this.calls >= CALLS_PER_QUANTUM) this.attention = true
  }
  /** A child goes on in its parent's quantum: otherwise generations of short-lived processes would never give the machine away. */
  inheritQuantum(parent: Task): void {
    parent.charge(FORK_CALLS)
    this.calls = parent.calls
    if (parent.attention) this.attention = true
  }

  /** What must happen before a program goes on; see the header. Never settles when the process ends meanwhile. */
  async settle(): Promise<void> {
    const { sys } = this
    while (this.attention) {
      if (this.held) await this.sleep([this.resumed], undefined, false)
      else if (this.signals.deliver(this)) {
        if (this.sys !== sys) return never()
      } else if (this.calls >= CALLS_PER_QUANTUM) {
        this.calls = 0
        await quantum(this)
        if (this.sys !== sys) return never()
      } else this.attention = false
    }
  }
  endQuantum(): void {
    this.calls = CALLS_PER_QUANTUM
    this.attention = true
  }

  /** Until one of `queues` wakes, `ms` passed, or a signal is to be handled. */
  sleep(queues: readonly (WaitQueue | null)[], ms?: number, interruptible = true): Promise<Wake> {
    return new Promise<Wake>((resolve) => {
      const undo: (() => void)[] = []
      let timer: Timer | null = null
      const abandon = (): void => {
        timer?.cancel()
        for (const fn of undo) fn()
        this.sleepers.delete(sleeper)
      }
      const end = (why: Wake): void => {
        abandon()
        this.quantumStart = this.system.clock.now()
        resolve(why)
      }
      const sleeper: Sleeper = { interrupt: interruptible ? () => end('signal') : null, abandon }
      this.sleepers.add(sleeper)
      const woken = (): void => end('woken')
      for (const queue of queues) if (queue) undo.push(queue.add(woken))
      if (ms !== undefined && ms !== Infinity) timer = this.system.clock.timer(ms, () => end('timeout'))
    })
  }
  /** Wakes every interruptible sleeper; false when there is none. */
  interrupt(): boolean {
    this.attention = true
    let any = false
    for (const sleeper of [...this.sleepers])
      if (sleeper.interrupt) {
        sleeper.interrupt()
        any = true
      }
    return any
  }
  /** After a continuation or a thaw. */
  resume(): void {
    if (!this.held) this.resumed.wake()
  }
  /** The program is over: what it waited for does not matter any more. */
  abandonProgram(): void {
    this.sys = null
    for (const sleeper of [...this.sleepers]) sleeper.abandon()
    this.waiting = 0
    for (const fn of [...this.onEnd]) fn()
    this.onEnd.clear()
  }
}
