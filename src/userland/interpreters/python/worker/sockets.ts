/** socket(2) and its family, getaddrinfo(3). */
import { CallError } from '../../worker/channel.ts'
import { Failure, syscall, type Context } from './context.ts'
import type { CFunction } from './emscripten.ts'

const AF_UNIX = 1
const AF_INET = 2
const AF_INET6 = 10
const SOCK_NONBLOCK = 0o4000
const SOCK_CLOEXEC = 0o2000000
const MSG_PEEK = 2
const MSG_DONTWAIT = 0x40
const SO_TYPE = 3
const SO_ERROR = 4

interface Address {
  address: string
  port: number
}
interface Socket {
  family: number
  type: number
  /** Bytes that MSG_PEEK looked at. */
  peeked: Uint8Array | null
}

export function socketCalls(context: Context, malloc: CFunction): Record<string, (...args: never[]) => number> {
  const { channel, memory } = context
  const sockets = new Map<number, Socket>()
  const call = (name: string, ...args: unknown[]): unknown => channel.call(name, ...args)

  const readAddress = (at: number, length: number): Address | string => {
    const family = memory.view.getUint16(at, true)
    if (family === AF_UNIX) {
      const path = memory.bytes.slice(at + 2, at + length)
      const end = path.indexOf(0)
      return new TextDecoder().decode(end > 0 ? path.subarray(0, end) : path)
    }
    const port = memory.view.getUint16(at + 2, false)
    if (family === AF_INET) return { address: memory.bytes.slice(at + 4, at + 8).join('.'), port }
    if (family === AF_INET6) return { address: inet6Text(memory.bytes.slice(at + 8, at + 24)), port }
    throw new Failure('EAFNOSUPPORT')
  }
  const writeAddress = (at: number, lengthAt: number, family: number, { address, port }: Address): void => {
    if (!at) return
    const length = family === AF_INET6 ? 28 : family === AF_INET ? 16 : 2
    memory.bytes.fill(0, at, at + length)
    memory.view.setUint16(at, family, true)
    if (family !== AF_UNIX) memory.view.setUint16(at + 2, port, false)
    if (family === AF_INET) memory.bytes.set(address.split('.').map(Number), at + 4)
    if (family === AF_INET6) memory.bytes.set(inet6Bytes(address), at + 8)
    if (lengthAt) memory.setI32(lengthAt, length)
  }
  const known = (fd: number): Socket => sockets.get(fd) ?? { family: AF_INET, type: 1, peeked: null }
  const receive = (fd: number, size: number, flags: number): { data: Uint8Array; peer: Address | null } => {
    const socket = known(fd)
    if (socket.peeked) {
      const data = socket.peeked.subarray(0, size)
      if (!(flags & MSG_PEEK)) socket.peeked = data.length < socket.peeked.length ? socket.peeked.subarray(size) : null
      return { data, peer: null }
    }
    if (flags & MSG_DONTWAIT) {
      const ready = call('poll', [{ fd, events: { in: true } }], 0) as unknown[]
      if (!ready.length) throw new Failure('EAGAIN')
    }
    if (socket.type === 2) {
      const { data, peer } = call('receive', fd) as { data: number[]; peer: Address }
      return { data: Uint8Array.from(data).subarray(0, size), peer }
    }
    const data = channel.bytes('read', fd, size)
    if (flags & MSG_PEEK) socket.peeked = data
    return { data, peer: null }
  }
  const send = (fd: number, data: Uint8Array, to: number, toLength: number): number => {
    if (to) call('sendto', fd, data, readAddress(to, toLength))
    else call('write', fd, data)
    return data.length
  }
  const name = (which: string) => (fd: number, at: number, lengthAt: number) =>
    syscall(context, () => {
      writeAddress(at, lengthAt, known(fd).family, call(which, fd) as Address)
      return 0
    })

  return {
    __syscall_socket: (family: number, type: number) =>
      syscall(context, () => {
        const domain = { [AF_UNIX]: 'unix', [AF_INET]: 'inet', [AF_INET6]: 'inet6' }[family]
        const kind = type & 0xff
        if (!domain) throw new Failure('EAFNOSUPPORT')
        if (kind !== 1 && kind !== 2) throw new Failure(kind === 3 ? 'EPERM' : 'EPROTONOSUPPORT')
        const fd = call('socket', domain, kind === 2 ? 'dgram' : 'stream') as number
        sockets.set(fd, { family, type: kind, peeked: null })
        if (type & SOCK_NONBLOCK) call('setNonblocking', fd, true)
        if (type & SOCK_CLOEXEC) call('setCloexec', fd, true)
        return fd
      }),
    __syscall_bind: (fd: number, at: number, length: number) =>
      syscall(context, () => (call('bind', fd, readAddress(at, length)), 0)),
    __syscall_listen: (fd: number, backlog: number) => syscall(context, () => (call('listen', fd, backlog), 0)),
    __syscall_connect: (fd: number, at: number, length: number) =>
      syscall(context, () => (call('connect', fd, readAddress(at, length)), 0)),
    __syscall_accept4: (fd: number, at: number, lengthAt: number, flags: number) =>
      syscall(context, () => {
        const accepted = call('accept', fd) as { fd: number; peer: Address }
        const { family } = known(fd)
        sockets.set(accepted.fd, { family, type: 1, peeked: null })
        writeAddress(at, lengthAt, family, accepted.peer)
        if (flags & SOCK_NONBLOCK) call('setNonblocking', accepted.fd, true)
        call('setCloexec', accepted.fd, true)
        return accepted.fd
      }),
    __syscall_getsockname: name('getsockname'),
    __syscall_getpeername: name('getpeername'),
    __syscall_getsockopt: (fd: number, level: number, option: number, value: number, length: number) =>
      syscall(context, () => {
        if (level !== 1) throw new Failure('ENOPROTOOPT')
        memory.setI32(value, option === SO_TYPE ? known(fd).type : option === SO_ERROR ? 0 : 1)
        memory.setI32(length, 4)
        return 0
      }),
    __syscall_sendto: (fd: number, at: number, length: number, _flags: number, to: number, toLength: number) =>
      syscall(context, () => send(fd, memory.bytes.slice(at, at + length), to, toLength)),
    __syscall_recvfrom: (fd: number, at: number, length: number, flags: number, from: number, fromLength: number) =>
      syscall(context, () => {
        const { data, peer } = receive(fd, length, flags)
        memory.bytes.set(data, at)
        if (peer) writeAddress(from, fromLength, known(fd).family, peer)
        else if (fromLength) memory.setI32(fromLength, 0)
        return data.length
      }),
    __syscall_sendmsg: (fd: number, message: number) =>
      syscall(context, () =>
        send(
          fd,
          memory.gather(memory.u32(message + 8), memory.i32(message + 12)),
          memory.u32(message),
          memory.i32(message + 4),
        ),
      ),
    __syscall_recvmsg: (fd: number, message: number, flags: number) =>
      syscall(context, () => {
        const iov = memory.u32(message + 8)
        const count = memory.i32(message + 12)
        const { data } = receive(fd, memory.space(iov, count), flags)
        memory.scatter(iov, count, data)
        memory.setI32(message + 4, 0)
        return data.length
      }),
    getaddrinfo: (node: number, service: number, hint: number, out: number) => {
      const wanted = hint ? memory.i32(hint + 4) : 0
      const type = (hint && memory.i32(hint + 8)) || 1
      const flags = hint ? memory.i32(hint) : 0
      const port = service ? servicePort(memory.text(service)) : 0
      if (port === null) return -8
      let addresses: string[]
      try {
        addresses = node
          ? (literal(memory.text(node)) ??
            (call(
              'getaddrinfo',
              memory.text(node),
              ...(wanted === AF_INET ? [4] : wanted === AF_INET6 ? [6] : []),
            ) as string[]))
          : [flags & 1 ? '0.0.0.0' : '127.0.0.1']
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        return { EAI_NONAME: -2, EAI_AGAIN: -3, EAI_NODATA: -2 }[error.code] ?? -11
      }
      let previous = 0
      for (const address of [...addresses].reverse()) {
        const family: number = address.includes(':') ? AF_INET6 : AF_INET
        if (wanted && wanted !== family) continue
        // This build of CPython does not know addresses of IPv6.
        if (family === AF_INET6) continue
        const info = malloc(32)
        const sockaddr = malloc(28)
        writeAddress(sockaddr, 0, family, { address, port })
        const fields = [0, family, type, type === 2 ? 17 : 6, family === AF_INET6 ? 28 : 16, sockaddr, 0, previous]
        fields.forEach((value, index) => memory.setI32(info + 4 * index, value))
        previous = info
      }
      if (!previous) return -2
      memory.setI32(out, previous)
      return 0
    },
    getnameinfo: (at: number, length: number, host: number, hostSize: number, service: number, serviceSize: number) => {
      const address = readAddress(at, length)
      if (typeof address === 'string') return -6
      const name = (call('getnameinfo', address.address) as string | null) ?? address.address
      if (host && hostSize && !memory.setText(host, name, hostSize)) return -12
      if (service && serviceSize && !memory.setText(service, String(address.port), serviceSize)) return -12
      return 0
    },
  }
}

