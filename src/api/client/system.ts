/** Requests about the engine itself. */
import type { DiskUsage, EventMessage, SystemInfo, VersionResponse } from '../types/index.ts'
import { filtersQuery, type Client } from './client.ts'
import { jsonStream } from './streams.ts'

type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>

export const serverVersion = (client: Client): Promise<VersionResponse> => client.json('GET', '/version')
export const systemInfo = (client: Client): Promise<SystemInfo> => client.json('GET', '/info')
export const diskUsage = (client: Client): Promise<DiskUsage> => client.json('GET', '/system/df')
export async function systemEvents(
  client: Client,
  options: { since?: string; until?: string; filters?: Filters } = {},
): Promise<AsyncGenerator<EventMessage>> {
  const body = await client.stream('GET', '/events', {
    query: {
      since: options.since || undefined,
      until: options.until || undefined,
      filters: filtersQuery(options.filters ?? {}),
    },
  })
  return jsonStream<EventMessage>(body)
}
export const buildCachePrune = (
  client: Client,
  options: {
    all?: boolean
    filters?: Filters
    maxUsedSpace?: number
    reservedSpace?: number
    minFreeSpace?: number
  } = {},
): Promise<{ CachesDeleted: string[] | null; SpaceReclaimed: number }> =>
  client.json('POST', '/build/prune', {
    query: {
      all: options.all,
      filters: filtersQuery(options.filters ?? {}),
      'reserved-space': options.reservedSpace || undefined,
      'max-used-space': options.maxUsedSpace || undefined,
      'min-free-space': options.minFreeSpace || undefined,
    },
  })
