/** The columns of build cache records. */
import type { BuildCacheRecord } from '../../api/types/index.ts'
import { formatTime, parseRfc3339, rfc3339ToMs } from '../../base/go/time.ts'
import { humanDuration, humanSizeWithPrecision } from '../../base/go/units.ts'
import type { Columns } from './format.ts'
import { truncateId } from './text.ts'

const time = (text: string | null): string => {
  const instant = text === null ? null : parseRfc3339(text)
  return instant ? formatTime(instant) : ''
}
const since = (text: string | null, now: number): string =>
  text === null ? '' : `${humanDuration(now - rfc3339ToMs(text))} ago`
/** Never used first, then by when they were used last. */
export function byLastUse(a: BuildCacheRecord, b: BuildCacheRecord): number {
  const byId = a.ID < b.ID ? -1 : a.ID > b.ID ? 1 : 0
  if (a.LastUsedAt === null || b.LastUsedAt === null)
    return a.LastUsedAt === b.LastUsedAt ? byId : a.LastUsedAt === null ? -1 : 1
  return rfc3339ToMs(a.LastUsedAt) - rfc3339ToMs(b.LastUsedAt) || byId
}
export const BUILD_CACHE_COLUMNS: Columns<BuildCacheRecord> = {
  typeName: '*formatter.buildCacheContext',
  headers: {
    ID: 'CACHE ID',
    Parent: 'PARENT',
    CacheType: 'CACHE TYPE',
    Size: 'SIZE',
    CreatedSince: 'CREATED',
    LastUsedSince: 'LAST USED',
    UsageCount: 'USAGE',
    InUse: 'IN USE',
    Shared: 'SHARED',
    Description: 'DESCRIPTION',
  },
  methods: {
    ID: (item, { trunc }) => (trunc ? truncateId(item.ID) : item.ID) + (item.InUse ? '*' : ''),
    Parent: (item, { trunc }) => {
      const parents = (item.Parents ?? []).join(', ')
      return trunc ? truncateId(parents) : parents
    },
    CacheType: (item) => item.Type,
    Description: (item) => item.Description,
    Size: (item) => humanSizeWithPrecision(item.Size, 3),
    CreatedAt: (item) => time(item.CreatedAt),
    CreatedSince: (item, { now }) => since(item.CreatedAt, now),
    LastUsedAt: (item) => time(item.LastUsedAt),
    LastUsedSince: (item, { now }) => since(item.LastUsedAt, now),
    UsageCount: (item) => String(item.UsageCount),
    InUse: (item) => String(item.InUse),
    Shared: (item) => String(item.Shared),
  },
}
