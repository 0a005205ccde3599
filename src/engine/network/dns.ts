/**
 * The embedded DNS server at 127.0.0.11 of containers on user-defined networks (libnetwork resolver.go): names of containers of the same
 * networks, bare or with the network's name, then the host's name server. Case does not matter.
 */
import type { NameServer, NetworkNamespace } from '../../kernel/net/types.ts'
import type { Endpoint, Network, NetworkContext } from './network.ts'
import { isUserDefined } from './network.ts'

export const EMBEDDED_DNS = '127.0.0.11'

export function embeddedDns(ctx: NetworkContext): NameServer {
  const attached = (from: NetworkNamespace): Network[] =>
    [...ctx.networks.values()].filter(
      (network) => isUserDefined(network) && [...network.endpoints.values()].some((e) => e.namespace === from),
    )
  return {
    resolve(name, family, from) {
      const wanted = name.toLowerCase().replace(/\.$/, '')
      const found: Endpoint[] = []
      for (const network of attached(from)) {
        const suffix = `.${network.config.name.toLowerCase()}`
        const bare = wanted.endsWith(suffix) ? wanted.slice(0, -suffix.length) : null
        for (const endpoint of network.endpoints.values()) {
          const names = endpoint.names.map((text) => text.toLowerCase())
          if (names.includes(wanted) || (bare !== null && names.includes(bare))) found.push(endpoint)
        }
        if (found.length) break
      }
      if (found.length) {
        return found
          .map((endpoint) => (family === 4 ? endpoint.address : endpoint.address6))
          .filter((text) => text !== '')
      }
      return ctx.upstream?.resolve(name, family, ctx.net.host) ?? null
    },
    reverse(address, from) {
      for (const network of attached(from)) {
        for (const endpoint of network.endpoints.values()) {
          if (endpoint.address === address || endpoint.address6 === address) {
            return `${endpoint.containerName}.${network.config.name}`
          }
        }
      }
      return ctx.upstream?.reverse?.(address, ctx.net.host) ?? null
    },
  }
}
