/**
 * Inodes of a tree file system: times, link counts, the checks of rename(2), copying up. They are small handles on a number in the tree; two for
 * the same number are the same inode.
 */
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, type DirEntry, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { FileData } from './file-data.ts'
import type { AttributeChange, CreateAttributes, FileHandle, Inode } from './filesystem.ts'
import { newDir, type DirNode, type Node } from './nodes.ts'
import type { TreeFs } from './tree-fs.ts'

const DIR_SIZE = 4096

export class TreeInode implements Inode {
  readonly fs: TreeFs
  readonly type: number
  private number: number
  /** The name this handle came by: what copying up separates from its other names. */
  private readonly via: { dir: number; name: string } | null

  /** As it was when this handle was made: what a removed directory, still somebody's working directory, shows. */
  private readonly made: Node

  constructor(fs: TreeFs, ino: number, node: Node, via: { dir: number; name: string } | null) {
    this.fs = fs
    this.number = ino
    this.made = node
    this.type = node.mode & S_IFMT
    this.via = via
  }
  get ino(): number {
    return this.number
  }
  private get node(): Node {
    const node = this.fs.store.find(this.number)
    if (node) return node
    const gone = { ...this.made, nlink: 0, parent: 0 }
    return gone.kind === 'dir' ? { ...gone, entries: new Map(), subdirs: 0 } : gone
  }
  private get directory(): DirNode {
    const { node } = this
    if (node.kind !== 'dir') throw new SysError('ENOTDIR')
    return node
  }
  get linked(): boolean {
    const node = this.fs.store.find(this.number)
    return !!node && node.nlink > 0
  }

  stat(): Stat {
    const { fs, node } = this
    const { mode, uid, gid, atime, mtime, ctime } = node
    const stat: Stat = {
      dev: fs.device,
      ino: this.number,
      mode,
      nlink: node.nlink,
      uid,
      gid,
      rdev: 0,
      size: 0,
      blksize: 4096,
      blocks: 0,
      atime,
      mtime,
      ctime,
    }
    if (node.kind === 'dir') {
      stat.nlink = node.nlink === 0 ? 0 : fs.overlay && node.merged ? 1 : 2 + node.subdirs
      // tmpfs counts 20 bytes an entry, '.' and '..' included.
      stat.size = fs.inMemory ? 40 + 20 * node.entries.size : DIR_SIZE
      stat.blocks = fs.inMemory ? 0 : DIR_SIZE / 512
    } else if (node.kind === 'file') {
      stat.size = node.data.size
      stat.blocks = node.data.allocated / 512
    } else if (node.kind === 'symlink') stat.size = utf8Length(node.target)
    else if (isDeviceType(mode)) stat.rdev = node.rdev
    return stat
  }

  lookup(name: string): TreeInode | null {
    const ino = this.directory.entries.get(name)
    return ino === undefined ? null : this.fs.inode(ino, { dir: this.number, name })
  }
  readdir(): DirEntry[] {
    const { store } = this.fs
    const list: DirEntry[] = []
    for (const [name, ino] of this.directory.entries) list.push({ name, ino, type: store.get(ino).mode & S_IFMT })
    return list
  }
  parent(): TreeInode | null {
    const { node } = this
    return node.parent === 0 ? null : this.fs.inode(node.parent, null)
  }
  nameOf(child: Inode): string | null {
    for (const [name, ino] of this.directory.entries) if (ino === child.ino) return name
    return null
  }
  readlink(): string {
    const { node } = this
    if (node.kind !== 'symlink') throw new SysError('EINVAL')
    return node.target
  }

  create(name: string, { mode, uid, gid }: CreateAttributes): TreeInode {
    return this.add(name, {
      ...this.common(uid, gid),
      kind: 'file',
      mode: S_IFREG | (mode & 0o7777),
      data: new FileData(),
    })
  }
  mkdir(name: string, { mode, uid, gid }: CreateAttributes): TreeInode {
    return this.add(name, newDir(null, { mode, uid, gid, mtime: this.fs.now() }, 0))
  }
  symlink(name: string, target: string, { uid, gid }: CreateAttributes): TreeInode {
    return this.add(name, { ...this.common(uid, gid), kind: 'symlink', mode: S_IFLNK | 0o777, target })
  }
  mknod(name: string, { mode, uid, gid }: CreateAttributes, rdev: number): TreeInode {
    if ((mode & S_IFMT) === S_IFREG || (mode & S_IFMT) === 0) return this.create(name, { mode, uid, gid })
    return this.add(name, { ...this.common(uid, gid), kind: 'special', mode, rdev: isDeviceType(mode) ? rdev : 0 })
  }
  private common(uid: number, gid: number) {
    const now = this.fs.now()
    return { owner: null, uid, gid, atime: now, mtime: now, ctime: now, nlink: 1, parent: 0, others: null }
  }
  private add(name: string, node: Node): TreeInode {
    const { fs } = this
    this.mayAdd(name)
    const ino = fs.store.insert(this.number, name, node)
    this.modified()
    return fs.inode(ino, { dir: this.number, name })
  }
  private mayAdd(name: string): void {
    const dir = this.directory
    if (dir.nlink === 0) throw new SysError('ENOENT')
    if (dir.entries.has(name)) throw new SysError('EEXIST')
  }

