import { describe, expect, it } from 'vitest'
import { cleanPath, matchPath } from './go/filepath.ts'
import { PatternError, PatternMatcher, readIgnoreFile } from './patternmatcher.ts'

const matched = (patterns: string[], path: string): boolean => new PatternMatcher(patterns).matches(path)

describe('patterns', () => {
  it.each([
    ['**', 'file', true],
    ['**/', 'dir/file', true],
    ['dir/**', 'dir/dir2/file', true],
    ['**/dir2/*', 'dir/dir2/file', true],
    ['**/dir2/**', 'dir/dir2/dir2/file', true],
    ['**file', 'dir/dir/file', true],
    ['**/file', 'file', true],
    ['**/file*txt', 'dir/dir/file.txt', true],
    ['**/**/*.txt', 'dir/file.txt', true],
    ['a**/*.txt', 'a/file.txt', true],
    ['a/*.txt', 'a/dir/file.txt', false],
    ['a[b-d]e', 'ace', true],
    ['a[^b-d]e', 'ace', false],
    ['.*', '.foo', true],
    ['.*', 'foo', false],
    ['abc.def', 'abcZdef', false],
    ['a\\*b', 'a*b', true],
    ['**/.foo', 'bar/.foo', true],
    ['**/foo/bar', 'foo/bar', true],
    ['abc/**', 'abc', false],
    ['docs', 'docs/a/b', true],
    ['*.md', 'docs/x.md', false],
    ['**/f??', 'a/foo', true],
    ['f(oo', 'f(oo', true],
  ])('%s %s', (pattern, path, expected) => expect(matched([pattern], path)).toBe(expected))

  it('lets the last one decide, and looks at the folders above', () => {
    expect(matched(['*', '!src'], 'src/lib/a.c')).toBe(false)
    expect(matched(['*', '!src', 'src/lib'], 'src/lib/a.c')).toBe(true)
    expect(matched(['!README.md', '*.md'], 'README.md')).toBe(true)
    expect(matched(['**/*.md', '!docs/keep.md'], 'docs/keep.md')).toBe(false)
  })
  it('walks with what the folder above gave', () => {
    const matcher = new PatternMatcher(['a', '!a/b/c'])
    const a = matcher.matchIn('a', [])
    const b = matcher.matchIn('a/b', a.info)
    expect(b.matched).toBe(true)
    expect(matcher.matchIn('a/b/c', b.info).matched).toBe(false)
  })
  it('refuses malformed ones', () => {
    for (const bad of ['[bad', 'a[', '[]a]', '[a-', 'x\\'])
      expect(() => new PatternMatcher([bad])).toThrow(PatternError)
    expect(() => new PatternMatcher(['!'])).toThrow('illegal exclusion pattern: "!"')
    expect(matchPath('[b-a]', 'a')).toBe(false)
  })
})
it('reads ignore files', () => {
  expect(readIgnoreFile('\ufeff# no\n\n /src/ \n!  ./a//b\n  # kept\n!\n')).toEqual(['src', '!a/b', '# kept', '!'])
  expect(cleanPath('/../a/./b/..')).toBe('/a')
})
