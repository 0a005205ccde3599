/** Waiting for children (wait4(2), kernel/exit.c do_wait). */
import { SysError } from '../../base/abi/errno.ts'
import type { Task } from './task.ts'
import type { WaitStatus } from './types.ts'

export interface WaitOptions {
  nohang?: boolean
  untraced?: boolean
  continued?: boolean
}

/** The last trace of a process goes: its numbers are free again. */
export function reap(task: Task): void {
  if (task.reaped) return
  task.reaped = true
  const { parent } = task
  if (parent) {
    parent.children.delete(task)
    parent.cutime += task.utime + task.cutime
    parent.cstime += task.stime + task.cstime
  }
  task.cgroup.remove(task)
  task.group.remove(task)
  if (task.isInit) task.pid.ns.init = null
  task.pid.task = null
  task.pid.release()
  task.system.processCount--
}

/**
 * One look at the children: what one of them has to report; null when none has; ECHILD when there is none to wait for. A zombie that is reported is
 * reaped.
 */
export function checkChildren(
  task: Task,
  pid: number,
  options: WaitOptions,
): { pid: number; status: WaitStatus } | null {
  let eligible = false
  const { ns } = task.pid
  for (const child of task.children) {
    if (!matches(task, child, pid)) continue
    eligible = true
    const number = child.pid.numberIn(ns)
    if (child.status) {
      const { status } = child
      reap(child)
      return { pid: number, status }
    }
    const { report } = child
    if (
      report &&
      ((report.kind === 'stopped' && options.untraced) || (report.kind === 'continued' && options.continued))
    ) {
      child.report = null
      return { pid: number, status: report }
    }
  }
  if (!eligible) throw new SysError('ECHILD')
  return null
}

function matches(task: Task, child: Task, pid: number): boolean {
  if (pid > 0) return child.pid.numberIn(task.pid.ns) === pid
  if (pid === -1) return true
  if (pid === 0) return child.group === task.group
  return child.group.pid.numberIn(task.pid.ns) === -pid
}
