/**
 * open(2) up to the open file description, which kernel/proc makes of what is returned here: a FileHandle for regular files, a driver's OpenFile for
 * devices, the inode's pipe for FIFOs.
 */
import {
  O_ACCMODE,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_RDWR,
  O_TRUNC,
  O_WRONLY,
  R_OK,
  S_IFDIR,
  S_IFLNK,
  S_IFREG,
  S_IFSOCK,
  W_OK,
} from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { OpenFile } from '../../proc/description.ts'
import type { Location } from '../mount-namespace.ts'
import { demand, modeAfterWrite } from '../permission.ts'
import { walk, type WalkContext } from '../walk.ts'
import { at, create } from './create.ts'

export type Opened =
  /** `write`: the access mode allows writing. For a regular file call location.inode.open(write). */
  | { kind: 'inode'; location: Location; created: boolean; write: boolean }
  /** A magic link to something that is open already (/proc/PID/fd/N of a pipe or a terminal). */
  | { kind: 'file'; file: OpenFile }

/** ENOENT, EEXIST, EISDIR, ENOTDIR, EACCES, EROFS, ELOOP (O_NOFOLLOW), ENXIO (sockets). */
export function open(context: WalkContext, path: string, flags: number, mode = 0o666): Opened {
  if (flags & O_CREAT && flags & O_DIRECTORY) throw new SysError('EINVAL', path)
  const wanted = flags & O_ACCMODE
  const write = wanted === O_WRONLY || wanted === O_RDWR
  const exclusive = (flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0
  if (flags & O_CREAT && /[^/]\/+$/.test(path) && !/(^|\/)\.\.?\/+$/.test(path)) {
    // A name with a slash after it is never created, nor opened when it exists; what is wrong before it counts first.
    walk(context, path.replace(/\/+$/, ''), false)
    throw new SysError('EISDIR', path)
  }
  const walked = walk(context, path, !(flags & O_NOFOLLOW) && !exclusive)
  if (walked.file) {
    if (flags & O_DIRECTORY) throw new SysError('ENOTDIR', path)
    return { kind: 'file', file: walked.file }
  }
  if (!walked.found) {
    if (!(flags & O_CREAT)) throw new SysError('ENOENT', path)
    // The mode counts for later opens only: a file made read-only is still open for writing here.
    return { kind: 'inode', location: create(context, walked, path, mode), created: true, write }
  }
  if (exclusive) throw new SysError('EEXIST', path)
  const { mount, inode } = walked.found
  if (inode.type === S_IFLNK) throw new SysError('ELOOP', path)
  if (inode.type === S_IFDIR) {
    if (write || flags & (O_CREAT | O_TRUNC)) throw new SysError('EISDIR', path)
  } else if (flags & O_DIRECTORY) throw new SysError('ENOTDIR', path)
  if (inode.type === S_IFSOCK) throw new SysError('ENXIO', path)
  const truncates = (flags & O_TRUNC) !== 0 && inode.type === S_IFREG
  const mask = (wanted === O_RDONLY || wanted === O_RDWR ? R_OK : 0) | (write || truncates ? W_OK : 0)
  const stat = inode.stat()
  demand(stat, context.credentials, mask, path)
  if ((write || truncates) && mount.readOnly && inode.type === S_IFREG) throw new SysError('EROFS', path)
  if (!(inode.type === S_IFDIR || inode.type === S_IFREG) && mount.flags.includes('nodev') && stat.rdev)
    throw new SysError('EACCES', path)
  if (truncates) {
    const left = modeAfterWrite(stat, context.credentials)
    at(path, () => inode.setattr(left === stat.mode ? { size: 0 } : { size: 0, mode: left & 0o7777 }))
  }
  return { kind: 'inode', location: walked.found, created: false, write }
}
