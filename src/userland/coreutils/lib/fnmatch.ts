/** fnmatch(3): shell patterns against whole names. */
export interface GlobOptions {
  /** '*', '?' and '[' do not match '/'. */
  pathname?: boolean
  /** A leading '.' must be matched by itself. */
  period?: boolean
  ignoreCase?: boolean
}
const cache = new Map<string, RegExp>()
const CLASS: Record<string, string> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
}
/** The pattern as an anchored regular expression. */
export function globToRegex(pattern: string, options: GlobOptions = {}): RegExp {
  const key = `${options.pathname ? 'p' : ''}${options.period ? 'd' : ''}${options.ignoreCase ? 'i' : ''}:${pattern}`
  const known = cache.get(key)
  if (known) return known
  const any = options.pathname ? '[^/]' : '[^]'
  const chars = [...pattern]
  let source = ''
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    const leading = options.period && (i === 0 || (options.pathname && chars[i - 1] === '/')) ? '(?!\\.)' : ''
    if (char === '*') source += `${leading}${any}*`
    else if (char === '?') source += leading + any
    else if (char === '\\' && i + 1 < chars.length) source += escapeRegex(chars[++i]!)
    else if (char === '[') {
      let end = i + 1
      if (chars[end] === '!' || chars[end] === '^') end++
      if (chars[end] === ']') end++
      while (end < chars.length && chars[end] !== ']') {
        if (chars[end] === '[' && chars[end + 1] === ':') {
          const close = chars.indexOf(']', end + 2)
          if (close > 0 && chars[close - 1] === ':') end = close
        } else if (chars[end] === '\\') end++
        end++
      }
      if (end >= chars.length) {
        source += '\\['
        continue
      }
      let body = chars.slice(i + 1, end).join('')
      const negated = /^[!^]/.test(body)
      if (negated) body = body.slice(1)
      body = body
        .replace(
          /\[:(\w+):\]|\\(.)|([\\\]^[(){}|/])/gu,
          (_, name: string | undefined, escaped: string | undefined, special: string | undefined) =>
            name !== undefined ? (CLASS[name] ?? '') : escapeClass(escaped ?? special!),
        )
        .replace(/^-|-$/g, '\\-')
      source += `${leading}${options.pathname ? '(?!/)' : ''}[${negated ? '^' : ''}${body}]`
      i = end
    } else source += escapeRegex(char)
  }
  let regex: RegExp
  try {
    regex = new RegExp(`^${source}$`, options.ignoreCase ? 'ui' : 'u')
  } catch {
    regex = /(?!)/
  }
  if (cache.size > 500) cache.clear()
  cache.set(key, regex)
  return regex
}
const escapeRegex = (char: string): string => char.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')
const escapeClass = (char: string): string => char.replace(/[\\\]^[\-(){}|/]/, '\\$&')
export const fnmatch = (pattern: string, text: string, options?: GlobOptions): boolean =>
  globToRegex(pattern, options).test(text)
