/**
 * Inodes as a tree stores them, and the table that holds them by number. Directory entries name numbers, so hard links are two entries with one
 * number and an open file keeps its number whatever is renamed. The table has pages of 128 nodes; pages and nodes carry the token of the
 * tree that may write them in place, so that handing out a snapshot is taking a new token.
 */
import { S_IFDIR, S_IFMT } from '../../base/abi/files.ts'
import type { FileData } from './file-data.ts'

export type Token = object

interface Common {
  owner: Token | null
  /** type and permission bits */
  mode: number
  uid: number
  gid: number
  atime: number
  mtime: number
  ctime: number
  nlink: number
  /** Directory that holds the first link; 0 = none (unlinked). */
  parent: number
  /** Directories of further links, one item a link. */
  others: readonly number[] | null
}
export interface DirNode extends Common {
  kind: 'dir'
  entries: Map<string, number>
  /** Who may change `entries` in place. */
  entriesOwner: Token | null
  subdirs: number
  /** Came together from more than one layer: overlayfs shows one link. */
  merged: boolean
}
export interface FileNode extends Common {
  kind: 'file'
  data: FileData
}
export interface LinkNode extends Common {
  kind: 'symlink'
  target: string
}
export interface SpecialNode extends Common {
  kind: 'special'
  rdev: number
}
export type Node = DirNode | FileNode | LinkNode | SpecialNode

export const isDirNode = (node: Node): node is DirNode => node.kind === 'dir'
export const typeBits = (node: Node): number => node.mode & S_IFMT

/** A copy that `owner` may write. Entries of a directory stay shared until they change. */
export function copyNode(node: Node, owner: Token): Node {
  if (node.kind === 'file') return { ...node, owner, data: node.data.clone() }
  return { ...node, owner }
}

export function newDir(
  owner: Token | null,
  attributes: Pick<Common, 'mode' | 'uid' | 'gid' | 'mtime'>,
  parent: number,
): DirNode {
  const { mode, uid, gid, mtime } = attributes
  return {
    kind: 'dir',
    owner,
    mode: S_IFDIR | (mode & 0o7777),
    uid,
    gid,
    atime: mtime,
    mtime,
    ctime: mtime,
    nlink: 1,
    parent,
    others: null,
    entries: new Map(),
    entriesOwner: owner,
    subdirs: 0,
    merged: false,
  }
}

const SHIFT = 7
const PAGE_SIZE = 1 << SHIFT
const MASK = PAGE_SIZE - 1

interface Page {
  owner: Token | null
  readonly slots: (Node | undefined)[]
}
export type Pages = readonly (Page | undefined)[]

export class InodeTable {
  private pages: (Page | undefined)[]
  private pagesOwner: Token | null = null

  constructor(pages: Pages) {
    this.pages = pages as (Page | undefined)[]
  }
  /** The pages as they are; the caller must take a new token before it writes again. */
  share(): Pages {
    this.pagesOwner = null
    return this.pages
  }
  peek(): Pages {
    return this.pages
  }
  get(ino: number): Node | undefined {
    return this.pages[ino >> SHIFT]?.slots[ino & MASK]
  }
  set(ino: number, node: Node | undefined, token: Token): void {
    if (this.pagesOwner !== token) {
      this.pages = this.pages.slice()
      this.pagesOwner = token
    }
    const index = ino >> SHIFT
    let page = this.pages[index]
    if (!page || page.owner !== token)
      this.pages[index] = page = { owner: token, slots: page ? page.slots.slice() : [] }
    page.slots[ino & MASK] = node
  }
}

export const nodeAt = (pages: Pages, ino: number): Node | undefined => pages[ino >> SHIFT]?.slots[ino & MASK]

/** Numbers whose nodes differ between two tables; shared pages are not looked at. */
export function* differing(a: Pages, b: Pages): Iterable<number> {
  const length = Math.max(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const left = a[index]
    const right = b[index]
    if (left === right) continue
    const size = Math.max(left?.slots.length ?? 0, right?.slots.length ?? 0)
    for (let slot = 0; slot < size; slot++) if (left?.slots[slot] !== right?.slots[slot]) yield (index << SHIFT) | slot
  }
}
