/**
 * POST /build/prune (buildkit cache/manager.go prune): records that nobody stands on, round by round, the longest unused first where space is to be
 * kept. Without `all`, what an image shares and what the front end made stay.
 */
import { parseDuration } from '../../base/go/duration.ts'
import type { BuildPruneResponse } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import type { CacheStore } from './store.ts'
import { usage, type UsageRecord } from './usage.ts'

export interface PruneOptions {
  all: boolean
  /** Bytes; 0: no limit. */
  reserved: number
  maxUsed: number
  filters: Readonly<Record<string, readonly string[]>>
}
export function prune(
  store: CacheStore,
  options: PruneOptions,
  world: { now: bigint; usedChains: ReadonlySet<string>; busy: ReadonlySet<string> },
): BuildPruneResponse {
  const matches = filterOf(options.filters, world.now)
  const deleted: string[] = []
  let reclaimed = 0
  const limit = options.maxUsed || options.reserved
  for (;;) {
    const all = usage(store, world.usedChains, world.busy)
    const total = all.reduce((sum, record) => sum + record.Size, 0)
    if (limit && total <= limit) break
    const parents = new Set(all.flatMap((record) => record.Parents ?? []))
    const candidates = all.filter(
      (record) =>
        !record.InUse &&
        !parents.has(record.ID) &&
        matches(record) &&
        (options.all || (!record.Shared && record.Type !== 'internal' && record.Type !== 'frontend')),
    )
    if (!candidates.length) break
    candidates.sort((a, b) => (a.used < b.used ? -1 : a.used > b.used ? 1 : 0))
    for (const record of limit ? candidates.slice(0, 1) : candidates) {
      forget(store, record)
      deleted.push(record.ID)
      if (!isBase(record)) reclaimed += record.Size
    }
  }
  return { CachesDeleted: deleted.length ? deleted : null, SpaceReclaimed: reclaimed }
}
/** Layers of base images that are the image store's take no space of ours. */
const isBase = (record: UsageRecord): boolean => record.Shared && record.ref?.blob != null
function forget(store: CacheStore, { ref, mount }: UsageRecord): void {
  if (ref) store.drop(ref)
  if (mount) store.mounts.delete(mount.id)
}
/** Throws invalidParameter. */
function filterOf(filters: PruneOptions['filters'], now: bigint): (record: UsageRecord) => boolean {
  const tests: ((record: UsageRecord) => boolean)[] = []
  for (const [name, values] of Object.entries(filters)) {
    const text = (pick: (record: UsageRecord) => string): void => {
      tests.push((record) => values.some((value) => pick(record) === value.replace(/^=/, '')))
    }
    switch (name) {
      case 'id':
        tests.push((record) => values.some((value) => record.ID.startsWith(value.replace(/^~=/, ''))))
        break
      case 'parent':
        tests.push((record) => values.some((value) => record.Parents?.includes(value)))
        break
      case 'type':
        text((record) => record.Type)
        break
      case 'description':
        text((record) => record.Description)
        break
      case 'inuse':
        tests.push((record) => record.InUse)
        break
      case 'shared':
        tests.push((record) => record.Shared)
        break
      case 'private':
        tests.push((record) => !record.Shared)
        break
      case 'until':
      case 'unused-for':
        for (const value of values) {
          const age = parseDuration(value)
          if (typeof age !== 'number') throw invalid(`${JSON.stringify(name)} filter expects a duration (e.g., '24h')`)
          tests.push((record) => record.used <= now - BigInt(Math.round(age)))
        }
        break
      default:
      // The daemon hands on what BuildKit knows and drops the rest: `system prune --filter label=…` is for containers and images.
    }
  }
  return (record) => tests.every((test) => test(record))
}
