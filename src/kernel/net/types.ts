/** Links, bridges, addresses, NAT and sockets. Bytes really travel: a socket's data passes through the tables below. */
import type { OpenFile } from '../proc/description.ts'

/** IPv4 or IPv6 in text form. */
export type Address = string
export interface SocketAddress {
  address: Address
  port: number
}

export interface NetworkNamespace {
  /** The loopback is up from the start. */
  readonly interfaces: readonly NetInterface[]
  readonly routes: readonly Route[]
  /** Sockets for ss and netstat. */
  readonly sockets: readonly SocketInfo[]
  /** The ARP table: who was talked to on the links. */
  readonly neighbours: readonly Neighbour[]
  /** Name servers are named by /etc/resolv.conf; this one answers at the addresses given to `addNameServer`. */
}
export interface Neighbour {
  address: Address
  mac: string
  device: string
  state: 'REACHABLE' | 'STALE' | 'FAILED'
}
export interface NetInterface {
  readonly name: string
  readonly index: number
  readonly mac: string
  readonly mtu: number
  readonly up: boolean
  readonly kind: 'loopback' | 'bridge' | 'veth' | 'physical'
  /** Name of the bridge it is plugged into: `master docker0`. */
  readonly master?: string
  /** of a veth: index of the other end, shown as eth0@if7 */
  readonly peerIndex?: number
  readonly addresses: readonly { address: Address; prefix: number }[]
  readonly stats: { rxBytes: number; rxPackets: number; txBytes: number; txPackets: number }
}
export interface Route {
  /** CIDR or 'default' */
  destination: string
  gateway?: Address
  device: string
  source?: Address
}
export interface SocketInfo {
  protocol: 'tcp' | 'tcp6' | 'udp' | 'udp6'
  state: 'LISTEN' | 'SYN-SENT' | 'ESTAB' | 'FIN-WAIT-2' | 'TIME-WAIT' | 'CLOSE-WAIT' | 'UNCONN'
  local: SocketAddress
  remote: SocketAddress | null
  pid: number
  /** of who made it; 0 when undefined */
  uid?: number
  inode?: number
  /** Bytes not read yet, bytes not sent yet; for listeners: connections waiting, backlog. */
  recvQueue?: number
  sendQueue?: number
}

/** A Linux bridge of the host: docker0, br-…; containers are plugged in by veth pairs. */
export interface Bridge {
  readonly name: string
  readonly subnet: string
  readonly gateway: Address
  /** Plugs `ns` in as `ifname` with this address; the default route goes to the gateway when `defaultRoute`. Throws SysError. */
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
  ): BridgePort
  readonly ports: readonly BridgePort[]
  remove(): void
}
export interface BridgePort {
  readonly ns: NetworkNamespace
  readonly ifname: string
  readonly address: Address
  detach(): void
}

export interface PublishedPort {
  readonly protocol: 'tcp' | 'udp'
  /** '0.0.0.0', '::', or an address of the host */
  readonly hostIp: Address
  readonly hostPort: number
  readonly target: SocketAddress
  close(): void
}

/** Answers names: the host's resolver, Docker's embedded one at 127.0.0.11. */
export interface NameServer {
  /** Addresses of `name`; [] = the name exists without one of this family; null = NXDOMAIN. */
  resolve(name: string, family: 4 | 6, from: NetworkNamespace): Address[] | null
  reverse?(address: Address, from: NetworkNamespace): string | null
}

/** A machine of the world outside: example.com, the package mirror, the registry. `serve` gets each TCP connection as a duplex of bytes. */
export interface RemoteHost {
  readonly names: readonly string[]
  readonly addresses: readonly Address[]
  readonly pings: boolean
  /** False: nothing listens there. */
  serve(port: number, connection: ByteDuplex, peer: SocketAddress): boolean
  /** Round trip in ms; chosen by the address when undefined. */
  readonly rtt?: number
}
export interface ByteDuplex {
  /** Empty = end. */
  read(): Promise<Uint8Array>
  write(data: Uint8Array): Promise<void>
  /** Half-close. */
  end(): void
  /** Reset. */
  destroy(): void
}

