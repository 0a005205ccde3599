/** Fetching over HTTP as apt's methods do: one connection a server, Hit for what has not changed, Ign for tries that are repeated, then Err. */
import { errnoNumber, SysError, strerror } from '../../../base/abi/errno.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { connectTo, exchange, ByteReader, TimedOut } from '../http/client.ts'
import { Headers } from '../http/message.ts'
import { readBody, responseBody } from '../http/stream.ts'
import { parseUrl } from '../http/url.ts'
import type { Url } from '../http/url.ts'

const TIMEOUT_MS = 30_000
/** How often a failed connection is tried again (Acquire::Retries). */
export const RETRIES = 3

export type Outcome =
  | { kind: 'got'; body: Uint8Array; modified: string | undefined }
  | { kind: 'hit' }
  /** `transient`: worth another try. */
  | { kind: 'failed'; text: string; transient: boolean }

export class Acquirer {
  private readonly sys: Sys
  private connection: { key: string; fd: Fd; reader: ByteReader } | null = null
  constructor(sys: Sys) {
    this.sys = sys
  }
  close(): void {
    if (this.connection) this.sys.close(this.connection.fd)
    this.connection = null
  }

  /** `since`: the Last-Modified of what is there. */
  async fetch(uri: string, since?: string): Promise<Outcome> {
    const url = parseUrl(uri)
    if (typeof url === 'string') return { kind: 'failed', text: 'Invalid URI', transient: false }
    if (url.scheme !== 'http')
      return {
        kind: 'failed',
        text:
          url.scheme === 'https'
            ? 'https is not simulated yet'
            : `The method driver /usr/lib/apt/methods/${url.scheme} could not be found.`,
        transient: false,
      }
    try {
      const { fd, reader } = await this.connect(url)
      const headers = new Headers()
      headers.add('Host', url.host)
      headers.add('User-Agent', 'Debian APT-HTTP/1.3 (2.6.1)')
      if (since) headers.add('If-Modified-Since', since)
      const answer = await exchange(this.sys, fd, reader, `GET ${url.path} HTTP/1.1`, headers, null, TIMEOUT_MS)
      if (!answer) {
        this.close()
        return { kind: 'failed', text: 'Error reading from server. Remote end closed connection', transient: true }
      }
      const { response } = answer
      const body = await readBody(reader, responseBody('GET', response.status, response.headers))
      if (response.status === 304) return { kind: 'hit' }
      if (response.status === 200) return { kind: 'got', body, modified: response.headers.get('Last-Modified') }
      return {
        kind: 'failed',
        text: `${response.status}  ${response.reason} [IP: ${this.sys.getpeername(fd).address} ${url.port}]`,
        transient: response.status >= 500,
      }
    } catch (error) {
      this.close()
      if (error instanceof ResolveError)
        return {
          kind: 'failed',
          text:
            error.code === 'EAI_AGAIN'
              ? `Temporary failure resolving '${url.host}'`
              : `Could not resolve '${url.host}'`,
          transient: true,
        }
      if (error instanceof TimedOut) return { kind: 'failed', text: 'Connection timed out', transient: true }
      if (error instanceof SysError)
        return {
          kind: 'failed',
          text: `Could not connect to ${url.host}:${url.port}. - connect (${errnoNumber(error.code)}: ${strerror(error.code)})`,
          transient: true,
        }
      throw error
    }
  }

  private async connect(url: Url): Promise<{ fd: Fd; reader: ByteReader }> {
    const key = `${url.host}:${url.port}`
    if (this.connection?.key === key && !this.connection.reader.ended) return this.connection
    this.close()
    const addresses = await this.sys.getaddrinfo(url.host)
    const { fd } = await connectTo(this.sys, addresses, url.port, TIMEOUT_MS)
    this.connection = { key, fd, reader: ByteReader.of(this.sys, fd) }
    return this.connection
  }
}
