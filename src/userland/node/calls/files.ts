/** node's system calls on files, descriptors and folders. Paths are relative to the process's own folder, as for any program. */
import {
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFSOCK,
  O_APPEND,
  O_EXCL,
  O_WRONLY,
  O_CREAT,
  O_TRUNC,
  R_OK,
  isDir,
  type Stat,
} from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { concat } from '../../../base/bytes.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { InterpreterCalls } from '../../interpreters/calls.ts'

const TYPES = new Map<number, string>([
  [S_IFDIR, 'dir'],
  [S_IFLNK, 'symlink'],
  [S_IFIFO, 'fifo'],
  [S_IFSOCK, 'socket'],
  [S_IFCHR, 'char'],
  [S_IFBLK, 'block'],
])
const typeOf = (mode: number): string => TYPES.get(mode & S_IFMT) ?? 'file'
const statOf = (stat: Stat): Record<string, number> => ({ ...stat, birthtime: stat.ctime })

/** Everything below a folder, and itself. */
function removeTree(sys: Sys, path: string): void {
  if (!isDir(sys.lstat(path))) return sys.unlink(path)
  for (const { name } of sys.readdir(path)) if (name !== '.' && name !== '..') removeTree(sys, `${path}/${name}`)
  sys.rmdir(path)
}
/** Makes what is missing of an absolute path; the first folder that was made, or null. */
function makeFolders(sys: Sys, path: string, mode: number): string | null {
  let first: string | null = null
  let at = ''
  for (const part of path.split('/').filter(Boolean)) {
    at += `/${part}`
    try {
      if (isDir(sys.stat(at))) continue
      throw new SysError(at === path ? 'EEXIST' : 'ENOTDIR')
    } catch (error) {
      if (!(error instanceof SysError && error.code === 'ENOENT')) throw error
    }
    sys.mkdir(at, mode)
    first ??= at
  }
  return first
}

