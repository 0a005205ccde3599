/** Addresses, masks, and what interfaces are called, for the programs that show them. */
import type { NetInterface, Route } from '../../../kernel/net/types.ts'

export const isIpv6 = (address: string): boolean => address.includes(':')
export const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) && text.split('.').every((part) => +part < 256)
export const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + +part, 0)
export const fromNumber = (n: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256).join('.')
export const netmask = (prefix: number): string => fromNumber(2 ** 32 - 2 ** (32 - prefix))
export const network = (address: string, prefix: number): string => {
  const size = 2 ** (32 - prefix)
  return fromNumber(Math.floor(toNumber(address) / size) * size)
}
export const broadcast = (address: string, prefix: number): string => {
  const size = 2 ** (32 - prefix)
  return fromNumber(Math.floor(toNumber(address) / size) * size + size - 1)
}
export function scopeOf(address: string): 'host' | 'link' | 'global' {
  if (address === '::1' || address.startsWith('127.')) return 'host'
  return /^fe[89ab]/i.test(address) || address.startsWith('169.254.') ? 'link' : 'global'
}
/** A bridge into which nothing is plugged has no carrier. */
export const hasCarrier = (link: NetInterface, all: readonly NetInterface[]): boolean =>
  link.kind !== 'bridge' || all.some((other) => other.master === link.name)
/** As `ip link` has them. */
export function flagsOf(link: NetInterface, all: readonly NetInterface[]): string[] {
  if (link.kind === 'loopback') return link.up ? ['LOOPBACK', 'UP', 'LOWER_UP'] : ['LOOPBACK']
  const carrier = hasCarrier(link, all)
  return [
    ...(link.up && !carrier ? ['NO-CARRIER'] : []),
    'BROADCAST',
    'MULTICAST',
    ...(link.up ? ['UP'] : []),
    ...(link.up && carrier ? ['LOWER_UP'] : []),
  ]
}
export const operState = (link: NetInterface, all: readonly NetInterface[]): string =>
  link.kind === 'loopback' ? 'UNKNOWN' : link.up && hasCarrier(link, all) ? 'UP' : 'DOWN'
/** eth0@if7: the other end of a pair lies elsewhere. */
export const fullName = (link: NetInterface): string =>
  link.peerIndex === undefined ? link.name : `${link.name}@if${link.peerIndex}`
export const broadcastMac = (link: NetInterface): string =>
  link.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'
/** Those that have a queue. */
export const queueLength = (link: NetInterface): number | null =>
  link.kind === 'loopback' || link.kind === 'physical' ? 1000 : null
export const queueing = (link: NetInterface): string => (link.kind === 'physical' ? 'fq_codel' : 'noqueue')

export const destinationOf = (route: Route): { address: string; prefix: number } => {
  if (route.destination === 'default') return { address: '0.0.0.0', prefix: 0 }
  const [address = '', prefix] = route.destination.split('/')
  return { address, prefix: prefix === undefined ? (isIpv6(address) ? 128 : 32) : +prefix }
}
export const isIpv6Route = (route: Route): boolean =>
  isIpv6(route.destination) || (route.gateway !== undefined && isIpv6(route.gateway))
/** "1.0 KiB" in brackets, as ifconfig rounds. */
export function humanBytes(bytes: number, kib = 1024): string {
  let value = bytes
  let unit = 'B'
  for (const next of ['KiB', 'MiB', 'GiB', 'TiB']) {
    if (value < kib) break
    value /= kib
    unit = next
  }
  return `${(Math.floor(value * 10) / 10).toFixed(1)} ${unit}`
}
/** Longest prefix first. */
export function routeTo(address: string, routes: readonly Route[]): Route | undefined {
  const six = isIpv6(address)
  return routes
    .filter((route) => isIpv6Route(route) === six)
    .filter((route) => {
      const { address: base, prefix } = destinationOf(route)
      return (
        route.destination === 'default' ||
        (!six && network(address, prefix) === network(base, prefix)) ||
        base === address
      )
    })
    .sort((a, b) => destinationOf(b).prefix - destinationOf(a).prefix)[0]
}
