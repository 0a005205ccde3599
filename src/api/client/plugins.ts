/** Requests about managed plugins. */
import { filtersQuery, segment, type Client } from './client.ts'
import type { QueryValue } from './query.ts'

export interface PluginInfo {
  Id?: string
  Name: string
  Enabled: boolean
  PluginReference?: string
  Config: { Description: string }
}
type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>
const at = (name: string): string => `/plugins/${segment('plugin', name)}`

export const pluginList = (client: Client, filters: Filters): Promise<PluginInfo[] | null> =>
  client.json('GET', '/plugins', { query: { filters: filtersQuery(filters) } })
export async function pluginInspectRaw(client: Client, name: string): Promise<{ raw: string }> {
  return { raw: (await client.text('GET', `${at(name)}/json`)).text }
}
export async function pluginRemove(client: Client, name: string, force: boolean): Promise<void> {
  await client.text('DELETE', at(name), { query: { force: force ? '1' : undefined } })
}
const post = async (
  client: Client,
  name: string,
  action: string,
  query: Record<string, QueryValue> = {},
): Promise<void> => {
  await client.text('POST', `${at(name)}/${action}`, { query })
}
/** `timeout` in seconds. */
export const pluginEnable = (client: Client, name: string, timeout: number): Promise<void> =>
  post(client, name, 'enable', { timeout: String(timeout) })
export const pluginDisable = (client: Client, name: string, force: boolean): Promise<void> =>
  post(client, name, 'disable', { force: force ? '1' : undefined })
export async function pluginSet(client: Client, name: string, settings: readonly string[]): Promise<void> {
  await client.text('POST', `${at(name)}/set`, { json: settings })
}
