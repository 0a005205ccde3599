/**
 * The Engine API's router behind node:http: requests and answers translated, bodies streamed, connections of attach and exec handed over
 * (Connection: Upgrade, Upgrade: tcp) as dockerd does.
 */
import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ApiRequest, ApiResponse, EngineTransport } from '../../api/transport.ts'

/** Bodies up to this size are sent with their length, longer ones in chunks: net/http's buffer. */
const BUFFERED = 2048

export function createHttpServer(api: EngineTransport): Server {
  const server = createServer((request, response) => {
    void answer(api, request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void upgrade(api, request, socket, head).catch(() => socket.destroy())
  })
  // Streams and waits may take for ever.
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.keepAliveTimeout = 0
  return server
}
function headersOf(request: IncomingMessage): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [key, value] of Object.entries(request.headers)) {
    if (value !== undefined) out[key] = Array.isArray(value) ? value.join(', ') : value
  }
  return out
}
function toApi(request: IncomingMessage, rest: Pick<ApiRequest, 'body' | 'signal' | 'input'>): ApiRequest {
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s)
  return {
    method: (request.method ?? 'GET') as ApiRequest['method'],
    path,
    query: new URLSearchParams(query),
    headers: headersOf(request),
    ...rest,
  }
}

async function answer(api: EngineTransport, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  const small = Number(request.headers['content-length'] ?? Infinity) <= 65536
  const body = !hasBody ? null : small ? await readAll(request) : request
  const reply = await api.fetch(toApi(request, { body, signal: gone.signal }))
  response.sendDate = true
  if (reply.body === null || reply.body instanceof Uint8Array) {
    const data = reply.body ?? new Uint8Array(0)
    const bare = reply.status === 204 || reply.status === 304
    const length =
      !bare && data.length <= BUFFERED && request.method !== 'HEAD' ? { 'Content-Length': data.length } : {}
    response.writeHead(reply.status, { ...reply.headers, ...length })
    response.end(data)
    return
  }
  response.writeHead(reply.status, { ...reply.headers })
  response.flushHeaders()
  await pipe(reply.body, response, () => gone.signal.aborted)
  response.end()
}
async function readAll(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
async function pipe(
  source: AsyncIterable<Uint8Array>,
  sink: { write(data: Uint8Array): boolean; once(event: 'drain' | 'close', fn: () => void): unknown },
  gone: () => boolean,
): Promise<void> {
  for await (const data of source) {
    if (gone()) return
    if (!sink.write(data)) {
      await new Promise<void>((resolve) => {
        sink.once('drain', resolve)
        sink.once('close', resolve)
      })
    }
  }
}

async function upgrade(api: EngineTransport, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const gone = new AbortController()
  const input = new SocketInput(socket, head)
  socket.on('close', () => gone.abort())
  socket.on('error', () => gone.abort())
  const length = Number(request.headers['content-length'] ?? 0)
  const body = length > 0 ? await input.take(length) : null
  const reply = await api.fetch(toApi(request, { body, signal: gone.signal, input }))
  socket.write(`HTTP/1.1 ${reply.status} ${reply.status === 101 ? 'UPGRADED' : (STATUS_CODES[reply.status] ?? '')}\r\n`)
  if (!reply.hijacked) {
    await plainReply(reply, socket)
    return
  }
  socket.write(headerLines(reply.headers))
  if (reply.body instanceof Uint8Array) socket.write(reply.body)
  else if (reply.body) await pipe(reply.body, socket, () => gone.signal.aborted)
  socket.end()
}
const headerLines = (headers: Readonly<Record<string, string>>): string =>
  `${Object.entries(headers)
    .map(([key, value]) => `${key}: ${value}\r\n`)
    .join('')}\r\n`
async function plainReply(reply: ApiResponse, socket: Duplex): Promise<void> {
  const parts: Uint8Array[] = []
  if (reply.body instanceof Uint8Array) parts.push(reply.body)
  else if (reply.body) for await (const part of reply.body) parts.push(part)
  const data = Buffer.concat(parts)
  socket.write(headerLines({ ...reply.headers, 'Content-Length': String(data.length), Connection: 'close' }))
  socket.end(data)
}
/** What the client sends on a connection that is no longer HTTP; ends with its half-close. */
class SocketInput implements AsyncIterable<Uint8Array> {
  private readonly parts: Uint8Array[] = []
  private ended = false
  private wake: () => void = () => {}
  private readonly socket: Duplex
  constructor(socket: Duplex, head: Buffer) {
    this.socket = socket
    if (head.length) this.parts.push(head)
    socket.on('data', (data: Buffer) => {
      this.parts.push(data)
      this.wake()
    })
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.ended = true
        this.wake()
      })
    }
    socket.resume()
  }
  private async more(): Promise<boolean> {
    while (!this.parts.length && !this.ended) await new Promise<void>((resolve) => (this.wake = resolve))
    return this.parts.length > 0
  }
  async take(length: number): Promise<Uint8Array> {
    let have = Buffer.alloc(0)
    while (have.length < length && (await this.more())) have = Buffer.concat([have, this.parts.shift()!])
    if (have.length > length) this.parts.unshift(have.subarray(length))
    return have.subarray(0, length)
  }
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    while (await this.more()) {
      yield this.parts.shift()!
      if (this.socket.destroyed) return
    }
  }
}
