/** Processes as ps, top and /proc show them. */
import type { PidNs } from './pid.ts'
import type { Task } from './task.ts'
import type { ProcessInfo } from './types.ts'

/** Address space of a small program: code, libraries, stack. */
const BASE_VSIZE = 4 * 1024 * 1024

export function infoOf(task: Task, ns: PidNs): ProcessInfo {
  const { group } = task
  const { terminal } = group.session
  const { effective, ruid } = task.ids
  return {
    pid: task.pid.numberIn(ns),
    ppid: task.parent?.pid.numberIn(ns) ?? 0,
    pgid: group.pid.numberIn(ns),
    sid: group.session.pid.numberIn(ns),
    uid: effective.uid === ruid ? ruid : effective.uid,
    gid: effective.gid,
    groups: effective.groups,
    state: stateOf(task),
    comm: task.comm,
    argv: task.dead ? [] : (task.title ?? task.argv),
    tty: terminal?.name ?? '?',
    tpgid: terminal ? (terminal.foreground?.pid.numberIn(ns) ?? -1) : -1,
    startTime: task.startTime,
    utime: task.utime,
    stime: task.stime,
    vsize: task.dead ? 0 : BASE_VSIZE + task.rss,
    rss: task.rss,
    nice: task.nice,
    threads: 1,
  }
}
function stateOf(task: Task): ProcessInfo['state'] {
  if (task.dead) return 'Z'
  if (task.stopped) return 'T'
  if (task.cgroup.frozen) return 'D'
  return task.sleeping || !task.parent ? 'S' : 'R'
}

/** All that is visible in `ns`, by pid. */
export function infosOf(ns: PidNs): ProcessInfo[] {
  return [...ns.tasks()].map((task) => infoOf(task, ns)).sort((a, b) => a.pid - b.pid)
}
