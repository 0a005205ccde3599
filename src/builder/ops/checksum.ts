/** What a copy or a mount sees of its source: the content key of an input (llbsolver/ops/opsutils NewContentHashFunc). */
import type { Clock } from '../../base/clock.ts'
import { baseName } from '../../base/go/filepath.ts'
import { createTreeFs, EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeFileSystem, TreeRoot } from '../../kernel/vfs/types.ts'
import { entriesDigest, entryDigest } from '../cache/content-hash.ts'
import { BuildError } from '../errors.ts'
import { hasWildcard, lstat, resolveWildcards, rootPath } from './paths.ts'
import { ignored } from './patterns.ts'

export interface Selector {
  path: string
  wildcard: boolean
  follow: boolean
  include: readonly string[]
  exclude: readonly string[]
  required: readonly string[]
}
export interface Checksum {
  digest: string
  /** Digests by path; at most LIMIT of them, null when there are more. */
  files: Record<string, string> | null
}
const LIMIT = 2000
const memo = new WeakMap<TreeRoot, Map<string, Checksum>>()

/** Throws BuildError: `"/nosuch": not found`. */
export function checksum(clock: Clock, tree: TreeRoot | null, selectors: readonly Selector[]): Checksum {
  const root = tree ?? EMPTY_TREE
  const key = JSON.stringify(selectors)
  const known = memo.get(root)?.get(key)
  if (known) return known
  const fs = createTreeFs(root, { type: 'overlay', clock })
  const found: { entry: LayerEntry; at: string }[] = []
  for (const selector of selectors) found.push(...selected(fs, selector))
  const files: Record<string, string> = {}
  if (found.length <= LIMIT) for (const { entry, at } of found) if (entry.type !== 'dir') files[at] = entryDigest(entry)
  const result = { digest: entriesDigest(found.map(({ entry }) => entry)), files: found.length <= LIMIT ? files : null }
  let cache = memo.get(root)
  if (!cache) memo.set(root, (cache = new Map()))
  cache.set(key, result)
  return result
}
function* selected(fs: TreeFileSystem, selector: Selector): Iterable<{ entry: LayerEntry; at: string }> {
  const { path, wildcard, follow, include, exclude, required } = selector
  for (const need of required)
    if (!lstat(fs, rootPath(fs, need))) throw new BuildError(`${JSON.stringify(need)}: not found`)
  const globbing = wildcard && hasWildcard(path)
  for (const match of globbing ? resolveWildcards(fs, path) : [path]) {
    const real = rootPath(fs, match, follow)
    if (!lstat(fs, real)) {
      // A link to nothing is named by what it points to.
      const named = lstat(fs, rootPath(fs, match, false)) ? real : match
      throw new BuildError(`${JSON.stringify(named === '' ? '/' : named.replace(/(.)\/$/, '$1'))}: not found`)
    }
    // The name counts where a pattern chose it; else the copy has it.
    const name = globbing ? match.replace(/^\//, '') : baseName(match) === '/' ? '' : '.'
    for (const entry of fs.entries(real)) {
      if (entry.path !== '' && exclude.length && ignored(exclude, entry.path)) continue
      if (entry.path !== '' && include.length && entry.type !== 'dir' && !ignored(include, entry.path)) continue
      const at = `${real === '/' ? '' : real.slice(1)}${entry.path && real !== '/' ? '/' : ''}${entry.path}`
      yield { entry: { ...entry, path: entry.path === '' ? name : `${name}/${entry.path}` }, at }
    }
  }
}
