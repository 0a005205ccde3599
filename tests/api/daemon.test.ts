/** The router behind real HTTP, as the docker client uses it: keep-alive requests, streams, upgraded connections. */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpServer } from '../../src/machine/node/http-server.ts'
import { bootEngine, call, type Booted } from './engine.ts'

let booted: Booted
let port = 0
const server = { close: (): void => {} }

beforeAll(async () => {
  booted = await bootEngine()
  const http = createHttpServer(booted.api)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  port = (http.address() as AddressInfo).port
  server.close = () => http.close()
  await call(booted.api, 'POST', '/images/create?fromImage=busybox&tag=1.35')
})
afterAll(() => server.close())

interface Reply {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}
const send = (method: string, path: string, body?: object): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const text = body && JSON.stringify(body)
    const headers = text ? { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) } : {}
    const req = request({ host: '127.0.0.1', port, method, path, headers }, (res) => {
      let data = ''
      res.on('data', (part: Buffer) => (data += part.toString('latin1')))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: data }))
    })
    req.on('error', reject)
    req.end(text)
  })
/** Everything that comes on an upgraded connection, until the server ends it. */
async function upgrade(path: string, body: object | null, input: string): Promise<string> {
  const text = body ? JSON.stringify(body) : ''
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: docker\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  )
  let out = ''
  socket.on('data', (data: Buffer) => (out += data.toString('latin1')))
  await once(socket, 'data')
  socket.end(input)
  await once(socket, 'end')
  return out
}

describe('the daemon over HTTP', () => {
  it('pings, sends bodies with their length and long ones in chunks', async () => {
    const ping = await send('GET', '/_ping')
    expect(ping).toMatchObject({ status: 200, body: 'OK' })
    expect(ping.headers['server']).toBe('Docker/28.5.2 (linux)')
    expect((await send('GET', '/v1.51/version')).headers['content-length']).toBeDefined()
    expect((await send('GET', '/v1.51/info')).headers['transfer-encoding']).toBe('chunked')
    expect((await send('GET', '/v1.51/containers/nosuch/json')).status).toBe(404)
  })
  it('hands an exec’s connection over, both ways', async () => {
    await send('POST', '/containers/create?name=web', { Image: 'busybox:1.35', Cmd: ['cat'], OpenStdin: true })
    expect((await send('POST', '/containers/web/start')).status).toBe(204)
    const exec = await send('POST', '/containers/web/exec', {
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Cmd: ['sh', '-c', 'cat; echo done; exit 4'],
    })
    const id = (JSON.parse(exec.body) as { Id: string }).Id
    const stream = await upgrade(`/v1.51/exec/${id}/start`, { Detach: false, Tty: false }, 'typed\n')
    expect(stream).toContain('HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\n')
    expect(stream).toContain('\x01\0\0\0\0\0\0\x06typed\n')
    expect(stream).toContain('\x01\0\0\0\0\0\0\x05done\n')
    expect(JSON.parse((await send('GET', `/exec/${id}/json`)).body)).toMatchObject({ ExitCode: 4, Running: false })
    expect(await upgrade('/containers/nosuch/attach?stream=1', null, '')).toContain('HTTP/1.1 404 Not Found\r\n')
  })
  it('answers a wait when the container ends', async () => {
    const wait = send('POST', '/containers/web/wait')
    await send('POST', '/containers/web/kill')
    expect(JSON.parse((await wait).body)).toEqual({ StatusCode: 137 })
    expect(booted.bugs).toEqual([])
  })
})
