/**
 * How an Engine API request travels: the shapes of HTTP without a socket, so that in the page it is a function call on the router
 * and in Node the same router sits behind a real server. Bodies are bytes, exactly as they would be on the wire.
 */
export interface ApiRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Path with or without the /v1.51 prefix, undecoded, without the query. */
  path: string
  query: URLSearchParamsLike
  headers: Readonly<Record<string, string>>
  /** null: no body. A stream for uploads (load, build, cp). */
  body: Uint8Array | AsyncIterable<Uint8Array> | null
  /** Aborts when the client went away. */
  signal?: AbortSignalLike
  /** The client's half of a hijacked connection (attach, exec): what it sends after the upgrade. */
  input?: AsyncIterable<Uint8Array>
}
export interface ApiResponse {
  status: number
  headers: Readonly<Record<string, string>>
  /** Whole, or streamed (pull, logs, events, attach). A stream ends when the server is done. */
  body: Uint8Array | AsyncIterable<Uint8Array> | null
  /** 101 UPGRADED / 200 hijacked: body and request.input are the raw stream of attach and exec. */
  hijacked?: boolean
}
/** What stands behind /var/run/docker.sock. */
export interface EngineTransport {
  fetch(request: ApiRequest): Promise<ApiResponse>
}
/** The parts of the web's URLSearchParams and AbortSignal that core code uses (the DOM library is not visible here). */
export interface URLSearchParamsLike {
  get(name: string): string | null
  getAll(name: string): string[]
  has(name: string): boolean
}
export interface AbortSignalLike {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}
