/**
 * A file system made of a tree: the disk of the host (ext4), a container's root (overlay), volumes, tmpfs. Made of a base in O(1); what is written
 * is copied once. Open files are kept until their last close. The direct access by path is for the engine and for tests; it follows symlinks inside
 * the tree and checks no permissions.
 */
import { S_IFDIR, S_IFREG, type DirEntry, type Stat, type StatFs } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { encode } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import { applyEntries } from './apply-layer.ts'
import { changedBytesOf, changesOf } from './diff.ts'
import { contentBytes, FileData, PAGE } from './file-data.ts'
import type { FileHandle, MountableFs } from './filesystem.ts'
import { nodeAt } from './nodes.ts'
import { EMPTY_TREE, walkEntries } from './tree.ts'
import { TreeInode } from './tree-inode.ts'
import { ROOT_INO, TreeStore, type Tree } from './tree-store.ts'
import type { Change, LayerEntry, TreeFileSystem, TreeRoot } from './types.ts'

export interface TreeFsOptions {
  type: string
  clock: Clock
  /** Bytes; ENOSPC beyond. 0 or undefined: none. */
  sizeLimit?: number
  /** Start from this tree instead of `base` (a restored container); changes() still compares with `base`. */
  upper?: TreeRoot
  /** What statfs(2) says of a file system without a limit, in bytes; `used` is what others hold on the same disk. */
  disk?: { size: number; used: number }
}

const DEFAULT_DISK = { size: 62671097856, used: 4294967296 }
/** relatime: access times older than this are renewed. */
const DAY = 86400000

export function createTreeFs(base: TreeRoot, options: TreeFsOptions): TreeFs {
  return new TreeFs(base, options)
}

export class TreeFs implements TreeFileSystem, MountableFs {
  readonly type: string
  readonly base: TreeRoot
  readonly store: TreeStore
  readonly overlay: boolean
  /** No blocks on a disk: directories are as large as tmpfs counts them. */
  readonly inMemory: boolean
  readonly root: TreeInode
  device = 0
  private readonly clock: Clock
  private readonly disk: { size: number; used: number }
  private readonly opens = new Map<number, number>()
  private readonly attachments = new Map<number, object>()

  constructor(base: TreeRoot, options: TreeFsOptions) {
    this.base = base
    this.type = options.type
    this.overlay = options.type === 'overlay'
    this.inMemory = ['tmpfs', 'devtmpfs', 'mqueue', 'rootfs'].includes(options.type)
    this.clock = options.clock
    this.disk = options.disk ?? DEFAULT_DISK
    this.store = new TreeStore(options.upper ?? base)
    if (options.sizeLimit) this.store.limit = options.sizeLimit
    if (this.overlay) this.store.lower = (base as Tree).pages
    this.root = this.inode(ROOT_INO, null)
    // A file system made just now, not one made of something.
    if (base === EMPTY_TREE && !options.upper && !this.overlay)
      this.root.setattr({ atime: this.now(), mtime: this.now() })
  }

  now(): number {
    return this.clock.now()
  }
  inode(ino: number, via: { dir: number; name: string } | null): TreeInode {
    return new TreeInode(this, ino, this.store.get(ino), via)
  }
  /** The node is still the base's own. */
  isLower(ino: number): boolean {
    const lower = nodeAt((this.base as Tree).pages, ino)
    return !!lower && lower === this.store.find(ino)
  }
  inBase(ino: number): boolean {
    return nodeAt((this.base as Tree).pages, ino) !== undefined
  }
  readonly inUse = (ino: number): boolean => this.opens.has(ino)

  openFile(ino: number): FileHandle {
    const { store } = this
    this.opens.set(ino, (this.opens.get(ino) ?? 0) + 1)
    let closed = false
    return {
      read: (offset, length) => {
        const node = store.get(ino)
        if (node.kind !== 'file') throw new SysError('EINVAL')
        this.accessed(ino)
        return node.data.read(offset, length)
      },
      write: (offset, data) => {
        const written = store.write(ino, offset, data)
        this.written(ino)
        return written
      },
      truncate: (size) => {
        store.truncate(ino, size)
        this.written(ino)
      },
      get size() {
        const node = store.get(ino)
        return node.kind === 'file' ? node.data.size : 0
      },
      close: () => {
        if (closed) return
        closed = true
        const left = this.opens.get(ino)! - 1
        if (left) this.opens.set(ino, left)
        else {
          this.opens.delete(ino)
          if (store.find(ino)?.nlink === 0) store.drop(ino)
        }
      },
    }
  }
  /** relatime, and never for what still is the base's: reading copies nothing up. */
  private accessed(ino: number): void {
    if (this.isLower(ino)) return
    const node = this.store.get(ino)
    const now = this.now()
    if (node.atime > node.mtime && node.atime > node.ctime && now - node.atime < DAY) return
    if (node.atime !== now) this.store.own(ino).atime = now
  }
  private written(ino: number): void {
    const node = this.store.own(ino)
    node.mtime = node.ctime = this.now()
  }

  attachment<T extends object>(ino: number, make: () => T): T
  attachment(ino: number): object | undefined
  attachment(ino: number, make?: () => object): object | undefined {
    let object = this.attachments.get(ino)
    if (!object && make) this.attachments.set(ino, (object = make()))
    return object
  }

  /** An inode is gone: whoever has its pipe or socket open keeps that. */
  forget(ino: number): void {
    this.attachments.delete(ino)
  }

