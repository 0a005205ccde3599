/** Sending signals (kill(2), kernel/signal.c). */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS, defaultAction } from '../../base/abi/signals.ts'
import type { ProcessGroup } from './group.ts'
import { act, isKernelOnly } from './signals.ts'
import { continueTask } from './stop.ts'
import type { Task } from './task.ts'

const KILL = SIGNALS.SIGKILL.number
const CONT = SIGNALS.SIGCONT.number
const STOPS: readonly number[] = [SIGNALS.SIGSTOP, SIGNALS.SIGTSTP, SIGNALS.SIGTTIN, SIGNALS.SIGTTOU].map(
  ({ number }) => number,
)

/**
 * Sends `signal`. `from`: the sender; null is the kernel or somebody outside of the process's PID namespace, whose KILL and STOP reach even
 * PID 1. No permission check.
 */
export function send(task: Task, signal: number, from: Task | null): void {
  if (task.dead || signal === 0) return
  const { signals } = task
  if (signal === CONT) {
    signals.drop(...STOPS)
    continueTask(task)
    recheck(task)
  } else if (STOPS.includes(signal)) signals.drop(CONT)

  const how = signals.disposition(signal)
  if (task.isInit && how === 'default') {
    // The host's init takes nothing at all; a container's takes KILL and STOP from outside.
    const outside = !from || from.pid.numberIn(task.pid.ns) === 0
    if (!task.parent || !outside || !isKernelOnly(signal)) return
  }
  if (signal === KILL) return act(task, KILL)
  if (!signals.isBlocked(signal)) {
    if (how === 'ignore') return
    if (how === 'default') {
      const action = defaultAction(signal)
      if (action === 'ign' || action === 'cont') return
      if (!task.held) return act(task, signal)
    }
  }
  signals.add(signal)
  if (!signals.isBlocked(signal)) notice(task)
}

/** Makes the process look at its pending signals: sleepers wake; a program that awaits something else is looked after in a microtask. */
export function notice(task: Task): void {
  task.attention = true
  if (task.held || task.dead) return
  if (task.interrupt()) return
  queueMicrotask(() => {
    const { caught } = task.signals
    while (!task.held && !task.dead && task.signals.deliver(task));
    // The program may have gone to sleep since.
    if (!task.dead && task.signals.caught !== caught) task.interrupt()
  })
}

/** After a continuation, a thaw or an unblocking: default actions take effect at once, handlers soon. */
export function recheck(task: Task): void {
  task.resume()
  if (!task.held && !task.dead && task.signals.deliverable) notice(task)
}

export function sendGroup(group: ProcessGroup, signal: number, from: Task | null): void {
  for (const member of [...group.members]) send(member, signal, from)
}

/** kill_ok_by_cred(); SIGCONT may go anywhere within the session. */
export function mayKill(from: Task, to: Task, signal: number): boolean {
  const a = from.ids
  const b = to.ids
  if (a.euid === 0 || a.euid === b.suid || a.euid === b.ruid || a.ruid === b.suid || a.ruid === b.ruid) return true
  return signal === CONT && from.group.session === to.group.session
}

/** kill(2). `pid` is of the sender's PID namespace. ESRCH, EPERM, EINVAL. */
export function kill(from: Task, pid: number, signal: number): void {
  if (!Number.isInteger(signal) || signal < 0 || signal > 64) throw new SysError('EINVAL')
  const targets = targetsOf(from, pid)
  if (!targets.length) throw new SysError('ESRCH')
  const allowed = targets.filter((task) => mayKill(from, task, signal))
  if (!allowed.length) throw new SysError('EPERM')
  for (const task of allowed) send(task, signal, from)
}

function targetsOf(from: Task, pid: number): Task[] {
  const { ns } = from.pid
  if (pid > 0) {
    const task = ns.task(pid)
    return task ? [task] : []
  }
  if (pid === 0) return [...from.group.members]
  if (pid === -1) return [...ns.tasks()].filter((task) => task !== from && task.pid.numberIn(ns) !== 1)
  return [...(ns.pids.get(-pid)?.group?.members ?? [])]
}
