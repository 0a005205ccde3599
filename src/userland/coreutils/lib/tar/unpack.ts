/** From an archive to files: what tar x does, for both faces. */
import { attempt, SysError } from '../../../../base/abi/errno.ts'
import { isDir, O_CREAT, O_EXCL, O_TRUNC, O_WRONLY, S_IFBLK, S_IFCHR } from '../../../../base/abi/files.ts'
import type { TarEntry } from '../../../../base/tar.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { isError, tryAsync } from '../command.ts'
import { makeParents } from '../../mkdir.ts'
import { dirName } from '../paths.ts'
import { groupByName, userByName } from '../users.ts'

export interface UnpackOptions {
  preserveMode: boolean
  sameOwner: boolean
  numericOwner: boolean
  touch: boolean
  /** keep: fail on existing; skip: leave them silently */
  existing: 'replace' | 'keep' | 'skip' | 'overwrite'
}
/** Writes one entry; `path` is where. Returns the failure. */
export async function unpackEntry(
  sys: Sys,
  entry: TarEntry,
  path: string,
  options: UnpackOptions,
  later: (() => void)[],
): Promise<SysError | undefined> {
  const there = attempt(() => sys.lstat(path))
  if (!(there instanceof SysError)) {
    if (entry.type === 'dir' && isDir(there)) {
      attributes(sys, entry, path, options, later)
      return undefined
    }
    if (options.existing === 'skip') return undefined
    if (options.existing === 'keep') return new SysError('EEXIST', path)
    if (isDir(there)) {
      const failure = attempt(() => sys.rmdir(path))
      if (failure instanceof SysError) return failure
    } else if (options.existing === 'replace' || entry.type !== 'file') {
      const failure = attempt(() => sys.unlink(path))
      if (failure instanceof SysError) return failure
    }
  } else if (there.code === 'ENOENT') {
    const parent = dirName(path)
    const made = attempt(() => (parent === '.' || parent === '/' ? undefined : makeParents(sys, parent, undefined)))
    if (made instanceof SysError) return made
  }
  const failure = await create(sys, entry, path, options)
  if (failure) return failure
  attributes(sys, entry, path, options, later)
  return undefined
}
async function create(sys: Sys, entry: TarEntry, path: string, options: UnpackOptions): Promise<SysError | undefined> {
  const mode = options.preserveMode ? entry.mode & 0o777 : entry.mode & 0o777 & ~sys.umask()
  switch (entry.type) {
    case 'file': {
      const flags = options.existing === 'overwrite' ? O_TRUNC : O_EXCL
      const fd = await tryAsync(() => sys.open(path, O_WRONLY | O_CREAT | flags, mode))
      if (isError(fd)) return fd
      const { content } = entry
      const written = await tryAsync(async () => {
        for (const { offset, data } of content?.extents ?? []) {
          if (offset) sys.lseek(fd, offset, 'set')
          await sys.write(fd, data)
        }
        if (content) sys.ftruncate(fd, content.size)
      })
      sys.close(fd)
      return isError(written) ? written : undefined
    }
    case 'dir': {
      const made = attempt(() => sys.mkdir(path, mode | 0o700))
      return made instanceof SysError ? made : undefined
    }
    default: {
      const made = attempt(() => {
        if (entry.type === 'symlink') sys.symlink(entry.linkname ?? '', path)
        else if (entry.type === 'hardlink') sys.link(entry.linkname ?? '', path)
        else if (entry.type === 'fifo') sys.mkfifo(path, mode)
        else sys.mknod(path, (entry.type === 'char' ? S_IFCHR : S_IFBLK) | mode, entry.rdev ?? 0)
      })
      return made instanceof SysError ? made : undefined
    }
  }
}
function attributes(sys: Sys, entry: TarEntry, path: string, options: UnpackOptions, later: (() => void)[]): void {
  if (entry.type === 'hardlink') return
  const follow = entry.type !== 'symlink'
  if (options.sameOwner) {
    const uid = options.numericOwner ? entry.uid : (userByName(sys, entry.uname ?? '')?.uid ?? entry.uid)
    const gid = options.numericOwner ? entry.gid : (groupByName(sys, entry.gname ?? '')?.gid ?? entry.gid)
    attempt(() => sys.chown(path, uid, gid, { follow }))
  }
  const set = (): void => {
    if (follow) {
      const mode = options.preserveMode ? entry.mode & 0o7777 : entry.mode & 0o777 & ~sys.umask()
      attempt(() => sys.chmod(path, mode))
    }
    if (!options.touch) attempt(() => sys.utimes(path, sys.now(), entry.mtime, { follow }))
  }
  // A directory gets its mode and time when all of its files are in it.
  if (entry.type === 'dir') later.push(set)
  else set()
}
