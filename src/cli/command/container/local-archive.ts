/** Local files as an archive, and archives as local files: the client's half of docker cp. */
import {
  isDir,
  isFile,
  isLink,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFMT,
  O_RDONLY,
  type Stat,
} from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { tarChunks, type TarContent, type TarEntry } from '../../../base/tar.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'

const CHUNK = 1 << 20
const fail = (error: unknown, what: string): never => {
  if (error instanceof SysError) throw new CommandError(goError(error, what))
  throw error
}
async function contentOf(sys: Sys, path: string, size: number): Promise<TarContent> {
  const fd = await sys.open(path, O_RDONLY).catch((error: unknown) => fail(error, `open ${path}`))
  const extents: { offset: number; data: Uint8Array }[] = []
  try {
    for (let offset = 0; offset < size; offset += CHUNK) {
      const data = sys.pread(fd, offset, Math.min(CHUNK, size - offset))
      if (data.some((byte) => byte !== 0)) extents.push({ offset, data })
      await sys.breathe()
    }
  } finally {
    sys.close(fd)
  }
  return { size, extents }
}
const typeOf = ({ mode }: Stat): TarEntry['type'] => {
  switch (mode & S_IFMT) {
    case S_IFCHR:
      return 'char'
    case S_IFBLK:
      return 'block'
    case S_IFIFO:
      return 'fifo'
    default:
      return isDir({ mode }) ? 'dir' : isLink({ mode }) ? 'symlink' : 'file'
  }
}
/** Entries of `path` and all below it; `name` is what it is called in the archive ("." for a directory's contents). Sockets are left out. */
export async function* localEntries(sys: Sys, path: string, name: string): AsyncGenerator<TarEntry> {
  const links = new Map<number, string>()
  async function* walk(at: string, as: string): AsyncGenerator<TarEntry> {
    let stat: Stat
    try {
      stat = sys.lstat(at)
    } catch (error) {
      return fail(error, `lstat ${at}`)
    }
    if ((stat.mode & S_IFMT) === 0o140000) return
    const type = typeOf(stat)
    const base = { name: as, mode: stat.mode & 0o7777, uid: stat.uid, gid: stat.gid, mtime: stat.mtime }
    const known = stat.nlink > 1 && isFile(stat) ? links.get(stat.ino) : undefined
    if (known !== undefined) {
      yield { ...base, type: 'hardlink', linkname: known }
      return
    }
    if (stat.nlink > 1 && isFile(stat)) links.set(stat.ino, as)
    if (type === 'file') yield { ...base, type, content: await contentOf(sys, at, stat.size) }
    else if (type === 'symlink') yield { ...base, type, mode: 0o777, linkname: sys.readlink(at) }
    else yield { ...base, type, rdev: stat.rdev }
    if (type !== 'dir') return
    let children: string[]
    try {
      children = sys.readdir(at).map((entry) => entry.name)
    } catch (error) {
      return fail(error, `open ${at}`)
    }
    for (const child of children.filter((each) => each !== '.' && each !== '..').sort())
      yield* walk(`${at === '/' ? '' : at}/${child}`, `${as.replace(/\/$/, '')}/${child}`)
  }
  yield* walk(path, name)
}
/** As tar, piece by piece. */
export async function* archive(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    // Everything but the end of the archive, which tarChunks writes after its entries.
    const parts = [...tarChunks([entry])]
    let end = 1024
    while (end > 0 && parts.length > 0) {
      const last = parts.pop()!
      if (last.length > end) parts.push(last.subarray(0, last.length - end))
      end -= last.length
    }
    yield* parts
  }
  yield new Uint8Array(1024)
}

/** Unpacks one entry below `directory`, replacing what is there, except a directory by something else and the other way round. */
export function extract(sys: Sys, directory: string, entry: TarEntry): void {
  const name = entry.name.replace(/\/+$/, '')
  const path = name === '' || name === '.' ? directory : `${directory === '/' ? '' : directory}/${name}`
  let existing: Stat | null = null
  try {
    existing = sys.lstat(path)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  if (existing) {
    const was = isDir(existing)
    if (was && entry.type !== 'dir')
      throw new CommandError(`cannot overwrite directory "${path}" with non-directory "${directory}"`)
    if (!was && entry.type === 'dir')
      throw new CommandError(`cannot overwrite non-directory "${path}" with directory "${directory}"`)
    if (!was) sys.unlink(path)
  }
  try {
    create(sys, directory, path, entry, existing !== null)
  } catch (error) {
    fail(error, `${entry.type === 'dir' ? 'mkdir' : entry.type === 'symlink' ? 'symlink' : 'open'} ${path}`)
  }
}
function create(sys: Sys, directory: string, path: string, entry: TarEntry, existed: boolean): void {
  switch (entry.type) {
    case 'dir':
      if (!existed) sys.mkdir(path, 0o777)
      break
    case 'symlink':
      sys.symlink(entry.linkname ?? '', path)
      return
    case 'hardlink':
      sys.link(`${directory === '/' ? '' : directory}/${entry.linkname ?? ''}`, path)
      return
    case 'file':
      sys.writeFile(path, new Uint8Array(0), { mode: 0o600 })
      for (const { offset, data } of entry.content?.extents ?? []) {
        // Holes stay holes.
        sys.truncate(path, offset)
        sys.writeFile(path, data, { append: true })
      }
      sys.truncate(path, entry.content?.size ?? 0)
      break
    case 'fifo':
      sys.mkfifo(path, entry.mode)
      break
    default:
      sys.mknod(path, entry.mode | (entry.type === 'char' ? S_IFCHR : S_IFBLK), entry.rdev ?? 0)
  }
  sys.chmod(path, entry.mode)
  sys.utimes(path, entry.mtime, entry.mtime)
}
