/** From files to an archive: what tar c does, for both faces. */
import { attempt, SysError } from '../../../../base/abi/errno.ts'
import {
  isDir,
  isFile,
  O_RDONLY,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFLNK,
  S_IFMT,
  S_IFSOCK,
} from '../../../../base/abi/files.ts'
import type { Stat } from '../../../../base/abi/files.ts'
import { tarChunks } from '../../../../base/tar.ts'
import type { TarEntry } from '../../../../base/tar.ts'
import type { Sys } from '../../../../kernel/sys/types.ts'
import { isError, tryAsync } from '../command.ts'
import { join } from '../paths.ts'
import type { Names } from '../users.ts'

export interface PackFace {
  /** Is this one left out? */
  excluded(path: string): boolean
  /** The name in the archive ("" = leave the entry itself out). */
  memberName(path: string): Promise<string>
  added(entry: TarEntry, path: string): Promise<void>
  problem(path: string, error: SysError, what: 'stat' | 'open' | 'read'): Promise<void>
  socket(path: string): Promise<void>
  write(bytes: Uint8Array): Promise<void>
  follow: boolean
  recurse: boolean
  oneFileSystem: boolean
  owner: { uid: number; name: string } | undefined
  group: { gid: number; name: string } | undefined
  numericOwner: boolean
  mtime: number | undefined
  mode: ((mode: number) => number) | undefined
  /** Archives do not contain themselves. */
  self: { dev: number; ino: number } | undefined
}
const TYPES: Record<number, TarEntry['type']> = {
  [S_IFLNK]: 'symlink',
  [S_IFCHR]: 'char',
  [S_IFBLK]: 'block',
  [S_IFIFO]: 'fifo',
}
const END_BLOCKS = 1024

export class Packer {
  private readonly sys: Sys
  private readonly names: Names
  private readonly face: PackFace
  private readonly links = new Map<string, string>()
  written = 0
  constructor(sys: Sys, names: Names, face: PackFace) {
    this.sys = sys
    this.names = names
    this.face = face
  }
  private async put(bytes: Uint8Array): Promise<void> {
    this.written += bytes.length
    await this.face.write(bytes)
  }
  async add(path: string, device?: number): Promise<void> {
    const { sys, face } = this
    const stat = attempt(() => (face.follow ? sys.stat(path) : sys.lstat(path)))
    if (stat instanceof SysError) return face.problem(path, stat, 'stat')
    if (face.excluded(path)) return
    if (face.oneFileSystem && device !== undefined && stat.dev !== device) return
    if (face.self && stat.ino === face.self.ino && stat.dev === face.self.dev) return
    if ((stat.mode & S_IFMT) === S_IFSOCK) return face.socket(path)
    await this.entry(path, stat)
    if (!isDir(stat) || !face.recurse) return
    const listed = attempt(() => sys.readdir(path))
    if (listed instanceof SysError) return face.problem(path, listed, 'open')
    for (const { name } of listed)
      if (name !== '.' && name !== '..') await this.add(join(path, name), device ?? stat.dev)
  }
  private async entry(path: string, stat: Stat): Promise<void> {
    const { sys, face, names } = this
    const name = await face.memberName(path)
    if (name === '') return
    const base = {
      name: isDir(stat) && !name.endsWith('/') ? `${name}/` : name,
      mode: (face.mode ? face.mode(stat.mode) : stat.mode) & 0o7777,
      uid: face.owner?.uid ?? stat.uid,
      gid: face.group?.gid ?? stat.gid,
      mtime: face.mtime ?? Math.floor(stat.mtime / 1000) * 1000,
      uname: face.numericOwner ? '' : (face.owner?.name ?? names.user(stat.uid) ?? ''),
      gname: face.numericOwner ? '' : (face.group?.name ?? names.group(stat.gid) ?? ''),
    }
    const key = `${stat.dev}:${stat.ino}`
    const first = stat.nlink > 1 && !isDir(stat) ? this.links.get(key) : undefined
    if (first !== undefined) {
      const entry: TarEntry = { ...base, type: 'hardlink', linkname: first }
      await this.headers(entry)
      return face.added(entry, path)
    }
    if (stat.nlink > 1 && !isDir(stat)) this.links.set(key, base.name)
    if (isFile(stat)) return this.file(path, stat, base)
    const type = isDir(stat) ? 'dir' : TYPES[stat.mode & S_IFMT]!
    const entry: TarEntry = {
      ...base,
      type,
      ...(type === 'symlink' ? { linkname: sys.readlink(path) } : {}),
      rdev: stat.rdev,
    }
    await this.headers(entry)
    await face.added(entry, path)
  }
  /** The blocks before the data: those of a whole archive of this one entry, without its data and end. */
  private async headers(entry: TarEntry, size = 0): Promise<void> {
    const chunks = [...tarChunks([size ? { ...entry, content: { size, extents: [] } } : entry])]
    let total = 0
    for (const chunk of chunks) total += chunk.length
    const data = size + ((512 - (size % 512)) % 512)
    let left = total - data - END_BLOCKS
    for (const chunk of chunks) {
      if (left <= 0) return
      await this.put(chunk.subarray(0, left))
      left -= chunk.length
    }
  }
  private async file(path: string, stat: Stat, base: Omit<TarEntry, 'type'>): Promise<void> {
    const { sys, face } = this
    const fd = await tryAsync(() => sys.open(path, O_RDONLY))
    if (isError(fd)) return face.problem(path, fd, 'open')
    const { size } = stat
    const entry: TarEntry = { ...base, type: 'file', content: { size, extents: [] } }
    await this.headers({ ...base, type: 'file' }, size)
    await face.added(entry, path)
    let left = size
    for (let reads = 1; left > 0; reads++) {
      const chunk = await sys.read(fd, Math.min(65536, left))
      // A file that shrank is filled with zeros.
      const bytes = chunk.length ? chunk : new Uint8Array(Math.min(65536, left))
      await this.put(bytes)
      left -= bytes.length
      if (reads % 64 === 0) await sys.breathe()
    }
    sys.close(fd)
    if (size % 512) await this.put(new Uint8Array(512 - (size % 512)))
  }
  /** Two blocks of zeros, and up to the record's size (20 blocks). */
  async finish(): Promise<void> {
    await this.put(new Uint8Array(END_BLOCKS))
    const record = 10240
    if (this.written % record) await this.put(new Uint8Array(record - (this.written % record)))
  }
}
