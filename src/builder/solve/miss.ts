/** Why a step was not in the cache: what is different from the last time it was built. */
import type { CacheMiss } from '../../api/types/index.ts'
import type { StepMemo } from '../cache/store.ts'
import type { Vertex } from '../graph/vertex.ts'

const FILES = 20

export function reasonOf(
  before: StepMemo | undefined,
  now: StepMemo,
  vertex: Vertex,
  parent: { missed: boolean; vertex: Vertex } | null,
): CacheMiss {
  if (vertex.meta.ignoreCache) return { reason: 'no-cache', detail: [] }
  if (!before) return { reason: 'first', detail: [] }
  if (before.base !== now.base) return { reason: 'base', detail: [] }
  if (parent?.missed && parent.vertex.meta.source !== '')
    return { reason: 'parent', detail: [parent.vertex.meta.source] }
  if (before.source !== now.source) return { reason: 'instruction', detail: [before.source] }
  if (before.op !== now.op) return { reason: 'argument', detail: changedNames(before.env, now.env) }
  if (before.files && now.files) {
    const changed = changedNames(before.files, now.files)
    if (changed.length) return { reason: 'files', detail: changed.slice(0, FILES) }
  } else if (before.files !== now.files) return { reason: 'files', detail: [] }
  return { reason: 'pruned', detail: [] }
}
function changedNames(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...names].filter((name) => before[name] !== now[name]).sort()
}
