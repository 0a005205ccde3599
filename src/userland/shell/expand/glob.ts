/** Pathname expansion. Results are in byte order (LC_ALL=C.UTF-8), as bash and dash sort there. */
import { S_IFDIR, S_IFLNK, S_IFMT } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { compilePattern, hasGlob, matches } from './pattern.ts'

export interface GlobOptions {
  extglob: boolean
  dotglob: boolean
  nocase: boolean
  globstar: boolean
}

/** Removes the backslashes of pattern text. */
export const unescapePattern = (text: string): string => text.replace(/\\([\s\S])/g, '$1')

/** Order of UTF-8 bytes. */
export function byteOrder(a: string, b: string): number {
  if (a === b) return 0
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] !== right[i]) return left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
  }
  return left.length - right.length
}

/** Paths that match, sorted; [] when none do. */
export function glob(sys: Sys, pattern: string, options: GlobOptions): string[] {
  const segments = splitSegments(pattern)
  let bases = ['']
  let rest = segments
  if (segments[0]!.text === '' && segments.length > 1) {
    bases = ['/'.repeat(segments[0]!.slashes)]
    rest = segments.slice(1)
  }
  for (let i = 0; i < rest.length && bases.length; i++) {
    const { text, slashes } = rest[i]!
    const last = i === rest.length - 1
    const suffix = '/'.repeat(slashes)
    const next: string[] = []
    if (text === '') {
      // A pattern that ends in a slash: directories only.
      return bases.filter((base) => isDirectory(sys, base)).sort(byteOrder)
    }
    if (!hasGlob(text.replace(/\\[\s\S]/g, ''), options.extglob)) {
      const name = unescapePattern(text)
      for (const base of bases) {
        const path = base + name
        if (last ? exists(sys, path) : isDirectory(sys, path)) next.push(path + suffix)
      }
    } else if (options.globstar && text === '**') {
      for (const base of bases) walk(sys, base, last, suffix, options, next)
      if (last) return next.filter((path) => path !== '').sort(byteOrder)
    } else {
      const flags = { extglob: options.extglob, ignoreCase: options.nocase }
      const compiled = compilePattern(text, flags)
      const dots = options.dotglob || /^(\\?\.|[?*+@!]\(\\?\.)/.test(text)
      for (const base of bases) {
        for (const entry of list(sys, base)) {
          const { name } = entry
          if (name.startsWith('.') && (!dots || name === '.' || name === '..')) continue
          if (!matches(compiled, name, flags)) continue
          const path = base + name
          if (!last) {
            const type = entry.type & S_IFMT
            if (type !== S_IFDIR && !(type === S_IFLNK && isDirectory(sys, path))) continue
          }
          next.push(path + suffix)
        }
      }
    }
    bases = next
  }
  return bases.sort(byteOrder)
}

function splitSegments(pattern: string): { text: string; slashes: number }[] {
  const segments: { text: string; slashes: number }[] = []
  let text = ''
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!
    if (char === '\\' && i + 1 < pattern.length && pattern[i + 1] !== '/') {
      text += char + pattern[++i]!
      continue
    }
    if (char === '\\' && pattern[i + 1] === '/') continue
    if (char === '/') {
      let slashes = 1
      while (pattern[i + 1] === '/') {
        slashes++
        i++
      }
      segments.push({ text, slashes })
      text = ''
    } else text += char
  }
  segments.push({ text, slashes: 0 })
  return segments
}

function walk(sys: Sys, base: string, last: boolean, suffix: string, options: GlobOptions, out: string[]): void {
  if (!last) out.push(base)
  else if (base !== '') out.push(base)
  for (const entry of list(sys, base)) {
    if (entry.name === '.' || entry.name === '..' || (entry.name.startsWith('.') && !options.dotglob)) continue
    const path = base + entry.name
    const directory = (entry.type & S_IFMT) === S_IFDIR
    if (last) {
      if (directory) walk(sys, `${path}/`, true, suffix, options, out)
      else out.push(path)
      if (directory) out.splice(out.indexOf(`${path}/`), 1, path)
    } else if (directory) walk(sys, path + suffix, false, suffix, options, out)
  }
}

function list(sys: Sys, base: string): { name: string; type: number }[] {
  return quietly(() => sys.readdir(base === '' ? '.' : base)) ?? []
}
const exists = (sys: Sys, path: string): boolean => quietly(() => sys.lstat(path)) !== undefined
function isDirectory(sys: Sys, path: string): boolean {
  const stat = quietly(() => sys.stat(path === '' ? '.' : path))
  return stat !== undefined && (stat.mode & S_IFMT) === S_IFDIR
}
function quietly<T>(fn: () => T): T | undefined {
  try {
    return fn()
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}
