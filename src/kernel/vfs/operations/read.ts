/** readdir(3), readlink(2), realpath(3), and whole files at once. */
import {
  O_APPEND,
  O_CREAT,
  O_EXCL,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  R_OK,
  S_IFCHR,
  S_IFDIR,
  S_IFLNK,
  S_IFREG,
  type DirEntry,
} from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { concat, EMPTY, encode } from '../../../base/bytes.ts'
import { makeDevice, type Inode } from '../filesystem.ts'
import type { Location } from '../mount-namespace.ts'
import { demand } from '../permission.ts'
import { child, pathOf, resolve, type WalkContext } from '../walk.ts'
import { at } from './create.ts'
import { open } from './open.ts'

/** Without '.' and '..'. Mount points show the type and number of what is mounted. */
export function readdir(context: WalkContext, path: string): DirEntry[] {
  const location = resolve(context, path)
  if (location.inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
  demand(location.inode.stat(), context.credentials, R_OK, path)
  return entriesOf(location, path)
}
export function entriesOf(location: Location, path: string): DirEntry[] {
  const list = at(path, () => location.inode.readdir())
  if (location.mount.children.size === 0) return list
  return list.map((entry) => {
    if (!location.mount.children.has(entry.ino)) return entry
    const inode = child(location, entry.name)?.inode
    return inode ? { name: entry.name, ino: inode.ino, type: inode.type } : entry
  })
}

export function readlink(context: WalkContext, path: string): string {
  const { inode } = resolve(context, path, { follow: false })
  if (inode.type !== S_IFLNK) throw new SysError('EINVAL', path)
  return at(path, () => inode.readlink(context.process))
}

export function realpath(context: WalkContext, path: string): string {
  const real = pathOf(resolve(context, path), context.root)
  if (real === null) throw new SysError('ENOENT', path)
  return real
}

/** /dev/null needs no driver to be read or written whole. */
const isNull = (inode: Inode): boolean => inode.type === S_IFCHR && inode.stat().rdev === makeDevice(1, 3)

/** Regular files, what /proc and /sys hold, and /dev/null. EINVAL for other devices and FIFOs, which must be opened. */
export function readFile(context: WalkContext, path: string): Uint8Array {
  const opened = open(context, path, O_RDONLY)
  if (opened.kind === 'file') throw new SysError('EINVAL', path)
  const { inode } = opened.location
  if (inode.type === S_IFDIR) throw new SysError('EISDIR', path)
  if (isNull(inode)) return EMPTY
  if (inode.type !== S_IFREG) throw new SysError('EINVAL', path)
  return at(path, () => {
    const handle = inode.open(false, context.process)
    try {
      const parts: Uint8Array[] = []
      for (let offset = 0; ;) {
        const part = handle.read(offset, Math.max(65536, handle.size))
        if (!part.length) return concat(parts)
        parts.push(part)
        offset += part.length
      }
    } finally {
      handle.close()
    }
  })
}

export function writeFile(
  context: WalkContext,
  path: string,
  data: Uint8Array | string,
  options: { mode?: number; append?: boolean; exclusive?: boolean } = {},
): void {
  const flags = O_WRONLY | O_CREAT | (options.append ? O_APPEND : O_TRUNC) | (options.exclusive ? O_EXCL : 0)
  const opened = open(context, path, flags, options.mode ?? 0o666)
  if (opened.kind === 'file') throw new SysError('EINVAL', path)
  const { inode } = opened.location
  if (isNull(inode)) return
  if (inode.type !== S_IFREG) throw new SysError('EINVAL', path)
  const bytes = typeof data === 'string' ? encode(data) : data
  at(path, () => {
    const handle = inode.open(true, context.process)
    try {
      const start = options.append ? handle.size : 0
      for (let done = 0; done < bytes.length;) done += handle.write(start + done, bytes.subarray(done))
    } finally {
      handle.close()
    }
  })
}
