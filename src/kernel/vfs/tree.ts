/** Immutable trees: the empty one, and reading them as layer entries. */
import { S_IFBLK, S_IFCHR, S_IFIFO, S_IFMT } from '../../base/abi/files.ts'
import { newDir, nodeAt, type DirNode, type Node, type Pages } from './nodes.ts'
import { ROOT_INO, type Tree } from './tree-store.ts'
import type { LayerEntry, TreeRoot } from './types.ts'

const emptyRoot: Node = newDir(null, { mode: 0o755, uid: 0, gid: 0, mtime: 0 }, 0)
const emptyTree: Tree = {
  brand: 'TreeRoot',
  pages: [{ owner: null, slots: [undefined, emptyRoot] }],
  next: ROOT_INO + 1,
  used: 0,
  count: 1,
}
/** A root directory (0755 root:root) and nothing in it. */
export const EMPTY_TREE: TreeRoot = emptyTree

/** Names in the order of bytes, as `tar --sort=name`. */
export const sortedNames = (dir: DirNode): string[] =>
  [...dir.entries.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))

export function entryOf(node: Node, path: string): LayerEntry {
  const { uid, gid, mtime } = node
  const base = { path, mode: node.mode & 0o7777, uid, gid, mtime }
  switch (node.kind) {
    case 'dir':
      return { ...base, type: 'dir' }
    case 'file':
      return { ...base, type: 'file', content: node.data.toContent() }
    case 'symlink':
      return { ...base, type: 'symlink', linkname: node.target }
    case 'special': {
      const type = node.mode & S_IFMT
      if (type === S_IFCHR) return { ...base, type: 'char', rdev: node.rdev }
      if (type === S_IFBLK) return { ...base, type: 'block', rdev: node.rdev }
      return { ...base, type: 'fifo' }
    }
  }
}
/** Sockets are not archived (tar: "socket ignored"). */
export const archivable = (node: Node): boolean =>
  node.kind !== 'special' || [S_IFCHR, S_IFBLK, S_IFIFO].includes(node.mode & S_IFMT)

/** The subtree under inode `ino` as entries, depth first, directories before what they hold, names sorted; `path` is what its root is called. */
export function* walkEntries(
  pages: Pages,
  ino: number,
  path: string,
  seen = new Map<number, string>(),
): Iterable<LayerEntry> {
  const node = nodeAt(pages, ino)
  if (!node || !archivable(node)) return
  const first = node.nlink > 1 && node.kind !== 'dir' ? seen.get(ino) : undefined
  if (first !== undefined) {
    yield { ...entryOf(node, path), type: 'hardlink', linkname: first, content: undefined }
    return
  }
  if (node.nlink > 1) seen.set(ino, path)
  yield entryOf(node, path)
  if (node.kind !== 'dir') return
  for (const name of sortedNames(node))
    yield* walkEntries(pages, node.entries.get(name)!, path ? `${path}/${name}` : name, seen)
}

/** All of a tree, the root ('') first. */
export const treeEntries = (root: TreeRoot): Iterable<LayerEntry> => walkEntries((root as Tree).pages, ROOT_INO, '')

/** Bytes of file content, each inode once. O(n); trees are immutable, so it is counted once. */
export function treeSize(root: TreeRoot): number {
  let size = sizes.get(root)
  if (size === undefined) sizes.set(root, (size = sizeOf((root as Tree).pages, ROOT_INO, new Set())))
  return size
}
const sizes = new WeakMap<TreeRoot, number>()
function sizeOf(pages: Pages, ino: number, seen: Set<number>): number {
  const node = nodeAt(pages, ino)
  if (!node) return 0
  if (node.kind === 'dir') {
    let size = 0
    for (const child of node.entries.values()) size += sizeOf(pages, child, seen)
    return size
  }
  if (node.kind !== 'file' || seen.has(ino)) return 0
  if (node.nlink > 1) seen.add(ino)
  return node.data.size
}
