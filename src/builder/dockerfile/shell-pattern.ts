/**
 * The patterns of ${x#p}, ${x%p} and ${x/p/r}: `*` any run, `?` one character, `\` before those and itself; no brackets. BuildKit makes a
 * regular expression of them for Go's engine, whose time is linear; ours is a matcher that remembers where it failed, for the same reason.
 */
import { DockerfileError } from './types.ts'

type Token = { any: true } | { one: true } | { char: string }

/** Throws DockerfileError `invalid escape '\c'`. */
function compilePattern(pattern: string): Token[] {
  const chars = [...pattern]
  const tokens: Token[] = []
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    if (char === '*') tokens.push({ any: true })
    else if (char === '?') tokens.push({ one: true })
    else if (char === '\\') {
      // `}` and `/` are escaped for the sake of ${}: the backslash is not part of the pattern.
      const next = chars[i + 1]
      if (next === '}' || next === '/') continue
      i++
      if (next !== '*' && next !== '?' && next !== '\\')
        throw new DockerfileError(`invalid escape '\\${next ?? '\ufffd'}'`)
      tokens.push({ char: next })
    } else tokens.push({ char })
  }
  return tokens
}
/**
 * A search for one match: the function says where a match that begins at `start` ends, -1 for none. Wildcards do not cross a newline.
 * States that failed for one start fail for each later one too, so they are remembered until something matches.
 */
function matcher(tokens: readonly Token[], text: readonly string[], greedy: boolean): (start: number) => number {
  const width = tokens.length + 1
  const branches = tokens.some((token) => 'any' in token)
  const seen = new Uint8Array(branches ? (text.length + 1) * width : 0)
  return (start) => {
    const stack: number[] = [start, 0]
    while (stack.length > 0) {
      const token = stack.pop()!
      const at = stack.pop()!
      if (token === tokens.length) return at
      if (branches) {
        if (seen[at * width + token]) continue
        seen[at * width + token] = 1
      }
      const wanted = tokens[token]!
      const char = text[at]
      if ('any' in wanted) {
        const more = char !== undefined && char !== '\n'
        // What is pushed last is tried first.
        if (greedy) stack.push(at, token + 1)
        if (more) stack.push(at + 1, token)
        if (!greedy) stack.push(at, token + 1)
      } else if (char !== undefined && ('one' in wanted ? char !== '\n' : char === wanted.char)) {
        stack.push(at + 1, token + 1)
      }
    }
    return -1
  }
}
export function trimPrefix(pattern: string, value: string, greedy: boolean): string {
  const text = [...value]
  const end = matcher(compile(pattern), text, greedy)(0)
  return end < 0 ? value : text.slice(end).join('')
}
/** The shortest match at the end is found from the other side: both are turned round, escapes kept together. */
export function trimSuffix(pattern: string, value: string, greedy: boolean): string {
  const pieces = pattern.match(/\\[^]|[^]/gu) ?? []
  const text = [...value].reverse()
  const reversed = pieces.reverse().join('')
  const end = matcher(compile(reversed), text, greedy)(0)
  return end < 0 ? value : text.slice(end).reverse().join('')
}
/** `${x/p/r}` and with `all` `${x//p/r}`. */
export function replacePattern(pattern: string, replacement: string, value: string, all: boolean): string {
  const tokens = compile(pattern)
  const text = [...value]
  let find = matcher(tokens, text, true)
  let out = ''
  let last = 0
  for (let at = 0; at <= text.length;) {
    const end = find(at)
    if (end < 0) {
      at++
      continue
    }
    if (!all) return text.slice(0, at).join('') + replacement + text.slice(end).join('')
    out += text.slice(last, at).join('')
    // Not for an empty match right behind a match.
    if (end > last || at === 0) out += expandTemplate(replacement, text.slice(at, end).join(''))
    last = end
    find = matcher(tokens, text, true)
    at = Math.max(end, at + 1)
  }
  return out + text.slice(last).join('')
}
function compile(pattern: string): Token[] {
  try {
    return compilePattern(pattern)
  } catch (error) {
    if (!(error instanceof DockerfileError)) throw error
    throw new DockerfileError(`invalid pattern (${pattern}) in substitution: ${error.message}`)
  }
}
/** regexp.Expand, which ReplaceAllString does to a replacement: there are no groups, so only $0 is anything. */
function expandTemplate(template: string, whole: string): string {
  return template.replace(/\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))?/gu, (all, dollar, braced, name) => {
    if (dollar !== undefined) return '$'
    const wanted: string | undefined = braced ?? name
    if (wanted === undefined) return all
    return wanted === '0' ? whole : ''
  })
}
