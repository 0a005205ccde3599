/** UDP sockets (udp(7)): datagrams with a bounded receive queue; what does not fit is dropped. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Readiness } from '../../proc/description.ts'
import { isAny } from '../address.ts'
import { sendDatagram } from '../datagram.ts'
import type { PortTable } from '../ports.ts'
import type { SocketAddress, SocketInfo } from '../types.ts'
import { InetSocket } from './inet-socket.ts'

/** Bytes; net.core.rmem_default. */
const QUEUE_SIZE = 212992
/** The largest payload of a datagram over IPv4. */
const MAX_DATAGRAM = 65507

export class UdpSocket extends InetSocket {
  readonly socketType = 'dgram'
  private readonly datagrams: { data: Uint8Array; peer: SocketAddress }[] = []
  private queued = 0
  private refused = false
  private shut = false

  protected get ports(): PortTable {
    return this.ns.udp
  }
  override listen(): void {
    throw new SysError('EOPNOTSUPP')
  }
  override accept(): null {
    throw new SysError('EOPNOTSUPP')
  }
  /** Sets the default destination; only its datagrams are received. */
  override connect(address: SocketAddress): boolean {
    const text = this.checked(address.address)
    const target = isAny(text) ? '127.0.0.1' : text
    const source = this.ns.isLocal(target)
      ? target.startsWith('127.')
        ? '127.0.0.1'
        : target
      : this.ns.route(target)?.source
    if (!source) throw new SysError('ENETUNREACH')
    if (!this.bound) this.take(source, 0)
    this.remote = { address: target, port: address.port }
    return true
  }
  override sendTo(data: Uint8Array, address: SocketAddress): boolean {
    if (this.refused) {
      this.refused = false
      throw new SysError('ECONNREFUSED')
    }
    if (this.shut) throw new SysError('EPIPE')
    if (data.length > MAX_DATAGRAM || address.port === 0) throw new SysError('EINVAL')
    const text = this.checked(address.address)
    if (!this.bound) this.take(this.wildcard, 0)
    const { port, address: own } = this.bound!
    sendDatagram(
      this.world,
      this.ns,
      { address: own, port },
      { address: isAny(text) ? '127.0.0.1' : text, port: address.port },
      data,
      () => {
        if (!this.remote) return
        this.refused = true
        this.queue.wake()
      },
    )
    return true
  }
  override receiveFrom(): { data: Uint8Array; peer: SocketAddress } | null {
    if (this.refused) {
      this.refused = false
      throw new SysError('ECONNREFUSED')
    }
    const next = this.datagrams.shift()
    if (!next) return null
    this.queued -= next.data.length
    return { data: next.data, peer: { address: this.shown(next.peer.address), port: next.peer.port } }
  }
  /** From the network. */
  deliver(data: Uint8Array, peer: SocketAddress): void {
    const { remote } = this
    if (remote && (remote.address !== peer.address || remote.port !== peer.port)) return
    if (this.queued + data.length > QUEUE_SIZE) return
    this.datagrams.push({ data: data.slice(), peer })
    this.queued += data.length
    this.queue.wake()
  }
  override read(max: number): Uint8Array | null {
    return this.receiveFrom()?.data.subarray(0, max) ?? null
  }
  override write(data: Uint8Array): number {
    if (!this.remote) throw new SysError('EDESTADDRREQ')
    this.sendTo(data, this.remote)
    return data.length
  }
  override poll(): Readiness {
    return { in: this.datagrams.length > 0 || this.refused, out: true, err: this.refused }
  }
  override shutdown(how: 'read' | 'write' | 'both'): void {
    if (!this.remote) throw new SysError('ENOTCONN')
    if (how !== 'read') this.shut = true
  }
  override info(): SocketInfo | null {
    if (!this.bound) return null
    return {
      protocol: this.domain === 'inet6' ? 'udp6' : 'udp',
      state: this.remote ? 'ESTAB' : 'UNCONN',
      local: this.local,
      remote: this.peer,
      pid: this.options.pid,
      uid: this.options.uid,
      inode: this.options.inode,
      recvQueue: this.queued,
      sendQueue: 0,
    }
  }
  override abort(): void {
    this.datagrams.length = 0
  }
}
