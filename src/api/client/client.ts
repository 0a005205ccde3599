/**
 * The Engine API's client: builds requests, turns error answers and failed connections into the errors whose texts the CLI prints, and
 * negotiates the version with HEAD /_ping before the first request, as the Go client does. The calls of each noun are in files beside this.
 */
import { decode, encode } from '../../base/bytes.ts'
import { SysError, type Errno } from '../../base/abi/errno.ts'
import { parseJson, toJson } from '../../base/go/json.ts'
import type { ApiRequest, ApiResponse, EngineTransport } from '../transport.ts'
import { Cancel } from './cancel.ts'
import { ApiError, Canceled, ConnectionError } from './errors.ts'
import { Query, type QueryValue } from './query.ts'
import { chunks, readBody, type Body } from './streams.ts'

export const API_VERSION = '1.51'
/** "28.5.2" */
export const CLIENT_VERSION = '28.5.2'

export interface ClientOptions {
  /** "unix:///var/run/docker.sock": part of error texts. */
  host: string
  /** Opens the connection. Throws SysError or ConnectionError. */
  dial(): EngineTransport | Promise<EngineTransport>
  /** How the program waits for the engine (Sys.until); by default just so. */
  wait?: <T>(promise: Promise<T>) => Promise<T>
  /** Given up when the program ends. */
  cancel?: Cancel
  /** DOCKER_API_VERSION: no negotiation. */
  version?: string
  headers?: Readonly<Record<string, string>>
}
export interface RequestOptions {
  query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  json?: unknown
  body?: Body
  headers?: Readonly<Record<string, string>>
  input?: AsyncIterable<Uint8Array>
  cancel?: Cancel
}
/** What HEAD /_ping told. */
export interface PingInfo {
  apiVersion: string
  osType: string
  experimental: boolean
  builderVersion: string
  /** Header "Swarm": "inactive", "active/manager" …; null when it was not sent. */
  swarm: string | null
}

const DIAL_ERRORS: Partial<Record<Errno, string>> = {
  ENOENT: 'no such file or directory',
  ECONNREFUSED: 'connection refused',
  EACCES: 'permission denied',
}

export class Client {
  readonly host: string
  readonly cancel: Cancel
  private readonly options: ClientOptions
  private transport: EngineTransport | null = null
  private pinged: PingInfo | null = null
  private negotiation: Promise<void> | null = null
  version: string

  constructor(options: ClientOptions) {
    this.options = options
    this.host = options.host
    this.cancel = options.cancel ?? new Cancel()
    this.version = options.version ?? API_VERSION
  }

  private async connect(method: string, url: string): Promise<EngineTransport> {
    if (this.transport) return this.transport
    try {
      this.transport = await this.options.dial()
      return this.transport
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      const path = this.host.replace('unix://', '')
      const reason = DIAL_ERRORS[error.code] ?? error.message
      if (error.code === 'EACCES' || error.code === 'EPERM') {
        const verb = method[0] + method.slice(1).toLowerCase()
        throw new ConnectionError(
          `permission denied while trying to connect to the Docker daemon socket at ${this.host}: ${verb} "http://${encodeURIComponent(path)}${url}": dial unix ${path}: connect: ${reason}`,
        )
      }
      throw new ConnectionError(`Cannot connect to the Docker daemon at ${this.host}. Is the docker daemon running?`)
    }
  }
  private wait<T>(promise: Promise<T>): Promise<T> {
    return this.options.wait ? this.options.wait(promise) : promise
  }

  /** Throws ConnectionError. */
  async ping(): Promise<PingInfo> {
    if (this.pinged) return this.pinged
    const response = await this.send('HEAD', '/_ping', {}, '')
    const header = (name: string): string | null => headerOf(response, name)
    this.pinged = {
      apiVersion: header('Api-Version') ?? '1.24',
      osType: header('Ostype') ?? '',
      experimental: header('Docker-Experimental') === 'true',
      builderVersion: header('Builder-Version') ?? '',
      swarm: header('Swarm'),
    }
    return this.pinged
  }
  private async negotiate(): Promise<void> {
    if (this.options.version !== undefined) return
    try {
      const { apiVersion } = await this.ping()
      if (compareVersions(apiVersion, this.version) < 0) this.version = apiVersion
    } catch (error) {
      // A daemon that does not answer the ping is reported by the request itself.
      if (!(error instanceof ConnectionError) && !(error instanceof ApiError)) throw error
    }
  }

