/** Paths inside a tree: links followed as within a chroot (containerd continuity fs.RootPath), globs (tonistiigi/fsutil copy). */
import { S_IFDIR, S_IFLNK, S_IFMT, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { matchPath } from '../../base/go/filepath.ts'
import type { TreeFileSystem } from '../../kernel/vfs/types.ts'

export const isDir = (stat: Stat): boolean => (stat.mode & S_IFMT) === S_IFDIR
export const isLink = (stat: Stat): boolean => (stat.mode & S_IFMT) === S_IFLNK

export function lstat(fs: TreeFileSystem, path: string): Stat | null {
  try {
    return fs.stat(path, { follow: false })
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
}
/** The path with all links followed, the last one unless `follow` is false; what does not exist stays as it is written. */
export function rootPath(fs: TreeFileSystem, path: string, follow = true): string {
  const pending = path.split('/').reverse()
  let at: string[] = []
  let links = 0
  while (pending.length) {
    const name = pending.pop()!
    if (name === '' || name === '.') continue
    if (name === '..') {
      at.pop()
      continue
    }
    const here = `/${[...at, name].join('/')}`
    const stat = lstat(fs, here)
    const last = !pending.some((part) => part !== '' && part !== '.')
    if (stat && isLink(stat) && (follow || !last)) {
      if (++links > 255) throw new SysError('ELOOP', path)
      const target = fs.readlink(here)
      if (target.startsWith('/')) at = []
      pending.push(...target.split('/').reverse())
    } else at.push(name)
  }
  return `/${at.join('/')}`
}
const WILDCARD = /[*?[]/
export function hasWildcard(path: string): boolean {
  for (let i = 0; i < path.length; i++) {
    if (path[i] === '\\') i++
    else if (WILDCARD.test(path[i]!)) return true
  }
  return false
}
/** The paths that match, in order; without a wildcard the path itself. Escapes are taken away. */
export function resolveWildcards(fs: TreeFileSystem, path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '')
  const first = parts.findIndex(hasWildcard)
  if (first < 0) return [path]
  const base = rootPath(fs, `/${parts.slice(0, first).join('/')}`)
  const pattern = parts.slice(first).join('/')
  const out: string[] = []
  const walk = (dir: string, relative: string): void => {
    let names: string[]
    try {
      names = fs.readdir(dir).map((entry) => entry.name)
    } catch (error) {
      if (error instanceof SysError) return
      throw error
    }
    for (const name of names.filter((item) => item !== '.' && item !== '..').sort((a, b) => (a < b ? -1 : 1))) {
      const full = dir === '/' ? `/${name}` : `${dir}/${name}`
      const rel = relative ? `${relative}/${name}` : name
      if (matchPath(pattern, rel)) out.push(full)
      else {
        const stat = lstat(fs, full)
        if (stat && isDir(stat)) walk(full, rel)
      }
    }
  }
  walk(base, '')
  return out
}
export const joined = (dir: string, name: string): string => (dir === '/' || dir === '' ? `/${name}` : `${dir}/${name}`)
export const parentDir = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '/'
