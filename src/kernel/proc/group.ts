/** Process groups and sessions (credentials(7), setsid(2), setpgid(2)). */
import type { Pid } from './pid.ts'
import type { Task } from './task.ts'

/** What a session knows of its controlling terminal; kernel/tty implements it. */
export interface ControllingTerminal {
  /** '/dev/pts/0' without '/dev/', as ps shows it. */
  readonly name: string
  session: Session | null
  foreground: ProcessGroup | null
}

export class Session {
  readonly pid: Pid
  leader: Task | null
  terminal: ControllingTerminal | null = null
  readonly groups = new Set<ProcessGroup>()
  constructor(leader: Task) {
    this.pid = leader.pid
    this.leader = leader
    this.pid.session = this
  }
  *tasks(): Iterable<Task> {
    for (const group of this.groups) yield* group.members
  }
}

export class ProcessGroup {
  readonly pid: Pid
  readonly session: Session
  readonly members = new Set<Task>()
  constructor(pid: Pid, session: Session) {
    this.pid = pid
    this.session = session
    pid.group = this
    session.groups.add(this)
  }
  add(task: Task): void {
    this.members.add(task)
    task.group = this
  }
  remove(task: Task): void {
    this.members.delete(task)
    if (this.members.size) return
    const { session } = this
    if (session.terminal?.foreground === this) session.terminal.foreground = null
    session.groups.delete(this)
    if (this.pid.group === this) this.pid.group = null
    this.pid.release()
    if (session.groups.size) return
    if (session.terminal?.session === session) session.terminal.session = null
    session.terminal = null
    if (session.pid.session === session) session.pid.session = null
    session.pid.release()
  }
  /**
   * No member has a parent in another group of the same session: nobody could continue it after a stop. `without` is a process that is about to
   * leave and no longer counts.
   */
  isOrphaned(without?: Task): boolean {
    for (const task of this.members) {
      if (task === without || task.status) continue
      const parent = task.parent
      if (parent && parent.group !== this && parent.group.session === this.session && parent.parent) return false
    }
    return true
  }
  get hasStopped(): boolean {
    for (const task of this.members) if (task.stopped) return true
    return false
  }
}

/** setsid(2) without its checks: a session and a group of its own, without a terminal. */
export function newSession(task: Task): Session {
  const session = new Session(task)
  const old = task.group
  new ProcessGroup(task.pid, session).add(task)
  old?.remove(task)
  return session
}

/** Moves `task` into the group `pid` leads, which is made when there is none. Same session. */
export function joinGroup(task: Task, pid: Pid): ProcessGroup {
  const old = task.group
  const group = pid.group ?? new ProcessGroup(pid, old.session)
  if (group === old) return group
  group.add(task)
  old.remove(task)
  return group
}
