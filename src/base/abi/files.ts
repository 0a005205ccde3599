/** File modes, open flags and stat results of Linux x86-64 (inode(7), open(2), stat(2)). */
export const S_IFMT = 0o170000
export const S_IFSOCK = 0o140000
export const S_IFLNK = 0o120000
export const S_IFREG = 0o100000
export const S_IFBLK = 0o060000
export const S_IFDIR = 0o040000
export const S_IFCHR = 0o020000
export const S_IFIFO = 0o010000
export const S_ISUID = 0o4000
export const S_ISGID = 0o2000
export const S_ISVTX = 0o1000

export const O_RDONLY = 0
export const O_WRONLY = 1
export const O_RDWR = 2
export const O_ACCMODE = 3
export const O_CREAT = 0o100
export const O_EXCL = 0o200
export const O_NOCTTY = 0o400
export const O_TRUNC = 0o1000
export const O_APPEND = 0o2000
export const O_NONBLOCK = 0o4000
export const O_DIRECTORY = 0o200000
export const O_NOFOLLOW = 0o400000
export const O_CLOEXEC = 0o2000000

export const R_OK = 4
export const W_OK = 2
export const X_OK = 1
export const F_OK = 0

/** Times are in milliseconds since the epoch, with a fraction. */
export interface Stat {
  dev: number
  ino: number
  /** type and permission bits */
  mode: number
  nlink: number
  uid: number
  gid: number
  /** major * 256 + minor for device nodes, else 0 */
  rdev: number
  size: number
  blksize: number
  /** in units of 512 bytes */
  blocks: number
  atime: number
  mtime: number
  ctime: number
}
export const isDir = (s: { mode: number }): boolean => (s.mode & S_IFMT) === S_IFDIR
export const isFile = (s: { mode: number }): boolean => (s.mode & S_IFMT) === S_IFREG
export const isFifo = (s: { mode: number }): boolean => (s.mode & S_IFMT) === S_IFIFO
export const isLink = (s: { mode: number }): boolean => (s.mode & S_IFMT) === S_IFLNK
export interface DirEntry {
  name: string
  ino: number
  /** S_IFMT bits */
  type: number
}
export interface StatFs {
  /** 'overlay', 'tmpfs', 'proc', 'ext2/ext3' … as stat -f names it */
  type: string
  blockSize: number
  blocks: number
  free: number
  available: number
  files: number
  freeFiles: number
}
