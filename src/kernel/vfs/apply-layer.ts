/**
 * Applying a layer's entries to a tree, as the engine unpacks a layer tar (moby pkg/archive UnpackLayer): whiteouts remove, opaque directories
 * hide what lower layers put there, a non-directory replaces what was there, a directory over a directory only changes its attributes.
 */
import { S_IFBLK, S_IFCHR, S_IFIFO, S_IFLNK, S_IFREG } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { EMPTY_CONTENT, FileData } from './file-data.ts'
import { newDir, type Node } from './nodes.ts'
import { ROOT_INO, TreeStore } from './tree-store.ts'
import type { LayerEntry, TreeRoot } from './types.ts'

/** Tar -x into an existing tree does not know whiteouts; a layer does. */
export function applyLayer(base: TreeRoot, entries: readonly LayerEntry[]): TreeRoot {
  const store = new TreeStore(base)
  applyEntries(store, ROOT_INO, entries, { now: null })
  return store.snapshot()
}

/**
 * `now`: the ctime that entries get and the mtime of directories made on the way; null: the entry's own mtime.
 * `keep` as in TreeStore.remove. ENOTDIR when a parent is a file that no entry replaces; ENOENT for a hard link to nothing.
 */
export function applyEntries(
  store: TreeStore,
  rootIno: number,
  entries: readonly LayerEntry[],
  options: { now: number | null; keep?: (ino: number) => boolean },
): void {
  const fresh = new Set<number>()
  let lastDir = ''
  let lastIno = rootIno
  const directory = (path: string, entry: LayerEntry): number => {
    if (path === '') return rootIno
    if (path === lastDir && store.find(lastIno)) return lastIno
    let ino = rootIno
    for (const name of path.split('/')) {
      const next = store.dir(ino).entries.get(name)
      if (next !== undefined) ino = next
      else {
        ino = store.newDirectory(ino, name, { mode: 0o755, uid: 0, gid: 0, mtime: options.now ?? entry.mtime })
        fresh.add(ino)
      }
    }
    lastDir = path
    lastIno = ino
    return ino
  }
  for (const entry of entries) {
    const slash = entry.path.lastIndexOf('/')
    const name = entry.path.slice(slash + 1)
    const ctime = options.now ?? entry.mtime
    if (entry.path === '') {
      if (entry.type === 'dir') setAttributes(store.own(rootIno), entry, ctime)
      else if (entry.type === 'opaque') hideLower(store, rootIno, fresh, options.keep)
      continue
    }
    if (entry.type === 'whiteout') {
      const dir = lookupDir(store, rootIno, slash < 0 ? '' : entry.path.slice(0, slash))
      if (dir !== null && store.dir(dir).entries.has(name)) store.remove(dir, name, options.keep)
      lastDir = ''
      lastIno = rootIno
      continue
    }
    const dir = directory(slash < 0 ? '' : entry.path.slice(0, slash), entry)
    const existing = store.dir(dir).entries.get(name)
    const old = existing === undefined ? undefined : store.get(existing)
    if (entry.type === 'opaque') {
      if (existing !== undefined && old?.kind === 'dir') hideLower(store, existing, fresh, options.keep)
      continue
    }
    if (entry.type === 'dir' && existing !== undefined && old?.kind === 'dir') {
      const node = store.ownDir(existing)
      setAttributes(node, entry, ctime)
      if (!fresh.has(existing)) node.merged = true
      continue
    }
    const source = entry.type === 'hardlink' ? lookup(store, rootIno, entry.linkname ?? '') : null
    if (entry.type === 'hardlink' && source === null) throw new SysError('ENOENT', entry.linkname)
    if (source !== null && source === existing) continue
    if (existing !== undefined) {
      store.remove(dir, name, options.keep)
      if (old?.kind === 'dir') lastDir = ''
      if (lastDir === '') lastIno = rootIno
    }
    if (source !== null) store.link(dir, name, source)
    else fresh.add(store.insert(dir, name, nodeOf(entry, ctime)))
  }
}

function setAttributes(node: Node, entry: LayerEntry, ctime: number): void {
  node.mode = (node.mode & ~0o7777) | (entry.mode & 0o7777)
  node.uid = entry.uid
  node.gid = entry.gid
  node.mtime = entry.mtime
  node.ctime = ctime
}

function nodeOf(entry: LayerEntry, ctime: number): Node {
  const { uid, gid, mtime } = entry
  const common = { owner: null, uid, gid, atime: mtime, mtime, ctime, nlink: 1, parent: 0, others: null }
  const mode = entry.mode & 0o7777
  switch (entry.type) {
    case 'dir':
      return { ...newDir(null, entry, 0), ctime }
    case 'file':
      return { ...common, kind: 'file', mode: S_IFREG | mode, data: new FileData(entry.content ?? EMPTY_CONTENT) }
    case 'symlink':
      return { ...common, kind: 'symlink', mode: S_IFLNK | 0o777, target: entry.linkname ?? '' }
    case 'char':
      return { ...common, kind: 'special', mode: S_IFCHR | mode, rdev: entry.rdev ?? 0 }
    case 'block':
      return { ...common, kind: 'special', mode: S_IFBLK | mode, rdev: entry.rdev ?? 0 }
    case 'fifo':
      return { ...common, kind: 'special', mode: S_IFIFO | mode, rdev: 0 }
    default:
      throw new SysError('EINVAL', entry.path)
  }
}

/** Removes what was there before this layer. */
function hideLower(store: TreeStore, ino: number, fresh: ReadonlySet<number>, keep?: (ino: number) => boolean): void {
  for (const [name, child] of [...store.dir(ino).entries]) if (!fresh.has(child)) store.remove(ino, name, keep)
}

function lookup(store: TreeStore, rootIno: number, path: string): number | null {
  let ino = rootIno
  for (const name of path.split('/')) {
    if (!name || name === '.') continue
    const node = store.find(ino)
    const next = node?.kind === 'dir' ? node.entries.get(name) : undefined
    if (next === undefined) return null
    ino = next
  }
  return ino
}
function lookupDir(store: TreeStore, rootIno: number, path: string): number | null {
  const ino = lookup(store, rootIno, path)
  return ino !== null && store.find(ino)?.kind === 'dir' ? ino : null
}
