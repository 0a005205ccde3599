/**
 * Who holds which port of a protocol in one namespace (inet_hashtables): bound addresses conflict when they are the same or one of them is a
 * wildcard; a dual-stack wildcard takes IPv4 too.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { Rng } from '../../base/rng.ts'
import { isAny, isV6, unmapped } from './address.ts'
import type { StreamEnd } from './stream.ts'
import type { Address, SocketAddress } from './types.ts'

/** net.ipv4.ip_local_port_range */
export const EPHEMERAL = { first: 32768, last: 60999 } as const

/** A connection that a listener has not accepted yet. */
export interface Incoming {
  readonly end: StreamEnd
  readonly local: SocketAddress
  readonly peer: SocketAddress
}
/** Who holds a port: sockets, published ports. */
export interface PortHolder {
  readonly listening?: boolean
  /** A connection from outside; false: the backlog is full, `again` is called when there is room. */
  offer?(make: () => Incoming, again: () => void): boolean
  /** A datagram. */
  deliver?(data: Uint8Array, peer: SocketAddress): void
}

export interface Binding {
  readonly address: Address
  readonly port: number
  /** A wildcard '::' that does not take IPv4. */
  readonly v6only: boolean
  /** Connections of a listener do not keep others from listening. */
  readonly exclusive: boolean
  readonly holder: PortHolder
}

/** Does a socket bound to `bound` get what is sent to `address`? */
export function accepts(bound: { address: Address; v6only: boolean }, address: Address): boolean {
  if (bound.address === '::') return isV6(address) || !bound.v6only
  if (bound.address === '0.0.0.0') return !isV6(address)
  return unmapped(bound.address) === address
}
const overlap = (a: Binding, b: { address: Address; v6only: boolean }): boolean =>
  isAny(a.address) && isAny(b.address)
    ? a.address === b.address || !(a.address === '::' ? a.v6only : b.v6only)
    : isAny(a.address)
      ? accepts(a, unmapped(b.address))
      : isAny(b.address)
        ? accepts(b, unmapped(a.address))
        : unmapped(a.address) === unmapped(b.address)

export class PortTable {
  private readonly bindings = new Map<number, Binding[]>()

  /** EADDRINUSE. */
  add(binding: Binding): void {
    const list = this.bindings.get(binding.port)
    if (binding.exclusive && this.conflict(binding.port, binding)) throw new SysError('EADDRINUSE')
    if (list) list.push(binding)
    else this.bindings.set(binding.port, [binding])
  }
  remove(holder: object, port: number): void {
    const left = this.bindings.get(port)?.filter((binding) => binding.holder !== holder)
    if (left?.length) this.bindings.set(port, left)
    else this.bindings.delete(port)
  }
  conflict(port: number, wanted: { address: Address; v6only: boolean }): Binding | undefined {
    return this.bindings.get(port)?.find((binding) => binding.exclusive && overlap(binding, wanted))
  }
  /** Who most specifically gets what is sent to address:port. */
  find(address: Address, port: number): PortHolder | undefined {
    const list = this.bindings.get(port)?.filter((binding) => binding.exclusive && accepts(binding, address))
    return (list?.find((binding) => !isAny(binding.address)) ?? list?.[0])?.holder
  }
  /** A free port for bind(0) and connect; EADDRINUSE when all are taken. */
  ephemeral(rng: Rng, wanted: { address: Address; v6only: boolean }): number {
    const size = EPHEMERAL.last - EPHEMERAL.first + 1
    const start = rng.int(size)
    for (let i = 0; i < size; i++) {
      const port = EPHEMERAL.first + ((start + i) % size)
      if (!this.bindings.has(port) || !this.conflict(port, wanted)) return port
    }
    throw new SysError('EADDRINUSE')
  }
}
