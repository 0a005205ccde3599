/** A network and its endpoints (moby libnetwork network.go, endpoint.go). */
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import type { EndpointSettings, Ipam, NetworkInspect } from '../../api/types/index.ts'
import { notFound, invalid } from '../../api/types/index.ts'
import type { Bridge, BridgePort, NameServer, NetStack, NetworkNamespace } from '../../kernel/net/types.ts'
import type { Events } from '../events/events.ts'
import { sorted } from '../go.ts'
import type { Nanos, Stamps } from '../time.ts'
import { rfc3339Nano } from '../time.ts'
import type { AddressPool } from './ipam.ts'

/** One container on one network, while the container runs. */
export interface Endpoint {
  readonly id: string
  readonly containerId: string
  containerName: string
  readonly mac: string
  readonly address: string
  readonly prefix: number
  readonly address6: string
  readonly prefix6: number
  /** Names that the embedded DNS server answers with this endpoint, lower case. */
  names: string[]
  readonly ifname: string
  readonly namespace: NetworkNamespace | null
  /** null on host and none. */
  readonly port: BridgePort | null
}
export interface NetworkConfig {
  readonly id: string
  readonly name: string
  readonly created: Nanos
  readonly driver: string
  readonly enableIPv4: boolean
  readonly enableIPv6: boolean
  readonly internal: boolean
  readonly attachable: boolean
  readonly ipam: Ipam
  readonly options: Record<string, string>
  readonly labels: Record<string, string>
  /** Subnets that the user chose: only there an address may be chosen, too. */
  readonly userSubnets: string[]
  readonly configOnly: boolean
  readonly configFrom: string
}
export interface Network {
  readonly config: NetworkConfig
  readonly bridge: Bridge | null
  readonly bridgeName: string
  readonly pool: AddressPool | null
  readonly gateway: string
  readonly pool6: AddressPool | null
  readonly gateway6: string
  readonly endpoints: Map<string, Endpoint>
}
export interface NetworkContext {
  readonly clock: Clock
  readonly rng: Rng
  readonly stamps: Stamps
  readonly events: Events
  readonly net: NetStack
  readonly networks: Map<string, Network>
  /** Of the host, for names that no container has. */
  readonly upstream: NameServer | null
  changed(): void
}
export const PREDEFINED = ['bridge', 'host', 'none', 'default']
export const isPredefined = (name: string): boolean => PREDEFINED.includes(name)
/** User-defined networks have the embedded DNS server and network-scoped aliases. */
export const isUserDefined = (network: Network): boolean =>
  !isPredefined(network.config.name) && network.config.driver !== 'host' && network.config.driver !== 'null'

/** By full ID, name, then ID prefix (moby daemon/network.go FindNetwork). Throws notFound "network x not found". */
export function findNetwork(ctx: NetworkContext, term: string): Network {
  const all = [...ctx.networks.values()]
  const exact = all.find((network) => network.config.id === term) ?? all.find((network) => network.config.name === term)
  if (exact) return exact
  const prefixed = term === '' ? [] : all.filter((network) => network.config.id.startsWith(term))
  if (prefixed.length === 1) return prefixed[0]!
  if (prefixed.length > 1)
    throw invalid(`network ${term} is ambiguous (${prefixed.length} matches found based on ID prefix)`)
  throw notFound(`network ${term} not found`)
}
export function networkBody(network: Network, withContainers: boolean): NetworkInspect {
  const { config } = network
  const containers: NetworkInspect['Containers'] = {}
  if (withContainers) {
    for (const endpoint of [...network.endpoints.values()].sort((a, b) => (a.containerId < b.containerId ? -1 : 1))) {
      containers[endpoint.containerId] = {
        Name: endpoint.containerName,
        EndpointID: endpoint.id,
        MacAddress: endpoint.mac,
        IPv4Address: endpoint.address ? `${endpoint.address}/${endpoint.prefix}` : '',
        IPv6Address: endpoint.address6 ? `${endpoint.address6}/${endpoint.prefix6}` : '',
      }
    }
  }
  return {
    Name: config.name,
    Id: config.id,
    Created: rfc3339Nano(config.created),
    Scope: 'local',
    Driver: config.driver,
    EnableIPv4: config.enableIPv4,
    EnableIPv6: config.enableIPv6,
    IPAM: config.ipam,
    Internal: config.internal,
    Attachable: config.attachable,
    Ingress: false,
    ConfigFrom: { Network: config.configFrom },
    ConfigOnly: config.configOnly,
    Containers: containers,
    Options: sorted(config.options),
    Labels: sorted(config.labels),
  }
}
export const emptySettings = (): EndpointSettings => ({
  IPAMConfig: null,
  Links: null,
  Aliases: null,
  MacAddress: '',
  DriverOpts: null,
  GwPriority: 0,
  NetworkID: '',
  EndpointID: '',
  Gateway: '',
  IPAddress: '',
  IPPrefixLen: 0,
  IPv6Gateway: '',
  GlobalIPv6Address: '',
  GlobalIPv6PrefixLen: 0,
  DNSNames: null,
})
/** A locally administered unicast address, as netutils.GenerateRandomMAC. */
export function randomMac(rng: Rng): string {
  const bytes = rng.bytes(6)
  bytes[0] = (bytes[0]! & 0xfe) | 0x02
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}
