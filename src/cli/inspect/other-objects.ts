/** Objects that Naru does not know the insides of (swarm, plugins): inspected as bare JSON. */
import { decode } from '../../base/bytes.ts'
import { ANY } from '../../base/go/types.ts'
import { readBody, type Client } from '../../api/client/index.ts'
import type { Inspected } from './inspector.ts'

export async function inspectOther(
  client: Client,
  kind: 'services' | 'tasks' | 'nodes' | 'plugins' | 'secrets' | 'configs',
  ref: string,
): Promise<Inspected> {
  const path = `/${kind}/${encodeURIComponent(ref)}${kind === 'plugins' ? '/json' : ''}`
  const response = await client.request('GET', path)
  return { type: ANY, raw: decode(await readBody(client.body(response))) }
}
