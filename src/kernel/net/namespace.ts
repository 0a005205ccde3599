/** A network namespace (network_namespaces(7)): its links, routes, sockets and neighbours. */
import type { Clock } from '../../base/clock.ts'
import { inPrefix, isAny, isLoopback, isV6, networkOf } from './address.ts'
import { Link } from './link.ts'
import { PortTable } from './ports.ts'
import type { Address, NameServer, Neighbour, NetworkNamespace, Route, SocketInfo } from './types.ts'

/** After this long an entry of the ARP table is STALE (gc_stale_time), in ms. */
const STALE_AFTER = 30000

/** What a socket shows in ss and netstat. */
export interface Listed {
  info(): SocketInfo | null
}

export class NetNs implements NetworkNamespace {
  nextIndex = 1
  readonly links: Link[] = []
  readonly loopback: Link
  defaultRoutes: { gateway: Address; link: Link }[] = []
  readonly tcp = new PortTable()
  readonly udp = new PortTable()
  /** In order of creation. */
  readonly open = new Set<Listed>()
  readonly nameServers = new Map<Address, NameServer>()
  removed = false
  private readonly clock: Clock
  private readonly arp = new Map<string, { mac: string; device: Link; at: number; failed: boolean }>()

  constructor(clock: Clock) {
    this.clock = clock
    this.loopback = new Link(this, 'lo', 'loopback', '00:00:00:00:00:00')
    this.loopback.addresses = [
      { address: '127.0.0.1', prefix: 8 },
      { address: '::1', prefix: 128 },
    ]
  }

  get interfaces(): readonly Link[] {
    return this.links
  }
  get sockets(): readonly SocketInfo[] {
    const list: SocketInfo[] = []
    for (const socket of this.open) {
      const info = socket.info()
      if (info) list.push(info)
    }
    return list
  }
  /** The default routes first, then the connected networks, as `ip route` sorts them; IPv6 after IPv4. */
  get routes(): readonly Route[] {
    const defaults: Route[] = this.defaultRoutes.map(({ gateway, link }) => ({
      destination: 'default',
      gateway,
      device: link.name,
    }))
    const connected: Route[] = []
    for (const link of this.links)
      if (link.kind !== 'loopback')
        for (const { address, prefix } of link.addresses)
          connected.push({ destination: networkOf(address, prefix), device: link.name, source: address })
    const all = [...defaults, ...connected]
    return [...all.filter((route) => !sixth(route)), ...all.filter(sixth)]
  }

  /** One of this namespace's own addresses, 127.0.0.0/8 included. */
  isLocal(address: Address): boolean {
    if (isLoopback(address)) return true
    return this.links.some((link) => link.addresses.some((own) => own.address === address))
  }
  /** May be bound to. */
  canBind(address: Address): boolean {
    return isAny(address) || this.isLocal(address)
  }

  /** The way to an address that is not local: the link, the next hop on it, the source address; null: ENETUNREACH. */
  route(to: Address): { link: Link; hop: Address; source: Address } | null {
    for (const link of this.links) {
      if (!link.up || link.kind === 'loopback') continue
      for (const { address, prefix } of link.addresses)
        if (inPrefix(to, address, prefix)) return { link, hop: to, source: address }
    }
    for (const { gateway, link } of this.defaultRoutes) {
      if (isV6(gateway) !== isV6(to)) continue
      const source = link.addresses.find((own) => isV6(own.address) === isV6(to) && !own.address.startsWith('fe80:'))
      if (source) return { link, hop: gateway, source: source.address }
    }
    return null
  }

  /** Somebody was talked to on a link. */
  met(address: Address, mac: string | null, device: Link): void {
    this.arp.set(address, { mac: mac ?? '', device, at: this.clock.now(), failed: mac === null })
  }
  forgetAddress(address: Address): void {
    this.arp.delete(address)
  }
  forget(link: Link): void {
    for (const [address, entry] of this.arp) if (entry.device === link) this.arp.delete(address)
    this.defaultRoutes = this.defaultRoutes.filter((route) => route.link !== link)
  }
  get neighbours(): readonly Neighbour[] {
    const now = this.clock.now()
    return [...this.arp].map(([address, { mac, device, at, failed }]) => ({
      address,
      mac,
      device: device.name,
      state: failed ? 'FAILED' : now - at > STALE_AFTER ? 'STALE' : 'REACHABLE',
    }))
  }
}
const sixth = (route: Route): boolean => isV6(route.gateway ?? route.destination)
