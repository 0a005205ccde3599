/**
 * A tree that can be written: nodes by number, with links, accounting and copy-on-write, but without times and permissions (tree-fs.ts adds
 * them; applying layers sets them). Everything is found from inode 1, the root.
 */
import { SysError } from '../../base/abi/errno.ts'
import { PAGE, type FileData } from './file-data.ts'
import {
  copyNode,
  InodeTable,
  isDirNode,
  newDir,
  nodeAt,
  type DirNode,
  type FileNode,
  type Node,
  type Pages,
  type Token,
} from './nodes.ts'
import type { TreeRoot } from './types.ts'

export const ROOT_INO = 1

/** What a TreeRoot is inside. */
export interface Tree extends TreeRoot {
  readonly pages: Pages
  /** The next free inode number; numbers are not used twice. */
  readonly next: number
  /** Allocated bytes and number of inodes, for statfs. */
  readonly used: number
  readonly count: number
}

export class TreeStore {
  private table: InodeTable
  private token: Token = {}
  private next: number
  private current: Tree
  private dirty = false
  used: number
  count: number
  /** Bytes; Infinity without a limit. */
  limit = Infinity
  /** On overlayfs: the base, whose inodes keep their link counts whatever happens to their names. */
  lower: Pages | null = null

  constructor(root: TreeRoot) {
    const tree = root as Tree
    this.current = tree
    this.table = new InodeTable(tree.pages)
    this.next = tree.next
    this.used = tree.used
    this.count = tree.count
  }

  /** O(1); the same root as long as nothing was written. */
  snapshot(): Tree {
    if (this.dirty) {
      const { next, used, count } = this
      this.current = { brand: 'TreeRoot', pages: this.table.share(), next, used, count }
      this.token = {}
      this.dirty = false
    }
    return this.current
  }

  /** As it is now, for reading at once; later writes may show in it. */
  view(): Tree {
    const { next, used, count } = this
    return this.dirty ? { brand: 'TreeRoot', pages: this.table.peek(), next, used, count } : this.current
  }

  get(ino: number): Node {
    const node = this.table.get(ino)
    if (!node) throw new SysError('ENOENT')
    return node
  }
  find(ino: number): Node | undefined {
    return this.table.get(ino)
  }
  dir(ino: number): DirNode {
    const node = this.get(ino)
    if (!isDirNode(node)) throw new SysError('ENOTDIR')
    return node
  }
  /** True when a write to it would change it in place: nobody else sees the node. */
  owned(node: Node): boolean {
    return node.owner === this.token
  }

  /** On overlayfs: the node is still the base's. */
  isLower(ino: number, node: Node): boolean {
    return this.lower !== null && nodeAt(this.lower, ino) === node
  }

  /** The node, writable. */
  own(ino: number): Node {
    const node = this.get(ino)
    if (node.owner === this.token) return node
    const copy = copyNode(node, this.token)
    // Copying a directory up makes it one of several layers.
    if (copy.kind === 'dir' && this.lower && nodeAt(this.lower, ino)) copy.merged = true
    this.set(ino, copy)
    return copy
  }
  ownDir(ino: number): DirNode {
    const node = this.own(ino)
    if (!isDirNode(node)) throw new SysError('ENOTDIR')
    return node
  }
  ownFile(ino: number): FileNode {
    const node = this.own(ino)
    if (node.kind !== 'file') throw new SysError('EINVAL')
    return node
  }
  private set(ino: number, node: Node | undefined): void {
    this.table.set(ino, node, this.token)
    this.dirty = true
  }

  /** A directory whose entries may be changed. */
  private ownEntries(ino: number): DirNode {
    const dir = this.ownDir(ino)
    if (dir.entriesOwner !== this.token) {
      dir.entries = new Map(dir.entries)
      dir.entriesOwner = this.token
    }
    return dir
  }

  /** Puts a new node into `dir` under a name that is free. Its owner, parent and link count are set here. */
  insert(dirIno: number, name: string, node: Node): number {
    const ino = this.next++
    node.owner = this.token
    node.parent = dirIno
    node.others = null
    node.nlink = 1
    if (isDirNode(node)) node.entriesOwner = this.token
    if (node.kind === 'file') this.charge(node.data.allocated)
    this.set(ino, node)
    this.count++
    const dir = this.ownEntries(dirIno)
    dir.entries.set(name, ino)
    if (isDirNode(node)) dir.subdirs++
    return ino
  }
  newDirectory(
    dirIno: number,
    name: string,
    attributes: { mode: number; uid: number; gid: number; mtime: number },
  ): number {
    return this.insert(dirIno, name, newDir(this.token, attributes, dirIno))
  }

  /** A further name for a file. */
  link(dirIno: number, name: string, ino: number): void {
    const node = this.own(ino)
    if (node.nlink === 0) node.parent = dirIno
    else node.others = [...(node.others ?? []), dirIno]
    node.nlink++
    this.ownEntries(dirIno).entries.set(name, ino)
  }

