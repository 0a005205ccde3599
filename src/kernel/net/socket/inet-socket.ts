/** What TCP and UDP sockets share: the namespace, bound and connected addresses, the port they hold. */
import { O_RDWR, S_IFSOCK, type Stat } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { OpenFile } from '../../proc/description.ts'
import { WaitQueue } from '../../proc/wait-queue.ts'
import { canonical, isV6, mapped, unmapped } from '../address.ts'
import type { Listed, NetNs } from '../namespace.ts'
import type { PortTable } from '../ports.ts'
import type { Socket, SocketAddress, SocketInfo, SocketOptions } from '../types.ts'
import type { World } from '../world.ts'

/** sockfs */
export function socketStat(options: SocketOptions, at: number): Stat {
  return {
    dev: 8,
    ino: options.inode,
    mode: S_IFSOCK | 0o777,
    nlink: 1,
    uid: options.uid,
    gid: options.uid,
    rdev: 0,
    size: 0,
    blksize: 4096,
    blocks: 0,
    atime: at,
    mtime: at,
    ctime: at,
  }
}

export abstract class InetSocket extends OpenFile implements Socket, Listed {
  override readonly queue = new WaitQueue()
  readonly domain: 'inet' | 'inet6'
  abstract readonly socketType: 'stream' | 'dgram'
  readonly world: World
  readonly ns: NetNs
  readonly options: SocketOptions
  readonly v6only: boolean
  /** Unmapped addresses. */
  protected bound: SocketAddress | null = null
  protected remote: SocketAddress | null = null
  protected released = false
  private readonly made: number

  constructor(world: World, ns: NetNs, domain: 'inet' | 'inet6', options: SocketOptions) {
    super((options.flags ?? 0) | O_RDWR)
    this.world = world
    this.ns = ns
    this.domain = domain
    this.options = options
    this.v6only = domain === 'inet6' && (options.v6only ?? false)
    this.made = world.clock.now()
    ns.open.add(this)
  }
  protected abstract get ports(): PortTable
  protected get wildcard(): string {
    return this.domain === 'inet6' ? '::' : '0.0.0.0'
  }
  /** EAFNOSUPPORT: an IPv6 address on an IPv4 socket, or an IPv4 one on a socket for IPv6 only. */
  protected checked(address: string): string {
    const text = canonical(address)
    if (this.domain === 'inet' && isV6(text)) throw new SysError('EAFNOSUPPORT')
    if (this.domain === 'inet6' && !isV6(text) && this.v6only) throw new SysError('ENETUNREACH')
    return unmapped(text)
  }
  /** As programs of this family see an address. */
  protected shown(address: string): string {
    return this.domain === 'inet6' ? mapped(address) : address
  }
  get local(): SocketAddress {
    if (!this.bound) return { address: this.wildcard, port: 0 }
    return { address: this.shown(this.bound.address), port: this.bound.port }
  }
  get peer(): SocketAddress | null {
    return this.remote && { address: this.shown(this.remote.address), port: this.remote.port }
  }

  bind(address: SocketAddress): void {
    if (this.bound) throw new SysError('EINVAL')
    const text = this.checked(address.address)
    if (!this.ns.canBind(text)) throw new SysError('EADDRNOTAVAIL')
    this.take(text, address.port)
  }
  /** Holds a port; 0: any. */
  protected take(address: string, port: number): void {
    const wanted = { address, v6only: this.v6only }
    const chosen = port || this.ports.ephemeral(this.world.rng, wanted)
    this.ports.add({ ...wanted, port: chosen, exclusive: true, holder: this })
    this.bound = { address, port: chosen }
  }

  abstract listen(backlog: number): void
  abstract accept(options: SocketOptions): { socket: Socket; peer: SocketAddress } | null
  abstract connect(address: SocketAddress): boolean
  get listening(): boolean {
    return false
  }
  get connecting(): boolean {
    return false
  }
  finishConnect(): void {}
  abstract shutdown(how: 'read' | 'write' | 'both'): void
  abstract sendTo(data: Uint8Array, address: SocketAddress): boolean
  abstract receiveFrom(): { data: Uint8Array; peer: SocketAddress } | null
  abstract info(): SocketInfo | null
  /** The namespace went away. */
  abstract abort(): void

  override stat(): Stat {
    return socketStat(this.options, this.made)
  }
  override describe(): string {
    return `socket:[${this.options.inode}]`
  }
  protected override release(): void {
    this.released = true
    if (this.bound) this.ports.remove(this, this.bound.port)
    this.ns.open.delete(this)
    this.queue.wake()
  }
}
