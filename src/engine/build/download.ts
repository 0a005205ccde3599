/** GET from the host's own network, as the daemon fetches what ADD names (Go's net/http in words). https is the registry's alone. */
import { SysError } from '../../base/abi/errno.ts'
import type { AbortSignalLike } from '../../api/transport.ts'
import { concat, decode, EMPTY, encode } from '../../base/bytes.ts'
import type { Download } from '../../builder/host.ts'
import type { ContainerContext } from '../container/context.ts'
import { goErrno } from '../container/oci-error.ts'

const REDIRECTS = 10
const LIMIT = 64 * 1024 * 1024
const NAME_SERVER = '192.168.65.7:53'

/** Throws Error: `Get "http://…": dial tcp: lookup x on 192.168.65.7:53: no such host`. */
export async function download(ctx: ContainerContext, url: string, signal: AbortSignalLike): Promise<Download> {
  let at = url
  for (let n = 0; n <= REDIRECTS; n++) {
    const reply = await fetchOnce(ctx, at, signal)
    const location = reply.headers['location']
    if (reply.status < 300 || reply.status >= 400 || location === undefined) return reply
    at = /^https?:\/\//.test(location) ? location : `${/^https?:\/\/[^/]+/.exec(at)![0]}${location}`
  }
  throw new Error(`Get ${JSON.stringify(at)}: stopped after 10 redirects`)
}
async function fetchOnce(ctx: ContainerContext, url: string, signal: AbortSignalLike): Promise<Download> {
  const match = /^(https?):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^/:?#]+)(?::(\d+))?([^#]*)/.exec(url)
  const failed = (text: string): Error => new Error(`Get ${JSON.stringify(url)}: ${text}`)
  if (!match) throw failed('invalid URL')
  const [, scheme, name = '', portText, rest = ''] = match
  const port = Number(portText ?? (scheme === 'https' ? 443 : 80))
  const net = ctx.kernel.net
  const bare = name.replace(/^\[(.*)\]$/, '$1')
  const literal = /^(\d{1,3}\.){3}\d{1,3}$/.test(bare) || bare.includes(':')
  const found = literal
    ? [bare]
    : bare === 'localhost'
      ? ['127.0.0.1']
      : (net.upstream.resolve(bare, 4, net.host) ?? [])
  const address = found[0]
  if (address === undefined) throw failed(`dial tcp: lookup ${bare} on ${NAME_SERVER}: no such host`)
  let connection: Awaited<ReturnType<typeof net.connect>>
  try {
    connection = await net.connect({ address, port })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw failed(`dial tcp ${address}:${port}: connect: ${goErrno(error.code)}`)
  }
  const stop = (): void => connection.destroy()
  signal.addEventListener('abort', stop)
  try {
    const path = rest.startsWith('/') ? rest : `/${rest}`
    const head = [
      `GET ${path} HTTP/1.1`,
      `Host: ${name}${portText ? `:${portText}` : ''}`,
      'User-Agent: buildkit/v0.25',
      'Connection: close',
    ]
    await connection.write(encode(`${head.join('\r\n')}\r\n\r\n`))
    const parts: Uint8Array[] = []
    let size = 0
    for (let part = await connection.read(); part.length; part = await connection.read()) {
      parts.push(part)
      if ((size += part.length) > LIMIT) throw failed('response is too large to simulate')
    }
    return parse(concat(parts.length ? parts : [EMPTY])) ?? Promise.reject(failed('EOF'))
  } finally {
    signal.removeEventListener('abort', stop)
    connection.destroy()
  }
}
function parse(bytes: Uint8Array): Download | null {
  let end = -1
  for (let i = 0; i + 3 < bytes.length && end < 0; i++)
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) end = i
  if (end < 0) return null
  const [status = '', ...fields] = decode(bytes.subarray(0, end)).split('\r\n')
  const code = Number(/^HTTP\/1\.[01] (\d{3})/.exec(status)?.[1])
  if (!code) return null
  const headers: Record<string, string> = {}
  for (const field of fields) {
    const colon = field.indexOf(':')
    headers[field.slice(0, colon).toLowerCase()] = field.slice(colon + 1).trim()
  }
  const body = bytes.subarray(end + 4)
  return { status: code, headers, body: headers['transfer-encoding'] === 'chunked' ? unchunk(body) : body.slice() }
}
function unchunk(body: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0; at < body.length;) {
    const lineEnd = body.indexOf(10, at)
    if (lineEnd < 0) break
    const length = Number.parseInt(decode(body.subarray(at, lineEnd)), 16)
    if (!length) break
    parts.push(body.subarray(lineEnd + 1, lineEnd + 1 + length))
    at = lineEnd + 1 + length + 2
  }
  return parts.length ? concat(parts) : EMPTY
}