  /**
   * Takes a name away. The node stays with nlink 0 when `keep` (somebody has it open), until drop(). Directories must be empty or are dropped with
   * all they hold.
   */
  remove(dirIno: number, name: string, keep: (ino: number) => boolean = () => false): void {
    const ino = this.dir(dirIno).entries.get(name)
    if (ino === undefined) throw new SysError('ENOENT')
    const dir = this.ownEntries(dirIno)
    dir.entries.delete(name)
    const node = this.get(ino)
    if (isDirNode(node)) {
      dir.subdirs--
      this.dropContents(ino, node, keep)
    }
    this.unref(ino, dirIno, keep)
  }
  /** All that a directory about to go holds; its own entries are left as they are. */
  private dropContents(dirIno: number, dir: DirNode, keep: (ino: number) => boolean): void {
    for (const ino of dir.entries.values()) {
      const node = this.get(ino)
      if (isDirNode(node)) this.dropContents(ino, node, keep)
      this.unref(ino, dirIno, keep)
    }
  }
  private unref(ino: number, dirIno: number, keep: (ino: number) => boolean): void {
    const node = this.get(ino)
    if (node.nlink > 1) {
      if (this.isLower(ino, node)) return
      const own = this.own(ino)
      own.nlink--
      dropParent(own, dirIno)
      return
    }
    if (keep(ino)) {
      const own = this.own(ino)
      own.nlink = 0
      own.parent = 0
    } else this.drop(ino)
  }
  /** Forgets a node without links. */
  drop(ino: number): void {
    const node = this.table.get(ino)
    if (!node) return
    if (node.kind === 'file') this.charge(-node.data.allocated)
    this.set(ino, undefined)
    this.count--
  }

  /** Moves an entry; the new name must be free. */
  move(fromDir: number, from: string, toDir: number, to: string): void {
    const ino = this.dir(fromDir).entries.get(from)
    if (ino === undefined) throw new SysError('ENOENT')
    const source = this.ownEntries(fromDir)
    source.entries.delete(from)
    const target = this.ownEntries(toDir)
    target.entries.set(to, ino)
    if (fromDir === toDir) return
    const node = this.own(ino)
    dropParent(node, fromDir, toDir)
    if (isDirNode(node)) {
      source.subdirs--
      target.subdirs++
    }
  }

  /** Gives one name of a file with several a node of its own (what copying up does on overlayfs). Returns the new number. */
  separate(dirIno: number, name: string): number {
    const ino = this.dir(dirIno).entries.get(name)!
    const node = this.get(ino)
    const copy = copyNode(node, this.token)
    this.ownEntries(dirIno).entries.delete(name)
    this.unref(ino, dirIno, () => false)
    return this.insert(dirIno, name, copy)
  }

  private charge(bytes: number): void {
    this.used += bytes
  }
  /** As much of the write as there is room for; ENOSPC when there is none. */
  write(ino: number, offset: number, data: Uint8Array): number {
    const before = this.get(ino)
    if (before.kind !== 'file') throw new SysError('EINVAL')
    let length = data.length
    if (length === 0) return 0
    if (this.limit !== Infinity) length = this.room(before.data, offset, length)
    if (length <= 0) throw new SysError('ENOSPC')
    const file = this.ownFile(ino)
    this.resized(file, () => file.data.write(offset, length === data.length ? data : data.subarray(0, length)))
    return length
  }
  private room(data: FileData, offset: number, length: number): number {
    const free = Math.floor((this.limit - this.used) / PAGE)
    if (data.pagesNeeded(offset, length) <= free) return length
    // Page by page up to the one that no longer fits.
    let fits = 0
    while (fits < length) {
      const step = Math.min(length - fits, PAGE - ((offset + fits) % PAGE))
      if (data.pagesNeeded(offset, fits + step) > free) break
      fits += step
    }
    return fits
  }
  truncate(ino: number, size: number): void {
    const file = this.ownFile(ino)
    this.resized(file, () => file.data.truncate(size))
  }
  setContent(ino: number, data: FileData): void {
    const file = this.ownFile(ino)
    this.resized(file, () => (file.data = data))
  }
  private resized(file: FileNode, change: () => void): void {
    const before = file.data.allocated
    change()
    this.charge(file.data.allocated - before)
  }
}

/** Takes one link of `dir` off the node's list, or replaces it by `by`. */
function dropParent(node: Node, dir: number, by?: number): void {
  const others = node.others ? [...node.others] : []
  if (node.parent === dir) node.parent = by ?? others.pop() ?? 0
  else {
    const index = others.indexOf(dir)
    if (by !== undefined) others[index] = by
    else others.splice(index, 1)
  }
  node.others = others.length ? others : null
}
