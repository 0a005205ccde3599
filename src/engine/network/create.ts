/** POST /networks/create, and the networks that are always there (moby daemon/network.go, libnetwork bridge driver). */
import { randomId } from '../../base/rng.ts'
import type { Ipam, IpamConfig, NetworkCreateRequest } from '../../api/types/index.ts'
import { conflict, forbidden, invalid, notFound, ApiError } from '../../api/types/index.ts'
import { goQuote, parseBool } from '../go.ts'
import type { Subnet } from './ipam.ts'
import {
  AddressPool,
  choosePool,
  contains,
  formatAddress,
  overlaps,
  parseAddress,
  parseSubnet,
  subnetText,
} from './ipam.ts'
import type { Network, NetworkConfig, NetworkContext } from './network.ts'
import { isPredefined } from './network.ts'

const BRIDGE = 'com.docker.network.bridge'
export const OPTION = {
  name: `${BRIDGE}.name`,
  icc: `${BRIDGE}.enable_icc`,
  masquerade: `${BRIDGE}.enable_ip_masquerade`,
  hostBinding: `${BRIDGE}.host_binding_ipv4`,
  defaultBridge: `${BRIDGE}.default_bridge`,
  mtu: 'com.docker.network.driver.mtu',
} as const
const DRIVERS = ['bridge', 'host', 'null', 'ipvlan', 'macvlan']

export function createNetwork(ctx: NetworkContext, request: NetworkCreateRequest): Network {
  const name = request.Name ?? ''
  const driver = request.Driver || 'bridge'
  if (name.trim() === '') throw invalid('invalid name: name is empty')
  if (isPredefined(name)) throw forbidden(`operation is not permitted on predefined ${name} network`)
  if ([...ctx.networks.values()].some((network) => network.config.name === name)) {
    throw conflict(`network with name ${name} already exists`)
  }
  if (driver === 'overlay' || request.Scope === 'swarm') {
    throw new ApiError(
      'unavailable',
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    )
  }
  if (driver === 'host' || driver === 'null')
    throw forbidden(`only one instance of ${goQuote(driver)} network is allowed`)
  if (!DRIVERS.includes(driver)) throw notFound(`plugin ${goQuote(driver)} not found`)
  if (driver !== 'bridge') {
    throw new ApiError('notImplemented', `network driver ${goQuote(driver)} is not simulated yet`)
  }
  const configs = request.IPAM?.Config ?? []
  validateIpam(configs, request.EnableIPv6 ?? false)
  const config: NetworkConfig = {
    id: randomId(ctx.rng),
    name,
    created: ctx.stamps.now(),
    driver,
    enableIPv4: request.EnableIPv4 ?? true,
    enableIPv6: request.EnableIPv6 ?? false,
    internal: request.Internal ?? false,
    attachable: request.Attachable ?? false,
    ipam: { Driver: request.IPAM?.Driver || 'default', Options: request.IPAM?.Options ?? null, Config: configs },
    options: request.Options ?? {},
    labels: request.Labels ?? {},
    userSubnets: configs.map((entry) => entry.Subnet ?? ''),
    configOnly: request.ConfigOnly ?? false,
    configFrom: request.ConfigFrom?.Network ?? '',
  }
  const network = buildNetwork(ctx, config)
  ctx.networks.set(config.id, network)
  ctx.events.log('network', 'create', config.id, { name, type: driver })
  ctx.changed()
  return network
}

