/** Calls on paths that are more than kernel/vfs's operations. */
import { S_IFIFO, S_IFSOCK, W_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { Task } from '../proc/task.ts'
import { EMPTY_TREE } from '../vfs/tree.ts'
import { createTreeFs } from '../vfs/tree-fs.ts'
import type { MountTable } from '../vfs/mount-namespace.ts'
import * as operations from '../vfs/operations.ts'
import { demand } from '../vfs/permission.ts'
import { pathOf, resolve } from '../vfs/walk.ts'
import { isSocket } from './network.ts'
import { directory } from './children.ts'
import { demandAdmin, isRoot } from './identity.ts'

export function cwd(task: Task): string {
  const path = pathOf(task.cwd, task.root)
  if (path === null) throw new SysError('ENOENT')
  return path
}
export function chdir(task: Task, path: string): void {
  task.cwd = directory(task, path)
}
export function chroot(task: Task, path: string): void {
  const root = directory(task, path)
  if (!isRoot(task)) throw new SysError('EPERM', path)
  task.root = root
}
export function access(task: Task, path: string, mode: number): boolean {
  try {
    operations.access(task, path, mode)
    return true
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}
export function mkfifo(task: Task, path: string, mode = 0o666): void {
  operations.mknod(task, path, S_IFIFO | (mode & 0o7777))
}
export function mknod(task: Task, path: string, mode: number, rdev: number): void {
  const type = mode & 0o170000
  if (type !== S_IFIFO && type !== S_IFSOCK && type !== 0o100000 && type !== 0 && !isRoot(task))
    throw new SysError('EPERM', path)
  operations.mknod(task, path, mode, rdev)
}

/** mount(8)'s view: a type and comma-separated options. ENODEV: a type this kernel does not know. */
export function mount(task: Task, source: string, target: string, type: string, options: string): void {
  demandAdmin(task)
  const table = task.namespaces.mount as MountTable
  const words = options.split(',').filter(Boolean)
  const readOnly = words.includes('ro')
  const flags = (['noexec', 'nosuid', 'nodev', 'relatime', 'noatime'] as const).filter((flag) => words.includes(flag))
  const at = resolve(task, target)
  const shown = { target: pathOf(at, table.root) ?? target, readOnly, flags }
  if (words.includes('remount')) {
    table.setReadOnly(shown.target, readOnly)
  } else if (words.includes('bind') || words.includes('rbind')) {
    const from = resolve(task, source)
    table.mountAt(from.mount.fs, at, { ...shown, source, rootInode: from.inode, root: pathOf(from, task.root) ?? '/' })
  } else if (type === 'tmpfs') {
    const size = /^size=(\d+)([kmg]?)/i.exec(words.find((word) => word.startsWith('size=')) ?? '')
    const unit = { '': 1, k: 1024, m: 1048576, g: 1073741824 }[size?.[2]?.toLowerCase() ?? ''] ?? 1
    const fs = createTreeFs(EMPTY_TREE, {
      type,
      clock: task.system.clock,
      sizeLimit: size ? Number(size[1]) * unit : 0,
    })
    table.mountAt(fs, at, { ...shown, source })
  } else throw new SysError('ENODEV')
}
export function umount(task: Task, target: string): void {
  demandAdmin(task)
  ;(task.namespaces.mount as MountTable).umountAt(resolve(task, target))
}

/** A service object bound to a socket path (Kernel.bindService). ENOENT, EACCES, ECONNREFUSED. */
export function connectService(task: Task, path: string): object {
  const { inode } = resolve(task, path)
  demand(inode.stat(), task.credentials, W_OK, path)
  const service = inode.type === S_IFSOCK ? inode.attached() : undefined
  if (!service || isSocket(service)) throw new SysError('ECONNREFUSED', path)
  return service
}