const SERVICES: Record<string, number> = { http: 80, https: 443, ssh: 22, smtp: 25, domain: 53, ftp: 21 }
const servicePort = (name: string): number | null => (/^\d+$/.test(name) ? Number(name) : (SERVICES[name] ?? null))
const literal = (name: string): string[] | null => (/^\d+(\.\d+){3}$/.test(name) || name.includes(':') ? [name] : null)

/** RFC 5952, near enough: the longest run of zeros is shortened. */
export function inet6Text(bytes: Uint8Array): string {
  const words = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16))
  if (words.slice(0, 5).every((word) => word === '0') && words[5] === 'ffff')
    return `::ffff:${[...bytes.slice(12)].join('.')}`
  const runs = words.join(':').match(/(?:^|(?<=:))0(?::0)+(?=:|$)/g) ?? []
  const longest = runs.sort((a, b) => b.length - a.length)[0]
  if (!longest) return words.join(':')
  return words.join(':').replace(longest, '::').replace(/:{3,}/, '::')
}
export function inet6Bytes(text: string): Uint8Array {
  const out = new Uint8Array(16)
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const plain = dotted
    ? `${dotted[1]!}${((+dotted[2]! << 8) | +dotted[3]!).toString(16)}:${((+dotted[4]! << 8) | +dotted[5]!).toString(16)}`
    : text
  const [head = '', tail] = plain.split('::') as [string, string?]
  const words = (part: string): number[] => (part ? part.split(':').map((word) => parseInt(word, 16)) : [])
  const left = words(head)
  const right = tail === undefined ? [] : words(tail)
  const all = [...left, ...Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right]
  all.slice(0, 8).forEach((word, i) => {
    out[2 * i] = word >> 8
    out[2 * i + 1] = word & 0xff
  })
  return out
}
