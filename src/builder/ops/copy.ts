/**
 * Copying into a tree (llbsolver/file docopy, tonistiigi/fsutil copy): globs, directories as their contents, owners and modes, archives that
 * ADD unpacks. Times of what is copied stay.
 */
import { baseName, cleanPath } from '../../base/go/filepath.ts'
import { gunzip } from './gunzip.ts'
import { readTar, TarError } from '../../base/tar.ts'
import { contentBytes, layerOfTar } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import { BuildError } from '../errors.ts'
import type { CopyAction } from '../graph/vertex.ts'
import { makeDirs } from './mkdir.ts'
import { changedMode } from './mode.ts'
import type { Ids } from './owner.ts'
import { isDir, joined, lstat, parentDir, resolveWildcards, rootPath } from './paths.ts'
import { ignored } from './patterns.ts'

export interface CopyInto {
  source: TreeFileSystem
  target: TreeFileSystem
  owner: Ids | null
  /** Where the target is mounted: some messages have it in front of the path. */
  mount: string
  /** Milliseconds; what is made on the way. */
  now: number
  /** Milliseconds; null: files keep theirs. */
  mtime: number | null
}
/** Throws BuildError. */
export function copyFiles(into: CopyInto, action: CopyAction): void {
  const src = slashed(action.src)
  const dest = slashed(action.dest)
  const matches = action.wildcard ? resolveWildcards(into.source, src) : [src]
  for (const match of matches) {
    if (action.unpack && unpack(into, match, dest)) continue
    copyOne(into, action, match, dest)
  }
}
/** Cleaned, with the slash that says that it is a directory. */
function slashed(path: string): string {
  const clean = cleanPath(`/${path}`)
  return /\/\.?$/.test(path) && clean !== '/' ? `${clean}/` : clean
}
function copyOne(into: CopyInto, action: CopyAction, src: string, dest: string): void {
  const { source, target, owner } = into
  const time = into.mtime ?? into.now
  // A mode in digits is the mode of the directories on the way, too.
  const dirMode = /^[0-7]+$/.test(action.mode) ? parseInt(action.mode, 8) & 0o777 : 0o755
  makeDirs(target, dest.endsWith('/') ? dest : parentDir(dest), dirMode, owner, time)
  let to = rootPath(target, dest)
  const from = rootPath(source, src, action.followSymlinks)
  const stat = lstat(source, from)
  if (!stat) throw new BuildError(`lstat ${src}: no such file or directory`)
  const there = lstat(target, to)
  if ((!action.dirContents && isDir(stat) && there) || (!isDir(stat) && there && isDir(there))) {
    to = rootPath(target, joined(to, baseName(src)), false)
  }
  const contents = isDir(stat) && action.dirContents && !there
  makeDirs(target, contents ? to : parentDir(to), dirMode, owner, time)
  target.apply('/', entriesFor(into, action, from, to))
}
function entriesFor(into: CopyInto, action: CopyAction, from: string, to: string): LayerEntry[] {
  const { source, target } = into
  const out: LayerEntry[] = []
  const kept = new Set<string>()
  const place = (path: string): string => (path === '' ? to.slice(1) : `${to.slice(1)}${to === '/' ? '' : '/'}${path}`)
  const pending: LayerEntry[] = []
  for (const entry of source.entries(from)) {
    const at = joined(to === '/' ? '' : to, entry.path).replace(/\/$/, '') || '/'
    const there = lstat(target, at)
    {
      if (entry.type === 'dir' && there && !isDir(there))
        throw new BuildError(`cannot copy to non-directory: ${into.mount}${at}`)
      if (entry.type !== 'dir' && there && isDir(there))
        throw new BuildError(`cannot replace to directory ${into.mount}${at} with file`)
    }
    if (entry.path !== '' && action.exclude.length && ignored(action.exclude, entry.path)) continue
    const copied = changed(into, action, entry, place)
    if (action.include.length && entry.path !== '') {
      if (!ignored(action.include, entry.path)) {
        if (entry.type === 'dir') pending.push(copied)
        continue
      }
      for (const dir of pending)
        if (copied.path.startsWith(`${dir.path}/`) && !kept.has(dir.path)) {
          kept.add(dir.path)
          out.push(dir)
        }
    }
    // The root of a copied directory has been made; its own attributes are not taken over.
    if (entry.path === '' && entry.type === 'dir') continue
    out.push(copied)
  }
  return out
}
function changed(into: CopyInto, action: CopyAction, entry: LayerEntry, place: (path: string) => string): LayerEntry {
  const { owner, mtime } = into
  const link = entry.type === 'symlink'
  return {
    ...entry,
    path: place(entry.path),
    ...(owner ?? {}),
    mode: link ? entry.mode : changedMode(action.mode, entry.mode, entry.type === 'dir'),
    mtime: mtime ?? entry.mtime,
    ...(entry.type === 'hardlink' ? { linkname: place(entry.linkname ?? '') } : {}),
  }
}
/** True: it was an archive and is unpacked. */
function unpack(into: CopyInto, src: string, dest: string): boolean {
  const path = rootPath(into.source, src)
  const stat = lstat(into.source, path)
  if (!stat || isDir(stat)) return false
  const [file] = into.source.entries(path)
  if (file?.type !== 'file' || !file.content || (file.content.size < 512 && file.content.size < 20)) return false
  const entries = archiveEntries(contentBytes(file.content))
  if (!entries) return false
  makeDirs(into.target, dest, 0o755, into.owner, into.mtime ?? into.now)
  const to = rootPath(into.target, dest).slice(1)
  const { owner } = into
  into.target.apply(
    '/',
    entries
      .filter((entry) => entry.path !== '')
      .map((entry) => ({
        ...entry,
        path: to ? `${to}/${entry.path}` : entry.path,
        ...(owner ?? {}),
        ...(entry.type === 'hardlink' ? { linkname: to ? `${to}/${entry.linkname ?? ''}` : entry.linkname } : {}),
      })),
  )
  return true
}
/** null: no tar archive. */
export function archiveEntries(data: Uint8Array): LayerEntry[] | null {
  const bytes = data[0] === 0x1f && data[1] === 0x8b ? gunzip(data) : data
  if (!bytes || bytes.length < 512) return null
  try {
    const entries = layerOfTar(readTar(bytes), { whiteouts: false })
    return entries
  } catch (error) {
    if (error instanceof TarError) return null
    throw error
  }
}
