/** Linux bridges with veth pairs plugged in (bridge(8)), as libnetwork's bridge driver sets them up. */
import { SysError } from '../../base/abi/errno.ts'
import { hex, type Rng } from '../../base/rng.ts'
import { isV6, linkLocal } from './address.ts'
import { Link } from './link.ts'
import type { NetNs } from './namespace.ts'
import type { Address, Bridge, BridgePort, NetworkNamespace } from './types.ts'

export interface BridgeOptions {
  name: string
  subnet: string
  gateway: Address
  internal?: boolean
  icc?: boolean
  masquerade?: boolean
  ipv6?: { subnet: string; gateway: Address }
  mtu?: number
}

export class NetBridge implements Bridge {
  readonly name: string
  readonly subnet: string
  readonly gateway: Address
  readonly options: BridgeOptions
  readonly link: Link
  readonly ports: Port[] = []
  private readonly rng: Rng
  private readonly onRemove: (bridge: NetBridge) => void

  /** EEXIST: the host has such an interface. ENAMETOOLONG as EINVAL: more than 15 bytes. */
  constructor(host: NetNs, options: BridgeOptions, rng: Rng, onRemove: (bridge: NetBridge) => void) {
    if (options.name.length > 15 || options.name === '') throw new SysError('EINVAL', options.name)
    if (host.links.some((link) => link.name === options.name)) throw new SysError('EEXIST', options.name)
    this.name = options.name
    this.subnet = options.subnet
    this.gateway = options.gateway
    this.options = options
    this.rng = rng
    this.onRemove = onRemove
    this.link = new Link(host, options.name, 'bridge', randomMac(rng), options.mtu)
    this.link.bridge = this
    const prefixOf = (subnet: string): number => Number(subnet.split('/')[1])
    if (options.gateway) this.link.addresses.push({ address: options.gateway, prefix: prefixOf(options.subnet) })
    if (options.ipv6) this.link.addresses.push({ address: options.ipv6.gateway, prefix: prefixOf(options.ipv6.subnet) })
  }

  attach(
    ns: NetworkNamespace,
    options: {
      ifname: string
      address: Address
      prefix: number
      mac: string
      defaultRoute?: boolean
      ipv6?: { address: Address; prefix: number }
    },
  ): BridgePort {
    const inside = ns as NetNs
    if (inside.links.some((link) => link.name === options.ifname)) throw new SysError('EEXIST', options.ifname)
    const port = new Port(this, inside, options, this.rng)
    this.ports.push(port)
    if (options.defaultRoute) {
      if (this.gateway && !this.options.internal) inside.defaultRoutes.push({ gateway: this.gateway, link: port.link })
      if (options.ipv6 && this.options.ipv6)
        inside.defaultRoutes.push({ gateway: this.options.ipv6.gateway, link: port.link })
    }
    return port
  }
  /** Who has an address on this bridge. */
  portOf(address: Address): Port | undefined {
    return this.ports.find((port) => port.link.addresses.some((own) => own.address === address))
  }
  remove(): void {
    for (const port of [...this.ports]) port.detach()
    this.link.remove()
    this.onRemove(this)
  }
}

export class Port implements BridgePort {
  readonly ns: NetNs
  readonly ifname: string
  readonly address: Address
  /** The end inside the namespace. */
  readonly link: Link
  private readonly outside: Link
  private readonly bridge: NetBridge

  constructor(
    bridge: NetBridge,
    ns: NetNs,
    options: {
      ifname: string
      address: Address
      prefix: number
      mac: string
      ipv6?: { address: Address; prefix: number }
    },
    rng: Rng,
  ) {
    this.bridge = bridge
    this.ns = ns
    this.ifname = options.ifname
    this.address = options.address
    const host = bridge.link.ns
    this.link = new Link(ns, options.ifname, 'veth', options.mac, bridge.options.mtu)
    this.outside = new Link(host, `veth${hex(rng.bytes(4)).slice(0, 7)}`, 'veth', randomMac(rng), bridge.options.mtu)
    this.link.peer = this.outside
    this.outside.peer = this.link
    this.link.bridge = this.outside.bridge = bridge
    this.link.addresses.push({ address: options.address, prefix: options.prefix })
    if (options.ipv6) {
      this.link.addresses.push(options.ipv6)
      this.link.addresses.push({ address: linkLocal(options.mac), prefix: 64 })
    }
  }
  detach(): void {
    const at = this.bridge.ports.indexOf(this)
    if (at < 0) return
    this.bridge.ports.splice(at, 1)
    this.link.remove()
    this.outside.remove()
    for (const own of this.link.addresses) if (!isV6(own.address)) this.bridge.link.ns.forgetAddress(own.address)
  }
}

/** Locally administered, as the kernel makes them for virtual links. */
export function randomMac(rng: Rng): string {
  const bytes = rng.bytes(6)
  bytes[0] = (bytes[0]! & 0xfe) | 2
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
}
