/** Plugging a container's namespace into a network and out again (libnetwork endpoint.go), and what its DNS names are. */
import { randomId } from '../../base/rng.ts'
import type { EndpointSettings } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import type { NetworkNamespace } from '../../kernel/net/types.ts'
import { contains, parseAddress, parseSubnet } from './ipam.ts'
import type { Endpoint, Network, NetworkContext } from './network.ts'
import { emptySettings, isPredefined, isUserDefined, randomMac } from './network.ts'

export interface AttachOptions {
  containerId: string
  containerName: string
  hostname: string
  settings: EndpointSettings
  /** What the user asked for, or ''. */
  mac: string
  /** What it had before a snapshot. */
  resume?: { address: string; address6: string; mac: string; endpointId: string }
  namespace: NetworkNamespace | null
  ifname: string
  /** Takes the default route. */
  defaultRoute: boolean
}

/** Checks what a user asked of an endpoint (moby api/types/network/endpoint.go). Throws invalidParameter, one complaint a line. */
export function validateEndpoint(network: Network, settings: Partial<EndpointSettings> | null | undefined): void {
  const errors: string[] = []
  const asked = settings?.IPAMConfig
  const user = isUserDefined(network)
  if (settings?.Aliases?.length && !user && network.config.driver !== 'null' && network.config.driver !== 'host') {
    errors.push('network-scoped aliases are only supported for user-defined networks')
  }
  if (asked && (asked.IPv4Address || asked.IPv6Address)) {
    if (!user) errors.push('user specified IP address is supported on user defined networks only')
    for (const [text, family] of [
      [asked.IPv4Address, 4],
      [asked.IPv6Address, 6],
    ] as const) {
      if (!text) continue
      const address = parseAddress(text)
      if (address?.family !== family) errors.push(`invalid IPv${family} address: ${text}`)
      const subnets = (network.config.ipam.Config ?? [])
        .filter((config) => userConfigured(network, config.Subnet ?? ''))
        .flatMap((config) => [parseSubnet(config.Subnet ?? '')].filter((subnet) => subnet !== null))
      if (!subnets.length) {
        errors.push(
          'user specified IP address is supported only when connecting to networks with user configured subnets',
        )
      } else if (!address || !subnets.some((subnet) => contains(subnet, address))) {
        errors.push(`no configured subnet or ip-range contain the IP address ${text}`)
      }
    }
  }
  if (errors.length === 0) return
  const lines = errors.length === 1 ? errors[0]! : errors.map((error) => `* ${error}`).join('\n')
  throw invalid(`invalid endpoint settings:\n${lines}`)
}
/** Automatic pools are shown with a gateway that nobody gave; they come from the default pools. */
function userConfigured(network: Network, subnet: string): boolean {
  return !isPredefined(network.config.name) && network.config.userSubnets.includes(subnet)
}

/** The names of an endpoint, in the order of inspect's DNSNames: container name, aliases, short ID, hostname. */
export function dnsNames(
  options: Pick<AttachOptions, 'containerId' | 'containerName' | 'hostname' | 'settings'>,
): string[] {
  const names = [
    options.containerName,
    ...(options.settings.Aliases ?? []),
    options.containerId.slice(0, 12),
    options.hostname,
  ].filter((name) => name !== '')
  return [...new Set(names)]
}

/** Allocates addresses and plugs in; fills the operational fields of `settings`. Throws forbidden "Address already in use". */
export function attachEndpoint(ctx: NetworkContext, network: Network, options: AttachOptions): Endpoint {
  const { settings } = options
  const { resume } = options
  const asked = {
    IPv4Address: settings.IPAMConfig?.IPv4Address || resume?.address,
    IPv6Address: settings.IPAMConfig?.IPv6Address || resume?.address6,
  }
  const mac = network.bridge ? resume?.mac || options.mac || randomMac(ctx.rng) : ''
  let address = ''
  let address6 = ''
  if (network.pool) {
    if (asked.IPv4Address) {
      network.pool.reserve(asked.IPv4Address)
      address = asked.IPv4Address
    } else address = network.pool.allocate(network.config.name)
  }
  if (network.pool6) {
    if (asked.IPv6Address) {
      network.pool6.reserve(asked.IPv6Address)
      address6 = asked.IPv6Address
    } else address6 = network.pool6.allocate(network.config.name)
  }
  const prefix = network.pool?.subnet.prefix ?? 0
  const prefix6 = network.pool6?.subnet.prefix ?? 0
  let port: Endpoint['port'] = null
  if (network.bridge && options.namespace) {
    try {
      port = network.bridge.attach(options.namespace, {
        ifname: options.ifname,
        address,
        prefix,
        mac,
        defaultRoute: options.defaultRoute && !network.config.internal,
        ...(address6 ? { ipv6: { address: address6, prefix: prefix6 } } : {}),
      })
    } catch (error) {
      network.pool?.release(address)
      network.pool6?.release(address6)
      throw error
    }
  }
  const names = dnsNames(options)
  const endpoint: Endpoint = {
    id: resume?.endpointId || randomId(ctx.rng),
    containerId: options.containerId,
    containerName: options.containerName,
    mac,
    address,
    prefix,
    address6,
    prefix6,
    names: isUserDefined(network) ? names : [],
    ifname: options.ifname,
    namespace: options.namespace,
    port,
  }
  network.endpoints.set(options.containerId, endpoint)
  Object.assign(settings, {
    MacAddress: mac,
    NetworkID: network.config.id,
    EndpointID: endpoint.id,
    Gateway: network.config.internal ? '' : network.gateway,
    IPAddress: address,
    IPPrefixLen: prefix,
    IPv6Gateway: network.config.internal ? '' : network.gateway6,
    GlobalIPv6Address: address6,
    GlobalIPv6PrefixLen: prefix6,
    DNSNames: isUserDefined(network) ? names : null,
  } satisfies Partial<EndpointSettings>)
  ctx.events.log('network', 'connect', network.config.id, {
    container: options.containerId,
    name: network.config.name,
    type: network.config.driver,
  })
  ctx.changed()
  return endpoint
}
export function detachEndpoint(ctx: NetworkContext, network: Network, containerId: string): void {
  const endpoint = network.endpoints.get(containerId)
  if (!endpoint) return
  network.endpoints.delete(containerId)
  endpoint.port?.detach()
  if (endpoint.address) network.pool?.release(endpoint.address)
  if (endpoint.address6) network.pool6?.release(endpoint.address6)
  ctx.events.log('network', 'disconnect', network.config.id, {
    container: containerId,
    name: network.config.name,
    type: network.config.driver,
  })
  ctx.changed()
}
/** What is left in the settings when the container does not run. */
export function clearOperational(settings: EndpointSettings): void {
  Object.assign(settings, {
    MacAddress: '',
    EndpointID: '',
    Gateway: '',
    IPAddress: '',
    IPPrefixLen: 0,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
  } satisfies Partial<EndpointSettings>)
}
/** What a request says of an endpoint; the operational fields are empty. */
export function requestedSettings(settings: Partial<EndpointSettings> | null | undefined): EndpointSettings {
  const asked = settings?.IPAMConfig
  const ipam = asked && (asked.IPv4Address || asked.IPv6Address || asked.LinkLocalIPs?.length) ? asked : null
  return {
    ...emptySettings(),
    IPAMConfig: ipam ?? (asked ? {} : null),
    Links: settings?.Links ?? null,
    Aliases: settings?.Aliases ?? null,
    DriverOpts: settings?.DriverOpts ?? null,
    GwPriority: settings?.GwPriority ?? 0,
  }
}
