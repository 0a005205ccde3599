/** Making processes (fork(2)): limits, numbers, and what a child has of its parent. */
import { SysError } from '../../base/abi/errno.ts'
import { Pid } from './pid.ts'
import { MAX_PROCESSES, type System } from './system.ts'
import { Task } from './task.ts'
import type { FdTable } from './fd-table.ts'
import type { ControlGroup } from './control-group.ts'

/** What a process without its own memory holds: stacks, tables, copied pages. */
export const BASE_MEMORY = 128 * 1024

/** EAGAIN: the machine's, the control group's or the user's limit of processes is reached. */
export function checkProcessLimits(system: System, cgroup: ControlGroup, uid: number, nproc: number): void {
  if (system.processCount >= MAX_PROCESSES) throw new SysError('EAGAIN')
  cgroup.checkPids()
  if (uid === 0 || nproc >= MAX_PROCESSES) return
  let own = 0
  for (const task of system.rootPidNs.tasks()) if (task.ids.ruid === uid) own++
  if (own >= nproc) throw new SysError('EAGAIN')
}

/** A child with a copy of everything and the descriptors `fds`, which it takes over. It has no program yet. */
export function cloneTask(parent: Task, fds: FdTable): Task {
  const { system } = parent
  let pid: Pid
  try {
    checkProcessLimits(system, parent.cgroup, parent.ids.ruid, parent.rlimits.soft('nproc'))
    pid = new Pid(parent.pid.ns)
  } catch (error) {
    fds.closeAll()
    // Who cannot fork had better let others run (and end).
    parent.endQuantum()
    throw error
  }
  const child = new Task(system, pid, {
    parent,
    ids: parent.ids,
    namespaces: parent.namespaces,
    root: parent.root,
    cwd: parent.cwd,
    umask: parent.umask,
    fds,
    env: parent.env,
    signals: parent.signals.fork(),
    rlimits: parent.rlimits,
    cgroup: parent.cgroup,
    privileged: parent.privileged,
  })
  child.inheritQuantum(parent)
  parent.group.add(child)
  child.argv = parent.argv
  child.title = parent.title
  child.comm = parent.comm
  child.exe = parent.exe
  child.exeLocation = parent.exeLocation
  child.nice = parent.nice
  child.oomScoreAdj = parent.oomScoreAdj
  child.cgroup.chargeMemory(child, BASE_MEMORY)
  return child
}
