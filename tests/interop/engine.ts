/** A real Docker engine at DOCKER_HOST or /var/run/docker.sock, by its HTTP API. */
import { existsSync } from 'node:fs'
import { request, type RequestOptions } from 'node:http'

const SOCKET = '/var/run/docker.sock'
function target(): RequestOptions | null {
  const host = process.env['DOCKER_HOST'] ?? ''
  if (host.startsWith('unix://')) return { socketPath: host.slice(7) }
  const tcp = /^tcp:\/\/([^:/]+):(\d+)/.exec(host)
  if (tcp) return { host: tcp[1], port: Number(tcp[2]) }
  return existsSync(SOCKET) ? { socketPath: SOCKET } : null
}
export interface Reply {
  status: number
  body: Buffer
}
export function engine(method: string, path: string, body?: Uint8Array | object): Promise<Reply> {
  const where = target()
  if (!where) return Promise.reject(new Error('no engine'))
  const bytes = body === undefined ? undefined : body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body))
  const type = body instanceof Uint8Array ? 'application/x-tar' : 'application/json'
  return new Promise((resolve, reject) => {
    const sent = request({ ...where, method, path, headers: bytes ? { 'Content-Type': type } : {} }, (reply) => {
      const parts: Buffer[] = []
      reply.on('data', (part: Buffer) => parts.push(part))
      reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(parts) }))
      reply.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(bytes)
  })
}
/** Throws with the engine's words unless the answer is a success. */
export async function must(method: string, path: string, body?: Uint8Array | object): Promise<Buffer> {
  const reply = await engine(method, path, body)
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.body.toString()}`)
  return reply.body
}
export const json = async <T>(method: string, path: string, body?: object): Promise<T> =>
  JSON.parse((await must(method, path, body)).toString()) as T
export const engineAnswers = async (): Promise<boolean> => {
  try {
    return (await engine('GET', '/_ping')).status === 200
  } catch {
    return false
  }
}
