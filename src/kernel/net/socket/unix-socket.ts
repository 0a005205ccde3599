/** Unix stream and datagram sockets (unix(7)). The path's inode holds the listening socket; walking to it is the system call's. */
import { O_RDWR, type Stat } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Clock } from '../../../base/clock.ts'
import { OpenFile, type Readiness } from '../../proc/description.ts'
import { WaitQueue } from '../../proc/wait-queue.ts'
import { streamPair, type StreamEnd } from '../stream.ts'
import type { SocketAddress, SocketOptions, UnixSocket } from '../types.ts'
import { socketStat } from './inet-socket.ts'

const MAX_DATAGRAMS = 10

export class LocalSocket extends OpenFile implements UnixSocket {
  override readonly queue = new WaitQueue()
  readonly domain = 'unix'
  readonly socketType: 'stream' | 'dgram'
  path = ''
  readonly connecting = false
  private readonly options: SocketOptions
  private readonly clock: Clock
  private readonly made: number
  private end: StreamEnd | null = null
  private incoming: StreamEnd[] | null = null
  private backlog = 0
  private readonly waiting = new WaitQueue()
  private readonly datagrams: { data: Uint8Array; peer: SocketAddress }[] = []
  private target: LocalSocket | null = null
  private closed = false
  private peerPath = ''

  constructor(clock: Clock, type: 'stream' | 'dgram', options: SocketOptions) {
    super((options.flags ?? 0) | O_RDWR)
    this.clock = clock
    this.socketType = type
    this.options = options
    this.made = clock.now()
  }
  get local(): SocketAddress {
    return { address: this.path, port: 0 }
  }
  get peer(): SocketAddress | null {
    return this.end || this.target ? { address: this.peerPath, port: 0 } : null
  }
  bind(): void {
    throw new SysError('EINVAL')
  }
  bindPath(path: string): void {
    if (this.path) throw new SysError('EINVAL')
    this.path = path
  }
  listen(backlog: number): void {
    if (this.socketType !== 'stream') throw new SysError('EOPNOTSUPP')
    if (!this.path || this.end) throw new SysError('EINVAL')
    this.backlog = Math.min(Math.max(backlog, 0), 4096)
    this.incoming ??= []
  }
  connect(): boolean {
    throw new SysError('EINVAL')
  }
  connectTo(listener: UnixSocket): boolean {
    if (this.end) throw new SysError('EISCONN')
    if (!(listener instanceof LocalSocket) || listener.closed) throw new SysError('ECONNREFUSED')
    if (listener.socketType !== this.socketType) throw new SysError('EINVAL')
    this.peerPath = listener.path
    if (this.socketType === 'dgram') {
      this.target = listener
      return true
    }
    if (!listener.incoming) throw new SysError('ECONNREFUSED')
    if (listener.incoming.length > listener.backlog) {
      const forget = listener.waiting.add(() => {
        forget()
        this.queue.wake()
      })
      return false
    }
    const [near, far] = streamPair()
    this.established(near)
    listener.incoming.push(far)
    listener.queue.wake()
    return true
  }
  finishConnect(): void {}
  accept(options: SocketOptions): { socket: LocalSocket; peer: SocketAddress } | null {
    if (!this.incoming) throw new SysError('EINVAL')
    const end = this.incoming.shift()
    if (!end) return null
    this.waiting.wake()
    const socket = new LocalSocket(this.clock, 'stream', options)
    socket.path = this.path
    socket.established(end)
    return { socket, peer: { address: '', port: 0 } }
  }
  private established(end: StreamEnd): void {
    this.end = end
    end.queue.add(() => this.queue.wake())
  }
  override read(max: number): Uint8Array | null {
    if (this.socketType === 'dgram') return this.receiveFrom()?.data.subarray(0, max) ?? null
    if (!this.end) throw new SysError(this.incoming ? 'EINVAL' : 'ENOTCONN')
    return this.end.read(max)
  }
  override write(data: Uint8Array): number {
    if (this.socketType === 'dgram') {
      if (!this.target) throw new SysError('ENOTCONN')
      return this.target.deliver(data, this.path) ? data.length : 0
    }
    if (!this.end) throw new SysError('ENOTCONN')
    return this.end.write(data)
  }
  private deliver(data: Uint8Array, from: string): boolean {
    if (this.closed) throw new SysError('ECONNREFUSED')
    if (this.datagrams.length >= MAX_DATAGRAMS) return false
    this.datagrams.push({ data: data.slice(), peer: { address: from, port: 0 } })
    this.queue.wake()
    return true
  }
  sendTo(): boolean {
    throw new SysError(this.end ? 'EISCONN' : 'EOPNOTSUPP')
  }
  receiveFrom(): { data: Uint8Array; peer: SocketAddress } | null {
    if (this.socketType !== 'dgram') throw new SysError('EOPNOTSUPP')
    return this.datagrams.shift() ?? null
  }
  override poll(): Readiness {
    if (this.incoming) return { in: this.incoming.length > 0, out: false }
    if (this.socketType === 'dgram') return { in: this.datagrams.length > 0, out: true }
    return this.end ? this.end.poll() : { in: false, out: true, hup: true }
  }
  shutdown(how: 'read' | 'write' | 'both'): void {
    if (!this.end) throw new SysError('ENOTCONN')
    if (how !== 'write') this.end.stopReading()
    if (how !== 'read') this.end.end()
  }
  override stat(): Stat {
    return socketStat(this.options, this.made)
  }
  override describe(): string {
    return `socket:[${this.options.inode}]`
  }
  protected override release(): void {
    this.closed = true
    this.end?.close()
    for (const end of this.incoming ?? []) end.destroy()
    this.incoming = null
    this.waiting.wake()
    this.queue.wake()
  }
}
