import { expect, it } from 'vitest'
import { changedMode, parseMode } from './mode.ts'

const octal = (text: string, mode: number, isDir = false): string => changedMode(text, mode, isDir).toString(8)

it('changes modes as chmod does', () => {
  expect(octal('u+x', 0o644)).toBe('744')
  expect(octal('go-rwx', 0o755)).toBe('700')
  expect(octal('a=rX', 0o750)).toBe('555')
  expect(octal('a=rX', 0o640)).toBe('444')
  expect(octal('a=rX', 0o640, true)).toBe('555')
  expect(octal('g=u,o=', 0o740)).toBe('770')
  expect(octal('u+s,g+s,+t', 0o755)).toBe('7755')
  expect(octal('0640', 0o777)).toBe('640')
  expect(octal('', 0o4711)).toBe('4711')
})
it('refuses what is no mode', () => {
  for (const text of ['u+q', 'x', 'u', '+', '=,', 'u+rw,']) {
    const parsed = parseMode(text)
    if (text === '+') expect(typeof parsed).toBe('object')
    else expect(parsed, text).toMatch(/^invalid mode/)
  }
})
