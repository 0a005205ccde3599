/** GET /networks, DELETE /networks/{id}, POST /networks/prune (moby daemon/network.go, prune.go). */
import type { NetworkInspect, NetworksPruneResponse } from '../../api/types/index.ts'
import { forbidden, invalid } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { parseAge } from '../until.ts'
import { toMillis } from '../time.ts'
import type { Network, NetworkContext } from './network.ts'
import { findNetwork, isPredefined, networkBody } from './network.ts'

export function listNetworks(ctx: NetworkContext, filters: Filters): NetworkInspect[] {
  filters.validate(['dangling', 'driver', 'id', 'label', 'name', 'scope', 'type'])
  const dangling = filters.bool('dangling')
  for (const type of filters.get('type')) {
    if (type !== 'custom' && type !== 'builtin') throw invalid(`invalid filter: 'type'='${type}'`)
  }
  return [...ctx.networks.values()]
    .filter((network) => {
      const { config } = network
      const predefined = isPredefined(config.name)
      return (
        filters.exactMatch('driver', config.driver) &&
        filters.match('name', config.name) &&
        filters.match('id', config.id) &&
        filters.exactMatch('scope', 'local') &&
        filters.exactMatch('type', predefined ? 'builtin' : 'custom') &&
        filters.matchLabels('label', config.labels) &&
        (dangling === undefined || (!predefined && network.endpoints.size === 0) === dangling)
      )
    })
    .map((network) => networkBody(network, false))
}
export function removeNetwork(ctx: NetworkContext, term: string): void {
  const network = findNetwork(ctx, term)
  const { config } = network
  if (isPredefined(config.name)) throw forbidden(`${config.name} is a pre-defined network and cannot be removed`)
  if (network.endpoints.size) {
    const active = [...network.endpoints.values()].map(
      (endpoint) => `name:"${endpoint.containerName}" id:"${endpoint.id.slice(0, 12)}"`,
    )
    throw forbidden(`error while removing network: network ${config.name} has active endpoints (${active.join(', ')})`)
  }
  dropNetwork(ctx, network)
}
function dropNetwork(ctx: NetworkContext, network: Network): void {
  network.bridge?.remove()
  ctx.networks.delete(network.config.id)
  ctx.events.log('network', 'destroy', network.config.id, { name: network.config.name, type: network.config.driver })
  ctx.changed()
}
export function pruneNetworks(ctx: NetworkContext, filters: Filters): NetworksPruneResponse {
  filters.validate(['label', 'label!', 'until'])
  const until = filters.get('until').map((value) => parseAge(value, ctx.clock.now()))[0]
  const deleted: string[] = []
  for (const network of [...ctx.networks.values()]) {
    const { config } = network
    if (isPredefined(config.name) || network.endpoints.size) continue
    if (until !== undefined && toMillis(config.created) > until) continue
    if (!filters.matchLabels('label', config.labels)) continue
    if (filters.has('label!') && filters.matchesAnyLabel('label!', config.labels)) continue
    dropNetwork(ctx, network)
    deleted.push(config.name)
  }
  ctx.events.log('network', 'prune', '', { reclaimed: '0' })
  return { NetworksDeleted: deleted.length ? deleted : null }
}
