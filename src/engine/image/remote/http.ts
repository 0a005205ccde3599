/** HTTP/1.1 over a connection of the simulated network, as much of it as a registry's client needs: one request, its answer, the end. */
import { concat, decode, EMPTY, encode } from '../../../base/bytes.ts'
import type { ByteDuplex } from '../../../kernel/net/types.ts'
import type { FileContent } from '../../../kernel/vfs/types.ts'
import { piecesOf } from '../../layer/content.ts'

export interface HttpRequest {
  method: string
  path: string
  headers: readonly (readonly [string, string])[]
  body?: FileContent
  /** Bytes of the body that are on their way. */
  progress?: (sent: number) => void
}
export interface HttpResponse {
  status: number
  /** Names in small letters. */
  headers: ReadonlyMap<string, string>
  body: Uint8Array
}
/** Go's io.ErrUnexpectedEOF and io.EOF. */
export class HttpError extends Error {}

/** Throws HttpError, SysError. */
export async function exchange(connection: ByteDuplex, request: HttpRequest): Promise<HttpResponse> {
  try {
    const fields = request.headers.map(([name, value]) => `${name}: ${value}\r\n`)
    if (request.body || /^(POST|PUT|PATCH)$/.test(request.method))
      fields.push(`Content-Length: ${request.body?.size ?? 0}\r\n`)
    await connection.write(
      encode(`${request.method} ${request.path} HTTP/1.1\r\n${fields.join('')}Connection: close\r\n\r\n`),
    )
    let sent = 0
    if (request.body)
      for (const piece of piecesOf(request.body)) {
        await connection.write(piece)
        request.progress?.((sent += piece.length))
      }
    return await readResponse(connection, request.method)
  } finally {
    connection.destroy()
  }
}
async function readResponse(connection: ByteDuplex, method: string): Promise<HttpResponse> {
  const parts: Uint8Array[] = []
  let head = -1
  let start = EMPTY
  while (head < 0) {
    const part = await connection.read()
    if (!part.length) throw new HttpError('EOF')
    start = start.length ? concat([start, part]) : part
    head = headEnd(start)
  }
  const [line = '', ...lines] = decode(start.subarray(0, head)).split('\r\n')
  const status = /^HTTP\/1\.\d (\d{3})/.exec(line)
  if (!status)
    throw new HttpError(
      `net/http: HTTP/1.x transport connection broken: malformed HTTP response ${JSON.stringify(line)}`,
    )
  const headers = new Map(
    lines.filter(Boolean).map((field) => {
      const colon = field.indexOf(':')
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()]
    }),
  )
  const length = headers.get('content-length')
  const none = method === 'HEAD' || status[1] === '204' || status[1] === '304'
  const size = none ? 0 : length === undefined ? Infinity : Number(length)
  let got = 0
  const take = (part: Uint8Array): void => {
    parts.push(part.subarray(0, size - got))
    got += part.length
  }
  take(start.subarray(head))
  while (got < size) {
    const part = await connection.read()
    if (!part.length) {
      if (size === Infinity) break
      throw new HttpError('unexpected EOF')
    }
    take(part)
  }
  return { status: Number(status[1]), headers, body: concat(parts) }
}
function headEnd(bytes: Uint8Array): number {
  for (let i = 0; i + 3 < bytes.length; i++)
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i + 4
  return -1
}
