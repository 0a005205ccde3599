/** Asking the registry: plain HTTP on the port of HTTPS (see src/registry/npm). */
import { errnoNumber, SysError } from '../../../base/abi/errno.ts'
import { decode } from '../../../base/bytes.ts'
import { ResolveError, type Fd, type Sys } from '../../../kernel/sys/types.ts'
import { ByteReader, connectTo, exchange, TimedOut } from '../../programs/http/client.ts'
import { Headers } from '../../programs/http/message.ts'
import { readBody, responseBody } from '../../programs/http/stream.ts'
import { NpmFailure } from './failure.ts'

const HOST = 'registry.npmjs.org'
const REGISTRY = `https://${HOST}/`
const TIMEOUT_MS = 60_000

export interface Manifest {
  name: string
  version: string
  description?: string
  license?: string
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  bin?: string | Record<string, string>
  engines?: Record<string, string>
  funding?: unknown
  dist: { tarball: string; integrity: string; shasum: string; fileCount: number; unpackedSize: number }
}
export interface Packument {
  name: string
  'dist-tags': Record<string, string>
  versions: Record<string, Manifest>
  description?: string
}

export class RegistryClient {
  private readonly sys: Sys
  private connection: { fd: Fd; reader: ByteReader } | null = null
  private readonly packuments = new Map<string, Packument>()
  constructor(sys: Sys) {
    this.sys = sys
  }
  close(): void {
    if (this.connection) this.sys.close(this.connection.fd)
    this.connection = null
  }
  private async connect(path: string): Promise<{ fd: Fd; reader: ByteReader }> {
    if (this.connection) return this.connection
    const { sys } = this
    const failed = (code: string, syscall: string, errno: string | number, reason: string): NpmFailure =>
      new NpmFailure([
        `code ${code}`,
        `syscall ${syscall}`,
        `errno ${errno}`,
        `request to ${REGISTRY}${path} failed, reason: ${reason}`,
      ])
    try {
      const { fd } = await connectTo(sys, await sys.getaddrinfo(HOST), 443, TIMEOUT_MS)
      return (this.connection = { fd, reader: ByteReader.of(sys, fd) })
    } catch (error) {
      if (error instanceof ResolveError) {
        const code = error.code === 'EAI_AGAIN' ? 'EAI_AGAIN' : 'ENOTFOUND'
        throw failed(code, 'getaddrinfo', code, `getaddrinfo ${code} ${HOST}`)
      }
      if (error instanceof TimedOut) throw failed('ETIMEDOUT', 'connect', 'ETIMEDOUT', `connect ETIMEDOUT ${HOST}:443`)
      if (error instanceof SysError)
        throw failed(error.code, 'connect', -errnoNumber(error.code), `connect ${error.code} ${HOST}:443`)
      throw error
    }
  }
  /** Null: 404. */
  private async get(path: string): Promise<Uint8Array | null> {
    const { fd, reader } = await this.connect(path)
    const headers = new Headers()
    headers.add('Host', HOST)
    headers.add('User-Agent', 'npm/10.9.4 node/v22.21.1 linux x64 workspaces/false')
    const answer = await exchange(this.sys, fd, reader, `GET /${path} HTTP/1.1`, headers, null, TIMEOUT_MS)
    if (!answer) {
      this.close()
      throw new NpmFailure(['code ECONNRESET', `request to ${REGISTRY}${path} failed, reason: socket hang up`])
    }
    const { response } = answer
    const body = await readBody(reader, responseBody('GET', response.status, response.headers))
    this.close()
    return response.status === 200 ? body : null
  }
  async packument(name: string, wanted = '*'): Promise<Packument> {
    const known = this.packuments.get(name)
    if (known) return known
    const path = name.replace('/', '%2f')
    const body = await this.get(path)
    if (!body)
      throw new NpmFailure([
        'code E404',
        `404 Not Found - GET ${REGISTRY}${path} - Not found`,
        '404',
        `404  '${name}@${wanted}' is not in this registry.`,
        '404',
        '404 Note that you can also install from a',
        '404 tarball, folder, http url, or git folder.',
        '404',
        '404 The simulated registry has few packages; if the real one has this, it is not simulated yet.',
      ])
    const parsed = JSON.parse(decode(body)) as Packument
    this.packuments.set(name, parsed)
    return parsed
  }
  async tarball(manifest: Manifest): Promise<Uint8Array> {
    const path = manifest.dist.tarball.slice(REGISTRY.length)
    const body = await this.get(path)
    if (!body) throw new NpmFailure(['code E404', `404 Not Found - GET ${REGISTRY}${path} - Not found`])
    return body
  }
}
