/** Who reaches whom, and how it fails when not: the rules Docker's networking lessons rest on. */
import { beforeEach, describe, expect, it } from 'vitest'
import { attempt, SysError } from '../../base/abi/errno.ts'
import { decode, encode } from '../../base/bytes.ts'
import { EventClock } from '../../base/clock.ts'
import { SeededRng } from '../../base/rng.ts'
import { createNetStack, type Bridge, type NetStack, type NetworkNamespace, type Socket } from './index.ts'

const clock = () => new EventClock(1_700_000_000_000, { macrotask: (fn) => void setTimeout(fn, 0) })
let net: NetStack
let time: EventClock
let docker0: Bridge
let inode = 100
const options = () => ({ pid: 1, uid: 0, inode: ++inode })

beforeEach(() => {
  time = clock()
  net = createNetStack({ clock: time, rng: new SeededRng(1) })
  docker0 = net.createBridge({ name: 'docker0', subnet: '172.17.0.0/16', gateway: '172.17.0.1' })
  net.addRemote({
    names: ['example.com'],
    addresses: ['23.220.75.232'],
    pings: true,
    serve(port, connection) {
      if (port !== 80) return false
      void (async () => {
        const request = await connection.read()
        await connection.write(encode(`echo ${decode(request)}`))
        connection.end()
      })()
      return true
    },
  })
})

function container(bridge: Bridge, last: number, prefix = '172.17.0'): NetworkNamespace {
  const ns = net.createNamespace()
  bridge.attach(ns, {
    ifname: 'eth0',
    address: `${prefix}.${last}`,
    prefix: 16,
    mac: `02:42:ac:11:00:0${last}`,
    defaultRoute: true,
  })
  return ns
}
function listen(ns: NetworkNamespace, port: number, address = '0.0.0.0'): Socket {
  const socket = net.socket(ns, address.includes(':') ? 'inet6' : 'inet', 'stream', options())
  socket.bind({ address, port })
  socket.listen(16)
  return socket
}
const tcp = (ns: NetworkNamespace): Socket => net.socket(ns, 'inet', 'stream', options())
async function connected(socket: Socket): Promise<void> {
  while (socket.connecting)
    await new Promise<void>((resolve) => {
      const forget = socket.queue!.add(() => (forget(), resolve()))
    })
  socket.finishConnect()
}
/** 'ok' or the errno; and how long it took in ms. */
async function outcome(
  ns: NetworkNamespace,
  address: string,
  port: number,
): Promise<{ code: string; ms: number; socket: Socket }> {
  const socket = tcp(ns)
  const start = time.now()
  let code = 'ok'
  try {
    if (!socket.connect({ address, port })) await connected(socket)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    code = error.code
  }
  return { code, ms: time.now() - start, socket }
}