/** The whole network: the host's namespace with eth0 192.168.65.3/24, and the world behind its gateway. */
export interface NetStack {
  readonly host: NetworkNamespace
  createNamespace(): NetworkNamespace
  /** Forgets it; open sockets in it are reset. */
  removeNamespace(ns: NetworkNamespace): void
  createBridge(options: {
    name: string
    subnet: string
    gateway: Address
    internal?: boolean
    icc?: boolean
    masquerade?: boolean
    /** of the bridge and of the interfaces plugged into it; 1500 */
    mtu?: number
    ipv6?: { subnet: string; gateway: Address }
  }): Bridge
  /** A DNAT rule of Docker's: throws SysError EADDRINUSE (a published or listened-on port) or EADDRNOTAVAIL (not an address of the host). */
  publish(options: { protocol: 'tcp' | 'udp'; hostIp: Address; hostPort: number; target: SocketAddress }): PublishedPort
  /** A free port of the ephemeral range (32768 upwards, as Docker counts). */
  ephemeralPort(protocol: 'tcp' | 'udp', hostIp: Address): number
  addRemote(host: RemoteHost): void
  addNameServer(address: Address, server: NameServer, ns?: NetworkNamespace): void
  /** Connects from the host's namespace, for the page's browser view. */
  connect(target: SocketAddress, from?: NetworkNamespace): Promise<ByteDuplex>
  readonly published: readonly PublishedPort[]
  /** What the name server at 192.168.65.7 (and at 8.8.8.8, 1.1.1.1) knows: the remote hosts. */
  readonly upstream: NameServer

  // ---- for system calls
  /** EAFNOSUPPORT. */
  socket(ns: NetworkNamespace, domain: 'inet' | 'inet6', type: 'stream' | 'dgram', options: SocketOptions): Socket
  unixSocket(type: 'stream' | 'dgram', options: SocketOptions): UnixSocket
  /**
   * One echo request. `ms`: how long until the outcome; the caller waits (and may be interrupted). ttl of the reply. 'silent': nothing comes back.
   * 'error': ENETUNREACH at once, EHOSTUNREACH when nobody answers on the link.
   */
  probe(ns: NetworkNamespace, address: Address, options?: { ttl?: number; bytes?: number }): ProbeResult
  /** A question to the name server at `server`, as resolv.conf names it. 'silent': no answer comes (the resolver tries again, then EAI_AGAIN). */
  query(
    ns: NetworkNamespace,
    server: Address,
    question: { name: string; family: 4 | 6 } | { address: Address },
  ): { ms: number; outcome: 'answer' | 'nxdomain' | 'silent'; addresses?: Address[]; name?: string }
}
export type ProbeResult =
  | { kind: 'reply'; ms: number; ttl: number; from: Address }
  | { kind: 'silent' }
  | { kind: 'expired'; ms: number; from: Address }
  | { kind: 'error'; ms: number; code: 'ENETUNREACH' | 'EHOSTUNREACH' }

/** Who has the socket, for ss -p; `inode` for 'socket:[N]'. */
export interface SocketOptions {
  pid: number
  uid: number
  inode: number
  flags?: number
  v6only?: boolean
}

/**
 * A socket as an open file. read() gives null and write() 0 while they would wait; `queue` wakes when that may have changed. Stream sockets only
 * have accept(), datagram sockets only receiveFrom(); the others throw EOPNOTSUPP.
 */
export interface Socket extends OpenFile {
  readonly domain: 'inet' | 'inet6' | 'unix'
  readonly socketType: 'stream' | 'dgram'
  /** EADDRINUSE, EADDRNOTAVAIL, EACCES is the caller's (ports below 1024), EINVAL when bound. */
  bind(address: SocketAddress): void
  listen(backlog: number): void
  /** null while nobody waits. */
  accept(options: SocketOptions): { socket: Socket; peer: SocketAddress } | null
  /**
   * True: done. False: under way; wait on `queue` until `connecting` is false, then call finishConnect(). Throws what is known at once:
   * ECONNREFUSED, ENETUNREACH, EISCONN. Closing the socket gives up.
   */
  connect(address: SocketAddress): boolean
  readonly connecting: boolean
  /** Throws how the attempt failed: ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH. */
  finishConnect(): void
  shutdown(how: 'read' | 'write' | 'both'): void
  /** False while there is no room. ENETUNREACH, EMSGSIZE as EINVAL. */
  sendTo(data: Uint8Array, address: SocketAddress): boolean
  receiveFrom(): { data: Uint8Array; peer: SocketAddress } | null
  readonly local: SocketAddress
  /** ENOTCONN is the caller's. */
  readonly peer: SocketAddress | null
}

/** unix(7). The path's inode holds the listener: bind() it with inode.attachment(), connect() to what inode.attached() gives. */
export interface UnixSocket extends Socket {
  /** '' = unnamed. */
  path: string
  /** Called by bind(2) once the node exists. */
  bindPath(path: string): void
  /** ECONNREFUSED when nobody listens, EPROTOTYPE as EINVAL. False: the backlog is full; wait on `queue`. */
  connectTo(listener: UnixSocket): boolean
}
