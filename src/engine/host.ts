/**
 * The engine's own files on the host's disk, under /var/lib/docker: volumes, and the hosts, hostname and resolv.conf files that are
 * bind-mounted into containers. Paths here are followed through symbolic links, without permission checks: the daemon is root.
 */
import { isDir, isLink } from '../base/abi/files.ts'
import type { TreeFileSystem } from '../kernel/vfs/types.ts'

export const DOCKER_ROOT = '/var/lib/docker'
export const VOLUMES = `${DOCKER_ROOT}/volumes`
export const CONTAINERS = `${DOCKER_ROOT}/containers`

/** The directories that dockerd makes at its start. */
export function prepareHost(fs: TreeFileSystem): void {
  fs.mkdir(DOCKER_ROOT, { recursive: true, mode: 0o710 })
  for (const [path, mode] of [
    [VOLUMES, 0o701],
    [CONTAINERS, 0o710],
  ] as const) {
    if (!fs.exists(path)) fs.mkdir(path, { mode })
  }
}
export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/'
export const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
/** path.Clean for absolute paths. */
export function cleanPath(path: string): string {
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') out.pop()
    else out.push(part)
  }
  return `/${out.join('/')}`
}
/** rm -r. What is not there is fine. */
export function removeAll(fs: TreeFileSystem, path: string): void {
  if (!existsNoFollow(fs, path)) return
  if (isDir(fs.stat(path, { follow: false }))) {
    for (const entry of fs.readdir(path)) removeAll(fs, `${path}/${entry.name}`)
  }
  fs.unlink(path)
}
function existsNoFollow(fs: TreeFileSystem, path: string): boolean {
  try {
    fs.stat(path, { follow: false })
    return true
  } catch {
    return false
  }
}
/**
 * Resolves symbolic links of `path` inside the tree, as filepath-securejoin does: links cannot lead out of it, what does not exist
 * is taken literally. The last component is followed, too, unless `followLast` is false.
 */
export function secureJoin(fs: TreeFileSystem, path: string, options: { followLast?: boolean } = {}): string {
  const todo = path.split('/').filter((part) => part !== '' && part !== '.')
  const done: string[] = []
  let links = 0
  while (todo.length) {
    const part = todo.shift()!
    if (part === '..') {
      done.pop()
      continue
    }
    const here = `/${[...done, part].join('/')}`
    const last = todo.length === 0
    let target: string | null = null
    try {
      if (isLink(fs.stat(here, { follow: false })) && !(last && options.followLast === false))
        target = fs.readlink(here)
    } catch {
      target = null
    }
    if (target === null || ++links > 255) {
      done.push(part)
      continue
    }
    if (target.startsWith('/')) done.length = 0
    todo.unshift(...target.split('/').filter((piece) => piece !== '' && piece !== '.'))
  }
  return `/${done.join('/')}`
}
/** Bytes of the files under a directory, for volume sizes. */
export function diskUsage(fs: TreeFileSystem, path: string): number {
  let sum = 0
  for (const entry of fs.readdir(path)) {
    const stat = fs.stat(`${path}/${entry.name}`, { follow: false })
    sum += isDir(stat) ? diskUsage(fs, `${path}/${entry.name}`) : stat.size
  }
  return sum
}
