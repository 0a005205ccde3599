// The help of every command against what Docker 28.5.2 prints (copies of the recordings beside this file).
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { docker, dockerBuildx } from '../../src/cli/index.ts'
import { dockerCompose } from '../../src/compose/index.ts'
import type { Program } from '../../src/kernel/sys/types.ts'
import { runProgram } from '../../src/cli/testing/fake-sys.ts'

const folder = import.meta.dirname
const commands = readFileSync(join(folder, 'commands.txt'), 'utf8').trim().split('\n')
/** docker build and the like become commands of the buildx plugin. */
const words = (command: string): string[] => {
  const [, first, ...rest] = command.split(' ')
  if (first === 'build' || first === 'bake') return ['buildx', first, ...rest]
  if (first === 'builder') return ['buildx', ...rest]
  if (first === 'image' && rest[0] === 'build') return ['buildx', ...rest]
  return command.split(' ').slice(1)
}
/** Of these the builder is the context's. */
const isForwarded = (command: string): boolean => words(command)[0] === 'buildx' && !command.startsWith('docker buildx')
const programs: Record<string, Program> = { buildx: dockerBuildx, compose: dockerCompose }
const engine = () => undefined

describe('help', () => {
  it.each(commands)('%s', async (command) => {
    const path = join(folder, `${command.split(' ').join('_')}.txt`)
    expect(existsSync(path)).toBe(true)
    const expected = readFileSync(path, 'utf8')
    const args = words(command)
    const program = programs[args[0] ?? ''] ?? docker
    const env = {
      ...(program === docker ? {} : { DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: 'docker' }),
      ...(isForwarded(command) ? { BUILDX_BUILDER: 'default' } : {}),
    }
    const { stdout, status } = await runProgram(program, ['docker', ...args, '--help'], { engine, env })
    expect(status).toBe(0)
    // Without the plugins, which are not there in this test.
    const lines = expected
      .split('\n')
      .filter((line) => command !== 'docker' || !/^ {2}(buildx\*|compose\*|bake) /.test(line))
    expect(stdout.split('\n')).toEqual(lines)
  })
})
