/** Requests about volumes. */
import type { Volume, VolumeCreateRequest, VolumeListResponse, VolumesPruneResponse } from '../types/index.ts'
import { filtersQuery, segment, type Client } from './client.ts'

type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>

export const volumeList = (client: Client, filters: Filters = {}): Promise<VolumeListResponse> =>
  client.json('GET', '/volumes', { query: { filters: filtersQuery(filters) } })
export async function volumeInspectRaw(client: Client, name: string): Promise<{ raw: string }> {
  const { text } = await client.text('GET', `/volumes/${segment('volume', name)}`)
  return { raw: text }
}
export const volumeCreate = (client: Client, request: VolumeCreateRequest): Promise<Volume> =>
  client.json('POST', '/volumes/create', { json: request })
export async function volumeRemove(client: Client, name: string, force: boolean): Promise<void> {
  await client.text('DELETE', `/volumes/${segment('volume', name)}`, { query: { force } })
}
export const volumesPrune = (client: Client, filters: Filters): Promise<VolumesPruneResponse> =>
  client.json('POST', '/volumes/prune', { query: { filters: filtersQuery(filters) } })