describe('connections', () => {
  it('carries bytes both ways with half-close', async () => {
    const a = container(docker0, 2)
    const b = container(docker0, 3)
    const server = listen(b, 80)
    const { socket: client, code } = await outcome(a, '172.17.0.3', 80)
    expect(code).toBe('ok')
    const { socket: other, peer } = server.accept(options())!
    expect(peer.address).toBe('172.17.0.2')
    expect(client.peer).toEqual({ address: '172.17.0.3', port: 80 })
    expect(client.read(10)).toBeNull()
    client.write(encode('ping'))
    client.shutdown('write')
    expect(decode(other.read(10)!)).toBe('ping')
    expect(other.read(10)).toHaveLength(0)
    other.write(encode('pong'))
    other.unref()
    expect(decode(client.read(2)!)).toBe('po')
    expect(decode(client.read(10)!)).toBe('ng')
    expect(client.read(10)).toHaveLength(0)
  })
  it('makes writers wait for readers', async () => {
    const a = container(docker0, 2)
    const server = listen(a, 80)
    const { socket: client } = await outcome(a, '127.0.0.1', 80)
    const { socket: other } = server.accept(options())!
    let sent = 0
    for (let n = 1; n; sent += n) n = client.write(new Uint8Array(10000))
    expect(sent).toBe(65536)
    expect(client.poll().out).toBe(false)
    other.read(5000)
    expect(client.write(new Uint8Array(10000))).toBe(5000)
  })
  it('resets: unread data at close, writing to what is closed', async () => {
    const a = container(docker0, 2)
    const server = listen(a, 80)
    const { socket: client } = await outcome(a, '127.0.0.1', 80)
    const { socket: other } = server.accept(options())!
    client.write(encode('unread'))
    other.unref()
    expect(attempt(() => client.read(1))).toMatchObject({ code: 'ECONNRESET' })
    expect(client.read(1)).toHaveLength(0)
    const { socket: second } = await outcome(a, '127.0.0.1', 80)
    server.accept(options())!.socket.unref()
    expect(second.read(1)).toHaveLength(0)
    second.write(encode('a'))
    expect(attempt(() => second.write(encode('b')))).toMatchObject({ code: 'EPIPE' })
  })
  it('fails as routes and rules say', async () => {
    const a = container(docker0, 2)
    const br = net.createBridge({ name: 'br-1', subnet: '172.18.0.0/16', gateway: '172.18.0.1' })
    const other = container(br, 2, '172.18.0')
    listen(other, 80)
    const none = net.createNamespace()
    expect(await outcome(a, '172.17.0.2', 80)).toMatchObject({ code: 'ECONNREFUSED', ms: 0 })
    expect(await outcome(a, '172.17.0.9', 80)).toMatchObject({ code: 'EHOSTUNREACH', ms: 3060 })
    expect(await outcome(a, '172.18.0.2', 80)).toMatchObject({ code: 'ETIMEDOUT', ms: 127000 })
    expect(await outcome(none, '172.17.0.2', 80)).toMatchObject({ code: 'ENETUNREACH' })
    expect(await outcome(net.host, '172.18.0.2', 80)).toMatchObject({ code: 'ok' })
    expect(await outcome(a, '23.220.75.232', 81)).toMatchObject({ code: 'ECONNREFUSED' })
    expect(await outcome(a, '23.220.75.232', 80)).toMatchObject({ code: 'ok' })
  })
  it('keeps containers apart without icc, and internal networks from the world', async () => {
    const quiet = net.createBridge({ name: 'br-2', subnet: '172.19.0.0/16', gateway: '172.19.0.1', icc: false })
    const [a, b] = [container(quiet, 2, '172.19.0'), container(quiet, 3, '172.19.0')]
    listen(b, 80)
    expect((await outcome(a, '172.19.0.3', 80)).code).toBe('ETIMEDOUT')
    expect(net.probe(a, '172.19.0.1')).toMatchObject({ kind: 'reply', ttl: 64 })
    const inner = net.createBridge({ name: 'br-3', subnet: '172.20.0.0/16', gateway: '172.20.0.1', internal: true })
    const c = container(inner, 2, '172.20.0')
    expect((await outcome(c, '23.220.75.232', 80)).code).toBe('ENETUNREACH')
    expect(net.probe(c, '8.8.8.8')).toMatchObject({ kind: 'error', code: 'ENETUNREACH' })
  })
  it('talks to the world and gives up sockets that are closed while connecting', async () => {
    const a = container(docker0, 2)
    const { socket } = await outcome(a, '23.220.75.232', 80)
    socket.write(encode('hello'))
    while (!socket.poll().in) await new Promise((resolve) => setTimeout(resolve, 0))
    expect(decode(socket.read(100)!)).toBe('echo hello')
    const lost = tcp(a)
    expect(lost.connect({ address: '172.17.0.77', port: 1 })).toBe(false)
    const before = time.now()
    lost.unref()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(time.now()).toBe(before)
  })
})

