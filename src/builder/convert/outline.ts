/** What --call=outline tells of a stage: its arguments, secrets and caches (dockerfile2llb/outline.go). */
import type { BuildRange } from '../../api/types/index.ts'
import type { StageState } from './types.ts'

export interface Outline {
  args: Map<string, { value: string; description: string; location: readonly BuildRange[] }>
  used: Set<string>
  secrets: Map<string, { required: boolean; location: readonly BuildRange[] }>
  ssh: Map<string, { required: boolean; location: readonly BuildRange[] }>
  caches: Set<string>
}
export const newOutline = (): Outline => ({
  args: new Map(),
  used: new Set(),
  secrets: new Map(),
  ssh: new Map(),
  caches: new Set(),
})
export const cloneOutline = (outline: Outline): Outline => ({
  args: new Map(outline.args),
  used: new Set(outline.used),
  secrets: new Map(outline.secrets),
  ssh: new Map(outline.ssh),
  caches: new Set(outline.caches),
})
/** The stage with all that it stands on, in the order of the file. */
export function collectOutline(target: StageState): {
  args: { name: string; description: string; value: string }[]
  secrets: { name: string; required: boolean }[]
  ssh: { name: string; required: boolean }[]
  cache: { id: string }[]
} {
  const stages = new Set<StageState>()
  const visit = (at: StageState): void => {
    if (stages.has(at)) return
    stages.add(at)
    if (at.base) visit(at.base)
    for (const dep of at.deps.keys()) visit(dep)
  }
  visit(target)
  const line = (location: readonly BuildRange[]): number => location[0]?.start.line ?? 0
  const merge = <T extends { location: readonly BuildRange[] }>(
    pick: (outline: Outline) => Iterable<[string, T]>,
  ): [string, T][] => {
    const all = new Map<string, T>()
    for (const stage of stages) for (const [key, value] of pick(stage.outline)) if (!all.has(key)) all.set(key, value)
    return [...all].sort((a, b) => line(a[1].location) - line(b[1].location))
  }
  return {
    args: merge((outline) => [...outline.args].filter(([key]) => outline.used.has(key))).map(([name, arg]) => ({
      name,
      description: arg.description,
      value: arg.value,
    })),
    secrets: merge((outline) => outline.secrets).map(([name, { required }]) => ({ name, required })),
    ssh: merge((outline) => outline.ssh).map(([name, { required }]) => ({ name, required })),
    cache: [...new Set([...stages].flatMap((stage) => [...stage.outline.caches]))].map((id) => ({ id })),
  }
}
