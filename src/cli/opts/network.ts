/** --network: a name, or "name=net,alias=web,ip=…" (opts/network.go). */
import { CommandError, FlagError } from '../framework/errors.ts'
import { parseCsv, type FlagValueFactory } from '../framework/flag-values.ts'
import type { EndpointSettings } from '../../api/types/index.ts'
import { isMac } from './ip.ts'
import { cut } from './validate.ts'

export interface NetworkAttachment {
  target: string
  aliases: string[]
  driverOpts: Record<string, string> | null
  links: string[]
  ipv4: string
  ipv6: string
  linkLocalIps: string[]
  mac: string
  gwPriority: number
}
export const attachmentTo = (target: string): NetworkAttachment => ({
  target,
  aliases: [],
  driverOpts: null,
  links: [],
  ipv4: '',
  ipv6: '',
  linkLocalIps: [],
  mac: '',
  gwPriority: 0,
})
export function parseNetwork(text: string): NetworkAttachment {
  if (!/\w+=\w+(,\w+=\w+)*/.test(text)) return attachmentTo(text)
  const out = attachmentTo('')
  for (const field of parseCsv(text)) {
    const [rawKey, rawValue, found] = cut(field.toLowerCase(), '=')
    if (!found || rawKey === '') throw new FlagError(`invalid field ${field}`)
    const key = rawKey.trim()
    const value = rawValue.trim()
    switch (key) {
      case 'name':
        out.target = value
        break
      case 'alias':
        out.aliases.push(value)
        break
      case 'ip':
        out.ipv4 = value
        break
      case 'ip6':
        out.ipv6 = value
        break
      case 'mac-address':
        out.mac = value
        break
      case 'link-local-ip':
        out.linkLocalIps.push(value)
        break
      case 'driver-opt': {
        const [name, option, ok] = cut(value, '=')
        if (!ok || name.trim() === '') throw new FlagError('invalid key value pair format in driver options')
        ;(out.driverOpts ??= {})[name.trim()] = option.trim()
        break
      }
      case 'gw-priority':
        if (!/^[+-]?\d+$/.test(value)) throw new FlagError(`invalid gw-priority (${value}): invalid syntax`)
        out.gwPriority = Number(value)
        break
      default:
        throw new FlagError(`invalid field key ${key}`)
    }
  }
  if (out.target === '') throw new FlagError('network name/id is not specified')
  return out
}
export const networkValue: FlagValueFactory = () => {
  const networks: NetworkAttachment[] = []
  return { set: (text) => void networks.push(parseNetwork(text)), get: () => networks }
}
/** container.NetworkMode.IsUserDefined */
export const isUserDefined = (mode: string): boolean =>
  !['default', 'bridge', 'host', 'none'].includes(mode) && !/^container(:|$)/.test(mode)

/** Throws CommandError. */
export function endpointOf(network: NetworkAttachment): Partial<EndpointSettings> {
  if (network.target.trim() === '') throw new CommandError('no name set for network')
  if (!isUserDefined(network.target)) {
    if (network.aliases.length > 0)
      throw new CommandError('network-scoped aliases are only supported for user-defined networks')
    if (network.links.length > 0) throw new CommandError('links are only supported for user-defined networks')
  }
  const endpoint: Partial<EndpointSettings> = {}
  if (network.ipv4 !== '' || network.ipv6 !== '' || network.linkLocalIps.length > 0) {
    endpoint.IPAMConfig = {
      ...(network.ipv4 === '' ? {} : { IPv4Address: network.ipv4 }),
      ...(network.ipv6 === '' ? {} : { IPv6Address: network.ipv6 }),
      ...(network.linkLocalIps.length === 0 ? {} : { LinkLocalIPs: network.linkLocalIps }),
    }
  }
  if (network.links.length > 0) endpoint.Links = network.links
  if (network.aliases.length > 0) endpoint.Aliases = network.aliases
  if (network.mac !== '') {
    if (!isMac(network.mac.trim())) throw new CommandError(`${network.mac} is not a valid mac address`)
    endpoint.MacAddress = network.mac
  }
  if (network.driverOpts) endpoint.DriverOpts = network.driverOpts
  if (network.gwPriority !== 0) endpoint.GwPriority = network.gwPriority
  return endpoint
}
