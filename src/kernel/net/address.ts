/** IPv4 and IPv6 addresses as text, and prefixes. IPv4 in IPv6 form (::ffff:1.2.3.4) is what dual-stack sockets see. */
import ipaddr from 'ipaddr.js'
import { SysError } from '../../base/abi/errno.ts'
import type { Address } from './types.ts'

export const isV6 = (address: Address): boolean => address.includes(':')

/** The shortest form, lower case; EINVAL when it is no address. */
export function canonical(address: Address): Address {
  if (!isV6(address)) {
    if (!ipaddr.IPv4.isValidFourPartDecimal(address)) throw new SysError('EINVAL', address)
    return address
  }
  const bare = address.replace(/%.*$/, '')
  if (!ipaddr.IPv6.isValid(bare)) throw new SysError('EINVAL', address)
  const parsed = ipaddr.IPv6.parse(bare)
  return parsed.isIPv4MappedAddress() ? `::ffff:${parsed.toIPv4Address().toString()}` : parsed.toRFC5952String()
}
/** ::ffff:a.b.c.d → a.b.c.d; others as they are. */
export const unmapped = (address: Address): Address =>
  address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address
export const mapped = (address: Address): Address => (isV6(address) ? address : `::ffff:${address}`)

export const isAny = (address: Address): boolean => address === '0.0.0.0' || address === '::'
export const isLoopback = (address: Address): boolean => address.startsWith('127.') || address === '::1'

/** Whether two addresses share their first `prefix` bits. */
export function inPrefix(address: Address, network: Address, prefix: number): boolean {
  if (isV6(address) !== isV6(network)) return false
  return isV6(address)
    ? ipaddr.IPv6.parse(address).match(ipaddr.IPv6.parse(network), prefix)
    : ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parse(network), prefix)
}
/** "172.18.0.5", 16 → "172.18.0.0/16". */
export function networkOf(address: Address, prefix: number): string {
  const cidr = `${address}/${prefix}`
  return isV6(address)
    ? `${ipaddr.IPv6.networkAddressFromCIDR(cidr).toRFC5952String()}/${prefix}`
    : `${ipaddr.IPv4.networkAddressFromCIDR(cidr).toString()}/${prefix}`
}
/** The link-local address that a MAC address makes (EUI-64). */
export function linkLocal(mac: string): Address {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16))
  const eui = [bytes[0]! ^ 2, bytes[1]!, bytes[2]!, 0xff, 0xfe, bytes[3]!, bytes[4]!, bytes[5]!]
  const groups = [0, 2, 4, 6].map((i) => ((eui[i]! << 8) | eui[i + 1]!).toString(16))
  return canonical(`fe80::${groups.join(':')}`)
}
