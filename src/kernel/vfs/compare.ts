/**
 * What differs between two trees. Trees of one lineage share nodes and pages; only numbers whose nodes differ, and the directories above them, are
 * visited. Trees without common ancestry are compared whole, by names and attributes.
 */
import { equal } from '../../base/bytes.ts'
import { contentBytes } from './file-data.ts'
import { differing, nodeAt, type DirNode, type Node } from './nodes.ts'
import { sortedNames } from './tree.ts'
import { ROOT_INO, type Tree } from './tree-store.ts'

/** Called in path order, directories before what they hold. Paths without a leading slash; the root is ''. */
export interface CompareVisitor {
  added(path: string, ino: number, node: Node): void
  removed(path: string, ino: number, node: Node): void
  /** A non-directory whose node differs, or something of another type than before. `after` a directory: its children follow as added. */
  changed(path: string, ino: number, node: Node, before: Node): void
  /** A directory in both that is itself different (attributes) or holds differences. Called before its contents. */
  directory(path: string, ino: number, node: DirNode, before: DirNode): void
  /** A directory in the place of another one, which was removed; its children follow as added. Without it the two are compared. */
  replaced?(path: string, ino: number, node: DirNode, before: DirNode): void
}

export function compareTrees(lower: Tree, upper: Tree, visitor: CompareVisitor): void {
  const touched = new Set<number>()
  if (lower.pages !== upper.pages)
    for (const ino of differing(lower.pages, upper.pages))
      for (const tree of [lower, upper]) {
        const node = nodeAt(tree.pages, ino)
        if (node) mark(tree, ino, node, touched)
      }
  if (touched.size) compareDirs(lower, upper, ROOT_INO, ROOT_INO, '', touched, visitor)
}

/** Numbers that differ between two trees, for accounting. */
export function* touchedNodes(lower: Tree, upper: Tree): Iterable<readonly [ino: number, node: Node | undefined]> {
  if (lower.pages !== upper.pages)
    for (const ino of differing(lower.pages, upper.pages)) yield [ino, nodeAt(upper.pages, ino)]
}

/** The node and all directories above its links. */
function mark(tree: Tree, ino: number, node: Node, touched: Set<number>): void {
  touched.add(ino)
  for (const parent of node.others ? [node.parent, ...node.others] : [node.parent])
    for (let at = parent; at !== 0 && !touched.has(at);) {
      touched.add(at)
      at = nodeAt(tree.pages, at)?.parent ?? 0
    }
}

function compareDirs(
  lower: Tree,
  upper: Tree,
  lowerIno: number,
  upperIno: number,
  path: string,
  touched: ReadonlySet<number>,
  visitor: CompareVisitor,
): void {
  const before = nodeAt(lower.pages, lowerIno) as DirNode
  const after = nodeAt(upper.pages, upperIno) as DirNode
  visitor.directory(path, upperIno, after, before)
  for (const name of namesOf(before, after, touched)) {
    const childPath = path ? `${path}/${name}` : name
    const oldIno = before.entries.get(name)
    const newIno = after.entries.get(name)
    const oldNode = oldIno === undefined ? undefined : nodeAt(lower.pages, oldIno)
    const newNode = newIno === undefined ? undefined : nodeAt(upper.pages, newIno)
    if (oldNode && !newNode) visitor.removed(childPath, oldIno!, oldNode)
    else if (newNode && !oldNode) added(upper, newIno!, newNode, childPath, visitor)
    else if (newNode && oldNode) {
      if (newNode === oldNode && newIno === oldIno && !touched.has(newIno!)) continue
      if (newNode.kind === 'dir' && oldNode.kind === 'dir') {
        if (newIno !== oldIno && visitor.replaced) {
          visitor.replaced(childPath, newIno!, newNode, oldNode)
          addedContents(upper, newNode, childPath, visitor)
        } else compareDirs(lower, upper, oldIno!, newIno!, childPath, touched, visitor)
      } else if (newIno === oldIno ? newNode !== oldNode : !sameFile(newNode, oldNode)) {
        visitor.changed(childPath, newIno!, newNode, oldNode)
        if (newNode.kind === 'dir') addedContents(upper, newNode, childPath, visitor)
      }
    }
  }
}

/** Names that may differ, sorted; when the entries are shared, only those of touched inodes. */
function namesOf(before: DirNode, after: DirNode, touched: ReadonlySet<number>): string[] {
  const names: string[] = []
  for (const [name, ino] of after.entries) {
    const old = before.entries.get(name)
    if (old !== ino || touched.has(ino)) names.push(name)
  }
  if (before.entries !== after.entries)
    for (const name of before.entries.keys()) if (!after.entries.has(name)) names.push(name)
  return names.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function added(tree: Tree, ino: number, node: Node, path: string, visitor: CompareVisitor): void {
  visitor.added(path, ino, node)
  if (node.kind === 'dir') addedContents(tree, node, path, visitor)
}
function addedContents(tree: Tree, dir: DirNode, path: string, visitor: CompareVisitor): void {
  for (const name of sortedNames(dir)) {
    const ino = dir.entries.get(name)!
    added(tree, ino, nodeAt(tree.pages, ino)!, `${path}/${name}`, visitor)
  }
}

export const sameAttributes = (a: Node, b: Node): boolean =>
  a.mode === b.mode && a.uid === b.uid && a.gid === b.gid && a.mtime === b.mtime

/** Two different inodes that nobody could tell apart by what a layer records. */
function sameFile(a: Node, b: Node): boolean {
  if (!sameAttributes(a, b)) return false
  if (a.kind === 'file' && b.kind === 'file') {
    if (a.data.size !== b.data.size) return false
    const left = a.data.toContent()
    const right = b.data.toContent()
    return left === right || left.extents === right.extents || equal(contentBytes(left), contentBytes(right))
  }
  if (a.kind === 'symlink' && b.kind === 'symlink') return a.target === b.target
  return a.kind === 'special' && b.kind === 'special' && a.rdev === b.rdev
}
