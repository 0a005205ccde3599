/** Directories and files that an instruction makes (llbsolver/file backend.go, fsutil copy.MkdirAll). */
import { encode } from '../../base/bytes.ts'
import { fileContent } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import { BuildError } from '../errors.ts'
import type { Ids } from './owner.ts'
import { isDir, joined, lstat, rootPath } from './paths.ts'

const S_ISGID = 0o2000

/** Missing directories of `path`, each with the owner; a set-group-ID parent passes its group on. Throws BuildError. */
export function makeDirs(fs: TreeFileSystem, path: string, mode: number, owner: Ids | null, mtime: number): void {
  const target = rootPath(fs, path)
  let at = '/'
  const entries: LayerEntry[] = []
  let parent = { mode: 0, gid: 0 }
  for (const name of target.split('/').filter((part) => part !== '')) {
    const above = lstat(fs, at)
    if (above) parent = { mode: above.mode, gid: above.gid }
    at = joined(at, name)
    const stat = lstat(fs, at)
    if (stat) {
      if (!isDir(stat)) throw new BuildError(`mkdir ${at}: not a directory`)
      continue
    }
    const inherits = (parent.mode & S_ISGID) !== 0
    const entry: LayerEntry = {
      path: at.slice(1),
      type: 'dir',
      mode: inherits ? mode | S_ISGID : mode,
      uid: owner?.uid ?? 0,
      gid: owner?.gid ?? (inherits ? parent.gid : 0),
      mtime,
    }
    entries.push(entry)
    parent = { mode: entry.mode, gid: entry.gid }
  }
  if (entries.length) fs.apply('/', entries)
}
export function makeFile(fs: TreeFileSystem, path: string, mode: number, data: string, mtime: number): void {
  const target = rootPath(fs, path)
  fs.apply('/', [
    { path: target.slice(1), type: 'file', mode, uid: 0, gid: 0, mtime, content: fileContent(encode(data)) },
  ])
}
