/** What the build cache holds (buildkit cache DiskUsage), for `docker system df`, `buildx du` and `builder prune`. */
import type { BuildCacheRecord } from '../../api/types/index.ts'
import { treeSize } from '../../kernel/vfs/index.ts'
import { stampText } from '../stamp.ts'
import type { Ref } from './ref.ts'
import type { CacheMount, CacheStore } from './store.ts'

export interface UsageRecord extends BuildCacheRecord {
  /** Nanoseconds, for filters and order. */
  readonly used: bigint
  readonly ref: Ref | null
  readonly mount: CacheMount | null
}
export function usage(store: CacheStore, usedChains: ReadonlySet<string>, busy: ReadonlySet<string>): UsageRecord[] {
  const records: UsageRecord[] = [...store.refs.values()].map((ref) => ({
    ID: ref.id,
    ...(ref.parent ? { Parents: [ref.parent.id] } : {}),
    Type: ref.type,
    Description: ref.description,
    InUse: busy.has(ref.id),
    Shared: ref.layer !== null && usedChains.has(ref.layer.chainId),
    Size: ref.size,
    CreatedAt: stampText(ref.created),
    LastUsedAt: ref.lastUsed === null ? null : stampText(ref.lastUsed),
    UsageCount: ref.usage,
    used: ref.lastUsed ?? ref.created,
    ref,
    mount: null,
  }))
  for (const mount of store.mounts.values())
    records.push({
      ID: mount.recordId,
      Type: 'exec.cachemount',
      Description: `cached mount ${mount.id.slice(1)} from exec`,
      InUse: mount.users > 0,
      Shared: false,
      Size: treeSize(mount.fs.snapshot()),
      CreatedAt: stampText(mount.created),
      LastUsedAt: stampText(mount.lastUsed),
      UsageCount: mount.usage,
      used: mount.lastUsed,
      ref: null,
      mount,
    })
  return records
}
export const publicRecord = ({ used: _used, ref: _ref, mount: _mount, ...record }: UsageRecord): BuildCacheRecord =>
  record
