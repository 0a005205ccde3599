/**
 * A folder of the client's as a build sees it (fsutil's FilterFS): its entries sorted, parents first, after the patterns of what is wanted and
 * what is left out; links that the wanted paths lead over are added. Owners are root's. Leaves out extended attributes and hard links.
 */
import { isDir, isLink, O_RDONLY, S_IFLNK, S_IFMT, S_IFSOCK, type Stat } from '../../../base/abi/files.ts'
import { attempt, SysError } from '../../../base/abi/errno.ts'
import { cleanPath, dirName, joinPath, matchPath } from '../../../base/go/filepath.ts'
import { PatternError, PatternMatcher, type MatchInfo, type Pattern } from '../../../base/patternmatcher.ts'
import type { SessionStat } from '../../../api/types/index.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { CommandError } from '../../framework/errors.ts'
import { goError } from '../../framework/go-errors.ts'
import type { FileSource } from './session.ts'

const CHUNK = 64 * 1024

export function localFiles(sys: Sys, root: string): FileSource {
  const at = (path: string): string => (path === '' ? root : `${root === '/' ? '' : root}/${path}`)
  return {
    stat: (request) => walk(sys, root, request),
    async *read(path) {
      const full = at(cleanPath(`/${path}`).slice(1))
      const fd = await sys.open(full, O_RDONLY).catch((error: unknown) => refuse(error, `open ${full}`))
      try {
        for (;;) {
          const chunk = await sys.read(fd, CHUNK).catch((error: unknown) => refuse(error, `read ${full}`))
          if (chunk.length === 0) return
          yield chunk
        }
      } finally {
        sys.close(fd)
      }
    },
  }
}
function refuse(error: unknown, what: string): never {
  if (error instanceof SysError && error.code !== 'ENOENT' && error.code !== 'ENOTDIR')
    throw new CommandError(goError(error, what))
  throw error
}

interface Visited {
  stat: SessionStat
  sent: boolean
  include: MatchInfo | null
  exclude: MatchInfo | null
}
async function* walk(
  sys: Sys,
  root: string,
  { include, exclude, follow }: { include: string[]; exclude: string[]; follow: string[] },
): AsyncGenerator<SessionStat> {
  const wanted = withFollowed(sys, root, include, follow)
  const includes = wanted.length > 0 ? matcher(wanted, 'include') : null
  const excludes = exclude.length > 0 ? matcher(exclude, 'exclude') : null
  const onlyPlainIncludes = includes !== null && includes.patterns.every((each) => each.exclusion || isPlain(each))
  const onlyPlainExceptions = excludes !== null && excludes.patterns.every((each) => !each.exclusion || isPlain(each))

  let count = 0
  async function* below(folder: string, above: Visited[]): AsyncGenerator<SessionStat> {
    const full = folder === '' ? root : `${root === '/' ? '' : root}/${folder}`
    const entries = readdir(sys, full)
    for (const name of entries) {
      if (++count % 256 === 0) await sys.breathe()
      const path = folder === '' ? name : `${folder}/${name}`
      const found = attempt(() => sys.lstat(`${full === '/' ? '' : full}/${name}`))
      // Gone while the folder was read.
      if (found instanceof SysError) continue
      if ((found.mode & S_IFMT) === S_IFSOCK) continue
      const parent = above.at(-1)
      const included = includes?.matchIn(path, parent ? parent.include : []) ?? null
      const excluded = excludes?.matchIn(path, parent ? parent.exclude : []) ?? null
      const folderHere = isDir(found)
      const skip = included?.matched === false || excluded?.matched === true
      if (folderHere && included?.matched === false && onlyPlainIncludes && !leadsTo(includes!, path, false)) continue
      if (
        folderHere &&
        excluded?.matched === true &&
        onlyPlainExceptions &&
        (!excludes!.exclusions || !leadsTo(excludes!, path, true))
      )
        continue
      const stat = describe(sys, full, path, found)
      if (!skip) {
        for (const each of above) {
          if (each.sent) continue
          each.sent = true
          yield each.stat
        }
        yield stat
      }
      if (folderHere)
        yield* below(path, [
          ...above,
          { stat, sent: !skip, include: included?.info ?? null, exclude: excluded?.info ?? null },
        ])
    }
  }
  yield* below('', [])
}
function readdir(sys: Sys, path: string): string[] {
  try {
    return sys
      .readdir(path)
      .map(({ name }) => name)
      .filter((name) => name !== '.' && name !== '..')
      .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  } catch (error) {
    return refuse(error, `open ${path}`)
  }
}
function describe(sys: Sys, folder: string, path: string, stat: Stat): SessionStat {
  const link = isLink(stat)
  const size = isDir(stat) ? 0 : stat.size
  const out: SessionStat = { path, mode: stat.mode, uid: 0, gid: 0, size, mtime: stat.mtime }
  if (!link) return out
  const name = path.slice(path.lastIndexOf('/') + 1)
  return { ...out, mode: S_IFLNK | 0o777, linkname: sys.readlink(`${folder === '/' ? '' : folder}/${name}`) }
}
function matcher(patterns: readonly string[], kind: 'include' | 'exclude'): PatternMatcher {
  try {
    return new PatternMatcher(patterns)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new CommandError(`invalid ${kind}patterns: [${patterns.join(' ')}]: ${error.message}`)
  }
}
const withoutTrailingGlob = (text: string): string => text.replace(/\/\*\*$/, '').replace(/\/\*$/, '')
const isPlain = ({ text }: Pattern): boolean => !/[*[\]?^\\]/.test(withoutTrailingGlob(text))
/** Whether something below `folder` may fit a pattern (an exception's, when `exclusion`). */
const leadsTo = ({ patterns }: PatternMatcher, folder: string, exclusion: boolean): boolean =>
  patterns.some((each) => each.exclusion === exclusion && `${withoutTrailingGlob(each.text)}/`.startsWith(`${folder}/`))

