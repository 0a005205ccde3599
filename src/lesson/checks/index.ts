/** The vocabulary: every check a lesson may use. */
import * as v from 'valibot'
import type { CheckResult, Condition } from '../types.ts'
import { build } from './build.ts'
import { container, detached, moreContainers } from './container.ts'
import { containerFile, file, http, logs } from './content.ts'
import { happened } from './happened.ts'
import { image } from './image.ts'
import type { CheckKind } from './kind.ts'
import type { CheckContext } from './machine.ts'

export type { CheckContext, CheckedMachine } from './machine.ts'

const KINDS = new Map<string, CheckKind>(
  [image, build, container, detached, moreContainers, happened, logs, http, file, containerFile].map((kind) => [
    kind.name,
    kind as unknown as CheckKind,
  ]),
)
export const vocabulary: readonly CheckKind[] = [...KINDS.values()]

/** The arguments in their full form, or what is wrong with them. */
export function checkArgs(name: string, args: unknown): Record<string, unknown> | string {
  const kind = KINDS.get(name)
  if (!kind) return `there is no check "${name}"; there are ${[...KINDS.keys()].join(', ')}`
  const result = v.safeParse(kind.args, args)
  if (result.success) return result.output as Record<string, unknown>
  const issue = result.issues[0]
  const path = (issue.path ?? []).map((item) => String(item.key)).join('.')
  return `${name}${path ? `.${path}` : ''}: ${issue.message}`
}

/** All conditions must hold; the first that does not says what is missing. */
export async function evaluate(conditions: readonly Condition[], context: CheckContext): Promise<CheckResult> {
  for (const { kind: name, args, missing } of conditions) {
    const kind = KINDS.get(name)
    if (!kind) throw new Error(`unknown check ${name}`)
    const reason = await kind.missing(args, context)
    if (reason) return { done: false, missing: missing ?? reason }
  }
  return { done: true, missing: '' }
}
