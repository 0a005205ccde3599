/** docker network create */
import ipaddr from 'ipaddr.js'
import { networkCreate } from '../../../api/client/index.ts'
import type { Ipam, IpamConfig, NetworkCreateRequest } from '../../../api/types/index.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import type { FlagSet } from '../../framework/flag-set.ts'
import { listOf } from '../../framework/flag-values.ts'
import { toMap } from '../../opts/env.ts'
import { parseIp } from '../../opts/ip.ts'
import { validateLabel } from '../../opts/validate.ts'

const parseCidr = (text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null => {
  const slash = text.indexOf('/')
  if (slash < 0 || parseIp(text.slice(0, slash)) === null || !/^\d+$/.test(text.slice(slash + 1))) return null
  const bits = Number(text.slice(slash + 1))
  const address = ipaddr.parse(text.slice(0, slash))
  return bits <= (address.kind() === 'ipv4' ? 32 : 128) ? [address, bits] : null
}
/** Whether an address (or the address of a CIDR) lies in `subnet`. Throws CommandError. */
function matches(subnet: string, data: string): boolean {
  const network = parseCidr(subnet)
  if (!network) throw new CommandError(`invalid subnet: invalid CIDR address: ${subnet}`)
  let address: ipaddr.IPv4 | ipaddr.IPv6
  if (data.includes('/')) {
    const parsed = parseCidr(data)
    if (!parsed) throw new CommandError(`invalid CIDR address: ${data}`)
    address = parsed[0]
  } else {
    const ip = parseIp(data)
    if (ip === null) return false
    address = ipaddr.parse(ip)
  }
  return address.kind() === network[0].kind() && address.match(network as [ipaddr.IPv4, number])
}
function ipam(flags: FlagSet): Partial<Ipam> {
  const subnets = flags.list('subnet')
  const ranges = flags.list('ip-range')
  const gateways = flags.list('gateway')
  if (subnets.length < ranges.length || subnets.length < gateways.length)
    throw new CommandError('every ip-range or gateway must have a corresponding subnet')
  const configs = new Map<string, IpamConfig>()
  for (const subnet of subnets) {
    for (const other of configs.keys())
      if (matches(subnet, other) || matches(other, subnet))
        throw new CommandError('multiple overlapping subnet configuration is not supported')
    configs.set(subnet, { Subnet: subnet })
  }
  const assign = (value: string, what: string, put: (config: IpamConfig, subnet: string) => void): void => {
    let found = false
    for (const subnet of subnets) {
      if (!matches(subnet, value)) continue
      put(configs.get(subnet)!, subnet)
      found = true
    }
    if (!found) throw new CommandError(`no matching subnet for ${what} ${value}`)
  }
  for (const range of ranges) {
    if (subnets.length > 0 && !parseCidr(range)) throw new CommandError(`invalid CIDR address: ${range}`)
    assign(range, 'range', (config, subnet) => {
      if (config.IPRange)
        throw new CommandError(
          `cannot configure multiple ranges (${range}, ${config.IPRange}) on the same subnet (${subnet})`,
        )
      config.IPRange = range
    })
  }
  for (const gateway of gateways)
    assign(gateway, 'gateway', (config, subnet) => {
      if (config.Gateway)
        throw new CommandError(
          `cannot configure multiple gateways (${gateway}, ${config.Gateway}) for the same subnet (${subnet})`,
        )
      config.Gateway = gateway
    })
  for (const [name, address] of Object.entries(flags.map('aux-address')))
    assign(address, 'aux-address', (config) => ((config.AuxiliaryAddresses ??= {})[name] = address))
  return { Driver: flags.string('ipam-driver'), Options: flags.map('ipam-opt'), Config: [...configs.values()] }
}
export const create: CommandSpec = {
  use: 'create [OPTIONS] NETWORK',
  short: 'Create a network',
  args: exactArgs(1),
  flags: `
    --attachable  Enable manual container attachment
    --aux-address map  Auxiliary IPv4 or IPv6 addresses used by Network driver (default map[])
    --config-from string  The network from which to copy the configuration
    --config-only  Create a configuration only network
    -d, --driver string  Driver to manage the Network (default "bridge")
    --gateway strings  IPv4 or IPv6 Gateway for the master subnet
    --ingress  Create swarm routing-mesh network
    --internal  Restrict external access to the network
    --ip-range strings  Allocate container ip from a sub-range
    --ipam-driver string  IP Address Management Driver (default "default")
    --ipam-opt map  Set IPAM driver specific options (default map[])
    --ipv4  Enable or disable IPv4 address assignment (default true)
    --ipv6  Enable or disable IPv6 address assignment
    --label list  Set metadata on a network
    -o, --opt map  Set driver specific options (default map[])
    --scope string  Control the network's scope
    --subnet strings  Subnet in CIDR format that represents a network segment
  `,
  values: { label: listOf(validateLabel) },
  complete: nothing,
  run: async ({ cli, flags, args }) => {
    const request: NetworkCreateRequest = {
      Name: args[0]!,
      Driver: flags.string('driver'),
      Scope: flags.string('scope'),
      EnableIPv4: flags.changed('ipv4') ? flags.bool('ipv4') : undefined,
      EnableIPv6: flags.changed('ipv6') ? flags.bool('ipv6') : undefined,
      IPAM: ipam(flags),
      Internal: flags.bool('internal'),
      Attachable: flags.bool('attachable'),
      Ingress: flags.bool('ingress'),
      ConfigOnly: flags.bool('config-only'),
      ConfigFrom: flags.string('config-from') === '' ? undefined : { Network: flags.string('config-from') },
      Options: flags.map('opt'),
      Labels: toMap(flags.list('label')),
    }
    await cli.out.line((await networkCreate(cli.client, request)).Id)
  },
}
