import { expect, it } from 'vitest'
import { maxSatisfying, satisfies } from './semver.ts'

it.each([
  ['4.21.2', '^4.18.2', true],
  ['5.1.0', '^4.18.2', false],
  ['0.1.7', '~0.1.2', true],
  ['0.2.0', '^0.1.2', false],
  ['0.0.4', '^0.0.3', false],
  ['2.1.3', '2', true],
  ['2.1.3', '2.0.x', false],
  ['1.2.3', '>=1.2.0 <2', true],
  ['2.0.0', '>= 1.2.0 < 2.0.0', false],
  ['3.0.1', '1 || 3.x', true],
  ['1.5.0', '1.2.3 - 2', true],
  ['1.0.0-beta.1', '^1.0.0', false],
  ['7.0.0', '*', true],
])('%s in %s: %s', (version, range, expected) => {
  expect(satisfies(version, range)).toBe(expected)
})
it('takes the newest that fits, by number and not by letter', () => {
  expect(maxSatisfying(['4.9.0', '4.10.1', '5.0.0'], '^4')).toBe('4.10.1')
  expect(maxSatisfying(['1.0.0'], '^2')).toBeNull()
})
