/**
 * What the page's editor does to files, as the learner: with the permissions, names and errors of the system calls it stands for. A list is
 * done as a whole or not at all, and no process runs in between. Leaves out: taking back what writing did to the mode of a setuid file.
 */
import { S_IFDIR, S_IFMT } from '../base/abi/files.ts'
import { SysError } from '../base/abi/errno.ts'
import { operations, type MountTable, type WalkContext } from '../kernel/vfs/index.ts'
import type { FileEdit, FileEditResult } from './facade.ts'
import type { Host } from './host.ts'
import { student } from './student.ts'

const UMASK = 0o022

export function editFiles(host: Host, edits: readonly FileEdit[]): FileEditResult {
  const { root } = host.kernel.init.mount as MountTable
  const context: WalkContext = { root, cwd: root, credentials: student, umask: UMASK }
  /** How to take back what is done, the last first. */
  const back: (() => void)[] = []
  for (const [index, edit] of edits.entries())
    try {
      back.push(apply(context, edit))
    } catch (error) {
      for (const undo of back.reverse()) undo()
      if (!(error instanceof SysError)) throw error
      return { error: error.code, index }
    }
  return { error: null }
}

/** Does it, and says how to take it back. Throws SysError with nothing changed. */
function apply(context: WalkContext, edit: FileEdit): () => void {
  switch (edit.kind) {
    case 'write':
      return write(context, edit.path, edit.data, edit.create ?? false)
    case 'mkdir':
      operations.mkdir(context, edit.path)
      return () => operations.rmdir(context, edit.path)
    case 'rename':
      if (exists(context, edit.to)) throw new SysError('EEXIST', edit.to)
      operations.rename(context, edit.from, edit.to)
      return () => operations.rename(context, edit.to, edit.from)
    case 'remove':
      demandRemovable(context, edit.path)
      remove(context, edit.path)
      // Comes last in a list (see the facade), so nothing after it can fail.
      return () => {}
  }
}

function write(context: WalkContext, path: string, data: Uint8Array | string, create: boolean): () => void {
  if (create || !exists(context, path)) {
    operations.writeFile(context, path, data, { exclusive: true })
    return () => operations.unlink(context, path)
  }
  const before = operations.readFile(context, path)
  operations.writeFile(context, path, data)
  return () => operations.writeFile(context, path, before)
}
function exists(context: WalkContext, path: string): boolean {
  try {
    operations.lstat(context, path)
    return true
  } catch (error) {
    if (error instanceof SysError && error.code === 'ENOENT') return false
    throw error
  }
}
const isDirectory = (context: WalkContext, path: string): boolean =>
  (operations.lstat(context, path).mode & S_IFMT) === S_IFDIR

/** Fails where rm -r would stop half way. */
function demandRemovable(context: WalkContext, path: string): void {
  operations.access(context, path.replace(/\/[^/]*$/, '') || '/', 3)
  if (!isDirectory(context, path)) return
  const inside = operations.readdir(context, path)
  for (const { name } of inside) demandRemovable(context, `${path}/${name}`)
}
function remove(context: WalkContext, path: string): void {
  if (!isDirectory(context, path)) return operations.unlink(context, path)
  for (const { name } of operations.readdir(context, path)) remove(context, `${path}/${name}`)
  operations.rmdir(context, path)
}
