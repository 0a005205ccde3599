/** Ids, sessions, priorities, alarms, names: small calls on the process itself. */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { disassociate } from '../proc/exit.ts'
import { newSession } from '../proc/group.ts'
import { send } from '../proc/signal.ts'
import { isKernelOnly, type Disposition } from '../proc/signals.ts'
import type { Task } from '../proc/task.ts'
import type { SignalOptions, Uname } from './types.ts'

export const isRoot = (task: Task): boolean => task.ids.euid === 0

/** CAP_SYS_ADMIN: root on the host, or in a privileged container. */
export function demandAdmin(task: Task): void {
  if (!isRoot(task) || !(task.privileged || task.pid.ns.level === 0)) throw new SysError('EPERM')
}

export function uname(task: Task): Uname {
  const { release, version } = task.system.options
  return { sysname: 'Linux', nodename: task.namespaces.uts.hostname, release, version, machine: 'x86_64' }
}
export function sethostname(task: Task, name: string): void {
  demandAdmin(task)
  if (name.length > 64) throw new SysError('EINVAL')
  task.namespaces.uts.hostname = name
}

export function target(task: Task, pid: number | undefined): Task {
  const found = !pid ? task : task.pid.ns.task(pid)
  if (!found) throw new SysError('ESRCH')
  return found
}
/** EPERM for leaders of a group. */
export function setsid(task: Task): number {
  if (task.group.pid === task.pid) throw new SysError('EPERM')
  if (task.group.session.leader === task) disassociate(task)
  newSession(task)
  return task.pid.numberIn(task.pid.ns)
}
export function setrlimit(task: Task, name: string, soft: number, hard?: number): void {
  const old = task.rlimits.get(name)
  task.rlimits = task.rlimits.with(name, soft, hard ?? old[1], isRoot(task))
}
/** The new nice value. EPERM: only root lowers it. */
export function nice(task: Task, increment: number): number {
  if (increment < 0 && !(isRoot(task) && (task.privileged || task.pid.ns.level === 0))) throw new SysError('EPERM')
  return (task.nice = Math.max(-20, Math.min(19, task.nice + increment)))
}
export function alarm(task: Task, ms: number): number {
  const { clock } = task.system
  const left = task.alarm ? Math.max(0, task.alarmAt - clock.now()) : 0
  task.alarm?.cancel()
  task.alarm = null
  if (ms > 0) {
    task.alarmAt = clock.now() + ms
    task.alarm = clock.timer(ms, () => {
      task.alarm = null
      send(task, SIGNALS.SIGALRM.number, null)
    })
  }
  return left
}
export function signal(
  task: Task,
  number: number,
  disposition: 'default' | 'ignore' | ((signal: number) => void),
  options: SignalOptions = {},
): void {
  if (!Number.isInteger(number) || number < 1 || number > 64 || isKernelOnly(number)) throw new SysError('EINVAL')
  const set: Disposition =
    typeof disposition === 'function' ? { fn: disposition, restart: options.restart ?? false } : disposition
  task.signals.set(number, set)
}
export function disposition(task: Task, number: number): 'default' | 'ignore' | 'caught' {
  const how = task.signals.disposition(number)
  return typeof how === 'string' ? how : 'caught'
}