// ── followlinks ──

function withFollowed(sys: Sys, root: string, include: readonly string[], follow: readonly string[]): string[] {
  if (follow.length === 0) return [...include]
  const resolved = new Set<string>()
  for (const path of follow) followPath(sys, root, path, resolved)
  const targets = withoutCovered([...resolved].sort())
  return targets === null ? [...include] : (withoutCovered([...include, ...targets].sort()) ?? [])
}
/** Sorted paths without those below another; null when the root is one of them: everything. */
function withoutCovered(paths: readonly string[]): string[] | null {
  const out: string[] = []
  for (const path of paths) {
    if (path === '.') return null
    const last = out.at(-1)
    if (last === path || (last !== undefined && path.startsWith(`${last}/`))) continue
    out.push(path)
  }
  return out
}
function followPath(sys: Sys, root: string, path: string, resolved: Set<string>): void {
  const parts = joinPath('.', path)
    .split('/')
    .filter((part) => part !== '')
  let current = '.'
  for (let i = 0; i < Math.max(1, parts.length); i++) {
    current = joinPath(current, parts[i] ?? '.')
    const targets = linkTargets(sys, root, current, true)
    const rest = parts.slice(i + 1).join('/')
    if ((rest === '' || targets !== null) && resolved.has(current)) return
    if (targets !== null) {
      resolved.add(current)
      for (const target of targets) followPath(sys, root, joinPath(target, rest), resolved)
      return
    }
    if (rest === '') {
      resolved.add(current)
      return
    }
  }
}
/** Where the link (or the links that a wildcard names) leads, from the context's root; null when it is none. */
function linkTargets(sys: Sys, root: string, path: string, wildcards: boolean): string[] | null {
  const full = joinPath(root, path)
  const base = path.slice(path.lastIndexOf('/') + 1)
  if (wildcards && /[*?[]/.test(base.replace(/\\./g, ''))) {
    const entries = attempt(() => sys.readdir(joinPath(root, dirName(path))))
    if (entries instanceof SysError) return null
    const out = entries.flatMap(({ name }) =>
      name !== '.' && name !== '..' && matchPath(base, name)
        ? (linkTargets(sys, root, joinPath(dirName(path), name), false) ?? [])
        : [],
    )
    return out.length === 0 ? null : out
  }
  if (path === '.' || path.startsWith('..')) return null
  const stat = attempt(() => sys.lstat(full))
  if (stat instanceof SysError || !isLink(stat)) return null
  const link = cleanPath(sys.readlink(full))
  return [link.startsWith('/') ? link : joinPath('/', dirName(path), link)]
}