  link(name: string, existing: Inode): void {
    if (!(existing instanceof TreeInode) || existing.fs !== this.fs) throw new SysError('EXDEV')
    if (existing.type === S_IFDIR) throw new SysError('EPERM')
    this.mayAdd(name)
    existing.copyUp()
    if (existing.node.nlink === 0) throw new SysError('ENOENT')
    this.fs.store.link(this.number, name, existing.number)
    existing.changed()
    this.modified()
  }
  unlink(name: string): void {
    const inode = this.lookup(name)
    if (!inode) throw new SysError('ENOENT')
    if (inode.type === S_IFDIR) throw new SysError('EISDIR')
    this.removeEntry(name, inode)
  }
  rmdir(name: string): void {
    const inode = this.lookup(name)
    if (!inode) throw new SysError('ENOENT')
    if (inode.type !== S_IFDIR) throw new SysError('ENOTDIR')
    if (inode.directory.entries.size) throw new SysError('ENOTEMPTY')
    this.removeEntry(name, inode)
  }
  private removeEntry(name: string, inode: TreeInode): void {
    this.fs.store.remove(this.number, name, this.fs.inUse)
    if (!this.fs.store.find(inode.number)) this.fs.forget(inode.number)
    else if (inode.linked && !this.fs.isLower(inode.number)) inode.changed()
    this.modified()
  }

  rename(name: string, newDir: Inode, newName: string): void {
    if (!(newDir instanceof TreeInode) || newDir.fs !== this.fs) throw new SysError('EXDEV')
    const { store } = this.fs
    const source = this.lookup(name)
    if (!source) throw new SysError('ENOENT')
    if (newDir.directory.nlink === 0) throw new SysError('ENOENT')
    const target = newDir.lookup(newName)
    if (target && target.number === source.number) return
    if (source.type === S_IFDIR) {
      // Directories of the image cannot be moved on overlayfs (redirect_dir=off): mv copies them.
      if (this.fs.overlay && this.fs.inBase(source.number)) throw new SysError('EXDEV')
      // A directory cannot go below itself.
      for (let at = newDir.number; at !== 0; at = store.get(at).parent)
        if (at === source.number) throw new SysError('EINVAL')
      if (target && target.type !== S_IFDIR) throw new SysError('ENOTDIR')
      if (target && target.directory.entries.size) throw new SysError('ENOTEMPTY')
    } else if (target?.type === S_IFDIR) throw new SysError('EISDIR')
    if (target) newDir.removeEntry(newName, target)
    source.copyUp()
    store.move(this.number, name, newDir.number, newName)
    source.changed()
    this.modified()
    if (newDir.number !== this.number) newDir.modified()
  }

  setattr(change: AttributeChange): void {
    if (this.type === S_IFLNK && change.mode !== undefined) throw new SysError('EOPNOTSUPP')
    this.copyUp()
    const { fs } = this
    const now = fs.now()
    if (change.size !== undefined) {
      if (this.type === S_IFDIR) throw new SysError('EISDIR')
      if (this.type !== S_IFREG) throw new SysError('EINVAL')
      fs.store.truncate(this.number, change.size)
    }
    const node = fs.store.own(this.number)
    if (change.size !== undefined) node.mtime = now
    if (change.mode !== undefined) node.mode = (node.mode & S_IFMT) | (change.mode & 0o7777)
    if (change.uid !== undefined) node.uid = change.uid
    if (change.gid !== undefined) node.gid = change.gid
    if (change.atime !== undefined) node.atime = change.atime
    if (change.mtime !== undefined) node.mtime = change.mtime
    node.ctime = now
  }

  open(write: boolean): FileHandle {
    if (this.type !== S_IFREG) throw new SysError('EINVAL')
    if (write) this.copyUp()
    return this.fs.openFile(this.number)
  }

  attachment<T extends object>(make: () => T): T {
    return this.fs.attachment(this.number, make)
  }
  attached(): object | undefined {
    return this.fs.attachment(this.number)
  }

  /** On overlayfs the first write to one of several names of a lower file gives that name a file of its own. */
  private copyUp(): void {
    const { fs, via } = this
    if (!fs.overlay || !via || this.type === S_IFDIR) return
    if (this.node.nlink > 1 && fs.isLower(this.number) && fs.store.dir(via.dir).entries.get(via.name) === this.number)
      this.number = fs.store.separate(via.dir, via.name)
  }
  /** The directory's contents changed. */
  private modified(): void {
    const node = this.fs.store.own(this.number)
    node.mtime = node.ctime = this.fs.now()
  }
  private changed(): void {
    this.fs.store.own(this.number).ctime = this.fs.now()
  }
}

const isDeviceType = (mode: number): boolean => (mode & S_IFMT) === S_IFCHR || (mode & S_IFMT) === S_IFBLK

function utf8Length(text: string): number {
  let length = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return length
}
