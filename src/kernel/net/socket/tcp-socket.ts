/**
 * TCP sockets (tcp(7), net/ipv4/tcp.c as its users see it): listening with a backlog, connecting through routing and published ports, streams with
 * half-close and reset. Segments are not simulated; what they cost is counted on the links they pass.
 */
import { SysError, type Errno } from '../../../base/abi/errno.ts'
import { ALWAYS_READY, type Readiness } from '../../proc/description.ts'
import { isAny } from '../address.ts'
import type { NetNs } from '../namespace.ts'
import type { Incoming, PortTable } from '../ports.ts'
import { dial, type Dialled } from '../dial.ts'
import type { StreamEnd } from '../stream.ts'
import type { SocketAddress, SocketInfo, SocketOptions } from '../types.ts'
import type { World } from '../world.ts'
import { InetSocket } from './inet-socket.ts'

/** Time after the last segment in which the pair of addresses is kept, ms. */
const TIME_WAIT = 60000

/** A connection under way. */
interface Attempt {
  giveUp(): void
}

export class TcpSocket extends InetSocket {
  readonly socketType = 'stream'
  private end: StreamEnd | null = null
  private incoming: Incoming[] | null = null
  private backlog = 0
  /** Connection attempts that the full backlog keeps waiting. */
  private readonly held: (() => void)[] = []
  private attempt: Attempt | null = null
  private failure: Errno | null = null
  private unlink: (() => void) | null = null

  protected get ports(): PortTable {
    return this.ns.tcp
  }
  override get connecting(): boolean {
    return this.attempt !== null
  }

  // ---- listening

  override listen(backlog: number): void {
    if (this.end || this.attempt) throw new SysError('EINVAL')
    if (!this.bound) this.take(this.wildcard, 0)
    this.backlog = Math.min(Math.max(backlog, 1), 4096)
    this.incoming ??= []
  }
  override get listening(): boolean {
    return this.incoming !== null
  }
  /** A connection from outside; false: the backlog is full, `again` is called when there is room. */
  offer(make: () => Incoming, again: () => void): boolean {
    const { incoming } = this
    if (!incoming) return false
    if (incoming.length > this.backlog) {
      this.held.push(again)
      return false
    }
    incoming.push(make())
    this.queue.wake()
    return true
  }
  override accept(options: SocketOptions): { socket: TcpSocket; peer: SocketAddress } | null {
    if (!this.incoming) throw new SysError('EINVAL')
    const next = this.incoming.shift()
    if (!next) return null
    while (this.held.length && this.incoming.length <= this.backlog) this.held.shift()!()
    const socket = new TcpSocket(this.world, this.ns, this.domain, { ...options, v6only: this.v6only })
    socket.established(next.end, next.local, next.peer)
    return { socket, peer: socket.peer! }
  }

  // ---- connecting

  override connect(address: SocketAddress): boolean {
    if (this.incoming) throw new SysError('EOPNOTSUPP')
    if (this.end) throw new SysError('EISCONN')
    if (this.attempt) throw new SysError('EINPROGRESS')
    const text = this.checked(address.address)
    const target = { address: isAny(text) ? (text === '::' ? '::1' : '127.0.0.1') : text, port: address.port }
    this.failure = null
    const attempt: Attempt = { giveUp: () => {} }
    const result = dial(this.world, this.ns, target, {
      source: this.bound && !isAny(this.bound.address) ? this.bound.address : null,
      port: (source) => this.sourcePort(source),
      now: (late) => this.dialled(late),
    })
    if ('cancel' in result) {
      attempt.giveUp = () => result.cancel()
    } else if (result.after === 0) {
      if ('error' in result) throw new SysError(result.error)
      this.established(result.end, result.local, target)
      return true
    } else {
      const timer = this.world.clock.timer(result.after, () => this.dialled(result))
      attempt.giveUp = () => {
        timer.cancel()
        if ('end' in result) result.end.destroy()
      }
    }
    this.attempt = attempt
    this.remote = target
    return false
  }
  private sourcePort(source: string): SocketAddress {
    if (!this.bound) this.take(source, 0)
    else if (isAny(this.bound.address)) this.bound = { address: source, port: this.bound.port }
    return this.bound!
  }
  private dialled(result: Dialled): void {
    this.attempt = null
    if ('error' in result) {
      this.failure = result.error
      this.remote = null
    } else this.established(result.end, result.local, this.remote!)
    this.queue.wake()
  }
  override finishConnect(): void {
    const { failure } = this
    this.failure = null
    if (failure) throw new SysError(failure)
  }

