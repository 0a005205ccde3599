/** --call over several targets: each target's answer under its name, or all in one JSON object (commands/bake.go runBake). */
import { indentJson, toJson } from '../../../base/go/json.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import { lintJson, outlineJson, targetsJson } from '../build/call-json.ts'
import { printCall } from '../build/call.ts'
import type { BuildOptions, CallSpec } from '../build/options.ts'
import type { BuildResult } from '../build/solve.ts'
import type { Resolved } from './resolve.ts'
import { groupJson, targetJson } from './target.ts'

/** The exit status. */
export async function printCalls(
  cli: Cli,
  resolved: Resolved,
  options: ReadonlyMap<string, BuildOptions>,
  results: ReadonlyMap<string, BuildResult>,
  given: CallSpec | null,
): Promise<number> {
  const asked = [...options]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { call }]) => {
      const result = results.get(name)
      return call && result ? [{ name, call: { ...call, ...(given ?? {}), name: call.name }, result }] : []
    })
  if (given?.format === 'json') return printJson(cli, resolved, asked)
  let status = 0
  for (const [i, { name, call, result }] of asked.entries()) {
    const description = resolved.targets.get(name)?.description ?? ''
    await cli.out.write(`${i > 0 ? '\n' : ''}${name}\n${description === '' ? '' : `${description}\n`}\n`)
    try {
      status ||= await printCall(cli, call, result)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      await cli.out.write(`error: ${error.message}\n`)
      status = 1
    }
  }
  return status
}
async function printJson(
  cli: Cli,
  { groups, targets }: Resolved,
  asked: readonly { name: string; call: CallSpec; result: BuildResult }[],
): Promise<number> {
  const byName = <T>(values: Iterable<[string, T]>): Record<string, T> =>
    Object.fromEntries([...values].sort(([a], [b]) => (a < b ? -1 : 1)))
  const answers = new Map(asked.map((each) => [each.name, each]))
  const target = byName(
    [...targets].map(([name, definition]): [string, object] => {
      const answer = answers.get(name)
      const key = answer?.call.name === 'lint' ? 'check' : answer?.call.name
      return [
        name,
        byName(
          Object.entries({
            build: targetJson(definition),
            ...(key && answer ? { [key]: answerJson(answer.result) } : {}),
          }),
        ),
      ]
    }),
  )
  const group = byName([...groups].map(([name, each]): [string, object] => [name, groupJson(each)]))
  await cli.out.write(`${indentJson(toJson({ ...(groups.size > 0 ? { group } : {}), target }), '  ')}\n`)
  const failed = asked.some(
    ({ call, result: { lint } }) =>
      lint && (lint.error !== undefined || (!call.ignoreStatus && lint.warnings.length > 0)),
  )
  return failed ? 1 : 0
}
function answerJson({ lint, outline, targets }: BuildResult): object {
  if (lint) return lintJson(lint)
  if (outline) return outlineJson(outline)
  return targets ? targetsJson(targets) : {}
}
