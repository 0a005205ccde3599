import { describe, expect, it } from 'vitest'
import { SysError } from '../../base/abi/errno.ts'
import { decode } from '../../base/bytes.ts'
import { bootTestKernel } from '../testing/index.ts'
import { ResolveError, type Program, type Sys } from './types.ts'

const output = async (main: Program, files: Record<string, string> = {}): Promise<string> =>
  (await bootTestKernel({ files }).runMain(main)).stdout
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error instanceof SysError || error instanceof ResolveError ? error.code : String(error)),
  )
const echoServer = async (sys: Sys, fd: number): Promise<void> => {
  const { fd: connection } = await sys.accept(fd)
  for (;;) {
    const data = await sys.read(connection)
    if (!data.length) break
    await sys.write(connection, `echo ${decode(data)}`)
  }
  sys.close(connection)
}

describe('sockets', () => {
  it('carry bytes both ways and their ends', async () => {
    const out = await output(async (sys) => {
      const listener = sys.socket('inet', 'stream')
      sys.bind(listener, { address: '0.0.0.0', port: 8080 })
      sys.listen(listener)
      sys.fork(async (child) => {
        await echoServer(child, listener)
        return 0
      })
      const fd = sys.socket('inet', 'stream')
      await sys.connect(fd, { address: '127.0.0.1', port: 8080 })
      await sys.write(fd, 'hello')
      const first = decode(await sys.read(fd))
      sys.shutdown(fd, 'write')
      const end = (await sys.read(fd)).length
      await sys.write(1, `${first} ${end} ${sys.getpeername(fd).port} ${(await sys.wait(-1))?.status.kind}`)
      return 0
    })
    expect(out).toBe('echo hello 0 8080 exited')
  })
  it('refuse, and keep ports for themselves', async () => {
    const out = await output(async (sys) => {
      const fd = sys.socket('inet', 'stream')
      const refused = await codeOf(sys.connect(fd, { address: '127.0.0.1', port: 1234 }))
      const one = sys.socket('inet', 'stream')
      sys.bind(one, { address: '0.0.0.0', port: 80 })
      sys.listen(one)
      const two = sys.socket('inet', 'stream')
      const inUse = await codeOf((async () => sys.bind(two, { address: '0.0.0.0', port: 80 }))())
      sys.setuid(1000)
      const three = sys.socket('inet', 'stream')
      const denied = await codeOf((async () => sys.bind(three, { address: '0.0.0.0', port: 81 }))())
      const notSocket = await codeOf(sys.connect(0, { address: '127.0.0.1', port: 1 }))
      await sys.write(1, [refused, inUse, denied, notSocket].join(' '))
      return 0
    })
    expect(out).toBe('ECONNREFUSED EADDRINUSE EACCES ENOTSOCK')
  })
  it('have paths in the file system', async () => {
    const out = await output(async (sys) => {
      const listener = sys.socket('unix', 'stream')
      sys.bind(listener, '/tmp/s')
      sys.listen(listener)
      sys.fork(async (child) => {
        await echoServer(child, listener)
        return 0
      })
      const fd = sys.socket('unix', 'stream')
      await sys.connect(fd, '/tmp/s')
      await sys.write(fd, 'x')
      const answer = decode(await sys.read(fd))
      const again = await codeOf((async () => sys.bind(sys.socket('unix', 'stream'), '/tmp/s'))())
      const missing = await codeOf(sys.connect(sys.socket('unix', 'stream'), '/tmp/none'))
      await sys.write(1, [answer, again, missing].join(' '))
      return 0
    })
    expect(out).toBe('echo x EADDRINUSE ENOENT')
  })
  it('a killed process gives its port back', async () => {
    const out = await output(async (sys) => {
      const pid = sys.fork(async (child) => {
        const fd = child.socket('inet', 'stream')
        child.bind(fd, { address: '0.0.0.0', port: 8080 })
        child.listen(fd)
        for (;;) await child.accept(fd)
      })
      await sys.sleep(10)
      const listening = (): number => sys.sockets().filter(({ state }) => state === 'LISTEN').length
      const before = listening()
      sys.kill(pid, 9)
      await sys.write(1, `${before} ${listening()}`)
      return 0
    })
    expect(out).toBe('1 0')
  })
})

describe('names', () => {
  const files = {
    '/etc/hosts': '127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.1.2.3 db db.lan # the database\n',
    '/etc/resolv.conf': 'nameserver 192.168.65.7\nsearch lan\n',
  }
  it('come from /etc/hosts first', async () => {
    const out = await output(async (sys) => {
      const results = [
        await sys.getaddrinfo('DB'),
        await sys.getaddrinfo('localhost', 4),
        await sys.getaddrinfo('1.2.3.4'),
      ]
      await sys.write(1, JSON.stringify([...results, await sys.getnameinfo('10.1.2.3')]))
      return 0
    }, files)
    expect(JSON.parse(out)).toEqual([['10.1.2.3'], ['127.0.0.1'], ['1.2.3.4'], 'db'])
  })
  it('that nobody knows, and name servers that do not answer', async () => {
    const unknown = await output(async (sys) => {
      await sys.write(1, await codeOf(sys.getaddrinfo('no.such.name')))
      return 0
    }, files)
    const silent = await output(
      async (sys) => {
        const start = sys.now()
        const code = await codeOf(sys.getaddrinfo('example.com'))
        await sys.write(1, `${code} after ${Math.round((sys.now() - start) / 1000)} s`)
        return 0
      },
      { '/etc/resolv.conf': 'nameserver 10.99.99.99\noptions timeout:2 attempts:3\n' },
    )
    expect([unknown, silent]).toEqual(['EAI_NONAME', 'EAI_AGAIN after 6 s'])
  })
})
