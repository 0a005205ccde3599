/**
 * Shell patterns (glob(7), bash's extglob). In pattern text a backslash quotes the next character. Matching without extglob is the linear
 * two-pointer algorithm; with it, a memoised recursion: no pattern makes it run away.
 */
type Item =
  | { k: 'char'; c: string }
  | { k: 'any' }
  | { k: 'star' }
  | { k: 'set'; test: (c: string) => boolean }
  | { k: 'ext'; op: string; alternatives: Pattern[] }

export interface Pattern {
  readonly items: readonly Item[]
  /** The text, when it has nothing special. */
  readonly literal: string | null
  readonly hasExt: boolean
}
export interface PatternOptions {
  extglob?: boolean
  ignoreCase?: boolean
}

const cache = new Map<string, Pattern>()

/** Characters that make a word a pattern for pathname expansion. */
export const hasGlob = (text: string, extglob: boolean): boolean =>
  /[*?]|\[/.test(text) || (extglob && /[?*+@!]\(/.test(text))
export const escapePattern = (text: string): string => text.replace(/[\\*?[\]()|+@!^-]/g, '\\$&')

export function compilePattern(source: string, options: PatternOptions = {}): Pattern {
  const key = `${options.extglob ? 'x' : ''}${options.ignoreCase ? 'i' : ''}:${source}`
  const known = cache.get(key)
  if (known) return known
  if (cache.size > 500) cache.clear()
  const pattern = new Compiler(source, options).all()
  cache.set(key, pattern)
  return pattern
}

class Compiler {
  private at = 0
  private readonly source: string
  private readonly options: PatternOptions
  constructor(source: string, options: PatternOptions) {
    this.source = source
    this.options = options
  }
  all(): Pattern {
    return this.sequence(false)
  }
  private sequence(nested: boolean): Pattern {
    const items: Item[] = []
    let literal: string | null = ''
    let hasExt = false
    const { source } = this
    while (this.at < source.length) {
      const c = source[this.at]!
      if (nested && (c === '|' || c === ')')) break
      if (this.options.extglob && '?*+@!'.includes(c) && source[this.at + 1] === '(') {
        const ext = this.extended()
        if (ext) {
          items.push(ext)
          hasExt = true
          literal = null
          continue
        }
      }
      if (c === '*') {
        if (items.at(-1)?.k !== 'star') items.push({ k: 'star' })
        literal = null
        this.at++
      } else if (c === '?') {
        items.push({ k: 'any' })
        literal = null
        this.at++
      } else if (c === '[') {
        const set = this.bracket()
        if (set) {
          items.push({ k: 'set', test: set })
          literal = null
        } else {
          items.push({ k: 'char', c: '[' })
          if (literal !== null) literal += '['
          this.at++
        }
      } else {
        let start = this.at
        if (c === '\\' && start + 1 < source.length) start++
        const char = String.fromCodePoint(source.codePointAt(start)!)
        this.at = start + char.length
        const folded = this.options.ignoreCase ? char.toLowerCase() : char
        items.push({ k: 'char', c: folded })
        if (literal !== null) literal += folded
      }
    }
    return { items, literal, hasExt }
  }
  private extended(): Item | null {
    const start = this.at
    const op = this.source[start]!
    this.at += 2
    const alternatives: Pattern[] = []
    for (;;) {
      alternatives.push(this.sequence(true))
      const c = this.source[this.at]
      if (c === undefined) {
        this.at = start
        return null
      }
      this.at++
      if (c === ')') return { k: 'ext', op, alternatives }
    }
  }
  private bracket(): ((c: string) => boolean) | null {
    const { source } = this
    let at = this.at + 1
    let negate = false
    if (source[at] === '!' || source[at] === '^') {
      negate = true
      at++
    }
    const tests: ((c: string) => boolean)[] = []
    const fold = (c: string): string => (this.options.ignoreCase ? c.toLowerCase() : c)
    let first = true
    for (;;) {
      const c = source[at]
      if (c === undefined) return null
      if (c === ']' && !first) break
      first = false
      if (c === '[' && (source[at + 1] === ':' || source[at + 1] === '.' || source[at + 1] === '=')) {
        const kind = source[at + 1]!
        const end = source.indexOf(`${kind}]`, at + 2)
        if (end > 0) {
          const name = source.slice(at + 2, end)
          at = end + 2
          if (kind === ':') {
            const test = CLASSES[name]
            if (test) tests.push((x) => test.test(x))
            else tests.push(() => false)
          } else tests.push((x) => x === name)
          continue
        }
      }
      if (c === '\\' && at + 1 < source.length) at++
      const low = String.fromCodePoint(source.codePointAt(at)!)
      at += low.length
      if (source[at] === '-' && source[at + 1] !== ']' && source[at + 1] !== undefined) {
        let highAt = at + 1
        if (source[highAt] === '\\' && highAt + 1 < source.length) highAt++
        const high = String.fromCodePoint(source.codePointAt(highAt)!)
        at = highAt + high.length
        const [from, to] = [low.codePointAt(0)!, high.codePointAt(0)!]
        tests.push((x) => {
          const code = x.codePointAt(0)!
          if (code >= from && code <= to) return true
          if (!this.options.ignoreCase) return false
          const upper = x.toUpperCase().codePointAt(0)!
          return upper >= from && upper <= to
        })
      } else tests.push((x) => x === fold(low))
    }
    this.at = at + 1
    return (c) => tests.some((test) => test(c)) !== negate
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alpha: /^\p{L}$/u,
  digit: /^[0-9]$/,
  alnum: /^[\p{L}\p{Nd}]$/u,
  upper: /^\p{Lu}$/u,
  lower: /^\p{Ll}$/u,
  space: /^[ \t\n\v\f\r]$/,
  blank: /^[ \t]$/,
  punct: /^[!-/:-@[-`{-~]$|^[\p{P}\p{S}]$/u,
  print: /^[^\p{C}]$/u,
  graph: /^[^\p{C}\s]$/u,
  cntrl: /^\p{Cc}$/u,
  xdigit: /^[0-9A-Fa-f]$/,
  word: /^[\p{L}\p{Nd}_]$/u,
  ascii: /^[\0-\x7f]$/,
}

const width = (text: string, at: number): number => {
  const code = text.charCodeAt(at)
  return code >= 0xd800 && code < 0xdc00 && at + 1 < text.length ? 2 : 1
}

/** Whether `pattern` matches all of `text`. */
export function matches(pattern: Pattern, text: string, options: PatternOptions = {}): boolean {
  const subject = options.ignoreCase ? text.toLowerCase() : text
  if (pattern.literal !== null) return pattern.literal === subject
  return pattern.hasExt ? new ExtMatcher(subject).whole(pattern) : simpleMatch(pattern.items, subject)
}

function single(item: Item, char: string): boolean {
  return item.k === 'char' ? item.c === char : item.k === 'any' ? true : item.k === 'set' && item.test(char)
}

function simpleMatch(items: readonly Item[], text: string): boolean {
  let i = 0
  let at = 0
  let starItem = -1
  let starAt = 0
  while (at < text.length) {
    const item = items[i]
    if (item?.k === 'star') {
      starItem = i++
      starAt = at
      continue
    }
    const size = width(text, at)
    if (item && single(item, text.slice(at, at + size))) {
      i++
      at += size
      continue
    }
    if (starItem < 0) return false
    i = starItem + 1
    starAt += width(text, starAt)
    at = starAt
  }
  while (items[i]?.k === 'star') i++
  return i === items.length
}

/** Sets of end positions, memoised by item list and start. */
class ExtMatcher {
  private readonly text: string
  private readonly memo = new Map<readonly Item[], Map<number, Set<number>>>()
  constructor(text: string) {
    this.text = text
  }
  whole(pattern: Pattern): boolean {
    return this.ends(pattern.items, 0, 0).has(this.text.length)
  }
  private ends(items: readonly Item[], index: number, start: number): Set<number> {
    let byStart = this.memo.get(items)
    if (!byStart) this.memo.set(items, (byStart = new Map()))
    const key = index * (this.text.length + 1) + start
    const known = byStart.get(key)
    if (known) return known
    let current = new Set([start])
    for (let i = index; i < items.length; i++) {
      const next = new Set<number>()
      for (const at of current) this.step(items[i]!, at, next)
      current = next
      if (!current.size) break
    }
    byStart.set(key, current)
    return current
  }
  private step(item: Item, at: number, out: Set<number>): void {
    const { text } = this
    if (item.k === 'star') {
      for (let end = at; ; end += width(text, end)) {
        out.add(end)
        if (end >= text.length) break
      }
    } else if (item.k === 'ext') this.extended(item.op, item.alternatives, at, out)
    else if (at < text.length) {
      const size = width(text, at)
      if (single(item, text.slice(at, at + size))) out.add(at + size)
    }
  }
  private extended(op: string, alternatives: readonly Pattern[], at: number, out: Set<number>): void {
    const once = (start: number): Set<number> => {
      const ends = new Set<number>()
      for (const alternative of alternatives) for (const end of this.ends(alternative.items, 0, start)) ends.add(end)
      return ends
    }
    if (op === '!') {
      const not = once(at)
      for (let end = at; ; end += width(this.text, end)) {
        if (!not.has(end)) out.add(end)
        if (end >= this.text.length) break
      }
      return
    }
    if (op === '?' || op === '*') out.add(at)
    if (op === '@' || op === '?') {
      for (const end of once(at)) out.add(end)
      return
    }
    const seen = new Set<number>()
    const queue = [at]
    for (let start = queue.pop(); start !== undefined; start = queue.pop()) {
      for (const end of once(start)) {
        if (seen.has(end)) continue
        seen.add(end)
        out.add(end)
        queue.push(end)
      }
    }
  }
}

/** Removes the shortest or longest matching prefix. */
export function removePrefix(text: string, pattern: Pattern, longest: boolean, options: PatternOptions = {}): string {
  if (pattern.literal !== null) return text.startsWith(pattern.literal) ? text.slice(pattern.literal.length) : text
  for (let i = 0; i <= text.length; i++) {
    const end = longest ? text.length - i : i
    if (matches(pattern, text.slice(0, end), options)) return text.slice(end)
  }
  return text
}
export function removeSuffix(text: string, pattern: Pattern, longest: boolean, options: PatternOptions = {}): string {
  if (pattern.literal !== null)
    return text.endsWith(pattern.literal) ? text.slice(0, text.length - pattern.literal.length) : text
  for (let i = 0; i <= text.length; i++) {
    const start = longest ? i : text.length - i
    if (matches(pattern, text.slice(start), options)) return text.slice(0, start)
  }
  return text
}

/** Least and greatest length that can match; Infinity with a star. */
function bounds(pattern: Pattern): [number, number] {
  let low = 0
  let high = 0
  for (const item of pattern.items) {
    if (item.k === 'star' || item.k === 'ext') high = Infinity
    else if (item.k === 'char') {
      low += item.c.length
      high += item.c.length
    } else {
      low += 1
      high += 2
    }
  }
  return [low, high]
}

/** The leftmost longest match at or after `from`: [start, end), or null. */
export function findMatch(
  text: string,
  pattern: Pattern,
  from: number,
  options: PatternOptions = {},
): [number, number] | null {
  if (pattern.literal !== null) {
    if (!pattern.literal) return null
    const at = (options.ignoreCase ? text.toLowerCase() : text).indexOf(pattern.literal, from)
    return at < 0 ? null : [at, at + pattern.literal.length]
  }
  const [low, high] = bounds(pattern)
  for (let start = from; start + low <= text.length; start++) {
    for (let end = Math.min(text.length, start + high); end >= start + low; end--) {
      if (matches(pattern, text.slice(start, end), options)) return [start, end]
    }
  }
  return null
}
