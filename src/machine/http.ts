/** What a browser on the host gets: a request to a published port, or to a name that the host's resolver knows. HTTP/1.1 over the simulated network. */
import { SysError } from '../base/abi/errno.ts'
import { concat, encode, EMPTY } from '../base/bytes.ts'
import type { Host } from './host.ts'

export interface HttpReply {
  status: number
  headers: [string, string][]
  body: Uint8Array
}
const LIMIT = 16 * 1024 * 1024

export async function httpRequest(
  host: Host,
  url: string,
  init: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<HttpReply | { error: string }> {
  const match = /^(?:http:\/\/)?([^/:?#]+)(?::(\d+))?(\/[^#]*)?/.exec(url)
  if (!match) return { error: 'EINVAL' }
  const [, name, port, path] = match
  const address = name === 'localhost' || name === 'naru' ? '127.0.0.1' : name!
  try {
    const connection = await host.kernel.net.connect({ address, port: Number(port ?? 80) })
    const body = encode(init.body ?? '')
    const headers = {
      Host: port ? `${name}:${port}` : name!,
      Connection: 'close',
      ...init.headers,
      ...(init.body === undefined ? {} : { 'Content-Length': String(body.length) }),
    }
    const head = Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`)
    await connection.write(
      concat([encode(`${init.method ?? 'GET'} ${path ?? '/'} HTTP/1.1\r\n${head.join('')}\r\n`), body]),
    )
    const parts: Uint8Array[] = []
    let size = 0
    for (let part = await connection.read(); part.length; part = await connection.read()) {
      parts.push(part)
      if ((size += part.length) > LIMIT) break
    }
    connection.destroy()
    return parse(concat(parts.length ? parts : [EMPTY]))
  } catch (error) {
    if (error instanceof SysError) return { error: error.code }
    throw error
  }
}

function parse(bytes: Uint8Array): HttpReply | { error: string } {
  const text = new TextDecoder('latin1').decode(bytes)
  const end = text.indexOf('\r\n\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)
  if (end < 0 || !status) return { error: 'EMPTY_RESPONSE' }
  const headers = text
    .slice(0, end)
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    })
  const body = bytes.subarray(end + 4)
  const chunked = headers.some(([key, value]) => key === 'transfer-encoding' && value === 'chunked')
  return { status: Number(status[1]), headers, body: chunked ? unchunk(body) : body.slice() }
}
function unchunk(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0; at < body.length;) {
    const lineEnd = body.indexOf(10, at)
    if (lineEnd < 0) break
    const length = Number.parseInt(new TextDecoder().decode(body.subarray(at, lineEnd)), 16)
    if (!length) break
    parts.push(body.subarray(lineEnd + 1, lineEnd + 1 + length))
    at = lineEnd + 1 + length + 2
  }
  return parts.length ? concat(parts) : EMPTY
}
