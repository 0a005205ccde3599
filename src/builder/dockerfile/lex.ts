/**
 * BuildKit's shell lexer (frontend/dockerfile/shell/lex.go): quotes, escapes and variables as Dockerfile instructions know them.
 * ${x:-y} ${x:+y} ${x:?e} with and without colon, ${x#p} ${x##p} ${x%p} ${x%%p}, ${x/p/r} ${x//p/r}; no ${x:=y}, no commands.
 */
import { quote as goQuote } from '../../base/go/quote.ts'
import { isSpace } from './go-text.ts'
import { replacePattern, trimPrefix, trimSuffix } from './shell-pattern.ts'
import { DockerfileError } from './types.ts'

export interface EnvGetter {
  get(name: string): string | undefined
  /** In the order of definition: suggestions choose among them. */
  keys(): Iterable<string>
}
export const NO_ENV: EnvGetter = { get: () => undefined, keys: () => [] }
/** Of 'KEY=value' strings; the last of a name counts. */
export function envFromList(list: readonly string[]): EnvGetter {
  const values = new Map<string, string>()
  for (const entry of list) {
    const at = entry.indexOf('=')
    values.set(at < 0 ? entry : entry.slice(0, at), at < 0 ? '' : entry.slice(at + 1))
  }
  return { get: (name) => values.get(name), keys: () => values.keys() }
}
export interface LexOptions {
  escape?: string
  /** Quotes stay in the result. */
  rawQuotes?: boolean
  /** Escapes stay in the result. */
  rawEscapes?: boolean
  /** Quotes are ordinary characters: here-documents. */
  skipProcessQuotes?: boolean
  /** A variable that is not set stays as it was written. */
  skipUnset?: boolean
}
export interface WordResult {
  result: string
  /** As ProcessWords splits it. */
  words: string[]
  matched: Set<string>
  unmatched: Set<string>
}

/** How far ${x:-${y:-…}} nests: our stack's limit, Go's is far away. */
const MAX_DEPTH = 200

/** Words under construction. White space ends one only where it is not quoted. */
class Words {
  readonly done: string[] = []
  private inWord = false
  private readonly shared: { text: string }
  constructor(shared: { text: string }) {
    this.shared = shared
  }
  add(text: string): void {
    for (const char of text) {
      if (!isSpace(char)) this.addRaw(char)
      else if (this.inWord && this.shared.text !== '') this.end()
    }
  }
  addRaw(text: string): void {
    this.shared.text += text
    this.inWord = true
  }
  finish(): string[] {
    if (this.shared.text !== '') this.end()
    return this.done
  }
  private end(): void {
    this.done.push(this.shared.text)
    this.shared.text = ''
    this.inWord = false
  }
}

