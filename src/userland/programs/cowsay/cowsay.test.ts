import { describe, expect, it } from 'vitest'
import { readCow } from './cow-file.ts'
import { fill } from './wrap.ts'

describe('fill', () => {
  it('breaks before the column and cuts long words, as Text::Wrap', () => {
    expect(fill(['a longer text that does not fit on one line of forty characters and wraps'], 40)).toBe(
      'a longer text that does not fit on one\nline of forty characters and wraps',
    )
    expect(fill(['hello world abcdefghijk'], 5)).toBe('hell\no\nworl\nd\nabcd\nefgh\nijk')
  })
  it('begins a paragraph at a line that begins with white space', () => {
    expect(fill(['a', '', '  b  c', 'd'], 40)).toBe('a\n\nb c d')
  })
})
describe('cow files', () => {
  it('fills in the face and undoes backslashes', () => {
    const cow = '##\n$the_cow = <<"EOC";\n  $thoughts  ($eyes)\\\\_\n   ${tongue}|\nEOC\n'
    expect(readCow(cow, { eyes: '$$', tongue: 'U ', thoughts: 'o' })).toBe('  o  ($$)\\_\n   U |\n')
  })
  it('knows the eye tricks of the old cows', () => {
    const cow = '$extra = chop($eyes);\n$eyes .= ($extra x 2);\n$the_cow = <<EOC;\n($eyes)\nEOC\n'
    expect(readCow(cow, { eyes: 'oO', tongue: '', thoughts: '' })).toBe('(oOO)\n')
    expect(readCow('system("ls");', { eyes: '', tongue: '', thoughts: '' })).toMatchObject({
      error: expect.any(String),
    })
  })
})
