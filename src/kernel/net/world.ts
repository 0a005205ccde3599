/** What all parts of the network share: the host's namespace, and what lies behind its gateway. */
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import { randomMac } from './bridge.ts'
import { Link } from './link.ts'
import { NetNs } from './namespace.ts'
import type { Publications } from './publish.ts'
import type { Address, NameServer, RemoteHost } from './types.ts'

const HOST_ADDRESS = '192.168.65.3'
const GATEWAY = '192.168.65.1'
export const HOST_NAME_SERVER = '192.168.65.7'
/** Public resolvers that answer too. */
const PUBLIC_NAME_SERVERS = ['8.8.8.8', '8.8.4.4', '1.1.1.1', '1.0.0.1']

export class World {
  readonly clock: Clock
  readonly rng: Rng
  readonly host: NetNs
  readonly gateway: Address = GATEWAY
  /** Of the network outside, by address. */
  readonly nameServers = new Map<Address, NameServer>()
  readonly upstream: NameServer
  /** Set by createNetStack. */
  publications!: Publications
  private readonly remotes: RemoteHost[] = []
  private readonly macs = new Map<Address, string>()

  constructor(clock: Clock, rng: Rng) {
    this.clock = clock
    this.rng = rng
    this.host = new NetNs(clock)
    const eth0 = new Link(this.host, 'eth0', 'physical', randomMac(rng))
    eth0.addresses.push({ address: HOST_ADDRESS, prefix: 24 })
    this.host.defaultRoutes.push({ gateway: GATEWAY, link: eth0 })
    this.upstream = {
      resolve: (name, family) => this.resolve(name, family),
      reverse: (address) => this.remoteAt(address)?.names[0] ?? null,
    }
    for (const address of [HOST_NAME_SERVER, ...PUBLIC_NAME_SERVERS]) this.nameServers.set(address, this.upstream)
  }

  addRemote(host: RemoteHost): void {
    this.remotes.push(host)
  }
  remoteAt(address: Address): RemoteHost | null {
    return this.remotes.find((host) => host.addresses.includes(address)) ?? null
  }
  private resolve(name: string, family: 4 | 6): Address[] | null {
    const wanted = name.toLowerCase().replace(/\.$/, '')
    const host = this.remotes.find((remote) => remote.names.includes(wanted))
    return host ? host.addresses.filter((address) => address.includes(':') === (family === 6)) : null
  }
  /** Of machines on the host's own network, made up when first seen. */
  macOf(address: Address): string {
    let mac = this.macs.get(address)
    if (!mac) this.macs.set(address, (mac = randomMac(this.rng)))
    return mac
  }
}