  statfs(): StatFs {
    const { limit, used, count } = this.store
    if (this.type === 'mqueue')
      return { type: this.type, blockSize: PAGE, blocks: 0, free: 0, available: 0, files: 0, freeFiles: 0 }
    const size = limit === Infinity ? this.disk.size : limit
    const taken = limit === Infinity ? this.disk.used + used : used
    const free = Math.max(0, Math.floor((size - taken) / PAGE))
    const files = Math.floor(size / 16384)
    return {
      type: this.type === 'ext4' ? 'ext2/ext3' : this.type === 'overlay' ? 'overlayfs' : this.type,
      blockSize: PAGE,
      blocks: Math.floor(size / PAGE),
      free,
      available: limit === Infinity ? Math.floor(free * 0.945) : free,
      files,
      freeFiles: Math.max(0, files - count),
    }
  }

  snapshot(): TreeRoot {
    return this.store.snapshot()
  }
  changes(): Change[] {
    return changesOf(this.base as Tree, this.store.view())
  }
  changedBytes(): number {
    return changedBytesOf(this.base as Tree, this.store.view())
  }

  // ---- by path
  /** Follows symlinks inside the tree, '..' stays inside. */
  private find(path: string, follow = true): TreeInode | null {
    const pending = path.split('/').reverse()
    let at = this.root
    for (let links = 0; pending.length;) {
      const name = pending.pop()!
      if (name === '' || name === '.') continue
      if (at.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
      if (name === '..') {
        at = at.parent() ?? at
        continue
      }
      const next = at.lookup(name)
      if (!next) return null
      const node = this.store.get(next.ino)
      if (node.kind === 'symlink' && (follow || pending.some((part) => part !== ''))) {
        if (++links > 40) throw new SysError('ELOOP', path)
        if (node.target.startsWith('/')) at = this.root
        pending.push(...node.target.split('/').reverse())
      } else at = next
    }
    return at
  }
  private at(path: string, follow = true): TreeInode {
    const inode = this.find(path, follow)
    if (!inode) throw new SysError('ENOENT', path)
    return inode
  }
  private parentAt(path: string): { dir: TreeInode; name: string } {
    const parts = path.split('/').filter((part) => part !== '' && part !== '.')
    const name = parts.pop()
    if (name === undefined) throw new SysError('EEXIST', path)
    const dir = this.at(parts.join('/'))
    if (dir.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
    return { dir, name }
  }
  exists(path: string): boolean {
    try {
      return this.find(path) !== null
    } catch (error) {
      if (error instanceof SysError) return false
      throw error
    }
  }
  stat(path: string, options: { follow?: boolean } = {}): Stat {
    return this.at(path, options.follow ?? true).stat()
  }
  readdir(path: string): DirEntry[] {
    const inode = this.at(path)
    if (inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
    return inode.readdir()
  }
  readFile(path: string): Uint8Array {
    const node = this.store.get(this.at(path).ino)
    if (node.kind === 'dir') throw new SysError('EISDIR', path)
    if (node.kind !== 'file') throw new SysError('EINVAL', path)
    return contentBytes(node.data.toContent())
  }
  readlink(path: string): string {
    return this.at(path, false).readlink()
  }
  writeFile(
    path: string,
    data: Uint8Array | string,
    options: { mode?: number; uid?: number; gid?: number } = {},
  ): void {
    const bytes = typeof data === 'string' ? encode(data) : data
    const existing = this.find(path)
    if (existing?.type === S_IFDIR) throw new SysError('EISDIR', path)
    let file = existing
    if (!file) {
      const { dir, name } = this.parentAt(path)
      file = dir.create(name, { mode: options.mode ?? 0o644, uid: options.uid ?? 0, gid: options.gid ?? 0 })
    } else file.setattr({ mode: options.mode, uid: options.uid, gid: options.gid, size: 0 })
    if (file.type !== S_IFREG) throw new SysError('EINVAL', path)
    if (bytes.length && this.store.write(file.ino, 0, bytes) < bytes.length) throw new SysError('ENOSPC', path)
    this.written(file.ino)
  }
  /** The content of a file without copying it. */
  content(path: string): import('./types.ts').FileContent {
    const node = this.store.get(this.at(path).ino)
    if (node.kind !== 'file') throw new SysError(node.kind === 'dir' ? 'EISDIR' : 'EINVAL', path)
    return node.data.toContent()
  }
  /** Puts shared (perhaps sparse) content into an existing file. */
  setContent(path: string, content: import('./types.ts').FileContent): void {
    const inode = this.at(path)
    inode.setattr({})
    this.store.setContent(inode.ino, new FileData(content))
    this.written(inode.ino)
  }
  mkdir(path: string, options: { mode?: number; uid?: number; gid?: number; recursive?: boolean } = {}): void {
    const attributes = { mode: options.mode ?? 0o755, uid: options.uid ?? 0, gid: options.gid ?? 0 }
    if (!options.recursive) {
      const { dir, name } = this.parentAt(path)
      dir.mkdir(name, attributes)
      return
    }
    let done = ''
    for (const part of path.split('/')) {
      if (!part || part === '.') continue
      done += `/${part}`
      const existing = this.find(done)
      if (existing && existing.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
      if (existing) continue
      const { dir, name } = this.parentAt(done)
      dir.mkdir(name, attributes)
    }
  }
  symlink(target: string, path: string): void {
    const { dir, name } = this.parentAt(path)
    dir.symlink(name, target, { mode: 0o777, uid: 0, gid: 0 })
  }
  unlink(path: string): void {
    const { dir, name } = this.parentAt(path)
    if (dir.lookup(name)?.type === S_IFDIR) dir.rmdir(name)
    else dir.unlink(name)
  }
  entries(path: string): LayerEntry[] {
    const inode = this.at(path, false)
    return [...walkEntries(this.store.view().pages, inode.ino, '')]
  }
  apply(path: string, entries: readonly LayerEntry[]): void {
    const inode = this.at(path)
    if (inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
    applyEntries(this.store, inode.ino, entries, { now: this.now(), keep: this.inUse })
  }
}