  // ---- the stream

  private established(end: StreamEnd, local: SocketAddress, peer: SocketAddress): void {
    this.end = end
    this.bound ??= local
    this.remote = peer
    this.unlink = end.queue.add(() => this.queue.wake())
  }
  private get stream(): StreamEnd {
    if (!this.end) throw new SysError('ENOTCONN')
    return this.end
  }
  override read(max: number): Uint8Array | null {
    if (this.failure) this.finishConnect()
    return this.stream.read(max)
  }
  override write(data: Uint8Array): number {
    if (this.failure) this.finishConnect()
    if (!this.end) throw new SysError(this.incoming ? 'ENOTCONN' : 'EPIPE')
    return this.end.write(data)
  }
  override poll(): Readiness {
    if (this.incoming) return { in: this.incoming.length > 0, out: false }
    if (this.attempt) return { in: false, out: false }
    return this.end ? this.end.poll() : { ...ALWAYS_READY, hup: true }
  }
  override shutdown(how: 'read' | 'write' | 'both'): void {
    const end = this.stream
    if (how !== 'write') end.stopReading()
    if (how !== 'read') end.end()
  }
  override sendTo(): boolean {
    throw new SysError(this.end ? 'EISCONN' : 'ENOTCONN')
  }
  override receiveFrom(): null {
    throw new SysError('EOPNOTSUPP')
  }

  override info(): SocketInfo | null {
    const { bound, end, incoming } = this
    if (!bound || (!end && !incoming && !this.attempt)) return null
    const six = this.domain === 'inet6'
    const state = incoming ? 'LISTEN' : !end ? 'SYN-SENT' : end.eof ? 'CLOSE-WAIT' : end.ended ? 'FIN-WAIT-2' : 'ESTAB'
    return {
      protocol: six ? 'tcp6' : 'tcp',
      state,
      local: this.local,
      remote: incoming ? null : this.peer,
      pid: this.options.pid,
      uid: this.options.uid,
      inode: this.options.inode,
      recvQueue: incoming ? incoming.length : (end?.buffered ?? 0),
      sendQueue: incoming ? this.backlog : 0,
    }
  }

  override abort(): void {
    this.end?.destroy()
    this.refuse()
    this.queue.wake()
  }
  private refuse(): void {
    for (const { end } of this.incoming ?? []) end.destroy()
    if (this.incoming) this.incoming = []
    this.held.length = 0
  }
  protected override release(): void {
    this.attempt?.giveUp()
    this.attempt = null
    this.refuse()
    this.incoming = null
    const { end, bound, remote } = this
    if (end) {
      const first = !end.eof
      const reset = end.buffered > 0
      this.unlink?.()
      end.close()
      if (first && !reset && bound && remote)
        this.ns.open.add(new TimeWait(this.world, this.ns, this.waitInfo(bound, remote)))
    }
    super.release()
  }
  private waitInfo(bound: SocketAddress, remote: SocketAddress): SocketInfo {
    return {
      protocol: this.domain === 'inet6' ? 'tcp6' : 'tcp',
      state: 'TIME-WAIT',
      local: { address: this.shown(bound.address), port: bound.port },
      remote: { address: this.shown(remote.address), port: remote.port },
      pid: 0,
    }
  }
}

/** What netstat shows of a connection that this side closed first. No timer: it is gone when next looked at. */
class TimeWait {
  private readonly until: number
  private readonly world: World
  private readonly ns: NetNs
  private readonly shown: SocketInfo
  constructor(world: World, ns: NetNs, shown: SocketInfo) {
    this.world = world
    this.ns = ns
    this.shown = shown
    this.until = world.clock.now() + TIME_WAIT
    // Bounded: a busy client leaves thousands.
    let count = 0
    for (const other of ns.open)
      if (other instanceof TimeWait && (other.info() === null || ++count > 256)) ns.open.delete(other)
  }
  info(): SocketInfo | null {
    if (this.world.clock.now() < this.until) return this.shown
    this.ns.open.delete(this)
    return null
  }
}
