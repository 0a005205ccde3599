/**
 * Path resolution (path_resolution(7), fs/namei.c): from a process's root and working directory through mounts, symbolic links, '.' and '..'.
 * Search permission is asked of every directory on the way. Leaves out: fs.protected_symlinks, automounts, RESOLVE_* of openat2(2).
 */
import { S_IFDIR, S_IFLNK, X_OK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { OpenFile } from '../proc/description.ts'
import type { Credentials } from '../proc/types.ts'
import { permitted } from './permission.ts'
import type { Inode } from './filesystem.ts'
import type { Location } from './mount-namespace.ts'

export interface WalkContext {
  /** '/' of the process (chroot(2)). */
  readonly root: Location
  readonly cwd: Location
  readonly credentials: Credentials
  /** Bits taken from the mode of what is created; 0 when undefined. */
  readonly umask?: number
  /** Handed to magic links of /proc and to device drivers. */
  readonly process?: unknown
}

/** What a path came to: the last directory, the last name in it, and what is there. */
export interface Walked {
  /** null when the path ended in a root, '.', '..' or a magic link: there is no entry to create or remove. */
  readonly dir: Location | null
  readonly name: string
  readonly found: Location | null
  /** The path ended with a slash (or '/.'), so it must be a directory. */
  readonly slash: boolean
  /** A magic link to something without a path (a pipe, a socket, a deleted file). */
  readonly file: OpenFile | null
}

const MAX_LINKS = 40
const PATH_MAX = 4096
const NAME_MAX = 255

/** Bytes of the UTF-8 form; only long strings are measured. */
function tooLong(text: string, limit: number): boolean {
  if (text.length * 3 <= limit) return false
  let bytes = 0
  for (const char of text) {
    const code = char.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes > limit
}

export const sameInode = (a: Inode, b: Inode): boolean => a.ino === b.ino && a.fs === b.fs
export const sameLocation = (a: Location, b: Location): boolean => a.mount === b.mount && sameInode(a.inode, b.inode)

/** Up through the roots of mounts stacked here, down onto what is mounted on top. */
function cross(location: Location): Location {
  for (let at = location; ;) {
    const top = at.mount.on(at.inode)
    if (!top) return at
    at = { mount: top, inode: top.rootInode, via: location.via }
  }
}

/** '..' of a directory. */
export function parentOf(location: Location, root: Location): Location {
  let at = location
  while (!sameLocation(at, root) && sameInode(at.inode, at.mount.rootInode) && at.mount.covered) at = at.mount.covered
  if (sameLocation(at, root) || sameInode(at.inode, at.mount.rootInode)) return at === location ? location : cross(at)
  const parent = at.inode.parent()
  return parent ? cross({ mount: at.mount, inode: parent, via: null }) : at
}

/** The entry `name` of a directory, mounts crossed; null when there is none. */
export function child(dir: Location, name: string): Location | null {
  const inode = dir.inode.lookup(name)
  return inode && cross({ mount: dir.mount, inode, via: { dir, name } })
}

/**
 * Walks `path`. `follow`: also when the last component is a symlink. ENOENT (empty path, missing directory on the way), ENOTDIR, EACCES, ELOOP,
 * ENAMETOOLONG. A missing last component is not an error: `found` is null.
 */
export const walk = (context: WalkContext, path: string, follow: boolean): Walked =>
  step(context, path, follow ? 'follow' : 'stay')

/**
 * For calls that create, remove or rename the last entry: it is not followed even with a slash after it, and need not be a directory then;
 * `slash` tells.
 */
export const walkParent = (context: WalkContext, path: string): Walked => step(context, path, 'parent')

function step(context: WalkContext, path: string, final: 'follow' | 'stay' | 'parent'): Walked {
  if (path === '') throw new SysError('ENOENT', path)
  if (tooLong(path, PATH_MAX - 1)) throw new SysError('ENAMETOOLONG', path)
  const { root, credentials } = context
  let at = path.startsWith('/') ? root : context.cwd
  let entry: { dir: Location; name: string } | null = null
  let file: OpenFile | null = null
  let slash = path.endsWith('/')
  let links = 0
  // Components still to walk, the next one last.
  const pending = split(path)
  while (pending.length) {
    const name = pending.pop()!
    if (file || at.inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
    if (credentials.uid !== 0 && !permitted(at.inode.stat(), credentials, X_OK)) throw new SysError('EACCES', path)
    const last = pending.length === 0
    if (name === '.' || name === '..') {
      if (name === '..') at = parentOf(at, root)
      entry = null
      slash ||= last
      continue
    }
    if (tooLong(name, NAME_MAX)) throw new SysError('ENAMETOOLONG', path)
    const next = child(at, name)
    if (!next) {
      if (last) return { dir: at, name, found: null, slash, file: null }
      throw new SysError('ENOENT', path)
    }
    if (next.inode.type === S_IFLNK && (!last || final === 'follow' || (slash && final !== 'parent'))) {
      if (++links > MAX_LINKS) throw new SysError('ELOOP', path)
      const magic = next.inode.follow?.(context.process)
      entry = null
      if (magic) {
        if ('file' in magic) file = magic.file
        else at = magic.location
        continue
      }
      const target = next.inode.readlink(context.process)
      if (target === '') throw new SysError('ENOENT', path)
      if (last && target.endsWith('/')) slash = true
      if (target.startsWith('/')) at = root
      pending.push(...split(target))
      continue
    }
    entry = { dir: at, name }
    at = next
  }
  if (file) return { dir: null, name: '', found: null, slash, file }
  if (slash && final !== 'parent' && at.inode.type !== S_IFDIR) throw new SysError('ENOTDIR', path)
  return { dir: entry?.dir ?? null, name: entry?.name ?? '', found: at, slash, file: null }
}
const split = (path: string): string[] =>
  path
    .split('/')
    .filter((part) => part !== '')
    .reverse()

/** What `path` names; ENOENT when it does not exist. ENXIO for magic links to pipes and sockets, which only open() and stat() follow. */
export function resolve(context: WalkContext, path: string, options: { follow?: boolean } = {}): Location {
  const walked = walk(context, path, options.follow ?? true)
  if (walked.file) throw new SysError('ENXIO', path)
  if (!walked.found) throw new SysError('ENOENT', path)
  return walked.found
}

/**
 * The path of a location as a process with this root sees it: getcwd(2), /proc/PID/cwd. `null` when it was removed; a location outside of
 * the root gets the path from the namespace's root (Linux prefixes "(unreachable)").
 */
export function pathOf(location: Location, root: Location): string | null {
  let path = ''
  let at = location
  for (;;) {
    if (sameLocation(at, root)) return path || '/'
    if (sameInode(at.inode, at.mount.rootInode)) {
      if (!at.mount.covered) return path || '/'
      at = at.mount.covered
      continue
    }
    if (at.inode.type !== S_IFDIR) {
      if (!at.via) return null
      path = `/${at.via.name}${path}`
      at = at.via.dir
      continue
    }
    const parent: Inode | null = at.inode.parent()
    const name = parent?.nameOf(at.inode)
    if (!parent || name == null) return null
    path = `/${name}${path}`
    at = { mount: at.mount, inode: parent, via: null }
  }
}
