/** mkdir(2), mknod(2), symlink(2), link(2) and the creating half of open(2). */
import { R_OK, S_IFDIR, S_IFMT, S_IFREG, S_ISGID, W_OK, X_OK } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { CreateAttributes, Inode } from '../filesystem.ts'
import type { Location } from '../mount-namespace.ts'
import { demand, inGroup, owns, permitted } from '../permission.ts'
import { resolve, walkParent, type WalkContext, type Walked } from '../walk.ts'

/** Errors of the inode layer get the path. */
export function at<T>(path: string, fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (error instanceof SysError && error.path === undefined) throw new SysError(error.code, path)
    throw error
  }
}

/** Owner and mode of something new: umask, and what a setgid directory passes on (inode_init_owner). `mode` with type bits. */
function attributes(context: WalkContext, dir: Inode, mode: number): CreateAttributes {
  const { credentials } = context
  const { mode: dirMode, gid: dirGid } = dir.stat()
  const masked = mode & ~((context.umask ?? 0) & 0o777)
  const setgid = (dirMode & S_ISGID) !== 0
  const gid = setgid ? dirGid : credentials.gid
  const isDir = (mode & S_IFMT) === S_IFDIR
  const foreign = credentials.uid !== 0 && !inGroup(credentials, gid)
  return {
    uid: credentials.uid,
    gid,
    mode: setgid && isDir ? masked | S_ISGID : setgid && foreign && masked & 0o010 ? masked & ~S_ISGID : masked,
  }
}

/** Where a new entry goes. EEXIST, EROFS. */
function vacancy(walked: Walked, path: string): { dir: Location; name: string } {
  const { dir, name, found } = walked
  if (found || !dir) throw new SysError('EEXIST', path)
  if (dir.mount.readOnly) throw new SysError('EROFS', path)
  return { dir, name }
}
/** As vacancy(), and the caller may write there. */
function demandRoom(context: WalkContext, walked: Walked, path: string): { dir: Location; name: string } {
  const room = vacancy(walked, path)
  demand(room.dir.inode.stat(), context.credentials, W_OK | X_OK, path)
  return room
}
const reached = (dir: Location, name: string, inode: Inode): Location => ({
  mount: dir.mount,
  inode,
  via: { dir, name },
})

/** What open(O_CREAT) does when nothing is there. */
export function create(context: WalkContext, walked: Walked, path: string, mode: number): Location {
  if (walked.slash) throw new SysError('EISDIR', path)
  const { dir, name } = demandRoom(context, walked, path)
  const given = attributes(context, dir.inode, S_IFREG | (mode & 0o7777))
  return reached(
    dir,
    name,
    at(path, () => dir.inode.create(name, given)),
  )
}

export function mkdir(context: WalkContext, path: string, mode = 0o777): void {
  const { dir, name } = demandRoom(context, walkParent(context, path), path)
  const given = attributes(context, dir.inode, S_IFDIR | (mode & 0o1777))
  at(path, () => dir.inode.mkdir(name, given))
}

/** A FIFO, socket, device or file; devices need root (CAP_MKNOD). */
export function mknod(context: WalkContext, path: string, mode: number, rdev = 0): Location {
  const walked = walkParent(context, path)
  if (walked.slash && !walked.found) throw new SysError('ENOENT', path)
  const { dir, name } = demandRoom(context, walked, path)
  const type = mode & S_IFMT || S_IFREG
  if (type === S_IFDIR) throw new SysError('EPERM', path)
  const given = attributes(context, dir.inode, type | (mode & 0o7777))
  return reached(
    dir,
    name,
    at(path, () => dir.inode.mknod(name, given, rdev)),
  )
}

export function symlink(context: WalkContext, target: string, path: string): void {
  if (target === '') throw new SysError('ENOENT', path)
  const walked = walkParent(context, path)
  if (walked.slash && !walked.found) throw new SysError('ENOENT', path)
  const { dir, name } = demandRoom(context, walked, path)
  const given = attributes(context, dir.inode, 0o777)
  at(path, () => dir.inode.symlink(name, target, given))
}

/** link(2): a symlink as `existing` is itself linked. EXDEV across mounts, EPERM for directories and (fs.protected_hardlinks) others' files. */
export function link(context: WalkContext, existing: string, path: string): void {
  const source = resolve(context, existing, { follow: false })
  const walked = walkParent(context, path)
  if (walked.slash && !walked.found) throw new SysError('ENOENT', path)
  const { dir, name } = vacancy(walked, path)
  if (source.mount !== dir.mount) throw new SysError('EXDEV', path)
  const { credentials } = context
  const stat = source.inode.stat()
  const safe = source.inode.type === S_IFREG && !(stat.mode & 0o6000) && permitted(stat, credentials, R_OK | W_OK)
  if (!owns(stat, credentials) && !safe) throw new SysError('EPERM', path)
  demand(dir.inode.stat(), credentials, W_OK | X_OK, path)
  if (source.inode.type === S_IFDIR) throw new SysError('EPERM', path)
  at(path, () => dir.inode.link(name, source.inode))
}
