/** fork(2), execve(2), posix_spawn(3), wait4(2). */
import { X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { cloneTask } from '../proc/clone.ts'
import { FdTable } from '../proc/fd-table.ts'
import { joinGroup } from '../proc/group.ts'
import { findImage } from '../proc/image.ts'
import { becomeImage, loadProgram, startProgram } from '../proc/run.ts'
import { recheck } from '../proc/signal.ts'
import type { Task } from '../proc/task.ts'
import type { WaitStatus } from '../proc/types.ts'
import { never } from '../proc/unwind.ts'
import { checkChildren, type WaitOptions } from '../proc/wait.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import type { Location } from '../vfs/mount-namespace.ts'
import { demand } from '../vfs/permission.ts'
import { resolve, type WalkContext } from '../vfs/walk.ts'
import { block } from './blocking.ts'
import { terminalOf } from './terminals.ts'
import type { Fd, FdMap, Program, SpawnRequest } from './types.ts'

export function fork(task: Task, main: Program, options: { pgid?: number; foreground?: Fd } = {}): number {
  const child = cloneTask(task, task.fds.clone())
  child.env = { ...task.env }
  return begin(task, child, main, options)
}

export async function spawn(task: Task, request: SpawnRequest): Promise<number> {
  const { system } = task
  const cwd = request.cwd === undefined ? task.cwd : directory(task, request.cwd)
  const context: WalkContext =
    cwd === task.cwd ? task : { root: task.root, cwd, credentials: task.credentials, process: task }
  const env = request.env ?? task.env
  const image = findImage(context, system.options, request.path, request.argv, env)
  const found = loadProgram(system.clock, image)
  const program = typeof found === 'function' ? found : await found
  const child = cloneTask(task, mapped(task, request.fds))
  child.cwd = cwd
  for (const signal of request.resetSignals ?? []) child.signals.set(signal, 'default')
  becomeImage(child, image, env)
  return begin(task, child, program, request)
}

/** The child's group and its place on the terminal are set before it runs, so that neither side has to race for it. */
function begin(task: Task, child: Task, program: Program, options: { pgid?: number; foreground?: Fd }): number {
  if (options.pgid !== undefined) {
    const leader = options.pgid === 0 ? child.pid : task.pid.ns.pids.get(options.pgid)
    if (leader && (leader === child.pid || leader.group?.session === task.group.session)) joinGroup(child, leader)
    else if (options.pgid !== task.group.pid.numberIn(task.pid.ns)) joinGroup(child, child.pid)
  }
  if (options.foreground !== undefined) terminalOf(task, options.foreground).foreground = child.group
  startProgram(child, program)
  return child.pid.numberIn(task.pid.ns)
}

function mapped(task: Task, fds: FdMap | undefined): FdTable {
  const table = task.fds.clone()
  if (fds) {
    const entries: Iterable<readonly [number, number]> =
      fds instanceof Map
        ? fds
        : Object.entries(fds as Readonly<Record<number, number>>).map(([to, from]) => [Number(to), from] as const)
    try {
      for (const [to, from] of entries) {
        if (from >= 0) table.set(to, task.fds.get(from).ref())
        else if (table.find(to)) table.close(to)
      }
    } catch (error) {
      table.closeAll()
      throw error
    }
  }
  return table
}

export function directory(task: Task, path: string): Location {
  const location = resolve(task, path)
  if (!isDirectory(location.inode)) throw new SysError('ENOTDIR', path)
  demand(location.inode.stat(), task.credentials, X_OK, path)
  return location
}

export async function exec(
  task: Task,
  path: string,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = task.env,
): Promise<never> {
  const { sys, system } = task
  const image = findImage(task, system.options, path, argv, env)
  const found = loadProgram(system.clock, image)
  const program = typeof found === 'function' ? found : await found
  if (task.sys !== sys) return never()
  becomeImage(task, image, env)
  startProgram(task, program)
  return never()
}

export function wait(
  task: Task,
  pid: number,
  options: WaitOptions = {},
): Promise<{ pid: number; status: WaitStatus } | null> {
  return block(task, [task.childChange], () => checkChildren(task, pid, options), {
    deadline: options.nohang ? -Infinity : undefined,
  })
}

/** setpgid(2). EINVAL, ESRCH (not the caller or its child), EACCES (the child has execed), EPERM (session leader, no such group here). */
export function setpgid(task: Task, pid: number, pgid: number): void {
  if (pgid < 0) throw new SysError('EINVAL')
  const { ns } = task.pid
  const target = pid === 0 ? task : ns.task(pid)
  if (!target || (target !== task && target.parent !== task)) throw new SysError('ESRCH')
  if (target !== task) {
    if (target.group.session !== task.group.session) throw new SysError('EPERM')
    if (target.execed) throw new SysError('EACCES')
  }
  if (target.group.session.leader === target) throw new SysError('EPERM')
  const leader = pgid === 0 ? target.pid : ns.pids.get(pgid)
  if (!leader || (leader !== target.pid && leader.group?.session !== task.group.session)) throw new SysError('EPERM')
  joinGroup(target, leader)
}

/** sigprocmask(2): what becomes deliverable is looked after now. */
export function sigmask(task: Task, how: 'block' | 'unblock', signals: readonly number[]): void {
  task.signals.mask(how, signals)
  if (how === 'unblock') recheck(task)
}
