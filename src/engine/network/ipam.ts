/**
 * Address management as libnetwork's default IPAM: pools for networks (172.17.0.0/16 upwards), the lowest free address for endpoints.
 * IPv4 addresses are numbers, IPv6 addresses bigints inside; text outside.
 */
import { forbidden, system } from '../../api/types/index.ts'

export interface Subnet {
  readonly base: bigint
  readonly prefix: number
  readonly family: 4 | 6
}
const WIDTH = { 4: 32, 6: 128 } as const

export function parseAddress(text: string): { value: bigint; family: 4 | 6 } | null {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number)
    if (parts.some((part) => part > 255)) return null
    return { value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n), family: 4 }
  }
  if (!/^[0-9a-fA-F:]+$/.test(text) || !text.includes(':')) return null
  const halves = text.split('::')
  if (halves.length > 2) return null
  const groups = (half: string | undefined): string[] => (half ? half.split(':') : [])
  const head = groups(halves[0])
  const tail = groups(halves[1])
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  const all = [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail]
  if (all.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return null
  return { value: all.reduce((sum, group) => (sum << 16n) + BigInt(parseInt(group, 16)), 0n), family: 6 }
}
export function formatAddress(value: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  const groups = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(112 - 16 * i)) & 0xffffn))
  // RFC 5952: the longest run of zeros (two or more) is shortened.
  let best = { at: -1, length: 1 }
  for (let i = 0; i < 8; i++) {
    let length = 0
    while (i + length < 8 && groups[i + length] === 0) length++
    if (length > best.length) best = { at: i, length }
  }
  const text = (list: number[]): string => list.map((group) => group.toString(16)).join(':')
  if (best.at < 0) return text(groups)
  return `${text(groups.slice(0, best.at))}::${text(groups.slice(best.at + best.length))}`
}
/** "10.0.0.0/24"; null when it is no CIDR. Host bits are cleared. */
export function parseSubnet(text: string): Subnet | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  const address = match && parseAddress(match[1]!)
  if (!match || !address) return null
  const prefix = Number(match[2])
  const width = WIDTH[address.family]
  if (prefix > width) return null
  const hostBits = BigInt(width - prefix)
  return { base: (address.value >> hostBits) << hostBits, prefix, family: address.family }
}
export const subnetText = (subnet: Subnet): string => `${formatAddress(subnet.base, subnet.family)}/${subnet.prefix}`
const lastOf = (subnet: Subnet): bigint => subnet.base + (1n << BigInt(WIDTH[subnet.family] - subnet.prefix)) - 1n
export const contains = (subnet: Subnet, address: { value: bigint; family: 4 | 6 }): boolean =>
  address.family === subnet.family && address.value >= subnet.base && address.value <= lastOf(subnet)
export const overlaps = (a: Subnet, b: Subnet): boolean =>
  a.family === b.family && a.base <= lastOf(b) && b.base <= lastOf(a)

/** libnetwork/ipamutils: local scope default networks. */
function* defaultPools(): Iterable<Subnet> {
  for (let second = 17; second <= 31; second++) yield parseSubnet(`172.${second}.0.0/16`)!
  for (let third = 0; third < 256; third += 16) yield parseSubnet(`192.168.${third}.0/20`)!
}
/** The first default pool that overlaps none of `taken` (networks and the host's own routes). */
export function choosePool(taken: readonly Subnet[]): Subnet {
  for (const pool of defaultPools()) if (!taken.some((other) => overlaps(pool, other))) return pool
  throw system('all predefined address pools have been fully subnetted')
}

/** The addresses of one subnet of one network. */
export class AddressPool {
  readonly subnet: Subnet
  private readonly range: Subnet
  private readonly used = new Set<bigint>()
  constructor(subnet: Subnet, range: Subnet | null) {
    this.subnet = subnet
    this.range = range ?? subnet
    // Network and broadcast addresses are never given away.
    if (subnet.family === 6 || subnet.prefix < 31) this.used.add(subnet.base)
    if (subnet.family === 4 && subnet.prefix < 31) this.used.add(lastOf(subnet))
  }
  get family(): 4 | 6 {
    return this.subnet.family
  }
  /** The lowest free one of the range. Throws "no available IPv4 addresses on this network's address pools: …". */
  allocate(label: string): string {
    const last = lastOf(this.range)
    for (let value = this.range.base; value <= last; value++) {
      if (this.used.has(value)) continue
      this.used.add(value)
      return formatAddress(value, this.family)
    }
    throw system(`no available IPv${this.family} addresses on this network's address pools: ${label}`)
  }
  /** A given one. Throws forbidden "Address already in use". */
  reserve(text: string): void {
    const address = parseAddress(text)
    if (!address || !contains(this.subnet, address)) {
      throw system(
        `Requested address ${text} is not available: invalid address ${text}: It does not belong to any of this network's subnets`,
      )
    }
    if (this.used.has(address.value)) throw forbidden('Address already in use')
    this.used.add(address.value)
  }
  release(text: string): void {
    const address = parseAddress(text)
    if (address) this.used.delete(address.value)
  }
}
