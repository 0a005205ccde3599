import { expect, it } from 'vitest'
import { parseOptions } from './options.ts'

it('tells options of node from those of the script', () => {
  expect(parseOptions(['--no-warnings', '-r', './x.js', 'app.js', '-p', '--port=1'], '')).toMatchObject({
    script: 'app.js',
    rest: ['-p', '--port=1'],
    print: false,
    preload: [{ name: './x.js', esm: false }],
    execArgv: ['--no-warnings', '-r', './x.js'],
  })
  expect(parseOptions(['-p', '1 + 1', 'a', '-b'], '')).toMatchObject({
    eval: '1 + 1',
    print: true,
    script: null,
    rest: ['a', '-b'],
  })
})
it('refuses what node does not know, and what is not simulated, by name', () => {
  expect(() => parseOptions(['--foo'], '')).toThrow('bad option: --foo')
  expect(() => parseOptions(['--watch', 'app.js'], '')).toThrow('--watch is not simulated yet')
  expect(() => parseOptions(['-e'], '')).toThrow('-e requires an argument')
  expect(() => parseOptions([], '-e 1')).toThrow('-e is not allowed in NODE_OPTIONS')
})
