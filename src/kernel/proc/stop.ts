/** Job control's stop and continue (signal(7), kernel/signal.c do_signal_stop, prepare_signal). */
import { SIGNALS } from '../../base/abi/signals.ts'
import type { Task } from './task.ts'

const CHLD = SIGNALS.SIGCHLD.number

/** Keyboard and terminal stops do nothing to an orphaned group: nobody could continue it. */
export function stopTask(task: Task, signal: number): void {
  if (task.dead || task.stopped) return
  if (signal !== SIGNALS.SIGSTOP.number && task.group.isOrphaned()) return
  task.stopped = signal
  task.attention = true
  tellParent(task, { kind: 'stopped', signal })
}

export function continueTask(task: Task): void {
  if (!task.stopped) return
  task.stopped = 0
  tellParent(task, { kind: 'continued' })
  const deferred = task.deferred.splice(0)
  for (const fn of deferred) fn()
  task.resume()
}

function tellParent(task: Task, report: NonNullable<Task['report']>): void {
  task.report = report
  const { parent } = task
  if (!parent) return
  parent.childChange.wake()
  task.system.signal(parent, CHLD)
}
