/** Requests about networks. */
import type {
  EndpointSettings,
  NetworkCreateRequest,
  NetworkCreateResponse,
  NetworkInspect,
  NetworksPruneResponse,
} from '../types/index.ts'
import { filtersQuery, segment, type Client } from './client.ts'

type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>

export const networkList = (client: Client, filters: Filters = {}): Promise<NetworkInspect[]> =>
  client.json('GET', '/networks', { query: { filters: filtersQuery(filters) } })
export async function networkInspectRaw(
  client: Client,
  name: string,
  options: { verbose?: boolean; scope?: string } = {},
): Promise<{ raw: string }> {
  const { text } = await client.text('GET', `/networks/${segment('network', name)}`, {
    query: { verbose: options.verbose ? 'true' : undefined, scope: options.scope || undefined },
  })
  return { raw: text }
}
export const networkCreate = (client: Client, request: NetworkCreateRequest): Promise<NetworkCreateResponse> =>
  client.json('POST', '/networks/create', { json: request })
export async function networkConnect(
  client: Client,
  network: string,
  container: string,
  endpoint: Partial<EndpointSettings> | null,
): Promise<void> {
  await client.text('POST', `/networks/${segment('network', network)}/connect`, {
    json: { Container: container, EndpointConfig: endpoint ?? undefined },
  })
}
export async function networkDisconnect(
  client: Client,
  network: string,
  container: string,
  force: boolean,
): Promise<void> {
  await client.text('POST', `/networks/${segment('network', network)}/disconnect`, {
    json: { Container: container, Force: force },
  })
}
export async function networkRemove(client: Client, name: string): Promise<void> {
  await client.text('DELETE', `/networks/${segment('network', name)}`)
}
export const networksPrune = (client: Client, filters: Filters): Promise<NetworksPruneResponse> =>
  client.json('POST', '/networks/prune', { query: { filters: filtersQuery(filters) } })
