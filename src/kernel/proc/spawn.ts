/** Kernel.spawn: a process out of nothing, as init or a container runtime starts one: session leader, its own credentials, namespaces and limits. */
import { X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { PtyPair } from '../tty/pty.ts'
import { isDirectory } from '../vfs/filesystem.ts'
import type { MountTable } from '../vfs/mount-namespace.ts'
import { demand } from '../vfs/permission.ts'
import { resolve, type WalkContext } from '../vfs/walk.ts'
import { checkProcessLimits } from './clone.ts'
import type { ControlGroup } from './control-group.ts'
import { idsOf } from './credentials.ts'
import type { OpenFile } from './description.ts'
import { FdTable } from './fd-table.ts'
import { ProcessGroup, Session } from './group.ts'
import { findImage, searchPath } from './image.ts'
import { Pid, type PidNs } from './pid.ts'
import { Rlimits } from './rlimits.ts'
import { becomeImage, loadProgram, startProgram } from './run.ts'
import { Signals } from './signals.ts'
import type { System } from './system.ts'
import { Task } from './task.ts'
import { bindConsole } from './terminal-devices.ts'
import type { SpawnOptions } from './types.ts'

const DEFAULT_UMASK = 0o022
/** Threads of `runc init` take numbers before it execs: the next process of a container is 7 after 1. */
const RUNC_THREADS = 5

export async function spawnTask(system: System, options: SpawnOptions): Promise<Task> {
  const table = options.namespaces.mount as MountTable
  if (options.readOnlyRoot) table.rootMount.readOnly = true
  const ids = idsOf(options.credentials)
  const start: WalkContext = { root: table.root, cwd: table.root, credentials: ids.effective }
  const cwd = resolve(start, options.cwd)
  if (!isDirectory(cwd.inode)) throw new SysError('ENOTDIR', options.cwd)
  demand(cwd.inode.stat(), ids.effective, X_OK, options.cwd)
  const context: WalkContext = { ...start, cwd }
  const path = options.path.includes('/') ? options.path : searchPath(context, options.path, options.env.PATH ?? '')
  const image = findImage(context, system.options, path, options.argv, options.env)
  const found = loadProgram(system.clock, image)
  const program = typeof found === 'function' ? found : await found

  const cgroup = (options.cgroup as ControlGroup | undefined) ?? system.rootCgroup
  const rlimits = Rlimits.of(options.rlimits)
  checkProcessLimits(system, cgroup, ids.ruid, rlimits.soft('nproc'))
  const ns = options.namespaces.pid as PidNs
  const pid = new Pid(ns)
  const fds = new FdTable()
  options.stdio.forEach((file, fd) => fds.set(fd, (file as OpenFile).ref()))
  const task = new Task(system, pid, {
    parent: system.initTask,
    ids,
    namespaces: options.namespaces,
    root: table.root,
    cwd,
    umask: options.umask ?? DEFAULT_UMASK,
    fds,
    env: {},
    signals: new Signals(),
    rlimits,
    cgroup,
    privileged: options.privileged ?? ns.level === 0,
  })
  ns.init ??= task
  if (ns.level > 0) ns.skip(RUNC_THREADS)
  const session = new Session(task)
  new ProcessGroup(pid, session).add(task)
  const terminal = options.terminal as PtyPair | undefined
  if (terminal) {
    session.terminal = terminal
    terminal.session = session
    terminal.foreground = task.group
    if (ns.init === task) bindConsole(table, terminal)
  }
  task.oomScoreAdj = options.oomScoreAdj ?? 0
  becomeImage(task, image, options.env)
  startProgram(task, program)
  return task
}
