/** Compiled POSIX and Perl expressions over text (see ../text.ts), used by grep, sed, awk, expr, find and less. */
import { RegexError, translate } from './translate.ts'
import type { Dialect } from './translate.ts'

export { RegexError }

export interface Match {
  index: number
  end: number
  /** [0] is the whole match; undefined: the group took no part. */
  groups: (string | undefined)[]
}

export class Regex {
  private readonly parts: RegExp[]
  private readonly offsets: number[]
  readonly groups: number
  constructor(parts: RegExp[], offsets: number[], groups: number) {
    this.parts = parts
    this.offsets = offsets
    this.groups = groups
  }
  /** The leftmost match at or after `from`; of several alternatives the longest. */
  exec(text: string, from = 0): Match | null {
    let best: Match | null = null
    for (const [i, part] of this.parts.entries()) {
      part.lastIndex = from
      const found = part.exec(text)
      if (!found) continue
      const end = found.index + found[0].length
      if (best && (found.index > best.index || (found.index === best.index && end <= best.end))) continue
      const groups: (string | undefined)[] = new Array<string | undefined>(this.groups + 1).fill(undefined)
      groups[0] = found[0]
      for (let g = 1; g < found.length; g++) groups[this.offsets[i]! + g] = found[g]
      best = { index: found.index, end, groups }
    }
    return best
  }
  test(text: string): boolean {
    for (const part of this.parts) {
      part.lastIndex = 0
      if (part.test(text)) return true
    }
    return false
  }
  /** The match that starts exactly at `at`, the longest alternative. */
  at(text: string, at: number): Match | null {
    const match = this.exec(text, at)
    return match && match.index === at ? match : null
  }
}

/** Throws RegexError with glibc's words. */
export function compile(pattern: string, dialect: Dialect, ignoreCase = false): Regex {
  const { alternatives, groupsBefore, groups, backReference } = translate(pattern, dialect)
  const flags = ignoreCase ? 'gsui' : 'gsu'
  try {
    if (backReference || alternatives.length === 1)
      return new Regex([new RegExp(alternatives.join('|'), flags)], [0], groups)
    return new Regex(
      alternatives.map((source) => new RegExp(source, flags)),
      groupsBefore,
      groups,
    )
  } catch (error) {
    if (error instanceof SyntaxError) throw new RegexError('Invalid regular expression')
    throw error
  }
}

/** A pattern without special characters. */
export function compileFixed(text: string, ignoreCase = false): Regex {
  const source = text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') || '(?:)'
  return new Regex([new RegExp(source, ignoreCase ? 'gsui' : 'gsu')], [0], 0)
}

const POSIX_IN_PERL: Record<string, string> = {
  '[:alpha:]': '\\p{L}',
  '[:digit:]': '\\d',
  '[:alnum:]': '\\p{L}\\d',
  '[:upper:]': '\\p{Lu}',
  '[:lower:]': '\\p{Ll}',
  '[:space:]': '\\s',
  '[:blank:]': ' \\t',
  '[:punct:]': '!-\\/:-@\\[-`\\{-~',
  '[:xdigit:]': '\\da-fA-F',
  '[:word:]': '\\w',
}
/** The part of PCRE that JavaScript has, with PCRE's spelling: grep -P. */
export function compilePerl(pattern: string, ignoreCase = false): Regex {
  let flags = ignoreCase ? 'gui' : 'gu'
  let source = pattern
  const inline = /^\(\?([ismx]+)\)/.exec(source)
  if (inline) {
    source = source.slice(inline[0].length)
    for (const letter of inline[1]!) if ('ism'.includes(letter) && !flags.includes(letter)) flags += letter
  }
  source = source
    .replace(/\[:\^?\w+:\]/g, (name) => POSIX_IN_PERL[name] ?? name)
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/(?<!\\)((?:\\\\)*)\\h/g, '$1[ \\t]')
    .replace(/(?<!\\)((?:\\\\)*)\\A/g, '$1(?<![^])')
    .replace(/(?<!\\)((?:\\\\)*)\\[zZ]/g, '$1(?![^])')
    .replace(/([*+?}])\+/g, '$1')
    .replace(/\(\?>/g, '(?:')
    // JavaScript's unicode mode forbids escapes of ordinary characters.
    .replace(/\\([^\w\s^$\\.*+?()[\]{}|/-])/g, '$1')
  const keep = source.search(/(?<!\\)(?:\\\\)*\\K/)
  if (keep >= 0) source = `(?<=${source.slice(0, keep)})${source.slice(keep + 2)}`
  try {
    const regex = new RegExp(source, flags)
    const groups = new RegExp(`${source}|`, flags).exec('')!.length - 1
    return new Regex([regex], [0], groups)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const text = error.message
    throw new RegexError(
      /Unterminated group/.test(text)
        ? 'missing closing parenthesis'
        : /Unmatched '\)'/.test(text)
          ? 'unmatched closing parenthesis'
          : /Unterminated character class|Lone quantifier|missing/.test(text)
            ? 'missing terminating ] for character class'
            : /Nothing to repeat/.test(text)
              ? 'quantifier does not follow a repeatable item'
              : 'unrecognized character follows \\',
    )
  }
}
