/** What the inodes of file systems without storage share: proc, sys, devpts. Nothing can be created, removed or renamed by system calls. */
import { S_IFDIR, S_IFMT, type DirEntry, type Stat, type StatFs } from '../../../base/abi/files.ts'
import { SysError, type Errno } from '../../../base/abi/errno.ts'
import type { AttributeChange, CreateAttributes, FileHandle, Inode, MountableFs } from '../../vfs/filesystem.ts'

export class SyntheticFs implements MountableFs {
  readonly type: string
  device = 0
  /** Set by whoever builds the file system. */
  root!: Inode
  /** Times of all inodes, ms since the epoch. */
  readonly time: number
  /** What creating something fails with: proc has no such name, sysfs forbids. */
  readonly createError: Errno
  private next = 1

  constructor(type: string, time: number, createError: Errno) {
    this.type = type
    this.time = time
    this.createError = createError
  }
  /** A number for an inode that lives as long as the file system. */
  allocate(): number {
    return this.next++
  }
  statfs(): StatFs {
    return { type: this.type, blockSize: 4096, blocks: 0, free: 0, available: 0, files: 0, freeFiles: 0 }
  }
}

export interface Attributes {
  /** permission bits */
  mode: number
  uid?: number
  gid?: number
}

export abstract class SyntheticInode implements Inode {
  readonly fs: SyntheticFs
  readonly ino: number
  readonly type: number
  get linked(): boolean {
    return true
  }
  protected mode: number
  protected uid: number
  protected gid: number
  private object: object | undefined

  constructor(fs: SyntheticFs, ino: number, type: number, attributes: Attributes) {
    this.fs = fs
    this.ino = ino
    this.type = type
    this.mode = attributes.mode
    this.uid = attributes.uid ?? 0
    this.gid = attributes.gid ?? 0
  }
  stat(): Stat {
    const { time } = this.fs
    return {
      dev: this.fs.device,
      ino: this.ino,
      mode: this.type | this.mode,
      nlink: this.type === S_IFDIR ? 2 : 1,
      uid: this.uid,
      gid: this.gid,
      rdev: 0,
      size: 0,
      blksize: 1024,
      blocks: 0,
      atime: time,
      mtime: time,
      ctime: time,
    }
  }
  lookup(_name: string): Inode | null {
    throw new SysError('ENOTDIR')
  }
  readdir(): DirEntry[] {
    throw new SysError('ENOTDIR')
  }
  parent(): Inode | null {
    return null
  }
  nameOf(child: Inode): string | null {
    return this.readdir().find((entry) => entry.ino === child.ino)?.name ?? null
  }
  readlink(_process?: unknown): string {
    throw new SysError('EINVAL')
  }
  create(_name: string, _attributes: CreateAttributes): Inode {
    throw new SysError(this.fs.createError)
  }
  mkdir(_name: string, _attributes: CreateAttributes): Inode {
    throw new SysError(this.fs.createError === 'EACCES' ? 'EPERM' : this.fs.createError)
  }
  symlink(_name: string, _target: string, _attributes: CreateAttributes): Inode {
    throw new SysError(this.fs.createError === 'EACCES' ? 'EPERM' : this.fs.createError)
  }
  mknod(_name: string, _attributes: CreateAttributes, _rdev: number): Inode {
    throw new SysError(this.fs.createError === 'EACCES' ? 'EPERM' : this.fs.createError)
  }
  link(_name: string, _existing: Inode): void {
    throw new SysError('EPERM')
  }
  unlink(_name: string): void {
    throw new SysError('EPERM')
  }
  rmdir(_name: string): void {
    throw new SysError('EPERM')
  }
  rename(_name: string, _newDir: Inode, _newName: string): void {
    throw new SysError('EPERM')
  }
  /** Owner and mode may be changed as long as the inode lasts; sizes and times are ignored. */
  setattr(change: AttributeChange): void {
    this.mode = change.mode ?? this.mode
    this.uid = change.uid ?? this.uid
    this.gid = change.gid ?? this.gid
  }
  open(_write: boolean, _process?: unknown): FileHandle {
    throw new SysError('EINVAL')
  }
  attachment<T extends object>(make: () => T): T {
    return (this.object ??= make()) as T
  }
  attached(): object | undefined {
    return this.object
  }
}

export const entry = (name: string, inode: Inode): DirEntry => ({ name, ino: inode.ino, type: inode.type & S_IFMT })
