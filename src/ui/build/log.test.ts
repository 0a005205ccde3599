import { expect, test } from 'vitest'
import { logLines } from './log.ts'

const lines = (text: string) =>
  logLines(new TextEncoder().encode(text)).lines.map((line) =>
    line.map(({ text, colour, bold }) => `${text}${colour === null ? '' : `/${colour}`}${bold ? '!' : ''}`),
  )

test('colours go on over lines; other control sequences are dropped', () => {
  expect(lines('a\x1b[1;31mred\nstill\x1b[0m\x1b[2K plain\x1b[92mgreen\x1b]0;title\x07\r\n')).toEqual([
    ['a', 'red/1!'],
    ['still/1!', ' plain', 'green/10'],
  ])
  expect(lines('\x1b[38;5;2mgreen\x1b[38;2;1;2;3mother')).toEqual([['green/2', 'other/2']])
})
test('a progress line shows its last state', () => {
  expect(lines('10%\r50%\r100%\ndone\n')).toEqual([['100%'], ['done']])
})
test('of a flood the end is kept', () => {
  const { lines, left } = logLines(new TextEncoder().encode('x\n'.repeat(5000)))
  expect([lines.length, left]).toEqual([3000, 2000])
})
