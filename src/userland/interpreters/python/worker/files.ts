/** System calls about files and descriptors, as Emscripten's C library makes them (musl; struct layouts of its wasm32 port). */
import { isDir, O_DIRECTORY, S_IFDIR, S_IFREG, type DirEntry, type Stat } from '../../../../base/abi/files.ts'
import { decode, encode } from '../../../../base/bytes.ts'
import { wasiName } from './errno.ts'
import { Failure, syscall, wasi, type Context } from './context.ts'
import { FIRST_FD } from './library.ts'
import { REQUESTS_FD } from './requests.ts'

const AT_FDCWD = -100
const AT_SYMLINK_NOFOLLOW = 0x100
const AT_REMOVEDIR = 0x200
const WHENCE = ['set', 'cur', 'end'] as const
/** As in a package's archive. */
const LIBRARY_TIME = Date.UTC(2023, 2, 13, 12, 18, 2)
const DIRENT_HEAD = 19

/** Paths of what was opened to read, a directory perhaps, and what of it was listed. */
interface Folder {
  path: string
  listing: DirEntry[] | null
  position: number
}

export function fileCalls(context: Context): Record<string, (...args: never[]) => number> {
  const { channel, memory, library, requests } = context
  const folders = new Map<number, Folder>()
  const call = (name: string, ...args: unknown[]): unknown => channel.call(name, ...args)
  let cwd: string | null = null
  const absolute = (path: string): string =>
    path.startsWith('/') ? path : `${(cwd ??= call('cwd') as string).replace(/\/$/, '')}/${path}`
  /** `path` as seen from a directory's descriptor. */
  const at = (dirfd: number, pointer: number): string => {
    const path = memory.text(pointer)
    if (dirfd === AT_FDCWD || path.startsWith('/')) return path
    const folder = folders.get(dirfd)
    if (!folder) throw new Failure('EBADF')
    return path === '' ? folder.path : `${folder.path}/${path}`
  }
  /** A path that may be of the library: "/usr/lib/python3.11/./json/../os.py" is rare enough. */
  const libraryStat = (path: string): Stat | null => {
    if (!path.startsWith('/')) return null
    const found = library.stat(path)
    if (found) return libraryFileStat(found.folder, found.size)
    if (library.owns(path)) throw new Failure('ENOENT')
    return null
  }
  const writeStat = (buffer: number, stat: Stat): number => {
    memory.setI32(buffer, stat.dev)
    memory.setI32(buffer + 4, stat.mode)
    memory.setI32(buffer + 8, stat.nlink)
    memory.setI32(buffer + 12, stat.uid)
    memory.setI32(buffer + 16, stat.gid)
    memory.setI32(buffer + 20, stat.rdev)
    memory.setI64(buffer + 24, stat.size)
    memory.setI32(buffer + 32, stat.blksize)
    memory.setI32(buffer + 36, stat.blocks)
    for (const [offset, time] of [
      [40, stat.atime],
      [56, stat.mtime],
      [72, stat.ctime],
    ] as const) {
      memory.setI64(buffer + offset, time / 1000)
      memory.setI32(buffer + offset + 8, Math.floor((time - Math.floor(time / 1000) * 1000) * 1e6))
    }
    memory.setI64(buffer + 88, stat.ino)
    return 0
  }
  const stat = (path: string, follow: boolean): Stat =>
    libraryStat(path) ?? (call(follow ? 'stat' : 'lstat', path) as Stat)
  const listing = (path: string): DirEntry[] => {
    const own = library.names(path)
    const entries = own
      ? [...own].map((name) => ({ name, ino: 1, type: library.isFolder(`${path}/${name}`) ? S_IFDIR : S_IFREG }))
      : (call('readdir', path) as DirEntry[])
    const dots = ['.', '..'].map((name) => ({ name, ino: 1, type: S_IFDIR }))
    return [...dots, ...entries.filter(({ name }) => name !== '.' && name !== '..')]
  }
  const copied = (fd: number, copy: number): number => {
    const folder = folders.get(fd)
    if (folder) folders.set(copy, { ...folder })
    return copy
  }
  const call0 = (name: string, ...args: unknown[]): number => syscall(context, () => (call(name, ...args), 0))

  return {
    __syscall_openat: (dirfd: number, pointer: number, flags: number, varargs: number) =>
      syscall(context, () => {
        const path = at(dirfd, pointer)
        const mode = varargs ? memory.i32(varargs) : 0
        if (flags & 3 && library.isBytecode(path)) throw new Failure('EROFS')
        if ((flags & 3) === 0 && path.startsWith('/')) {
          const fd = library.open(path)
          if (fd !== null) return fd
          if (library.owns(path) && !library.isFolder(path)) throw new Failure('ENOENT')
        }
        const fd = call('open', library.isFolder(path) ? '/' : path, flags, mode) as number
        if (flags & O_DIRECTORY || (flags & 3) === 0)
          folders.set(fd, { path: absolute(path), listing: null, position: 0 })
        else folders.delete(fd)
        return fd
      }),
    fd_close: (fd: number) =>
      wasi(context, () => {
        if (fd === REQUESTS_FD || (fd >= FIRST_FD && library.close(fd))) return
        folders.delete(fd)
        call('close', fd)
      }),
    fd_read: (fd: number, iov: number, count: number, result: number) =>
      wasi(context, () => {
        const space = memory.space(iov, count)
        const file = library.file(fd)
        const data =
          fd === REQUESTS_FD
            ? requests.read(space)
            : file
              ? file.content!.subarray(file.position, file.position + space)
              : channel.bytes('read', fd, space)
        if (file) file.position += data.length
        memory.scatter(iov, count, data)
        memory.setI32(result, data.length)
      }),
    fd_pread: (fd: number, iov: number, count: number, offset: bigint, result: number) =>
      wasi(context, () => {
        const space = memory.space(iov, count)
        const from = Number(offset)
        const data = library.file(fd)?.content!.subarray(from, from + space) ?? channel.bytes('pread', fd, from, space)
        memory.scatter(iov, count, data)
        memory.setI32(result, data.length)
      }),
    fd_write: (fd: number, iov: number, count: number, result: number) =>
      wasi(context, () => {
        const data = memory.gather(iov, count)
        if (fd === REQUESTS_FD) requests.write(data)
        else if (data.length) call('write', fd, fd === 2 ? linuxNumbers(data) : data)
        memory.setI32(result, data.length)
      }),
    fd_pwrite: (fd: number, iov: number, count: number, offset: bigint, result: number) =>
      wasi(context, () => {
        const data = memory.gather(iov, count)
        const before = call('lseek', fd, 0, 'cur')
        call('lseek', fd, Number(offset), 'set')
        call('write', fd, data)
        call('lseek', fd, before, 'set')
        memory.setI32(result, data.length)
      }),
    fd_seek: (fd: number, offset: bigint, whence: number, result: number) =>
      wasi(context, () => {
        const file = library.file(fd)
        if (file) {
          const base = [0, file.position, file.content!.length][whence] ?? 0
          file.position = base + Number(offset)
          memory.setI64(result, file.position)
          return
        }
        const folder = folders.get(fd)
        if (folder?.listing) {
          folder.position = Number(offset)
          if (!folder.position) folder.listing = null
          memory.setI64(result, folder.position)
          return
        }
        memory.setI64(result, call('lseek', fd, Number(offset), WHENCE[whence] ?? 'set') as number)
      }),
    fd_sync: () => 0,
    __syscall_fdatasync: () => 0,
    __syscall_fadvise64: () => 0,
    fd_fdstat_get: (fd: number, buffer: number) =>
      wasi(context, () => {
        const tty = !library.file(fd) && call('isatty', fd) === true
        memory.bytes.fill(0, buffer, buffer + 24)
        memory.bytes[buffer] = tty ? 2 : folders.get(fd)?.listing ? 3 : 4
      }),
    __syscall_fstat64: (fd: number, buffer: number) =>
      syscall(context, () => {
        const file = library.file(fd)
        return writeStat(buffer, file ? libraryFileStat(false, file.content!.length) : (call('fstat', fd) as Stat))
      }),
    __syscall_stat64: (path: number, buffer: number) =>
      syscall(context, () => writeStat(buffer, stat(memory.text(path), true))),
    __syscall_lstat64: (path: number, buffer: number) =>
      syscall(context, () => writeStat(buffer, stat(memory.text(path), false))),
    __syscall_newfstatat: (dirfd: number, path: number, buffer: number, flags: number) =>
      syscall(context, () => writeStat(buffer, stat(at(dirfd, path), !(flags & AT_SYMLINK_NOFOLLOW)))),
    __syscall_getdents64: (fd: number, buffer: number, size: number) =>
      syscall(context, () => {
        const folder = folders.get(fd)
        if (!folder || !isDir(stat(folder.path, true))) throw new Failure('ENOTDIR')
        folder.listing ??= listing(folder.path)
        let used = 0
        for (; folder.position < folder.listing.length; folder.position++) {
          const { name, ino, type } = folder.listing[folder.position]!
          const length = (DIRENT_HEAD + new TextEncoder().encode(name).length + 1 + 7) & ~7
          if (used + length > size) break
          const entry = buffer + used
          memory.setI64(entry, ino)
          memory.setI64(entry + 8, folder.position + 1)
          memory.view.setUint16(entry + 16, length, true)
          memory.bytes[entry + 18] = type >> 12
          memory.setText(entry + DIRENT_HEAD, name, length)
          used += length
        }
        return used
      }),
    __syscall_faccessat: (dirfd: number, path: number, mode: number) =>
      syscall(context, () => {
        const name = at(dirfd, path)
        if (libraryStat(name)) return 0
        // access() says only whether; stat says why not.
        if (call('access', name, mode) === true) return 0
        call('stat', name)
        throw new Failure('EACCES')
      }),
    __syscall_readlinkat: (dirfd: number, path: number, buffer: number, size: number) =>
      syscall(context, () => {
        const name = at(dirfd, path)
        if (libraryStat(name)) throw new Failure('EINVAL')
        const target = new TextEncoder().encode(call('readlink', name) as string).subarray(0, size)
        memory.bytes.set(target, buffer)
        return target.length
      }),
    __syscall_unlinkat: (dirfd: number, path: number, flags: number) =>
      syscall(context, () => (call(flags & AT_REMOVEDIR ? 'rmdir' : 'unlink', at(dirfd, path)), 0)),
    __syscall_rmdir: (path: number) => call0('rmdir', memory.text(path)),
    __syscall_mkdirat: (dirfd: number, path: number, mode: number) =>
      syscall(context, () => {
        const name = at(dirfd, path)
        if (library.isBytecode(name)) throw new Failure('EROFS')
        call('mkdir', name, mode)
        return 0
      }),
    __syscall_mknodat: (dirfd: number, path: number, mode: number, device: number) =>
      call0('mknod', at(dirfd, path), mode, device),
    __syscall_renameat: (fromFd: number, from: number, toFd: number, to: number) =>
      call0('rename', at(fromFd, from), at(toFd, to)),
    __syscall_symlink: (target: number, path: number) => call0('symlink', memory.text(target), memory.text(path)),
    __syscall_symlinkat: (target: number, dirfd: number, path: number) =>
      call0('symlink', memory.text(target), at(dirfd, path)),
    __syscall_chmod: (path: number, mode: number) => call0('chmod', memory.text(path), mode),
    __syscall_fchmodat: (dirfd: number, path: number, mode: number) => call0('chmod', at(dirfd, path), mode),
    __syscall_fchmod: (fd: number, mode: number) => call0('chmod', `/proc/self/fd/${fd}`, mode),
    __syscall_fchownat: (dirfd: number, path: number, uid: number, gid: number, flags: number) =>
      call0('chown', at(dirfd, path), uid, gid, { follow: !(flags & AT_SYMLINK_NOFOLLOW) }),
    __syscall_fchown32: (fd: number, uid: number, gid: number) => call0('chown', `/proc/self/fd/${fd}`, uid, gid),
    __syscall_utimensat: (dirfd: number, path: number, times: number, flags: number) =>
      syscall(context, () => {
        const name = path ? at(dirfd, path) : `/proc/self/fd/${dirfd}`
        const time = (pointer: number): number => memory.i64(pointer) * 1000 + memory.i32(pointer + 8) / 1e6
        const now = channel.call('now') as number
        const follow = !(flags & AT_SYMLINK_NOFOLLOW)
        if (times) call('utimes', name, time(times), time(times + 16), { follow })
        else call('utimes', name, now, now, { follow, now: true })
        return 0
      }),
    __syscall_ftruncate64: (fd: number, length: bigint) => call0('ftruncate', fd, Number(length)),
    __syscall_truncate64: (path: number, length: bigint) => call0('truncate', memory.text(path), Number(length)),
    __syscall_fallocate: () => 0,
    __syscall_chdir: (path: number) => {
      cwd = null
      return call0('chdir', memory.text(path))
    },
    __syscall_fchdir: (fd: number) =>
      syscall(context, () => {
        const folder = folders.get(fd)
        if (!folder) throw new Failure('ENOTDIR')
        cwd = null
        call('chdir', folder.path)
        return 0
      }),
    __syscall_getcwd: (buffer: number, size: number) =>
      syscall(context, () => {
        const path = call('cwd') as string
        if (!memory.setText(buffer, path, size)) throw new Failure('ERANGE')
        return new TextEncoder().encode(path).length + 1
      }),
    __syscall_dup: (fd: number) => syscall(context, () => copied(fd, call('dup', fd) as number)),
    __syscall_dup3: (fd: number, to: number, flags: number) =>
      syscall(context, () => {
        call('dup2', fd, to)
        if (flags) call('setCloexec', to, true)
        return to
      }),
    __syscall_pipe: (result: number) =>
      syscall(context, () => {
        const [reader, writer] = call('pipe') as [number, number]
        memory.setI32(result, reader)
        memory.setI32(result + 4, writer)
        return 0
      }),
    __syscall_fcntl64: (fd: number, command: number, varargs: number) =>
      syscall(context, () => {
        const argument = (): number => memory.i32(varargs)
        if (library.file(fd)) return 0
        switch (command) {
          case 0: // F_DUPFD
            return copied(fd, call('dup', fd, argument()) as number)
          case 1030: {
            // F_DUPFD_CLOEXEC
            const copy = copied(fd, call('dup', fd, argument()) as number)
            call('setCloexec', copy, true)
            return copy
          }
          case 2: // F_SETFD
            call('setCloexec', fd, (argument() & 1) !== 0)
            return 0
          case 4: // F_SETFL
            call('setNonblocking', fd, (argument() & 0o4000) !== 0)
            return 0
          case 3: // F_GETFL
            call('fstat', fd)
            return 2
          case 1: // F_GETFD: nobody asks but to check that the descriptor is open
            call('fstat', fd)
            return 0
          default:
            return 0
        }
      }),
    __syscall_statfs64: (path: number, _size: number, buffer: number) => statfs(context, memory.text(path), buffer),
    __syscall_fstatfs64: (fd: number, _size: number, buffer: number) => statfs(context, `/proc/self/fd/${fd}`, buffer),
    _mmap_js: () => -52,
    _munmap_js: () => -52,
    _msync_js: () => -52,
  }
}

