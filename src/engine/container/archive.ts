/** docker cp: GET, HEAD and PUT /containers/{id}/archive (moby daemon/archive_unix.go). */
import {
  isDir,
  isLink,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFMT,
  S_IFSOCK,
  S_ISGID,
  S_ISUID,
  S_ISVTX,
} from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { TarError, tarChunks } from '../../base/tar.ts'
import type { PathStat } from '../../api/types/index.ts'
import { forbidden, invalid, notFound, system } from '../../api/types/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { goQuote } from '../go.ts'
import { baseOf, cleanPath, secureJoin } from '../host.ts'
import { entriesOfTar, rebased } from '../layer/tar.ts'
import { rfc3339Nano } from '../time.ts'
import { ContainerFs, isSysError, type Place } from './container-fs.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { resolveUser } from './user.ts'

/** Go's os.FileMode of a mode. */
function goMode(mode: number): number {
  let out = mode & 0o777
  if (mode & S_ISUID) out += 2 ** 23
  if (mode & S_ISGID) out += 2 ** 22
  if (mode & S_ISVTX) out += 2 ** 20
  const type = mode & S_IFMT
  if (isDir({ mode })) out += 2 ** 31
  else if (isLink({ mode })) out += 2 ** 27
  else if (type === S_IFBLK) out += 2 ** 26
  else if (type === S_IFCHR) out += 2 ** 26 + 2 ** 21
  else if (type === S_IFIFO) out += 2 ** 25
  else if (type === S_IFSOCK) out += 2 ** 24
  return out
}
const missing = (path: string, term: string): Error => notFound(`Could not find the file ${path} in container ${term}`)

interface Found {
  fs: ContainerFs
  place: Place
  stat: PathStat
  directory: boolean
}
function find(ctx: ContainerContext, term: string, path: string): Found {
  const container = ctx.containers.get(term)
  const clean = cleanPath(path)
  try {
    const fs = new ContainerFs(ctx, container)
    // A trailing slash follows a link.
    const place = fs.locate(clean, { follow: /\/\.?$/.test(path) })
    const stat = place.fs.stat(place.path, { follow: false })
    const link = isLink(stat) ? place.fs.readlink(place.path) : ''
    const target = link === '' ? '' : link.startsWith('/') ? link : `${clean.slice(0, clean.lastIndexOf('/'))}/${link}`
    return {
      fs,
      place,
      directory: isDir(stat),
      stat: {
        name: baseOf(clean) || '/',
        size: stat.size,
        mode: goMode(stat.mode),
        mtime: rfc3339Nano(BigInt(Math.round(stat.mtime * 1e6))),
        linkTarget: target === '' ? '' : secureJoin(container.rootfs, target),
      },
    }
  } catch (error) {
    if (isSysError(error)) throw missing(path, term)
    throw error
  }
}
export const statArchive = (ctx: ContainerContext, term: string, path: string): PathStat => find(ctx, term, path).stat

/** The archive of a file, or of a directory under its own name ("./" for "path/."). */
export function getArchive(
  ctx: ContainerContext,
  term: string,
  path: string,
): { stat: PathStat; archive: Iterable<Uint8Array> } {
  const { fs, place, stat, directory } = find(ctx, term, path)
  const base = /(^|\/)\.$/.test(path) && directory ? '.' : baseOf(cleanPath(path)) || '/'
  const entries = directory ? fs.entries(place) : place.fs.entries(place.path)
  const rename = (inner: string): string | null => {
    if (base === '/') return inner === '' ? '/' : inner
    return inner === '' ? base : `${base}/${inner}`
  }
  logEvent(ctx, ctx.containers.get(term), 'archive-path')
  return { stat, archive: tarChunks(rebased(entries, rename)) }
}

export interface PutArchiveOptions {
  noOverwriteDirNonDir: boolean
  copyUidGid: boolean
}
export async function putArchive(
  ctx: ContainerContext,
  term: string,
  path: string,
  archive: Uint8Array | AsyncIterable<Uint8Array>,
  options: PutArchiveOptions,
): Promise<void> {
  const container = ctx.containers.get(term)
  let place: Place
  try {
    place = new ContainerFs(ctx, container).locate(cleanPath(path), { follow: true })
    if (!isDir(place.fs.stat(place.path))) throw invalid('extraction point is not a directory')
  } catch (error) {
    if (isSysError(error)) throw missing(path, term)
    throw error
  }
  if (place.readOnly) {
    throw forbidden(place.mounted ? 'mounted volume is marked read-only' : 'container rootfs is marked read-only')
  }
  let entries: LayerEntry[]
  try {
    entries = await entriesOfTar(archive, { whiteouts: false })
  } catch (error) {
    if (error instanceof TarError) throw system(error.message)
    throw error
  }
  if (options.noOverwriteDirNonDir) checkOverwrite(place, entries)
  // A container without a user of its own keeps the archive's owners.
  if (options.copyUidGid && container.config.User) {
    const { credentials } = resolveUser(container.rootfs, container.config.User)
    entries = entries.map((entry) => ({ ...entry, uid: credentials.uid, gid: credentials.gid }))
  }
  try {
    place.fs.apply(place.path, entries)
  } catch (error) {
    if (error instanceof SysError) throw system(error.message)
    throw error
  }
  logEvent(ctx, container, 'extract-to-dir')
}
function checkOverwrite(place: Place, entries: readonly LayerEntry[]): void {
  for (const entry of entries) {
    const path = `${place.path === '/' ? '' : place.path}/${entry.path}`
    if (entry.path === '' || !place.fs.exists(path)) continue
    const present = isDir(place.fs.stat(path, { follow: false }))
    if (present && entry.type !== 'dir') {
      throw system(`cannot overwrite directory ${goQuote(path)} with non-directory ${goQuote(place.path)}`)
    }
    if (!present && entry.type === 'dir') {
      throw system(`cannot overwrite non-directory ${goQuote(path)} with directory ${goQuote(place.path)}`)
    }
  }
}
