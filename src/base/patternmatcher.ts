/**
 * Patterns of .dockerignore and of the files that a build asks for (moby/patternmatcher, ignorefile): filepath.Match's wildcards, `**` for
 * any number of folders, `!` for exceptions; the last pattern that fits decides, and what fits a folder fits all below it.
 */
import { cleanPath, matchPath } from './go/filepath.ts'

/** filepath.ErrBadPattern, or an exception of nothing. */
export class PatternError extends Error {
  constructor(message = 'syntax error in pattern') {
    super(message)
    this.name = 'PatternError'
  }
}
export interface Pattern {
  /** Cleaned, without the exclamation mark. */
  readonly text: string
  readonly exclusion: boolean
  /** Throws PatternError: the pattern passed the check, but is no expression. */
  match(path: string): boolean
}
/** Which patterns fitted a folder, for what is in it. */
export type MatchInfo = readonly boolean[]

export class PatternMatcher {
  readonly patterns: readonly Pattern[]
  /** Some pattern is an exception. */
  readonly exclusions: boolean
  /** Throws PatternError. */
  constructor(patterns: readonly string[]) {
    this.patterns = patterns.flatMap((raw) => {
      let text = raw.trim()
      if (text === '') return []
      text = cleanPath(text)
      const exclusion = text.startsWith('!')
      if (exclusion) {
        if (text.length === 1) throw new PatternError('illegal exclusion pattern: "!"')
        text = text.slice(1)
      }
      if (matchPath(text, '.') === null) throw new PatternError()
      return [compile(text, exclusion)]
    })
    this.exclusions = this.patterns.some(({ exclusion }) => exclusion)
  }
  /** Of a path without a leading slash. */
  matches(path: string): boolean {
    return this.matchIn(path, null).matched
  }
  /** The same for one who walks: `parent` is what the folder above gave; null looks at the folders above itself. */
  matchIn(path: string, parent: MatchInfo | null): { matched: boolean; info: MatchInfo } {
    let matched = false
    const info = this.patterns.map((pattern, i) => {
      let fits = parent?.[i] ?? false
      if (!fits) {
        if (pattern.exclusion !== matched) return false
        fits = pattern.match(path) || (parent === null && parents(path).some((above) => pattern.match(above)))
      }
      if (fits) matched = !pattern.exclusion
      return fits
    })
    return { matched, info }
  }
}
/** Outermost first. */
function parents(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('/'))
}

function compile(text: string, exclusion: boolean): Pattern {
  let test: ((path: string) => boolean) | null = null
  return {
    text,
    exclusion,
    match: (path) => (test ??= matcherOf(text))(path),
  }
}
function matcherOf(text: string): (path: string) => boolean {
  const plain = /[*?[\]\\]/
  if (!plain.test(text)) return (path) => path === text
  if (text.endsWith('**') && !plain.test(text.slice(0, -2)) && text.length > 2) {
    const prefix = text.slice(0, -2)
    return (path) => path.startsWith(prefix)
  }
  if (text.startsWith('**') && !plain.test(text.slice(2))) {
    const suffix = text.slice(2)
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1))
  }
  const expression = expressionOf(text)
  return (path) => expression.test(path)
}
function expressionOf(text: string): RegExp {
  const chars = [...text]
  let out = ''
  let inClass = false
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (char === '*' && chars[i + 1] === '*') {
      i++
      if (chars[i + 1] === '/') i++
      out += i + 1 >= chars.length ? '.*' : '(?:.*/)?'
    } else if (char === '*') out += '[^/]*'
    else if (char === '?') out += '[^/]'
    else if (char === '\\') {
      const next = chars[++i]
      out += next === undefined ? '\\\\' : escape(next)
    } else if (char === '[') {
      out += inClass ? '\\[' : '['
      inClass = true
    } else if (char === ']') {
      out += inClass ? ']' : '\\]'
      inClass = false
    } else if (inClass) out += char
    else out += escape(char)
  }
  try {
    return new RegExp(`^${out}$`, 'su')
  } catch {
    throw new PatternError()
  }
}
const escape = (char: string): string => (/[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char)

/** The patterns of a .dockerignore file: comments and empty lines gone, paths cleaned and relative to the context. */
export function readIgnoreFile(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split('\n')
  return lines.flatMap((line) => {
    if (line.startsWith('#')) return []
    let pattern = line.trim()
    if (pattern === '') return []
    const invert = pattern.startsWith('!')
    if (invert) pattern = pattern.slice(1).trim()
    if (pattern !== '') {
      pattern = cleanPath(pattern)
      if (pattern.length > 1 && pattern.startsWith('/')) pattern = pattern.slice(1)
    }
    return [invert ? `!${pattern}` : pattern]
  })
}
