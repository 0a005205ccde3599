/** How a TCP connection is made: the way, the listener or published port at its end, and how long until the outcome is known. */
import type { Errno } from '../../base/abi/errno.ts'
import { duplexOf } from './duplex.ts'
import type { NetNs } from './namespace.ts'
import { doomedStream, streamPair, type StreamEnd } from './stream.ts'
import type { Incoming, PortHolder } from './ports.ts'
import { account, ARP_TIMEOUT, trace, type Trace, type Way } from './trace.ts'
import type { Address, SocketAddress } from './types.ts'
import type { World } from './world.ts'

/** Six retransmissions of the first segment: 1 + 2 + 4 … + 64 s. */
export const SYN_TIMEOUT = 127000

/** `after`: ms until it is known. */
export type Dialled =
  | { readonly after: number; readonly error: Errno }
  | { readonly after: number; readonly end: StreamEnd; readonly local: SocketAddress }

/** Waiting for room in a full backlog; the outcome comes through Dialler.now. */
export interface Pending {
  /** The caller gives up. */
  cancel(): void
}

export interface Dialler {
  /** An address the socket is bound to. */
  source: Address | null
  /** The local address and port to use when packets leave from `source`. */
  port(source: Address): SocketAddress
  /** The outcome of a pending attempt (a full backlog). */
  now(result: Dialled): void
}

export function dial(world: World, from: NetNs, to: SocketAddress, dialler: Dialler): Dialled | Pending {
  const way = trace(world, from, to.address)
  if (!('source' in way)) return failed(way)
  account(way, 0)
  // What the receiver sees is translated on the way out; the socket itself has its namespace's own address.
  const own = dialler.source ?? ownSource(from, way, to.address)
  const local = dialler.port(own)
  const seen = {
    address: way.source === own || dialler.source === null ? way.source : dialler.source,
    port: local.port,
  }
  if (way.to === 'remote') return toRemote(way, to, local, seen)
  const listener = way.ns.tcp.find(to.address, to.port)
  if (listener?.listening) return knock(world, listener, [way], to, local, seen, dialler)
  const publication = way.ns === world.host ? world.publications.find('tcp', to.address, to.port) : undefined
  if (!publication) return { after: 0, error: 'ECONNREFUSED' }
  const { way: onward, proxied } = world.publications.forward(publication, from, to.address)
  const accepted = (): Dialled => ({ after: 0, end: doomedStream(), local })
  if (!('ns' in onward)) return proxied ? accepted() : failed(onward as Trace & { to: 'dropped' })
  const inside = onward.ns.tcp.find(publication.target.address, publication.target.port)
  if (!inside?.listening) return proxied ? accepted() : { after: 0, error: 'ECONNREFUSED' }
  // The proxy, and masquerading, show the bridge's gateway; a translated connection keeps its source.
  const source = proxied ? onward.source : own
  const port = proxied ? world.host.tcp.ephemeral(world.rng, { address: source, v6only: false }) : local.port
  return knock(world, inside, [way, onward], publication.target, local, { address: source, port }, dialler)
}

function ownSource(from: NetNs, way: Way, to: Address): Address {
  return from.isLocal(to) ? way.source : (from.route(to)?.source ?? way.source)
}

function failed(way: Trace): Dialled {
  switch (way.to) {
    case 'nowhere':
      return { after: 0, error: 'ENETUNREACH' }
    case 'nobody':
      return { after: ARP_TIMEOUT, error: 'EHOSTUNREACH' }
    default:
      return { after: SYN_TIMEOUT, error: 'ETIMEDOUT' }
  }
}

function toRemote(
  way: Trace & { to: 'remote' },
  to: SocketAddress,
  local: SocketAddress,
  seen: SocketAddress,
): Dialled {
  const [near, far] = connectedPair([way])
  if (!way.host?.serve(to.port, duplexOf(far), seen)) return { after: way.rtt, error: 'ECONNREFUSED' }
  return { after: way.rtt, end: near, local }
}

/** Offers the connection to a listener; when its backlog is full, waits for room as retransmissions would. */
function knock(
  world: World,
  listener: PortHolder,
  ways: readonly Way[],
  to: SocketAddress,
  local: SocketAddress,
  seen: SocketAddress,
  dialler: Dialler,
): Dialled | Pending {
  const [near, far] = connectedPair(ways)
  const make = (): Incoming => ({ end: far, local: to, peer: seen })
  let waiting = true
  const again = (): void => {
    if (!waiting) return
    timer.cancel()
    waiting = false
    if (listener.offer!(make, () => {})) dialler.now({ after: 0, end: near, local })
    else dialler.now({ after: 0, error: 'ECONNREFUSED' })
  }
  if (listener.offer!(make, again)) return { after: 0, end: near, local }
  const timer = world.clock.timer(SYN_TIMEOUT, () => {
    waiting = false
    dialler.now({ after: 0, error: 'ETIMEDOUT' })
  })
  return {
    cancel: () => {
      waiting = false
      timer.cancel()
    },
  }
}

/** Both ends, each counting what it sends on the links between them. */
function connectedPair(ways: readonly Way[]): [StreamEnd, StreamEnd] {
  const [near, far] = streamPair()
  const count = (bytes: number, back: boolean): void => {
    for (const way of ways) {
      account(way, bytes, back)
      account(way, 0, !back)
    }
  }
  near.onSent = (bytes) => count(bytes, false)
  far.onSent = (bytes) => count(bytes, true)
  return [near, far]
}