/** api/types/network ValidateIPAM: every complaint on a line of its own. */
function validateIpam(configs: readonly IpamConfig[], ipv6: boolean): void {
  const errors: string[] = []
  for (const config of configs) {
    const subnet = parseSubnet(config.Subnet ?? '')
    if (!subnet) {
      errors.push(`invalid subnet ${config.Subnet ?? ''}: invalid CIDR block notation`)
      continue
    }
    if (subnet.family === 6 && !ipv6) continue
    const text = subnetText(subnet)
    if (config.Subnet !== text) errors.push(`invalid subnet ${config.Subnet!}: it should be ${text}`)
    if (config.IPRange) {
      const range = parseSubnet(config.IPRange)
      if (!range) errors.push(`invalid ip-range ${config.IPRange}: invalid CIDR block notation`)
      else if (range.family !== subnet.family || range.prefix < subnet.prefix) {
        errors.push(`invalid ip-range ${config.IPRange}: CIDR block is bigger than its parent subnet ${text}`)
      } else if (!contains(subnet, { value: range.base, family: range.family })) {
        errors.push(`invalid ip-range ${config.IPRange}: parent subnet ${text} doesn't contain ip-range`)
      }
    }
    const addresses: [string, string][] = [
      ...(config.Gateway ? [['gateway', config.Gateway] as [string, string]] : []),
      ...Object.entries(config.AuxiliaryAddresses ?? {}).map(
        ([key, value]) => [`auxiliary address ${key}`, value] as [string, string],
      ),
    ]
    for (const [what, text] of addresses) {
      const address = parseAddress(text)
      if (!address) errors.push(`invalid ${what}: invalid address`)
      else if (!contains(subnet, address)) {
        errors.push(`invalid ${what}: parent subnet ${subnetText(subnet)} doesn't contain this address`)
      }
    }
  }
  if (errors.length === 1) throw invalid(`invalid network config:\n${errors[0]!}`)
  if (errors.length) throw invalid(`invalid network config:\n${errors.map((error) => `* ${error}`).join('\n')}`)
}

