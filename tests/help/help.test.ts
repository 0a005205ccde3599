// The help of every command against what Docker 28.5.2 prints (copies of the recordings beside this file).
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docker } from '../../src/cli/index.ts'
import { runProgram } from '../../src/cli/testing/fake-sys.ts'

const folder = import.meta.dirname
const commands = readFileSync(join(folder, 'commands.txt'), 'utf8').trim().split('\n')
/** Plugins are programs of their own. */
const isPlugin = (command: string): boolean => /^docker (buildx|compose|builder|bake|build$|image build$)/.test(command)
const engine = () => undefined

describe('help', () => {
  it.each(commands.filter((command) => !isPlugin(command)))('%s', async (command) => {
    const words = command.split(' ')
    const path = join(folder, `${words.join('_')}.txt`)
    expect(existsSync(path)).toBe(true)
    const expected = readFileSync(path, 'utf8')
    const { stdout, status } = await runProgram(docker, [...words, '--help'], { engine })
    expect(status).toBe(0)
    // Without the plugins, which are not there in this test.
    const lines =
      words.length === 1
        ? expected.split('\n').filter((line) => !/^  (buildx\*|compose\*|bake) /.test(line))
        : expected.split('\n')
    expect(stdout.split('\n')).toEqual(lines)
  })
})
