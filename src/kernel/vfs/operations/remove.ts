/** unlink(2), rmdir(2), rename(2). */
import { S_IFDIR, W_OK, X_OK } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Inode } from '../filesystem.ts'
import type { Location } from '../mount-namespace.ts'
import { demand, stickyForbids } from '../permission.ts'
import { sameInode, sameLocation, walkParent, type WalkContext } from '../walk.ts'
import { at } from './create.ts'

/** Something is mounted on the entry. */
const isMountpoint = (dir: Location, found: Location): boolean => found.mount !== dir.mount

function demandRemoval(context: WalkContext, dir: Location, found: Location, path: string): void {
  demand(dir.inode.stat(), context.credentials, W_OK | X_OK, path)
  if (stickyForbids(dir.inode.stat(), found.inode.stat(), context.credentials)) throw new SysError('EPERM', path)
}

export function unlink(context: WalkContext, path: string): void {
  const { dir, name, found, slash } = walkParent(context, path)
  if (!dir) throw new SysError(found ? 'EISDIR' : 'ENOENT', path)
  if (dir.mount.readOnly) throw new SysError('EROFS', path)
  if (!found) throw new SysError('ENOENT', path)
  if (slash) throw new SysError(found.inode.type === S_IFDIR ? 'EISDIR' : 'ENOTDIR', path)
  demandRemoval(context, dir, found, path)
  if (found.inode.type === S_IFDIR) throw new SysError('EISDIR', path)
  if (isMountpoint(dir, found)) throw new SysError('EBUSY', path)
  at(path, () => dir.inode.unlink(name))
}

export function rmdir(context: WalkContext, path: string): void {
  const { dir, name, found, slash } = walkParent(context, path)
  if (!dir) {
    const last = path.replace(/\/+$/, '').split('/').pop()
    throw new SysError(last === '.' ? 'EINVAL' : last === '..' ? 'ENOTEMPTY' : 'EBUSY', path)
  }
  if (dir.mount.readOnly) throw new SysError('EROFS', path)
  if (!found) throw new SysError('ENOENT', path)
  if (slash && found.inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
  demandRemoval(context, dir, found, path)
  if (found.inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
  if (isMountpoint(dir, found)) throw new SysError('EBUSY', path)
  at(path, () => dir.inode.rmdir(name))
}

/** `inode` is `above` or lies somewhere below it. */
function isWithin(inode: Inode, above: Inode): boolean {
  for (let at: Inode | null = inode; at; at = at.parent()) if (sameInode(at, above)) return true
  return false
}

/** Across mounts EXDEV (mv then copies), even when both show one file system. */
export function rename(context: WalkContext, from: string, to: string): void {
  const source = walkParent(context, from)
  const target = walkParent(context, to)
  if (!source.dir) throw new SysError(source.found ? 'EBUSY' : 'ENOENT', from)
  if (!target.dir) throw new SysError('EBUSY', to)
  if (source.dir.mount !== target.dir.mount) throw new SysError('EXDEV', to)
  if (source.dir.mount.readOnly) throw new SysError('EROFS', to)
  if (!source.found) throw new SysError('ENOENT', from)
  const isDir = source.found.inode.type === S_IFDIR
  if (!isDir && (source.slash || target.slash)) throw new SysError('ENOTDIR', from)
  if (isDir && isWithin(target.dir.inode, source.found.inode)) throw new SysError('EINVAL', to)
  if (target.found?.inode.type === S_IFDIR && isWithin(source.dir.inode, target.found.inode))
    throw new SysError('ENOTEMPTY', to)
  if (target.found && sameInode(source.found.inode, target.found.inode) && sameLocation(source.found, target.found))
    return
  demandRemoval(context, source.dir, source.found, from)
  demand(target.dir.inode.stat(), context.credentials, W_OK | X_OK, to)
  if (target.found) demandRemoval(context, target.dir, target.found, to)
  // Moving a directory elsewhere rewrites its '..'.
  if (isDir && !sameInode(source.dir.inode, target.dir.inode))
    demand(source.found.inode.stat(), context.credentials, W_OK, from)
  if (isMountpoint(source.dir, source.found)) throw new SysError('EBUSY', from)
  if (target.found && isMountpoint(target.dir, target.found)) throw new SysError('EBUSY', to)
  const { dir, name } = source
  at(to, () => dir.inode.rename(name, target.dir!.inode, target.name))
}