function statfs(context: Context, path: string, buffer: number): number {
  const { memory, channel } = context
  return syscall(context, () => {
    const found = channel.call('statfs', path) as {
      blockSize: number
      blocks: number
      free: number
      available: number
      files: number
      freeFiles: number
    }
    memory.setI32(buffer + 4, found.blockSize)
    memory.setI32(buffer + 40, found.blockSize)
    memory.setI32(buffer + 8, found.blocks)
    memory.setI32(buffer + 12, found.free)
    memory.setI32(buffer + 16, found.available)
    memory.setI32(buffer + 20, found.files)
    memory.setI32(buffer + 24, found.freeFiles)
    memory.setI32(buffer + 36, 255)
    return 0
  })
}

/** CPython's own message about a missing script has the C library's number. */
function linuxNumbers(data: Uint8Array): Uint8Array {
  if (data.length > 4096) return data
  const text = decode(data)
  if (!text.includes(": can't open file ")) return data
  return encode(
    text.replace(/(: can't open file .*: \[Errno )(\d+)(\])/, (_all, head: string, number: string, tail: string) => {
      const name = wasiName(Number(number))
      return `${head}${name === 'EACCES' ? 13 : name === 'ENOTDIR' ? 20 : name === 'EISDIR' ? 21 : 2}${tail}`
    }),
  )
}

const libraryFileStat = (folder: boolean, size: number): Stat => ({
  dev: 1,
  ino: 1,
  mode: folder ? S_IFDIR | 0o755 : S_IFREG | 0o644,
  nlink: 1,
  uid: 0,
  gid: 0,
  rdev: 0,
  size,
  blksize: 4096,
  blocks: Math.ceil(size / 512),
  atime: LIBRARY_TIME,
  mtime: LIBRARY_TIME,
  ctime: LIBRARY_TIME,
})
