/** A network interface: loopback, the host's eth0, a bridge, or one end of a veth pair (veth(4)). */
import type { NetInterface } from './types.ts'
import type { NetBridge } from './bridge.ts'
import type { NetNs } from './namespace.ts'

export class Link implements NetInterface {
  readonly ns: NetNs
  readonly name: string
  readonly index: number
  readonly mac: string
  readonly mtu: number
  readonly kind: NetInterface['kind']
  up = true
  addresses: { address: string; prefix: number }[] = []
  readonly stats = { rxBytes: 0, rxPackets: 0, txBytes: 0, txPackets: 0 }
  peer: Link | null = null
  /** The bridge this is (kind 'bridge'), or into which it is plugged. */
  bridge: NetBridge | null = null

  constructor(
    ns: NetNs,
    name: string,
    kind: NetInterface['kind'],
    mac: string,
    mtu = kind === 'loopback' ? 65536 : 1500,
  ) {
    this.ns = ns
    this.name = name
    this.kind = kind
    this.mac = mac
    this.mtu = mtu
    this.index = ns.nextIndex++
    ns.links.push(this)
  }
  get peerIndex(): number | undefined {
    return this.peer?.index
  }
  /** Name of the bridge it is plugged into, for `master docker0`. */
  get master(): string | undefined {
    return this.kind === 'veth' ? this.bridge?.name : undefined
  }
  /** Frames went out here. */
  sent(bytes: number, packets: number): void {
    this.stats.txBytes += bytes
    this.stats.txPackets += packets
  }
  received(bytes: number, packets: number): void {
    this.stats.rxBytes += bytes
    this.stats.rxPackets += packets
  }
  remove(): void {
    const at = this.ns.links.indexOf(this)
    if (at >= 0) this.ns.links.splice(at, 1)
    this.ns.forget(this)
  }
}
