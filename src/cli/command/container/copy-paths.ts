/** How docker cp reads its paths (moby/go-archive copy.go): a trailing slash or "/." says that a directory is meant, or its contents. */
import { cleanPath } from '../../opts/mount.ts'

export const hasTrailingSlash = (path: string): boolean => path.endsWith('/')
const baseOf = (path: string): string => {
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}
export const namesCurrentDir = (path: string): boolean => baseOf(path) === '.'
export const assertsDirectory = (path: string): boolean => hasTrailingSlash(path) || namesCurrentDir(path)

/** Cleaning takes "/" and "/." at the end away; this puts them back. */
export function preserveTrailing(cleaned: string, original: string): string {
  let out = cleaned
  if (!namesCurrentDir(out) && namesCurrentDir(original)) {
    if (!hasTrailingSlash(out)) out += '/'
    out += '.'
  }
  if (!hasTrailingSlash(out) && hasTrailingSlash(original)) out += '/'
  return out
}
/** SplitPathDirEntry: "/a/b/." → ["/a/b", "."]. */
export function splitPath(path: string): [dir: string, base: string] {
  let clean = cleanPath(path)
  if (namesCurrentDir(path)) clean += '/.'
  const slash = clean.lastIndexOf('/')
  const dir = slash < 0 ? '.' : clean.slice(0, slash) || '/'
  return [namesCurrentDir(path) && dir === '/' ? '/' : dir, slash < 0 ? clean : clean.slice(slash + 1) || '/']
}
export const absolute = (path: string, cwd: string): string =>
  preserveTrailing(cleanPath(path.startsWith('/') ? path : `${cwd}/${path}`), path)

/** CONTAINER:PATH, or a local path: absolute, or one whose part before the colon begins with a dot. */
export function splitCopyArg(arg: string): { container: string; path: string } {
  const colon = arg.indexOf(':')
  if (arg.startsWith('/') || colon < 0 || arg.startsWith('.')) return { container: '', path: arg }
  return { container: arg.slice(0, colon), path: arg.slice(colon + 1) }
}

export interface CopyInfo {
  path: string
  exists: boolean
  isDir: boolean
  /** What the source's entry is called in the archive, when not by its own name. */
  rebaseName: string
}
export interface CopyPlan {
  /** The directory in which the archive is unpacked. */
  directory: string
  /** First part of the names in the archive, and what it becomes; null: as they are. */
  rename: [from: string, to: string] | null
}
/** PrepareArchiveCopy. Returns the error's text where source and destination do not fit. */
export function planCopy(source: CopyInfo, destination: CopyInfo): CopyPlan | { error: string } {
  const [directory, base] = splitPath(destination.path)
  const sourceBase = source.rebaseName || splitPath(source.path)[1]
  const renamed: CopyPlan = { directory, rename: [sourceBase, base] }
  if (destination.exists && destination.isDir) return { directory: destination.path, rename: null }
  if (destination.exists && source.isDir) return { error: 'cannot copy directory' }
  if (destination.exists || source.isDir) return renamed
  if (assertsDirectory(destination.path)) return { error: 'no such directory' }
  return renamed
}
/** RebaseArchiveEntries for one name. */
export function rebase(name: string, [from, to]: readonly [string, string]): string {
  const old = from === '/' ? '' : from
  const at = name.indexOf(old)
  return at < 0 ? name : name.slice(0, at) + to + name.slice(at + old.length)
}
