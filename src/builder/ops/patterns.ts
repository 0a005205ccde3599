/** The patterns of .dockerignore and --exclude, read once. */
import { PatternMatcher } from '../../base/patternmatcher.ts'

const matchers = new Map<string, PatternMatcher>()
function matcherOf(patterns: readonly string[]): PatternMatcher {
  const key = patterns.join('\n')
  let matcher = matchers.get(key)
  if (!matcher) {
    if (matchers.size > 200) matchers.clear()
    matchers.set(key, (matcher = new PatternMatcher(patterns)))
  }
  return matcher
}
/** The path or a directory above it matches. Throws PatternError. */
export const ignored = (patterns: readonly string[], path: string): boolean => matcherOf(patterns).matches(path)
