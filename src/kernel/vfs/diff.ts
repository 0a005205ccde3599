/**
 * `docker diff` and the layer of a commit. Kinds as moby's pkg/archive finds them (ChangesDirs, which overlay2 uses): a file is C when its owner, mode,
 * size or modification time differ, a directory when its owner or mode does or something below it changed; of what was removed only the top is
 * listed. A layer, in contrast, holds everything that was copied up.
 */
import { compareTrees, sameAttributes, touchedNodes } from './compare.ts'
import type { Node } from './nodes.ts'
import { archivable, EMPTY_TREE, entryOf, treeEntries } from './tree.ts'
import { ROOT_INO, TreeStore, type Tree } from './tree-store.ts'
import { applyEntries } from './apply-layer.ts'
import type { Change, LayerEntry, TreeRoot } from './types.ts'

/** Sorted by path. */
export function changesOf(base: Tree, tree: Tree): Change[] {
  const changes = new Map<string, Change['kind']>()
  const record = (path: string, kind: Change['kind']): void => {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const parent = path.slice(0, slash)
      if (changes.has(parent)) break
      changes.set(parent, 'C')
    }
    changes.set(path, kind)
  }
  compareTrees(base, tree, {
    added: (path) => record(path, 'A'),
    removed: (path) => record(path, 'D'),
    changed: (path, _ino, node, before) => {
      if (statDiffers(node, before)) record(path, 'C')
    },
    directory: (path, _ino, node, before) => {
      if (path && statDiffers(node, before)) record(path, 'C')
    },
  })
  return [...changes]
    .map(([path, kind]) => ({ path: `/${path}`, kind }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** moby pkg/archive statDifferent: times and sizes of directories are no measure of change. */
function statDiffers(a: Node, b: Node): boolean {
  if (a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return true
  if (a.kind === 'dir') return false
  if (a.kind === 'special' && b.kind === 'special' && a.rdev !== b.rdev) return true
  return a.mtime !== b.mtime || sizeOf(a) !== sizeOf(b)
}
const sizeOf = (node: Node): number =>
  node.kind === 'file' ? node.data.size : node.kind === 'symlink' ? node.target.length : 0

/** Bytes of the files that differ from the base, each inode once; directories count nothing (moby pkg/directory Size). */
export function changedBytesOf(base: Tree, tree: Tree): number {
  let bytes = 0
  for (const [, node] of touchedNodes(base, tree)) {
    if (node?.kind === 'file') bytes += node.data.size
    else if (node?.kind === 'symlink') bytes += node.target.length
  }
  return bytes
}

/** The layer that makes `upper` of `lower`: whiteouts, opaque marks and parents of what changed included, in path order; the root ('') only when it changed itself. */
export function diffTrees(lower: TreeRoot, upper: TreeRoot): LayerEntry[] {
  const entries: LayerEntry[] = []
  /** Directories on the way to where the comparison is, not written yet. */
  let pending: LayerEntry[] = []
  const seen = new Map<number, string>()
  const above = (dir: LayerEntry, path: string): boolean => path.startsWith(`${dir.path}/`)
  const flush = (path: string): void => {
    for (const dir of pending) if (above(dir, path)) entries.push(dir)
    pending = []
  }
  const put = (path: string, ino: number, node: Node): void => {
    if (!archivable(node)) return
    flush(path)
    const first = node.kind !== 'dir' && node.nlink > 1 ? seen.get(ino) : undefined
    if (first === undefined) entries.push(entryOf(node, path))
    else entries.push({ ...entryOf(node, path), type: 'hardlink', linkname: first, content: undefined })
    if (node.nlink > 1) seen.set(ino, path)
  }
  compareTrees(lower as Tree, upper as Tree, {
    added: put,
    removed: (path, _ino, node) => {
      flush(path)
      entries.push({ path, type: 'whiteout', mode: 0o600, uid: 0, gid: 0, mtime: node.mtime })
    },
    changed: put,
    replaced: (path, ino, node) => {
      put(path, ino, node)
      const { mode, uid, gid } = node
      entries.push({ path, type: 'opaque', mode: mode & 0o777, uid, gid, mtime: 0 })
    },
    directory: (path, _ino, node, before) => {
      pending = pending.filter((dir) => above(dir, path))
      // One that was copied up is in overlayfs's upper layer, whether anything about it is different or not.
      if (sameAttributes(node, before) && (path === '' || node === before)) {
        if (path) pending.push(entryOf(node, path))
      } else {
        flush(path)
        entries.push(entryOf(node, path))
      }
    },
  })
  return entries
}

/** Structured-clonable form of a tree: the entries that make it of `base`, or all of it. Access times and inode numbers are not kept. */
export interface SerialisedTree {
  readonly version: 1
  readonly entries: readonly LayerEntry[]
}
export function serialiseTree(root: TreeRoot, base: TreeRoot | null): SerialisedTree {
  return { version: 1, entries: base ? diffTrees(base, root) : [...treeEntries(root)] }
}
/** `base` must equal the one it was serialised against (null: none). */
export function restoreTree(serialised: SerialisedTree, base: TreeRoot | null): TreeRoot {
  const store = new TreeStore(base ?? EMPTY_TREE)
  applyEntries(store, ROOT_INO, serialised.entries, { now: null })
  return store.snapshot()
}