describe('a full backlog', () => {
  it('keeps connections waiting until there is room, or forgets those who gave up', async () => {
    const a = container(docker0, 2)
    const server = net.socket(a, 'inet', 'stream', options())
    server.bind({ address: '0.0.0.0', port: 80 })
    server.listen(1)
    for (let i = 0; i < 2; i++) expect(tcp(a).connect({ address: '127.0.0.1', port: 80 })).toBe(true)
    const [third, fourth] = [tcp(a), tcp(a)]
    expect(third.connect({ address: '127.0.0.1', port: 80 })).toBe(false)
    expect(fourth.connect({ address: '127.0.0.1', port: 80 })).toBe(false)
    third.unref()
    const before = time.now()
    for (let i = 0; i < 3; i++) expect(server.accept(options())).not.toBeNull()
    expect(fourth.connecting).toBe(false)
    fourth.finishConnect()
    expect(server.accept(options())).toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(time.now()).toBe(before)
    const late = tcp(a)
    for (let i = 0; i < 2; i++) tcp(a).connect({ address: '127.0.0.1', port: 80 })
    late.connect({ address: '127.0.0.1', port: 80 })
    expect(await connected(late).catch((error: SysError) => error.code)).toBe('ETIMEDOUT')
  })
})

describe('published ports', () => {
  const publish = (hostPort: number, port: number, hostIp = '0.0.0.0', protocol: 'tcp' | 'udp' = 'tcp') =>
    net.publish({ protocol, hostIp, hostPort, target: { address: '172.17.0.2', port } })

  it('reach the container from the host, from other networks and from itself', async () => {
    const a = container(docker0, 2)
    const br = net.createBridge({ name: 'br-1', subnet: '172.18.0.0/16', gateway: '172.18.0.1' })
    const other = container(br, 2, '172.18.0')
    const server = listen(a, 80)
    publish(8080, 80)
    for (const [from, address, source] of [
      [net.host, '127.0.0.1', '172.17.0.1'],
      [net.host, '192.168.65.3', '192.168.65.3'],
      [other, '172.18.0.1', '172.17.0.1'],
      [other, '172.17.0.1', '172.17.0.1'],
      [a, '172.17.0.1', '172.17.0.1'],
    ] as const) {
      expect((await outcome(from, address, 8080)).code).toBe('ok')
      expect(server.accept(options())!.peer.address).toBe(source)
    }
  })
  it('are accepted and dropped while nothing listens inside', async () => {
    container(docker0, 2)
    const port = publish(8080, 80)
    const { socket, code } = await outcome(net.host, '127.0.0.1', 8080)
    expect(code).toBe('ok')
    socket.write(encode('GET / HTTP/1.1\r\n\r\n'))
    expect(attempt(() => socket.read(100))).toMatchObject({ code: 'ECONNRESET' })
    expect((await outcome(net.host, '192.168.65.3', 8080)).code).toBe('ECONNREFUSED')
    port.close()
    expect((await outcome(net.host, '127.0.0.1', 8080)).code).toBe('ECONNREFUSED')
  })
  it('conflict with each other and with listeners of the host', () => {
    publish(8080, 80)
    expect(() => publish(8080, 81)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }) as Error)
    expect(() => publish(8080, 81, '127.0.0.1')).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }) as Error)
    publish(8080, 80, '::')
    publish(8080, 80, '0.0.0.0', 'udp')
    expect(() => publish(9000, 81, '10.9.9.9')).toThrow(expect.objectContaining({ code: 'EADDRNOTAVAIL' }) as Error)
    expect(() => listen(net.host, 8080)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }) as Error)
    publish(8081, 80, '127.0.0.2')
    listen(net.host, 8081, '127.0.0.1')
    expect(() => publish(8081, 80)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }) as Error)
    expect([net.ephemeralPort('tcp', '0.0.0.0'), net.ephemeralPort('tcp', '0.0.0.0')]).toEqual([32768, 32769])
  })
  it('carry datagrams there and back', async () => {
    const a = container(docker0, 2)
    const server = net.socket(a, 'inet', 'dgram', options())
    server.bind({ address: '0.0.0.0', port: 53 })
    publish(5353, 53, '0.0.0.0', 'udp')
    const client = net.socket(net.host, 'inet', 'dgram', options())
    client.sendTo(encode('who?'), { address: '127.0.0.1', port: 5353 })
    const got = server.receiveFrom()!
    expect(decode(got.data)).toBe('who?')
    expect(got.peer.address).toBe('172.17.0.1')
    server.sendTo(encode('me'), got.peer)
    expect(client.receiveFrom()).toMatchObject({ peer: { address: '127.0.0.1', port: 5353 } })
  })
})

