/**
 * The way of a packet (what routing and Docker's iptables rules decide): from a namespace to an address.
 *
 *   container ──eth0─veth──bridge──┬── container on the same bridge      unless icc is off
 *                                  ├── the host (any of its addresses)   INPUT is open
 *                                  ├── another bridge                    dropped (DOCKER-ISOLATION)
 *                                  └── masquerade ── host's eth0 ── the world
 *
 * Leaves out: fragmentation, ICMP but echo, path MTU, asymmetric routes.
 */
import type { Rng } from '../../base/rng.ts'
import { isLoopback } from './address.ts'
import type { Link } from './link.ts'
import type { NetNs } from './namespace.ts'
import type { World } from './world.ts'
import type { Address, RemoteHost } from './types.ts'

/** Links that count a packet, in order: those it leaves through and those it enters by. */
export interface Way {
  /** Address that the receiver sees. */
  readonly source: Address
  readonly hops: readonly { readonly link: Link; readonly direction: 'sent' | 'received' }[]
  /** Routers passed. */
  readonly routers: number
  /** Round trip, ms. */
  readonly rtt: number
}
export type Trace =
  | (Way & { readonly to: 'namespace'; readonly ns: NetNs })
  | (Way & { readonly to: 'remote'; readonly host: RemoteHost | null; readonly nameServer: boolean })
  /** Nothing comes back. */
  | { readonly to: 'dropped' }
  /** EHOSTUNREACH: nobody has the address on its link; known after three ARP requests. */
  | { readonly to: 'nobody' }
  /** ENETUNREACH: no route. */
  | { readonly to: 'nowhere' }

/** Three requests, a second apart. */
export const ARP_TIMEOUT = 3060

export function trace(world: World, from: NetNs, to: Address): Trace {
  if (from.isLocal(to)) return loop(world, from, to)
  const route = from.route(to)
  if (!route) return { to: 'nowhere' }
  const { link, hop, source } = route
  if (from === world.host) return fromHost(world, link, to, hop, source)
  const bridge = link.bridge
  if (!bridge) return { to: 'nobody' }
  const out = leave(link)
  const { host } = world
  // On the bridge itself.
  const port = bridge.portOf(hop)
  if (port && hop === to) {
    if (bridge.options.icc === false) return { to: 'dropped' }
    meet(from, hop, port.link, link)
    meet(port.ns, source, link, port.link)
    return {
      to: 'namespace',
      ns: port.ns,
      source,
      hops: [...out, ...enter(port.link)],
      routers: 0,
      rtt: near(world.rng),
    }
  }
  if (!bridge.link.addresses.some((own) => own.address === hop)) {
    from.met(hop, null, link)
    return { to: 'nobody' }
  }
  meet(from, hop, bridge.link, link)
  meet(host, source, link, bridge.link)
  const inHost = [...out, { link: bridge.link, direction: 'received' as const }]
  if (host.isLocal(to) && !isLoopback(to))
    return { to: 'namespace', ns: host, source, hops: inHost, routers: 0, rtt: near(world.rng) }
  // Forwarded by the host.
  if (bridge.options.internal) return { to: 'dropped' }
  const next = host.route(to)
  if (!next) return { to: 'nowhere' }
  if (next.link.bridge) return { to: 'dropped' }
  const seen = bridge.options.masquerade === false ? source : next.source
  // Replies to a private address that is not translated never come back.
  if (seen === source) return { to: 'dropped' }
  const beyond = outside(world, to, next.hop, next.link)
  if (beyond.to !== 'remote') return beyond
  return { ...beyond, source: seen, hops: [...inHost, ...beyond.hops], routers: beyond.routers + 1 }
}

function loop(world: World, ns: NetNs, to: Address): Trace {
  const hops = [
    { link: ns.loopback, direction: 'sent' as const },
    { link: ns.loopback, direction: 'received' as const },
  ]
  return {
    to: 'namespace',
    ns,
    source: to.startsWith('127.') ? '127.0.0.1' : to,
    hops,
    routers: 0,
    rtt: 0.02 + world.rng.float() * 0.03,
  }
}

function fromHost(world: World, link: Link, to: Address, hop: Address, source: Address): Trace {
  const { bridge } = link
  if (!bridge) {
    const beyond = outside(world, to, hop, link)
    return beyond.to === 'remote' ? { ...beyond, source } : beyond
  }
  const port = bridge.portOf(hop)
  if (!port) {
    world.host.met(hop, null, link)
    return { to: 'nobody' }
  }
  meet(world.host, hop, port.link, link)
  meet(port.ns, source, link, port.link)
  return {
    to: 'namespace',
    ns: port.ns,
    source,
    hops: [{ link, direction: 'sent' }, ...enter(port.link)],
    routers: 0,
    rtt: near(world.rng),
  }
}

/** Through the host's own interface. Of the local network only the gateway, the name server and remote hosts answer. */
function outside(world: World, to: Address, hop: Address, link: Link): Trace {
  const remote = world.remoteAt(to)
  const nameServer = world.nameServers.has(to)
  if (hop === to && !remote && !nameServer && to !== world.gateway) {
    world.host.met(to, null, link)
    return { to: 'nobody' }
  }
  world.host.met(hop, world.macOf(hop), link)
  if (!remote && !nameServer && to !== world.gateway) return { to: 'dropped' }
  return {
    to: 'remote',
    host: remote,
    nameServer,
    source: '',
    hops: [{ link, direction: 'sent' }],
    routers: hop === to ? 0 : 8,
    rtt: hop === to ? 0.2 + world.rng.float() * 0.2 : (remote?.rtt ?? distance(to)) + world.rng.float() * 0.8,
  }
}

const leave = (link: Link): Way['hops'] => [
  { link, direction: 'sent' },
  { link: link.peer!, direction: 'received' },
]
const enter = (link: Link): Way['hops'] => [
  { link: link.peer!, direction: 'sent' },
  { link, direction: 'received' },
]
const meet = (ns: NetNs, address: Address, owner: Link, through: Link): void => ns.met(address, owner.mac, through)
const near = (rng: Rng): number => 0.05 + rng.float() * 0.08

/** Some tens of milliseconds, the same for an address each time. */
function distance(address: Address): number {
  let hash = 7
  for (let i = 0; i < address.length; i++) hash = (Math.imul(hash, 31) + address.charCodeAt(i)) >>> 0
  return 2 + (hash % 300) / 10
}

/** Frames of 1448 bytes of payload with 66 bytes of headers, as TCP over Ethernet has them. */
export function account(way: { hops: Way['hops'] }, payload: number, back = false, headers = 66): void {
  const packets = Math.max(1, Math.ceil(payload / 1448))
  const bytes = payload + packets * headers
  for (const { link, direction } of way.hops)
    if ((direction === 'sent') !== back) link.sent(bytes, packets)
    else link.received(bytes, packets)
}