  /** Sends a request. Throws ApiError for an answer of 400 and above, ConnectionError, Canceled. */
  async request(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Promise<ApiResponse> {
    this.negotiation ??= this.negotiate()
    await this.negotiation
    const response = await this.send(method, path, options, `/v${this.version}`)
    if (response.status < 400) return response
    throw await this.errorOf(response, `${path}${options.query ? `?${new Query(options.query).toString()}` : ''}`)
  }
  /** Takes the connection over: `input` is sent on it from then on. What the engine says when it refuses is lost. */
  async upgrade(path: string, options: RequestOptions & { input: AsyncIterable<Uint8Array> }): Promise<ApiResponse> {
    this.negotiation ??= this.negotiate()
    await this.negotiation
    const headers = { ...options.headers, Connection: 'Upgrade', Upgrade: 'tcp' }
    const response = await this.send('POST', path, { ...options, headers }, `/v${this.version}`)
    if (response.status !== 101) throw new ConnectionError(`unable to upgrade to tcp, received ${response.status}`)
    return response
  }
  /** The whole answer, parsed. */
  async json<T>(method: ApiRequest['method'], path: string, options: RequestOptions = {}): Promise<T> {
    const { text } = await this.text(method, path, options)
    return (text === '' ? null : parseJson(text)) as T
  }
  /** The whole answer as it came, and the response. */
  async text(
    method: ApiRequest['method'],
    path: string,
    options: RequestOptions = {},
  ): Promise<{ text: string; response: ApiResponse }> {
    const response = await this.request(method, path, options)
    return { text: decode(await readBody(this.body(response))), response }
  }
  /** The answer as it comes. */
  async stream(
    method: ApiRequest['method'],
    path: string,
    options: RequestOptions = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    return this.body(await this.request(method, path, options))
  }
  /** A response's body whose chunks are waited for as the program waits, and that ends with Canceled when given up. */
  body(response: ApiResponse, cancel = this.cancel): AsyncIterable<Uint8Array> {
    const source = response.body
    const wait = this.wait.bind(this)
    async function* read(): AsyncGenerator<Uint8Array> {
      if (source === null || source instanceof Uint8Array) {
        yield* chunks(source)
        return
      }
      const iterator = source[Symbol.asyncIterator]()
      try {
        for (;;) {
          const step = await wait(orCanceled(iterator.next(), cancel))
          if (step.done) return
          yield step.value
        }
      } finally {
        // Not awaited: the source may be waiting for something that never comes.
        void iterator.return?.()
      }
    }
    return read()
  }

  private async send(
    method: ApiRequest['method'],
    path: string,
    options: RequestOptions,
    prefix: string,
  ): Promise<ApiResponse> {
    const query = new Query(options.query)
    const search = query.toString()
    const transport = await this.connect(method, `${prefix}${path}${search === '' ? '' : `?${search}`}`)
    const cancel = options.cancel ?? this.cancel
    if (cancel.aborted) throw new Canceled()
    const headers: Record<string, string> = {
      'User-Agent': `Docker-Client/${CLIENT_VERSION} (linux)`,
      ...this.options.headers,
      ...options.headers,
    }
    let body: ApiRequest['body'] = options.body ?? null
    if (options.json !== undefined) {
      headers['Content-Type'] ??= 'application/json'
      body = encode(`${toJson(options.json)}\n`)
    }
    const request: ApiRequest = {
      method,
      path: prefix + path,
      query,
      headers,
      body,
      signal: cancel,
      input: options.input,
    }
    return this.wait(orCanceled(transport.fetch(request), cancel))
  }

  private async errorOf(response: ApiResponse, url: string): Promise<ApiError> {
    const text = decode(await readBody(this.body(response)))
    const { status } = response
    if (text === '')
      return new ApiError(
        status,
        `request returned ${STATUS_TEXT[status] ?? String(status)} for API route and version http://${encodeURIComponent(this.host.replace('unix://', ''))}/v${this.version}${url}, check if the server supports the requested API version`,
      )
    const type = headerOf(response, 'Content-Type') ?? 'application/json'
    let message = text.trim()
    if (type.startsWith('application/json')) {
      const parsed = parseJson(text) as { message?: string } | null
      message =
        parsed?.message?.trim() ||
        `API returned a ${status} (${STATUS_TEXT[status] ?? ''}) but provided no error-message`
    }
    return new ApiError(status, `Error response from daemon: ${message}`)
  }
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
}
export function headerOf(response: ApiResponse, name: string): string | null {
  const lower = name.toLowerCase()
  for (const [key, value] of Object.entries(response.headers)) if (key.toLowerCase() === lower) return value
  return null
}
/** Rejects with Canceled as soon as the request is given up. */
function orCanceled<T>(promise: Promise<T>, cancel: Cancel): Promise<T> {
  const result = new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(new Canceled())
    cancel.addEventListener('abort', onAbort)
    promise.then(
      (value) => {
        cancel.removeEventListener('abort', onAbort)
        resolve(value)
      },
      (error: unknown) => {
        cancel.removeEventListener('abort', onAbort)
        reject(cancel.aborted ? new Canceled() : error)
      },
    )
  })
  // A program that was forced to end awaits it no more; giving up is no failure then.
  result.catch(() => {})
  return result
}
function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number)
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number)
  return aMajor - bMajor || aMinor - bMinor
}
/** A path segment: names may hold slashes, colons and the like. */
const escapeSegment = (name: string): string =>
  encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@')
/** The reference of an object in a path. An empty one is refused before anything is asked: throws ApiError. */
export function segment(kind: 'container' | 'network' | 'volume' | 'plugin' | 'image', name: string): string {
  if (kind === 'image') return escapeSegment(name)
  const trimmed = name.trim()
  if (trimmed === '') throw new ApiError(400, `invalid ${kind} name or ID: value is empty`)
  return escapeSegment(trimmed)
}
/** The "filters" parameter: JSON with sorted keys, or nothing when there are none. */
export function filtersQuery(filters: Readonly<Record<string, Readonly<Record<string, boolean>>>>): string | undefined {
  return Object.keys(filters).length === 0 ? undefined : JSON.stringify(filters)
}
