import { describe, expect, it } from 'vitest'
import { sourceExcerpt } from './source-excerpt.ts'

const data = Array.from({ length: 12 }, (_, i) => `line ${i + 1}`).join('\n')
const range = (start: number, end = start) => ({
  start: { line: start, character: 0 },
  end: { line: end, character: 0 },
})
const shown = (...ranges: ReturnType<typeof range>[]): string[] =>
  sourceExcerpt({ filename: 'Dockerfile', data }, ranges).split('\n')

describe('sourceExcerpt', () => {
  it('puts two lines above and below a single one', () => {
    expect(shown(range(5))).toEqual([
      'Dockerfile:5',
      '--------------------',
      '   3 |     line 3',
      '   4 |     line 4',
      '   5 | >>> line 5',
      '   6 |     line 6',
      '   7 |     line 7',
      '--------------------',
      '',
    ])
  })
  it('gives the room at an end to the other side', () => {
    expect(shown(range(1)).filter((line) => line.includes('|'))).toHaveLength(3)
    expect(shown(range(12)).filter((line) => line.includes('|'))).toHaveLength(3)
  })
  it('takes one line of context around several', () => {
    const lines = shown(range(9), range(10)).filter((line) => line.includes('|'))
    expect(lines).toEqual(['   8 |     line 8', '   9 | >>> line 9', '  10 | >>> line 10', '  11 |     line 11'])
  })
  it('says nothing of a place outside', () => {
    expect(shown(range(0))).toEqual([''])
    expect(shown(range(40))).toEqual([''])
    expect(shown()).toEqual([''])
  })
})
