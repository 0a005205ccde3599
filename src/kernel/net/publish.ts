/**
 * Published ports of containers: docker-proxy listens on the host's address, and iptables translates what comes from elsewhere. Containers reach them
 * through the proxy on any address of the host. What the proxy accepts for a container that does not listen it drops again.
 */
import { SysError } from '../../base/abi/errno.ts'
import { canonical, isAny, isLoopback } from './address.ts'
import type { Listed, NetNs } from './namespace.ts'
import { accepts, EPHEMERAL } from './ports.ts'
import { trace, type Trace } from './trace.ts'
import type { Address, PublishedPort, SocketAddress, SocketInfo } from './types.ts'
import type { World } from './world.ts'

export class Publication implements PublishedPort, Listed {
  readonly protocol: 'tcp' | 'udp'
  readonly hostIp: Address
  readonly hostPort: number
  readonly target: SocketAddress
  /** dial.ts and datagram.ts carry on from here; nothing is delivered to the proxy itself. */
  readonly listening = false
  private readonly publications: Publications
  constructor(
    publications: Publications,
    options: { protocol: 'tcp' | 'udp'; hostIp: Address; hostPort: number; target: SocketAddress },
  ) {
    this.publications = publications
    this.protocol = options.protocol
    this.hostIp = canonical(options.hostIp)
    this.hostPort = options.hostPort
    this.target = options.target
  }
  close(): void {
    this.publications.close(this)
  }
  /** docker-proxy's socket on the host. */
  info(): SocketInfo {
    const six = this.hostIp.includes(':')
    return {
      protocol: six ? (this.protocol === 'tcp' ? 'tcp6' : 'udp6') : this.protocol,
      state: this.protocol === 'tcp' ? 'LISTEN' : 'UNCONN',
      local: { address: this.hostIp, port: this.hostPort },
      remote: null,
      pid: 0,
      recvQueue: 0,
      sendQueue: this.protocol === 'tcp' ? 4096 : 0,
    }
  }
}

export class Publications {
  readonly list: Publication[] = []
  private readonly world: World
  private readonly lastEphemeral = new Map<string, number>()
  constructor(world: World) {
    this.world = world
  }

  /** EADDRINUSE, EADDRNOTAVAIL. */
  open(options: { protocol: 'tcp' | 'udp'; hostIp: Address; hostPort: number; target: SocketAddress }): Publication {
    const { host } = this.world
    const publication = new Publication(this, options)
    if (!host.canBind(publication.hostIp)) throw new SysError('EADDRNOTAVAIL')
    host[publication.protocol].add({
      address: publication.hostIp,
      port: publication.hostPort,
      v6only: true,
      exclusive: true,
      holder: publication,
    })
    host.open.add(publication)
    this.list.push(publication)
    return publication
  }
  close(publication: Publication): void {
    const at = this.list.indexOf(publication)
    if (at < 0) return
    this.list.splice(at, 1)
    this.world.host[publication.protocol].remove(publication, publication.hostPort)
    this.world.host.open.delete(publication)
  }

  /** moby portallocator: from where it stopped last, upwards, round the range. EADDRINUSE: all taken. */
  ephemeral(protocol: 'tcp' | 'udp', hostIp: Address): number {
    const key = `${protocol} ${hostIp}`
    const size = EPHEMERAL.last - EPHEMERAL.first + 1
    const last = this.lastEphemeral.get(key) ?? EPHEMERAL.last
    for (let i = 1; i <= size; i++) {
      const port = EPHEMERAL.first + ((last - EPHEMERAL.first + i) % size)
      const wanted = { address: hostIp, v6only: false }
      if (this.world.host[protocol].conflict(port, wanted)) continue
      this.lastEphemeral.set(key, port)
      return port
    }
    throw new SysError('EADDRINUSE')
  }

  find(protocol: 'tcp' | 'udp', address: Address, port: number): Publication | undefined {
    const found = this.list.filter(
      (publication) =>
        publication.protocol === protocol &&
        publication.hostPort === port &&
        accepts({ address: publication.hostIp, v6only: true }, address),
    )
    return found.find((publication) => !isAny(publication.hostIp)) ?? found[0]
  }

  /**
   * How a packet from `from` to a published address goes on to the container. `proxied`: through docker-proxy, which has accepted already whatever
   * the container does; else translated by iptables, and the container's own answer counts.
   */
  forward(publication: Publication, from: NetNs, to: Address): { way: Trace; proxied: boolean } {
    const { host } = this.world
    return {
      way: trace(this.world, host, publication.target.address),
      proxied: from !== host || isLoopback(to) || to.includes(':'),
    }
  }
}