interface Pools {
  pool: AddressPool | null
  gateway: string
  pool6: AddressPool | null
  gateway6: string
  shown: IpamConfig[]
}
/** Pools, gateway addresses and the bridge device; used for new networks and restored ones. */
export function buildNetwork(ctx: NetworkContext, config: NetworkConfig): Network {
  if (config.driver !== 'bridge') {
    const plain = { pool: null, gateway: '', pool6: null, gateway6: '' }
    return { config, bridge: null, bridgeName: '', endpoints: new Map(), ...plain }
  }
  for (const key of [OPTION.icc, OPTION.masquerade]) {
    const value = config.options[key]
    if (value !== undefined && parseBool(value) === undefined) {
      throw invalid(
        `failed to parse ${key} value: ${value} (strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax)`,
      )
    }
  }
  const bridgeName =
    config.options[OPTION.name] || (config.name === 'bridge' ? 'docker0' : `br-${config.id.slice(0, 12)}`)
  const twin = [...ctx.networks.values()].find((other) => other.bridgeName === bridgeName)
  if (twin) {
    throw forbidden(
      `cannot create network ${config.id} (${bridgeName}): conflicts with network ${twin.config.id} (${bridgeName}): networks have same bridge name`,
    )
  }
  const pools = allocatePools(ctx, config)
  const { pool, gateway, pool6, gateway6 } = pools
  const bridge = ctx.net.createBridge({
    name: bridgeName,
    subnet: pool ? subnetText(pool.subnet) : '',
    gateway,
    internal: config.internal,
    icc: parseBool(config.options[OPTION.icc] ?? 'true') ?? true,
    masquerade: parseBool(config.options[OPTION.masquerade] ?? 'true') ?? true,
    ...(Number(config.options[OPTION.mtu]) ? { mtu: Number(config.options[OPTION.mtu]) } : {}),
    ...(pool6 ? { ipv6: { subnet: subnetText(pool6.subnet), gateway: gateway6 } } : {}),
  })
  const ipam: Ipam = { ...config.ipam, Config: pools.shown }
  return { config: { ...config, ipam }, bridge, bridgeName, pool, gateway, pool6, gateway6, endpoints: new Map() }
}
function allocatePools(ctx: NetworkContext, config: NetworkConfig): Pools {
  const taken = takenSubnets(ctx)
  const out: Pools = { pool: null, gateway: '', pool6: null, gateway6: '', shown: [] }
  const put = (pool: AddressPool, gateway: string): void => {
    if (pool.family === 4) Object.assign(out, { pool, gateway })
    else Object.assign(out, { pool6: pool, gateway6: gateway })
  }
  for (const asked of config.ipam.Config ?? []) {
    const subnet = parseSubnet(asked.Subnet ?? '')
    if (!subnet) continue
    const shared = { ...asked }
    out.shown.push(shared)
    if (subnet.family === 6 && !config.enableIPv6) continue
    if (taken.some((other) => overlaps(subnet, other))) {
      throw forbidden('invalid pool request: Pool overlaps with other one on this address space')
    }
    taken.push(subnet)
    const pool = new AddressPool(subnet, asked.IPRange ? parseSubnet(asked.IPRange) : null)
    const gateway = asked.Gateway ?? formatAddress(subnet.base + 1n, subnet.family)
    pool.reserve(gateway)
    for (const address of Object.values(asked.AuxiliaryAddresses ?? {})) pool.reserve(address)
    put(pool, gateway)
  }
  if (!out.pool && config.enableIPv4) {
    const subnet = choosePool(taken)
    const gateway = formatAddress(subnet.base + 1n, 4)
    const pool = new AddressPool(subnet, null)
    pool.reserve(gateway)
    put(pool, gateway)
    out.shown.push({ Subnet: subnetText(subnet), Gateway: gateway })
  }
  if (!out.pool6 && config.enableIPv6) {
    const subnet = uniqueLocal(ctx)
    const gateway = formatAddress(subnet.base + 1n, 6)
    const pool = new AddressPool(subnet, null)
    pool.reserve(gateway)
    put(pool, gateway)
    out.shown.push({ Subnet: subnetText(subnet), Gateway: gateway })
  }
  return out
}
/** A random /64 of RFC 4193, as the engine takes for --ipv6 without a subnet. */
function uniqueLocal(ctx: NetworkContext): Subnet {
  const bytes = [...ctx.rng.bytes(5)].reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0xfdn)
  return { base: bytes << 80n, prefix: 64, family: 6 }
}
/** What other networks and the host's own links use. */
function takenSubnets(ctx: NetworkContext): Subnet[] {
  const out: Subnet[] = []
  for (const network of ctx.networks.values()) {
    if (network.pool) out.push(network.pool.subnet)
    if (network.pool6) out.push(network.pool6.subnet)
  }
  for (const link of ctx.net.host.interfaces) {
    if (link.kind !== 'physical') continue
    for (const { address, prefix } of link.addresses) {
      const subnet = parseSubnet(`${address}/${prefix}`)
      if (subnet) out.push(subnet)
    }
  }
  return out
}

/** none, host and bridge, which a fresh engine has. */
export function createDefaultNetworks(ctx: NetworkContext): void {
  for (const [name, driver] of [
    ['none', 'null'],
    ['host', 'host'],
    ['bridge', 'bridge'],
  ] as const) {
    const network = buildNetwork(ctx, {
      id: randomId(ctx.rng),
      name,
      created: ctx.stamps.now(),
      driver,
      enableIPv4: true,
      enableIPv6: false,
      internal: false,
      attachable: false,
      ipam: {
        Driver: 'default',
        Options: null,
        Config: driver === 'bridge' ? [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.1' }] : null,
      },
      options:
        driver === 'bridge'
          ? {
              [OPTION.defaultBridge]: 'true',
              [OPTION.icc]: 'true',
              [OPTION.masquerade]: 'true',
              [OPTION.hostBinding]: '0.0.0.0',
              [OPTION.name]: 'docker0',
              [OPTION.mtu]: '1500',
            }
          : {},
      labels: {},
      userSubnets: [],
      configOnly: false,
      configFrom: '',
    })
    ctx.networks.set(network.config.id, network)
  }
}
