/** IPv4 and IPv6 addresses as text, and prefixes. IPv4 in IPv6 form (::ffff:1.2.3.4) is what dual-stack sockets see. */
import { SysError } from '../../base/abi/errno.ts'
import { ipBytes, ipText, masked } from './ip-bytes.ts'
import type { Address } from './types.ts'

export const isV6 = (address: Address): boolean => address.includes(':')

/** The shortest form, lower case; EINVAL when it is no address. */
export function canonical(address: Address): Address {
  const bytes = bytesOf(isV6(address) ? address.replace(/%.*$/, '') : address)
  const mappedV4 = bytes.length === 16 && bytes.slice(0, 10).every((byte) => !byte) && (bytes[10]! & bytes[11]!) === 255
  return mappedV4 ? `::ffff:${ipText(bytes.slice(12))}` : ipText(bytes)
}
function bytesOf(address: Address): number[] {
  const bytes = ipBytes(address)
  if (!bytes) throw new SysError('EINVAL', address)
  return bytes
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
  return ipText(masked(bytesOf(address), prefix)) === ipText(masked(bytesOf(network), prefix))
}
/** "172.18.0.5", 16 → "172.18.0.0/16". */
export function networkOf(address: Address, prefix: number): string {
  return `${ipText(masked(bytesOf(address), prefix))}/${prefix}`
}
/** The link-local address that a MAC address makes (EUI-64). */
export function linkLocal(mac: string): Address {
  const bytes = mac.split(':').map((byte) => parseInt(byte, 16))
  const eui = [bytes[0]! ^ 2, bytes[1]!, bytes[2]!, 0xff, 0xfe, bytes[3]!, bytes[4]!, bytes[5]!]
  const groups = [0, 2, 4, 6].map((i) => ((eui[i]! << 8) | eui[i + 1]!).toString(16))
  return canonical(`fe80::${groups.join(':')}`)
}
