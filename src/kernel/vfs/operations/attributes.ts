/** stat(2), access(2), chmod(2), chown(2), utimensat(2), truncate(2), statfs(2). */
import { S_IFDIR, S_IFLNK, S_IFREG, S_ISGID, S_ISUID, W_OK, type Stat, type StatFs } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { typeOf, type AttributeChange } from '../filesystem.ts'
import type { Location } from '../mount-namespace.ts'
import { demand, inGroup, modeAfterWrite, owns, permitted } from '../permission.ts'
import { resolve, walk, type WalkContext } from '../walk.ts'
import { at } from './create.ts'

export const statLocation = (location: Location): Stat => location.inode.stat()

export function stat(context: WalkContext, path: string): Stat {
  const walked = walk(context, path, true)
  if (walked.file) return walked.file.stat()
  if (!walked.found) throw new SysError('ENOENT', path)
  return walked.found.inode.stat()
}
export const lstat = (context: WalkContext, path: string): Stat =>
  resolve(context, path, { follow: false }).inode.stat()

/** `mask` 0 asks for existence only. Throws what faccessat(2) fails with: ENOENT, ENOTDIR, EACCES, EROFS … */
export function access(context: WalkContext, path: string, mask: number): void {
  const walked = walk(context, path, true)
  if (walked.file) return
  if (!walked.found) throw new SysError('ENOENT', path)
  const { mount, inode } = walked.found
  if (mask & W_OK && mount.readOnly && (inode.type === S_IFREG || inode.type === S_IFDIR || inode.type === S_IFLNK))
    throw new SysError('EROFS', path)
  if (!permitted(inode.stat(), context.credentials, mask)) throw new SysError('EACCES', path)
}

interface Target {
  stat: Stat
  type: number
  set(change: AttributeChange): void
}
/** What attributes are to be changed of. Pipes and sockets behind magic links take changes (of the owner) and forget them. */
function writable(context: WalkContext, path: string, follow: boolean): Target {
  const { file, found } = walk(context, path, follow)
  if (file) {
    const stat = file.stat()
    return { stat, type: typeOf(stat.mode), set: () => {} }
  }
  if (!found) throw new SysError('ENOENT', path)
  if (found.mount.readOnly) throw new SysError('EROFS', path)
  const { inode } = found
  return { stat: inode.stat(), type: inode.type, set: (change) => at(path, () => inode.setattr(change)) }
}

/** The owner or root. A group that is not the caller's loses its setgid bit. */
export function chmod(context: WalkContext, path: string, mode: number): void {
  const { stat, type, set } = writable(context, path, true)
  const { credentials } = context
  if (!owns(stat, credentials)) throw new SysError('EPERM', path)
  const drop = credentials.uid !== 0 && type !== S_IFDIR && !inGroup(credentials, stat.gid) ? S_ISGID : 0
  set({ mode: mode & 0o7777 & ~drop })
}

/** -1 leaves one. Root may do all; an owner may give the file to a group of its own. Setuid and setgid of programs are cleared. */
export function chown(
  context: WalkContext,
  path: string,
  uid: number,
  gid: number,
  options: { follow?: boolean } = {},
): void {
  const { stat, type, set } = writable(context, path, options.follow ?? true)
  const { credentials } = context
  if (credentials.uid !== 0) {
    const mine = credentials.uid === stat.uid
    const uidStays = uid === -1 || (mine && uid === stat.uid)
    const gidAllowed = gid === -1 || (mine && (gid === stat.gid || inGroup(credentials, gid)))
    if (!uidStays || !gidAllowed) throw new SysError('EPERM', path)
  }
  let { mode } = stat
  if (type === S_IFREG) {
    mode &= ~S_ISUID
    if (mode & 0o010) mode &= ~S_ISGID
  }
  set({
    ...(uid === -1 ? {} : { uid }),
    ...(gid === -1 ? {} : { gid }),
    ...(mode === stat.mode ? {} : { mode: mode & 0o7777 }),
  })
}

/** `now`: both times are the present (touch without a date), for which write permission is enough; else one must own the file. */
export function utimes(
  context: WalkContext,
  path: string,
  atime: number,
  mtime: number,
  options: { follow?: boolean; now?: boolean } = {},
): void {
  const { stat, set } = writable(context, path, options.follow ?? true)
  if (!owns(stat, context.credentials)) {
    if (!options.now) throw new SysError('EPERM', path)
    demand(stat, context.credentials, W_OK, path)
  }
  set({ atime, mtime })
}

export function truncate(context: WalkContext, path: string, length: number): void {
  if (length < 0) throw new SysError('EINVAL', path)
  const location = resolve(context, path)
  const { inode } = location
  if (inode.type === S_IFDIR) throw new SysError('EISDIR', path)
  if (inode.type !== S_IFREG) throw new SysError('EINVAL', path)
  if (location.mount.readOnly) throw new SysError('EROFS', path)
  const stat = inode.stat()
  demand(stat, context.credentials, W_OK, path)
  const mode = modeAfterWrite(stat, context.credentials)
  at(path, () => inode.setattr(mode === stat.mode ? { size: length } : { size: length, mode: mode & 0o7777 }))
}

export const statfs = (context: WalkContext, path: string): StatFs => resolve(context, path).mount.fs.statfs()
