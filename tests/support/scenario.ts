/** Runs a recorded scenario on a fresh machine in this process, as tests/support/compare.mjs does through `npm run sim`. */
import { runScript } from '../../src/machine/headless.ts'
import { normalise, type Scenario } from './compare.mjs'

export interface CommandResult {
  command: string
  expected: { output: string; status: number }
  actual: { output: string; status: number } | null
}

export async function runScenario(scenario: Scenario): Promise<CommandResult[]> {
  const mark = '__mark_7f3a__'
  const script = [
    ...scenario.images.map((image) => `docker pull -q ${image} >/dev/null`),
    `printf '${mark}start:0\\n'`,
    ...scenario.commands.flatMap(({ script }) => ['{', ...script, '} </dev/null 2>&1', `printf '${mark}%s\\n' $?`]),
  ]
  const { output } = await runScript({ script: script.join('\n') + '\n', seed: 1 })
  const pieces: { output: string; status: number }[] = []
  let rest = output.slice(output.indexOf(`${mark}start:`)).replace(/^.*\n/, '')
  for (;;) {
    const found = new RegExp(`${mark}(\\d+)\\n`).exec(rest)
    if (!found) break
    pieces.push({ output: normalise(rest.slice(0, found.index).split('\n')), status: Number(found[1]) })
    rest = rest.slice(found.index + found[0].length)
  }
  return scenario.commands.map((command, index) => ({
    command: command.script.join('\n'),
    expected: { output: normalise(command.output), status: command.status },
    actual: pieces[index] ?? null,
  }))
}
