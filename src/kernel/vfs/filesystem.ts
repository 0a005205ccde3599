/**
 * What every file system implements (the inode and file operations of Linux's VFS, as much as is needed): trees (vfs/tree-fs.ts), and the
 * synthetic ones in kernel/fs (proc, sys, devpts). Inodes do no permission checks and know nothing of mounts: walk.ts and operations do.
 * All operations are synchronous and throw SysError.
 *
 *   path ──walk.ts──▶ Location (mount, inode) ──operations/──▶ Inode.method()        kernel/proc: open() makes an OpenFile of the inode
 */
import { S_IFDIR, S_IFMT, S_IFREG, type DirEntry, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { OpenFile } from '../proc/description.ts'
import type { FileSystem } from './types.ts'

/** A file system as the kernel mounts it. */
export interface MountableFs extends FileSystem {
  readonly root: Inode
  /** st_dev; 0 until a mount namespace has given it one. */
  device: number
}

/** What may be changed of an inode: chmod, chown, utimes, truncate. Times in ms since the epoch; ctime is set by the file system. */
export interface AttributeChange {
  /** permission bits with setuid, setgid, sticky */
  mode?: number
  uid?: number
  gid?: number
  atime?: number
  mtime?: number
  size?: number
}

/** Owner and permission bits of what is created (umask already applied). */
export interface CreateAttributes {
  mode: number
  uid: number
  gid: number
}

/** The data of a regular file opened once; it stays valid after unlink. Offsets are the caller's. */
export interface FileHandle {
  /** At most `length` bytes; empty at or after the end. */
  read(offset: number, length: number): Uint8Array
  /** Writes all of `data`, or as much as there was room for; ENOSPC when there was none. EFBIG, EINVAL (synthetic files). */
  write(offset: number, data: Uint8Array): number
  truncate(size: number): void
  readonly size: number
  /** The last close; unlinked files go now. */
  close(): void
}

/** Who opens a device node. `process` is kernel/proc's own object (for /dev/tty, /proc/self); opaque here. */
export interface OpenContext {
  flags: number
  process?: unknown
  /** Path as opened, for OpenFile.describe(). */
  path: string
}

export interface Inode {
  readonly fs: MountableFs
  /** Unique in its file system; two Inode objects with the same fs and ino are the same inode. */
  readonly ino: number
  /** S_IFMT bits. */
  readonly type: number
  /** st_dev is left to the file system's `device`. */
  stat(): Stat
  /** Directories: the entry, or null. Never called for '.' and '..'. */
  lookup(name: string): Inode | null
  /** Without '.' and '..'. */
  readdir(): DirEntry[]
  /** Directories: the containing one; null for the root of the file system and for removed directories. */
  parent(): Inode | null
  /** Directories: the name of the given child, for getcwd(2); null when it is no child. */
  nameOf(child: Inode): string | null
  /** `process`: who asks (/proc/self), as in OpenContext. */
  readlink(process?: unknown): string
  /**
   * Magic links of /proc (exe, cwd, root, fd/N): where following leads without walking the text of readlink(). `process` as in OpenContext.
   * Undefined: an ordinary symlink. An OpenFile: opened anew by open(2) (pipes, deleted files).
   */
  follow?(process: unknown): MagicTarget | undefined
  create(name: string, attributes: CreateAttributes): Inode
  mkdir(name: string, attributes: CreateAttributes): Inode
  symlink(name: string, target: string, attributes: CreateAttributes): Inode
  /** `mode` in the attributes carries the type: S_IFIFO, S_IFCHR, S_IFBLK, S_IFSOCK. */
  mknod(name: string, attributes: CreateAttributes, rdev: number): Inode
  link(name: string, existing: Inode): void
  unlink(name: string): void
  /** ENOTEMPTY. */
  rmdir(name: string): void
  /** Within one file system; replaces `newName` when it is there (checks ENOTEMPTY, EISDIR, ENOTDIR, EINVAL into itself). */
  rename(name: string, newDir: Inode, newName: string): void
  setattr(change: AttributeChange): void
  /** Regular files only. `write`: the file will be written (copies up on overlay). `process`: who opens, as in OpenContext; /proc and /sys look at it. */
  open(write: boolean, process?: unknown): FileHandle
  /** Synthetic files that are not plain bytes (devpts slaves, /proc/kmsg): the description to use, instead of open() and of the device table. */
  openSpecial?(context: OpenContext): OpenFile | undefined
  /** The kernel object of a FIFO (its pipe) or a unix socket path, made when first asked for; lives as long as the inode is in use. */
  attachment<T extends object>(make: () => T): T
  /** The same, without making one. */
  attached(): object | undefined
  /** False when it was unlinked or removed. */
  readonly linked: boolean
}

/** Where a magic link leads. */
export type MagicTarget = { location: import('./mount-namespace.ts').Location } | { file: OpenFile }

export const isDirectory = (inode: Inode): boolean => inode.type === S_IFDIR
export const isRegular = (inode: Inode): boolean => inode.type === S_IFREG
export const typeOf = (mode: number): number => mode & S_IFMT

/** Drivers of character and block devices, by number; mknod'ed nodes on any file system find them here. */
export interface DeviceDriver {
  open(inode: Inode, context: OpenContext): OpenFile
}
export class DeviceTable {
  private readonly drivers = new Map<string, DeviceDriver>()
  register(type: 'char' | 'block', rdev: number, driver: DeviceDriver): void {
    this.drivers.set(`${type}:${rdev}`, driver)
  }
  /** ENXIO when nobody drives it. */
  open(type: 'char' | 'block', rdev: number, inode: Inode, context: OpenContext): OpenFile {
    const driver = this.drivers.get(`${type}:${rdev}`)
    if (!driver) throw new SysError('ENXIO')
    return driver.open(inode, context)
  }
}
export const makeDevice = (major: number, minor: number): number => major * 256 + minor
