/** The network of one machine (types.ts NetStack): the host with its bridges, and the world behind its gateway. */
import { SysError } from '../../base/abi/errno.ts'
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import { canonical, isAny } from './address.ts'
import { NetBridge, type BridgeOptions } from './bridge.ts'
import { dial } from './dial.ts'
import { duplexOf } from './duplex.ts'
import { NetNs } from './namespace.ts'
import { probe, query } from './probe.ts'
import { Publications } from './publish.ts'
import { InetSocket } from './socket/inet-socket.ts'
import { TcpSocket } from './socket/tcp-socket.ts'
import { UdpSocket } from './socket/udp-socket.ts'
import { LocalSocket } from './socket/unix-socket.ts'
import type {
  Address,
  ByteDuplex,
  NameServer,
  NetStack,
  NetworkNamespace,
  SocketAddress,
  SocketOptions,
} from './types.ts'
import { World } from './world.ts'

export interface NetStackOptions {
  clock: Clock
  rng: Rng
}

export function createNetStack({ clock, rng }: NetStackOptions): NetStack {
  const world = new World(clock, rng)
  const publications = (world.publications = new Publications(world))
  const bridges = new Set<NetBridge>()
  return {
    host: world.host,
    upstream: world.upstream,
    get published() {
      return publications.list
    },
    createNamespace: () => new NetNs(clock),
    removeNamespace(namespace) {
      const ns = namespace as NetNs
      ns.removed = true
      for (const bridge of bridges) for (const port of [...bridge.ports]) if (port.ns === ns) port.detach()
      for (const socket of [...ns.open]) if (socket instanceof InetSocket) socket.abort()
    },
    createBridge(options: BridgeOptions) {
      const bridge = new NetBridge(world.host, options, rng, (gone) => bridges.delete(gone))
      bridges.add(bridge)
      return bridge
    },
    publish: (options) => publications.open(options),
    ephemeralPort: (protocol, hostIp) => publications.ephemeral(protocol, hostIp),
    addRemote: (host) => world.addRemote(host),
    addNameServer(address: Address, server: NameServer, ns?: NetworkNamespace) {
      if (!ns) world.nameServers.set(address, server)
      else addEmbedded(world, ns as NetNs, address, server)
    },
    connect: (target, from) => connect(world, target, (from ?? world.host) as NetNs),
    socket(ns, domain, type, options) {
      return type === 'stream'
        ? new TcpSocket(world, ns as NetNs, domain, options)
        : new UdpSocket(world, ns as NetNs, domain, options)
    },
    unixSocket: (type, options) => new LocalSocket(clock, type, options),
    probe: (ns, address, options) => probe(world, ns as NetNs, canonical(address), options),
    query: (ns, server, question) => query(world, ns as NetNs, server, question),
  }
}

/** A server inside a namespace; like Docker's it listens on random ports that packet rules stand port 53 for. */
function addEmbedded(world: World, ns: NetNs, address: Address, server: NameServer): void {
  if (ns.nameServers.has(address)) {
    ns.nameServers.set(address, server)
    return
  }
  ns.nameServers.set(address, server)
  const options: SocketOptions = { pid: 0, uid: 0, inode: 0 }
  const tcp = new TcpSocket(world, ns, 'inet', options)
  tcp.bind({ address, port: 0 })
  tcp.listen(4096)
  new UdpSocket(world, ns, 'inet', options).bind({ address, port: 0 })
}

function connect(world: World, target: SocketAddress, from: NetNs): Promise<ByteDuplex> {
  const address = isAny(target.address) ? '127.0.0.1' : canonical(target.address)
  return new Promise((resolve, reject) => {
    const result = dial(
      world,
      from,
      { address, port: target.port },
      {
        source: null,
        port: (source) => ({
          address: source,
          port: from.tcp.ephemeral(world.rng, { address: source, v6only: false }),
        }),
        now: (late) => ('error' in late ? reject(new SysError(late.error)) : resolve(duplexOf(late.end))),
      },
    )
    if ('cancel' in result) return
    const finish = (): void => ('error' in result ? reject(new SysError(result.error)) : resolve(duplexOf(result.end)))
    if (result.after) world.clock.timer(result.after, finish)
    else finish()
  })
}
