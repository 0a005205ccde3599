/** Checks that need no expansion: names of stages, casing of instructions (buildkit dockerfile2llb/convert.go). */
import type { BuildRange } from '../../api/types/index.ts'
import type { Lint } from './lint.ts'
import { RULES } from './rules.ts'
import type { Stage } from './types.ts'

const RESERVED: ReadonlySet<string> = new Set(['context', 'scratch'])

export function checkStageNames(stages: readonly Stage[], lint: Lint): void {
  const seen = new Set<string>()
  for (const { name, location } of stages) {
    if (name === '') continue
    if (RESERVED.has(name)) lint.run(RULES.ReservedStageName, location, name)
    if (seen.has(name)) lint.run(RULES.DuplicateStageName, location, name)
    seen.add(name)
  }
}
/** Every instruction in the casing of the majority; upper case where it is even. */
export function checkCommandCasing(stages: readonly Stage[], lint: Lint): void {
  const names: { name: string; location: BuildRange[] }[] = stages.flatMap((stage) => [
    { name: stage.keyword, location: stage.location },
    ...stage.commands,
  ])
  const lower = names.filter(({ name }) => name === name.toLowerCase()).length
  const upper = names.filter(({ name }) => name === name.toUpperCase() && name !== name.toLowerCase()).length
  const majorityLower = lower > upper
  for (const { name, location } of names) {
    if (majorityLower && name !== name.toLowerCase()) {
      lint.run(RULES.ConsistentInstructionCasing, location, name, 'lowercase')
    } else if (!majorityLower && name !== name.toUpperCase()) {
      lint.run(RULES.ConsistentInstructionCasing, location, name, 'uppercase')
    }
  }
}
