/**
 * A unix socket behind which an object of the kernel answers requests (the engine's API): HTTP's bytes on this side, a function call on
 * the other. The shape is the one of api/transport.ts, seen from outside.
 */
import { concat, decode, EMPTY, encode } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { parseRequest } from '../http/message.ts'
import { REASONS } from '../http/status.ts'
import { ByteReader } from '../http/stream.ts'

interface Answerer {
  fetch(request: {
    method: string
    path: string
    query: { get(name: string): string | null; getAll(name: string): string[]; has(name: string): boolean }
    headers: Record<string, string>
    body: Uint8Array | null
  }): Promise<{
    status: number
    headers: Readonly<Record<string, string>>
    body: Uint8Array | AsyncIterable<Uint8Array> | null
  }>
}
const isAnswerer = (object: object): object is Answerer => 'fetch' in object && typeof object.fetch === 'function'

export interface ServiceConnection {
  reader: ByteReader
  write(data: Uint8Array): Promise<void>
  close(): void
}
/** Null: no such object there. Throws SysError when the path may not be used. */
export function serviceConnection(sys: Sys, path: string): ServiceConnection | null {
  let object: object
  try {
    object = sys.connectService(path)
  } catch (error) {
    if (error instanceof SysError && error.code === 'ECONNREFUSED') return null
    throw error
  }
  if (!isAnswerer(object)) return null
  const service = object
  let sent: Uint8Array = EMPTY
  let answer: AsyncGenerator<Uint8Array> | null = null
  return {
    reader: new ByteReader(async () => {
      answer ??= respond(service, sent)
      const { value, done } = await sys.until(answer.next())
      return done ? EMPTY : value
    }),
    async write(data) {
      if (answer) {
        sent = EMPTY
        answer = null
      }
      sent = concat([sent, data])
    },
    close() {},
  }
}

async function* respond(service: Answerer, sent: Uint8Array): AsyncGenerator<Uint8Array> {
  const text = decode(sent)
  const end = text.indexOf('\r\n\r\n')
  const headLength = encode(text.slice(0, end + 4)).length
  const request = parseRequest(sent.subarray(0, headLength))
  const [path = '', query = ''] = request.target.split('?')
  const pairs = query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const [name = '', ...value] = pair.split('=')
      return [unescape(name), unescape(value.join('='))] as const
    })
  const body = sent.subarray(headLength)
  const {
    status,
    headers,
    body: content,
  } = await service.fetch({
    method: request.method,
    path,
    query: {
      get: (name) => pairs.find(([key]) => key === name)?.[1] ?? null,
      getAll: (name) => pairs.filter(([key]) => key === name).map(([, value]) => value),
      has: (name) => pairs.some(([key]) => key === name),
    },
    headers: Object.fromEntries(request.headers.fields.map(([name, value]) => [name.toLowerCase(), value])),
    body: body.length ? body : null,
  })
  let head = `HTTP/1.1 ${status} ${REASONS[status] ?? ''}\r\n`
  for (const [name, value] of Object.entries(headers))
    if (!/^(content-length|transfer-encoding)$/i.test(name)) head += `${name}: ${value}\r\n`
  const whole = content === null ? EMPTY : content instanceof Uint8Array ? content : null
  if (whole) {
    if (status !== 204 && status !== 304) head += `Content-Length: ${whole.length}\r\n`
    yield encode(`${head}\r\n`)
    if (request.method !== 'HEAD' && whole.length) yield whole
    return
  }
  yield encode(`${head}Transfer-Encoding: chunked\r\n\r\n`)
  for await (const part of content as AsyncIterable<Uint8Array>)
    if (part.length) yield concat([encode(`${part.length.toString(16)}\r\n`), part, encode('\r\n')])
  yield encode('0\r\n\r\n')
}
function unescape(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch {
    return text
  }
}
