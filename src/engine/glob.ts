/** Go's path.Match: *, ?, [class], \ ; * does not cross a slash. null: the pattern is malformed. */
export function pathMatch(pattern: string, name: string): boolean | null {
  let source = '^'
  for (let i = 0; i < pattern.length; i++) {
    const ch = pattern[i]!
    if (ch === '*') source += '[^/]*'
    else if (ch === '?') source += '[^/]'
    else if (ch === '\\') {
      if (++i >= pattern.length) return null
      source += escape(pattern[i]!)
    } else if (ch === '[') {
      const end = pattern.indexOf(']', i + 2)
      if (end < 0) return null
      const body = pattern.slice(i + 1, end)
      const negated = body.startsWith('^')
      source += `[${negated ? '^/' : ''}${(negated ? body.slice(1) : body).replace(/[\\[\]^]/g, '\\$&')}]`
      i = end
    } else source += escape(ch)
  }
  try {
    return new RegExp(`${source}$`, 's').test(name)
  } catch {
    return null
  }
}
const escape = (ch: string): string => ch.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