interface Folder {
  real: string
  /** By name: what it is, following links, and whether it is a link. */
  entries: Record<string, ['file' | 'dir' | null, boolean]>
  unreadable?: true
}
/** Of a package: so many bytes of texts are given with it. */
const TEXT_BYTES = 256 * 1024
const PACKAGE = /\/node_modules\/(@[^/]+\/)?[^/@][^/]*$/
/** What require needs to know of a folder; of a package in node_modules, of all that is in it. */
function lookAround(sys: Sys, start: string): { folders: Record<string, Folder>; texts: Record<string, string> } {
  const folders: Record<string, Folder> = {}
  const texts: Record<string, string> = {}
  const whole = PACKAGE.test(start)
  let left = TEXT_BYTES
  const visit = (path: string): void => {
    const base = path === '/' ? '' : path
    let listed: ReturnType<Sys['readdir']>
    try {
      listed = sys.readdir(path)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      folders[path] = { real: path, entries: {}, unreadable: true }
      return
    }
    const entries: Folder['entries'] = {}
    folders[path] = { real: sys.realpath(path), entries }
    for (const { name, type } of listed) {
      if (name === '.' || name === '..') continue
      const link = typeOf(type) === 'symlink'
      const kind = link ? kindOf(sys, `${base}/${name}`) : typeOf(type) === 'dir' ? 'dir' : 'file'
      entries[name] = [kind, link]
      if (!whole || link) continue
      if (kind === 'dir' && name !== 'node_modules') visit(`${base}/${name}`)
      else if (kind === 'file' && /\.([cm]?js|json)$/.test(name) && sys.access(`${base}/${name}`, R_OK)) {
        const { size } = sys.stat(`${base}/${name}`)
        if (size > left) continue
        left -= size
        texts[`${base}/${name}`] = sys.readText(`${base}/${name}`)
      }
    }
  }
  visit(start)
  return { folders, texts }
}
function kindOf(sys: Sys, path: string): 'file' | 'dir' | null {
  try {
    return isDir(sys.stat(path)) ? 'dir' : 'file'
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
}

export const fileCalls: InterpreterCalls = {
  folder: (sys, path: string) => lookAround(sys, path),
  open: (sys, path: string, flags: number, mode: number) => sys.open(path, flags, mode),
  close: (sys, fd: Fd) => sys.close(fd),
  async read(sys, fd: Fd, length: number, position: number | null) {
    if (position !== null) return sys.pread(fd, position, length)
    return sys.read(fd, Math.min(length, 1 << 20))
  },
  async readAll(sys, fd: Fd) {
    return sys.readAll(fd)
  },
  async write(sys, fd: Fd, position: number | null, data: Uint8Array) {
    if (position === null) return sys.write(fd, data)
    const back = sys.lseek(fd, 0, 'cur')
    sys.lseek(fd, position, 'set')
    await sys.write(fd, data)
    sys.lseek(fd, back, 'set')
  },
  async readFile(sys, path: string) {
    const stat = sys.stat(path)
    if (isDir(stat)) throw new SysError('EISDIR')
    if (typeOf(stat.mode) === 'file') return sys.readFile(path)
    const fd = await sys.open(path, 0)
    try {
      return await sys.readAll(fd)
    } finally {
      sys.close(fd)
    }
  },
  async writeFile(sys, path: string, flags: number, mode: number, data: Uint8Array) {
    let type = 'file'
    try {
      type = typeOf(sys.stat(path).mode)
    } catch (error) {
      if (!(error instanceof SysError && error.code === 'ENOENT')) throw error
    }
    if (type === 'file' && (flags === (O_WRONLY | O_CREAT | O_TRUNC) || flags & O_APPEND)) {
      sys.writeFile(path, data, { mode, append: (flags & O_APPEND) !== 0, exclusive: (flags & O_EXCL) !== 0 })
      return
    }
    const fd = await sys.open(path, flags, mode)
    try {
      await sys.write(fd, data)
    } finally {
      sys.close(fd)
    }
  },
  /** 'file', 'dir' or null, following links. */
  kind: (sys, path: string) => kindOf(sys, path),
  /** Of a descriptor: what process.stdout._type says. */
  kindOf(sys, fd: Fd) {
    const type = typeOf(sys.fstat(fd).mode)
    return type === 'file' ? 'fs' : 'pipe'
  },
  access(sys, path: string, mode: number) {
    sys.stat(path)
    if (mode && !sys.access(path, mode)) throw new SysError('EACCES')
  },
  stat: (sys, path: string) => statOf(sys.stat(path)),
  lstat: (sys, path: string) => statOf(sys.lstat(path)),
  fstat: (sys, fd: Fd) => statOf(sys.fstat(fd)),
  statfs(sys, path: string) {
    const { blockSize, blocks, free, available, files, filesFree } = sys.statfs(path) as unknown as Record<
      string,
      number
    >
    return {
      type: 61267,
      bsize: blockSize ?? 4096,
      blocks,
      bfree: free,
      bavail: available ?? free,
      files,
      ffree: filesFree,
    }
  },
  readdir: (sys, path: string) =>
    sys
      .readdir(path)
      .filter(({ name }) => name !== '.' && name !== '..')
      .map(({ name, type }) => ({ name, type: typeOf(type) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  mkdir: (sys, path: string, mode: number) => sys.mkdir(path, mode),
  mkdirp: (sys, path: string, mode: number) => makeFolders(sys, path, mode),
  rmdir: (sys, path: string) => sys.rmdir(path),
  rmtree: (sys, path: string) => removeTree(sys, path),
  unlink(sys, path: string) {
    if (isDir(sys.lstat(path))) throw new SysError('EISDIR')
    sys.unlink(path)
  },
  rename: (sys, from: string, to: string) => sys.rename(from, to),
  link: (sys, from: string, to: string) => sys.link(from, to),
  symlink: (sys, target: string, path: string) => sys.symlink(target, path),
  readlink: (sys, path: string) => sys.readlink(path),
  realpath: (sys, path: string) => sys.realpath(path),
  chmod: (sys, path: string, mode: number) => sys.chmod(path, mode),
  fchmod: (sys, fd: Fd, mode: number) => sys.chmod(`/proc/self/fd/${fd}`, mode),
  chown: (sys, path: string, uid: number, gid: number, follow: boolean) => sys.chown(path, uid, gid, { follow }),
  utimes: (sys, path: string, atime: number, mtime: number) => sys.utimes(path, atime, mtime),
  truncate: (sys, path: string, length: number) => sys.truncate(path, length),
  ftruncate: (sys, fd: Fd, length: number) => sys.ftruncate(fd, length),
  copyFile(sys, from: string, to: string) {
    const { mode } = sys.stat(from)
    sys.writeFile(to, sys.readFile(from), { mode: mode & 0o777 })
  },
}
/** One piece of memory out of several, each with its length before it. */
export const framed = (head: unknown, parts: readonly Uint8Array[]): Uint8Array => {
  const json = new TextEncoder().encode(JSON.stringify(head))
  const size = new Uint8Array(4)
  new DataView(size.buffer).setUint32(0, json.length, true)
  return concat([size, json, ...parts])
}
