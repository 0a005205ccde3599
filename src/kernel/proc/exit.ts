/** The end of a process (exit(2), kernel/exit.c do_exit), whether by itself or by a signal. Everything happens at once, not when the program unwinds. */
import { SIGNALS } from '../../base/abi/signals.ts'
import type { ProcessGroup } from './group.ts'
import type { PidNs } from './pid.ts'
import { send, sendGroup } from './signal.ts'
import type { Task } from './task.ts'
import type { WaitStatus } from './types.ts'
import { reap } from './wait.ts'

const HUP = SIGNALS.SIGHUP.number
const CONT = SIGNALS.SIGCONT.number
const CHLD = SIGNALS.SIGCHLD.number

export function exitTask(task: Task, status: WaitStatus): void {
  if (task.dead) return
  task.status = status
  task.stopped = 0
  task.report = null
  task.deferred.length = 0
  task.alarm?.cancel()
  task.alarm = null
  task.abandonProgram()
  task.cgroup.uncharge(task)
  task.fds.closeAll()
  const { session } = task.group
  if (session.leader === task) {
    session.leader = null
    disassociate(task)
  }
  if (task.isInit) endNamespace(task.pid.ns, task)
  const orphanedBefore = groupsOfChildren(task)
  adoptChildren(task)
  for (const group of orphanedBefore) hangUpIfOrphaned(group)
  if (task.parent?.group !== task.group && task.parent?.group.session === session && task.group.isOrphaned(task))
    hangUpStopped(task.group)
  for (const fn of task.onExit) fn()
  notifyParent(task)
}

/** A session leader lets go of its terminal: the foreground group is hung up (disassociate_ctty). */
export function disassociate(leader: Task): void {
  const { session } = leader.group
  const { terminal } = session
  if (!terminal) return
  const { foreground } = terminal
  session.terminal = null
  terminal.session = null
  terminal.foreground = null
  if (foreground) {
    sendGroup(foreground, HUP, null)
    sendGroup(foreground, CONT, null)
  }
}

/** zap_pid_ns_processes(): nothing outlives PID 1. */
function endNamespace(ns: PidNs, init: Task): void {
  ns.dead = true
  for (const task of [...ns.tasks()]) {
    if (task === init) continue
    exitTask(task, { kind: 'signaled', signal: SIGNALS.SIGKILL.number, core: false })
  }
  for (const task of [...ns.tasks()]) if (task !== init) reap(task)
}

/** Orphans go to PID 1 of their namespace; a child in a namespace of its own goes to the parent's reaper. */
function adoptChildren(task: Task): void {
  if (!task.children.size) return
  const reaper = reaperOf(task)
  for (const child of [...task.children]) {
    task.children.delete(child)
    child.parent = reaper
    reaper.children.add(child)
    if (child.dead) notifyParent(child)
  }
}
function reaperOf(task: Task): Task {
  for (let ns: PidNs | null = task.pid.ns; ns; ns = ns.parent)
    if (ns.init && !ns.init.dead && ns.init !== task) return ns.init
  throw new Error('the host has no init')
}

function groupsOfChildren(task: Task): Set<ProcessGroup> {
  const groups = new Set<ProcessGroup>()
  for (const child of task.children)
    if (child.group !== task.group && child.group.session === task.group.session && !child.group.isOrphaned())
      groups.add(child.group)
  return groups
}
function hangUpIfOrphaned(group: ProcessGroup): void {
  if (group.isOrphaned()) hangUpStopped(group)
}
/** POSIX: a newly orphaned group with stopped members gets SIGHUP and SIGCONT. */
function hangUpStopped(group: ProcessGroup): void {
  if (!group.hasStopped) return
  sendGroup(group, HUP, null)
  sendGroup(group, CONT, null)
}

/** SIGCHLD and wait(); a parent that ignores SIGCHLD explicitly, and the kernel's own init, leave no zombies. */
function notifyParent(task: Task): void {
  const { parent } = task
  if (!parent || !parent.parent || parent.signals.disposition(CHLD) === 'ignore') {
    reap(task)
    parent?.childChange.wake()
    return
  }
  parent.childChange.wake()
  send(parent, CHLD, null)
}
