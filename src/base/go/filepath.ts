/** Go's path/filepath for slashes: Clean, Join, Dir, Base and Match. Paths are text, never looked up. */

/** Shortest equivalent; '.' for nothing. */
export function cleanPath(path: string): string {
  if (path === '') return '.'
  const rooted = path.startsWith('/')
  const out: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') out.push(part)
    else if (out.length > 0 && out.at(-1) !== '..') out.pop()
    else if (!rooted) out.push('..')
  }
  return (rooted ? '/' : '') + out.join('/') || '.'
}
export const joinPath = (...parts: string[]): string => {
  const some = parts.filter((part) => part !== '')
  return some.length === 0 ? '' : cleanPath(some.join('/'))
}
export const dirName = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf('/') + 1))
export function baseName(path: string): string {
  if (path === '') return '.'
  const trimmed = path.replace(/\/+$/, '')
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1)
}

/** filepath.Match: *, ?, [class] and \ within one path element. null: "syntax error in pattern", found even where nothing would match. */
export function matchPath(pattern: string, name: string): boolean | null {
  const source = globSource(pattern)
  return source === null ? null : new RegExp(`^${source}$`, 'su').test(name)
}
const literal = (char: string): string => (/[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char)
function globSource(pattern: string): string | null {
  const chars = [...pattern]
  let out = ''
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (char === '*') out += '[^/]*'
    else if (char === '?') out += '[^/]'
    else if (char === '\\') {
      if (++i >= chars.length) return null
      out += literal(chars[i]!)
    } else if (char === '[') {
      const found = classSource(chars, i + 1)
      if (!found) return null
      out += found.source
      i = found.end
    } else out += literal(char)
  }
  return out
}
/** The class that begins after `[`; `end` is the place of its `]`. */
function classSource(chars: readonly string[], start: number): { source: string; end: number } | null {
  let at = start
  const negated = chars[at] === '^'
  if (negated) at++
  const one = (): string | null => {
    let char = chars[at]
    if (char === undefined || char === '-' || char === ']') return null
    if (char === '\\') char = chars[++at]
    if (char === undefined) return null
    at++
    return at < chars.length ? char : null
  }
  let ranges = ''
  for (let count = 0; ; count++) {
    if (chars[at] === ']' && count > 0) break
    const low = one()
    if (low === null) return null
    let high: string | null = low
    if (chars[at] === '-') {
      at++
      high = one()
      if (high === null) return null
    }
    // A range the wrong way round matches nothing, and is no error.
    if (low <= high) ranges += `${classChar(low)}-${classChar(high)}`
  }
  if (ranges === '') return { source: negated ? '[^]' : '[]', end: at }
  return { source: `[${negated ? '^' : ''}${ranges}]`, end: at }
}
const classChar = (char: string): string => (/[\\\]^[-]/.test(char) ? `\\${char}` : char)