describe('addresses and names', () => {
  it('gives a dual-stack listener both families, one for IPv6 only its own', async () => {
    const a = container(docker0, 2)
    const server = listen(a, 80, '::')
    await outcome(a, '127.0.0.1', 80)
    expect(server.accept(options())!.peer.address).toBe('::ffff:127.0.0.1')
    expect(() => listen(a, 80)).toThrow(expect.objectContaining({ code: 'EADDRINUSE' }) as Error)
    const six = net.socket(a, 'inet6', 'stream', { ...options(), v6only: true })
    six.bind({ address: '::', port: 81 })
    six.listen(1)
    listen(a, 81)
    expect(() => listen(a, 82, '172.17.0.3')).toThrow(expect.objectContaining({ code: 'EADDRNOTAVAIL' }) as Error)
    expect(
      a.sockets
        .filter((socket) => socket.state === 'LISTEN')
        .map((socket) => socket.local.port)
        .sort(),
    ).toEqual([80, 81, 81])
  })
  it('answers questions of containers', () => {
    const a = container(docker0, 2)
    expect(net.query(a, '192.168.65.7', { name: 'Example.COM', family: 4 })).toMatchObject({
      outcome: 'answer',
      addresses: ['23.220.75.232'],
    })
    expect(net.query(a, '192.168.65.7', { name: 'nosuch', family: 4 })).toMatchObject({ outcome: 'nxdomain' })
    expect(net.query(a, '10.0.0.53', { name: 'example.com', family: 4 })).toMatchObject({ outcome: 'silent' })
    expect(net.query(net.createNamespace(), '192.168.65.7', { name: 'example.com', family: 4 })).toMatchObject({
      outcome: 'silent',
    })
    net.addNameServer(
      '127.0.0.11',
      { resolve: (name, family) => (name === 'db' ? (family === 4 ? ['172.17.0.3'] : []) : null) },
      a,
    )
    expect(net.query(a, '127.0.0.11', { name: 'db', family: 4 })).toMatchObject({ addresses: ['172.17.0.3'] })
    const socket = net.socket(a, 'inet', 'dgram', options())
    const question = [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 100, 98, 0, 0, 1, 0, 1]
    socket.sendTo(Uint8Array.from(question), { address: '127.0.0.11', port: 53 })
    const { data, peer } = socket.receiveFrom()!
    expect(peer).toEqual({ address: '127.0.0.11', port: 53 })
    expect([data[3], data[7], ...data.subarray(-4)]).toEqual([0x80, 1, 172, 17, 0, 3])
  })
  it('shows links, routes and neighbours, and counts bytes', async () => {
    const a = container(docker0, 2)
    const b = container(docker0, 3)
    listen(b, 80)
    const { socket } = await outcome(a, '172.17.0.3', 80)
    socket.write(new Uint8Array(1448 * 3))
    expect(a.interfaces.map(({ name, index }) => `${index} ${name}`)).toEqual(['1 lo', '2 eth0'])
    expect(a.routes).toEqual([
      { destination: 'default', gateway: '172.17.0.1', device: 'eth0' },
      { destination: '172.17.0.0/16', device: 'eth0', source: '172.17.0.2' },
    ])
    expect(a.neighbours).toMatchObject([
      { address: '172.17.0.3', mac: '02:42:ac:11:00:03', device: 'eth0', state: 'REACHABLE' },
    ])
    expect(b.interfaces[1]!.stats).toMatchObject({ rxBytes: 66 + 3 * 1514, rxPackets: 4, txPackets: 1 })
    net.removeNamespace(b)
    expect(attempt(() => (socket.write(encode('x')), socket.write(encode('x'))))).toBeInstanceOf(SysError)
    expect(net.host.interfaces.map(({ kind }) => kind)).toEqual(['loopback', 'physical', 'bridge', 'veth'])
  })
})