class Lexer {
  readonly matched = new Set<string>()
  readonly unmatched = new Set<string>()
  private readonly chars: readonly string[]
  private at: number
  private readonly env: EnvGetter
  private readonly escape: string
  private readonly options: LexOptions
  private rawEscapes: boolean
  private depth = 0
  /**
   * BuildKit's lexer has one buffer for the word at hand and a nested ${x:-word} empties it: `a${x:-b}` as words is `b`. Only
   * EXPOSE and here-document names are read as words, so nobody minded; we do the same.
   */
  private readonly buffer = { text: '' }
  constructor(text: string, env: EnvGetter, options: LexOptions) {
    this.chars = [...text]
    // text/scanner skips a byte order mark at the start.
    this.at = this.chars[0] === '\ufeff' ? 1 : 0
    this.env = env
    this.options = options
    this.escape = options.escape ?? '\\'
    this.rawEscapes = options.rawEscapes ?? false
  }
  /** Up to the end of the text, or past `stop`. */
  read(stop: string | null, rawEscapes: boolean): { result: string; words: string[] } {
    const before = this.rawEscapes
    this.rawEscapes = rawEscapes
    try {
      return this.readUntil(stop)
    } finally {
      this.rawEscapes = before
    }
  }
  private readUntil(stop: string | null): { result: string; words: string[] } {
    let result = ''
    this.buffer.text = ''
    const words = new Words(this.buffer)
    for (let char = this.peek(); char !== undefined; char = this.peek()) {
      if (char === stop) {
        this.at++
        return { result, words: words.finish() }
      }
      const special = this.special(char)
      if (special !== null) {
        result += special
        if (char === '$') words.add(special)
        else words.addRaw(special)
        continue
      }
      this.at++
      if (char === this.escape) {
        if (this.rawEscapes) {
          words.addRaw(char)
          result += char
        }
        const next = this.next()
        if (next === undefined) break
        words.addRaw(next)
        result += next
      } else {
        words.add(char)
        result += char
      }
    }
    if (stop !== null) throw new DockerfileError(`unexpected end of statement while looking for matching ${stop}`)
    return { result, words: words.finish() }
  }
  private special(char: string): string | null {
    if (char === '$') return this.dollar()
    if (char === '<') return this.possibleHeredoc()
    if (this.options.skipProcessQuotes) return null
    if (char === "'") return this.singleQuote()
    if (char === '"') return this.doubleQuote()
    return null
  }
  private peek(): string | undefined {
    return this.chars[this.at]
  }
  private next(): string | undefined {
    return this.chars[this.at++]
  }
  private singleQuote(): string {
    const mark = this.options.rawQuotes ? "'" : ''
    const close = this.chars.indexOf("'", this.at + 1)
    if (close < 0) {
      this.at = this.chars.length
      throw new DockerfileError('unexpected end of statement while looking for matching single-quote')
    }
    const body = this.chars.slice(this.at + 1, close).join('')
    this.at = close + 1
    return mark + body + mark
  }
  private doubleQuote(): string {
    const mark = this.options.rawQuotes ? '"' : ''
    let result = mark
    this.at++
    for (;;) {
      const char = this.peek()
      if (char === undefined)
        throw new DockerfileError('unexpected end of statement while looking for matching double-quote')
      if (char === '"') {
        this.at++
        return result + mark
      }
      if (char === '$') {
        result += this.dollar()
        continue
      }
      this.at++
      if (char !== this.escape) {
        result += char
        continue
      }
      if (this.rawEscapes) result += char
      const escaped = this.peek()
      // An escape character at the very end is dropped.
      if (escaped === undefined) continue
      if (escaped === '"' || escaped === '$' || escaped === this.escape) {
        this.at++
        result += escaped
      } else result += char
    }
  }
  private dollar(): string {
    this.at++
    if (this.peek() !== '{') {
      const name = this.name()
      if (name === '') return '$'
      const value = this.lookUp(name)
      return value ?? (this.options.skipUnset ? `$${name}` : '')
    }
    this.at++
    const first = this.peek()
    if (first === undefined) throw new DockerfileError("syntax error: missing '}'")
    if (first === '{' || first === '}' || first === ':') throw new DockerfileError('syntax error: bad substitution')
    const name = this.name()
    const char = this.next()
    if (char === '}') {
      const value = this.lookUp(name)
      return value ?? (this.options.skipUnset ? `\${${name}}` : '')
    }
    if (char === '/') return this.replacement(name)
    if (char === ':') return this.modifier(name, this.next(), true)
    if (char !== undefined && '+-?#%'.includes(char)) return this.modifier(name, char, false)
    throw unsupported(char ?? '\ufffd')
  }
  private modifier(name: string, char: string | undefined, nullIsUnset: boolean): string {
    const shown = (nullIsUnset ? ':' : '') + (char ?? '\ufffd')
    const rawEscapes = char === '#' || char === '%'
    if (nullIsUnset && rawEscapes) throw unsupported(shown)
    const word = this.nested('}', rawEscapes, "syntax error: missing '}'")
    const value = this.lookUp(name)
    if (this.options.skipUnset && value === undefined) return `\${${name}${shown}${word}}`
    const absent = value === undefined || (nullIsUnset && value === '')
    switch (char) {
      case '-':
        return absent ? word : value
      case '+':
        return absent ? '' : word
      case '?':
        if (!absent) return value
        throw new DockerfileError(
          `${name}: ${word || `is not allowed to be ${value === undefined ? 'unset' : 'empty'}`}`,
        )
      case '#':
      case '%': {
        const greedy = word.startsWith(char)
        const pattern = greedy ? word.slice(1) : word
        return (char === '%' ? trimSuffix : trimPrefix)(pattern, value ?? '', greedy)
      }
      default:
        throw unsupported(shown)
    }
  }
  private replacement(name: string): string {
    const all = this.peek() === '/'
    if (all) this.at++
    const pattern = this.nested('/', true, "syntax error: missing '/' in ${}")
    const replacement = this.nested('}', true, "syntax error: missing '}'")
    const value = this.lookUp(name)
    // The second slash is lost here, as in BuildKit.
    if (this.options.skipUnset && value === undefined) return `\${${name}/${pattern}/${replacement}}`
    return replacePattern(pattern, replacement, value ?? '', all)
  }
  private nested(stop: string, rawEscapes: boolean, atEnd: string): string {
    if (this.depth === MAX_DEPTH) throw new DockerfileError('syntax error: bad substitution')
    this.depth++
    try {
      return this.read(stop, rawEscapes).result
    } catch (error) {
      if (error instanceof DockerfileError && this.peek() === undefined) throw new DockerfileError(atEnd)
      throw error
    } finally {
      this.depth--
    }
  }
  /** Letters, digits and _; of a number all digits; or one special parameter. */
  private name(): string {
    const first = this.peek()
    if (first === undefined) return ''
    const digits = /\p{Nd}/u.test(first)
    if (!digits && '@*#?-$!0'.includes(first)) {
      this.at++
      return first
    }
    const wanted = digits ? /\p{Nd}/u : /[\p{L}\p{Nd}_]/u
    let name = ''
    for (let char = this.peek(); char !== undefined && wanted.test(char); char = this.peek()) {
      name += char
      this.at++
    }
    return name
  }
  /** `<<` keeps the white space behind it, so that `<< EOF` stays one word. */
  private possibleHeredoc(): string {
    this.at++
    if (this.peek() !== '<') return '<'
    this.at++
    let space = ''
    for (let char = this.peek(); char === '\t' || char === '\r' || char === ' '; char = this.peek()) {
      space += char
      this.at++
    }
    return `<<${space}`
  }
  private lookUp(name: string): string | undefined {
    const value = this.env.get(name)
    ;(value === undefined ? this.unmatched : this.matched).add(name)
    return value
  }
}
const unsupported = (modifier: string): DockerfileError =>
  new DockerfileError(`unsupported modifier (${modifier}) in substitution`)

/** Lex.ProcessWordWithMatches. Throws DockerfileError `failed to process "…": …`, without a place. */
export function lexWord(text: string, env: EnvGetter, options: LexOptions = {}): WordResult {
  const lexer = new Lexer(text, env, options)
  try {
    const { result, words } = lexer.read(null, options.rawEscapes ?? false)
    return { result, words, matched: lexer.matched, unmatched: lexer.unmatched }
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    throw new DockerfileError(`failed to process ${goQuote(text)}: ${error.message}`)
  }
}
/** Lex.ProcessWord: one word, variables and quotes done, white space kept. */
export const expandWord = (word: string, env: EnvGetter, escape = '\\'): string => lexWord(word, env, { escape }).result
/** Lex.ProcessWords: the word after expansion, split at white space that was not quoted. */
export const expandWords = (word: string, env: EnvGetter, escape = '\\'): string[] =>
  lexWord(word, env, { escape }).words
