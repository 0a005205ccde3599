/** TCP sockets and names. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { EventQueue } from './events.ts'
import type { InterpreterCalls } from '../../interpreters/calls.ts'

const domain = (address: string): 'inet' | 'inet6' => (address.includes(':') ? 'inet6' : 'inet')
function listenAt(sys: Sys, address: string, port: number, backlog: number): { fd: Fd; address: string; port: number } {
  const fd = sys.socket(domain(address), 'stream')
  try {
    sys.bind(fd, { address, port })
    sys.listen(fd, backlog)
    return { fd, ...sys.getsockname(fd) }
  } catch (error) {
    sys.close(fd)
    throw error
  }
}

export const socketCalls = (queue: EventQueue): InterpreterCalls => ({
  /** Without an address: :: for both families, 0.0.0.0 where there is no IPv6. */
  listen(sys, address: string | null, port: number, backlog: number) {
    if (address !== null) return listenAt(sys, address, port, backlog)
    try {
      return listenAt(sys, '::', port, backlog)
    } catch (error) {
      if (
        !(error instanceof SysError) ||
        (error.code !== 'EAFNOSUPPORT' && error.code !== 'EADDRNOTAVAIL' && error.code !== 'EINVAL')
      )
        throw error
      return listenAt(sys, '0.0.0.0', port, backlog)
    }
  },
  accept: (sys, token: number, fd: Fd) =>
    queue.begin(token, async () => {
      const { fd: accepted, peer } = await sys.accept(fd)
      return { fd: accepted, peer, local: sys.getsockname(accepted) }
    }),
  connect: (sys, token: number, address: string, port: number) =>
    queue.begin(token, async () => {
      const fd = sys.socket(domain(address), 'stream')
      try {
        await sys.connect(fd, { address, port })
        return { fd, local: sys.getsockname(fd), peer: sys.getpeername(fd) }
      } catch (error) {
        if (error instanceof SysError) sys.close(fd)
        throw error
      }
    }),
  readLater: (sys, token: number, fd: Fd, max: number) => queue.begin(token, () => sys.read(fd, max)),
  writeLater: (sys, token: number, fd: Fd, data: Uint8Array) => queue.begin(token, () => sys.write(fd, data)),
  shutdown: (sys, fd: Fd) => sys.shutdown(fd, 'write'),
  lookup: (sys, token: number, name: string, family: number) =>
    queue.begin(token, () => sys.getaddrinfo(name, family === 4 || family === 6 ? family : undefined)),
  nameinfo: (sys, token: number, address: string) => queue.begin(token, () => sys.getnameinfo(address)),
  interfaces(sys) {
    const out: Record<string, unknown[]> = {}
    for (const { name, mac, addresses, up } of sys.interfaces()) {
      if (!up || !addresses.length) continue
      out[name] = addresses.map(({ address, prefix }) => ({
        address,
        netmask: domain(address) === 'inet' ? netmask(prefix) : netmask6(prefix),
        family: domain(address) === 'inet' ? 'IPv4' : 'IPv6',
        mac: name === 'lo' ? '00:00:00:00:00:00' : mac,
        internal: name === 'lo',
        cidr: `${address}/${prefix}`,
        ...(domain(address) === 'inet6' ? { scopeid: 0 } : {}),
      }))
    }
    return out
  },
})
const netmask = (prefix: number): string =>
  [0, 1, 2, 3].map((i) => 256 - 2 ** (8 - Math.max(0, Math.min(8, prefix - 8 * i)))).join('.')
function netmask6(prefix: number): string {
  const words = Array.from({ length: 8 }, (_, i) => {
    const bits = Math.max(0, Math.min(16, prefix - 16 * i))
    return ((0xffff << (16 - bits)) & 0xffff).toString(16)
  })
  return words.join(':').replace(/(:0)+$/, '::')
}
