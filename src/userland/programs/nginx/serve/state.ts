/** One request on its way through nginx, and the values of variables. */
import type { Sys } from '../../../../kernel/sys/types.ts'
import { encode } from '../../../../base/bytes.ts'
import { logDate } from '../../http/date.ts'
import { hex } from '../../../../base/rng.ts'
import { Headers } from '../../http/message.ts'
import type { Request } from '../../http/message.ts'
import type { Location, NginxConfig, Server } from '../config/types.ts'
import type { Template } from '../config/variables.ts'

export const VERSION = '1.22.1'

export interface Answer {
  status: number
  /** Without Server, Date, Content-Length and Connection. */
  type: string | null
  lastModified: number | null
  /** Null: the length of the body. -1: sent in chunks. */
  location: string | null
  headers: Headers
  body: Uint8Array
  chunked: boolean
}
export interface UpstreamTry {
  address: string
  status: number
  ms: number
  bytes: number
}
export interface State {
  sys: Sys
  config: NginxConfig
  server: Server
  location: Location
  request: Request
  body: Uint8Array
  /** Decoded, normalised path; rewriting changes it. */
  uri: string
  /** Without the question mark. */
  args: string
  originalTarget: string
  client: { address: string; port: number }
  local: { address: string; port: number }
  captures: (string | undefined)[]
  named: Record<string, string>
  set: Map<string, string>
  startedAt: number
  connection: number
  connectionRequests: number
  receivedBytes: number
  status: number
  bodyBytes: number
  sentBytes: number
  sent: Headers
  upstream: UpstreamTry[]
  internalRedirects: number
  errorStatus: number | null
  /** `upstream`: what is said of the server behind. */
  log(level: string, message: string, upstream?: string): Promise<void>
}

export function expand(state: State, template: Template): string {
  let out = ''
  for (const part of template) out += typeof part === 'string' ? part : value(state, part.variable)
  return out
}
export const hostOf = (state: State): string => {
  const header = state.request.headers.get('Host')
  return (
    header === undefined ? (state.server.names[0] ?? '') : header.replace(/:\d+$/, '').replace(/\.$/, '')
  ).toLowerCase()
}

export function fileOf(state: State): string {
  const { location, uri } = state
  if (location.alias) {
    const alias = expand(state, location.alias)
    return location.pattern ? alias : alias + uri.slice(location.name.length)
  }
  return expand(state, location.root).replace(/\/$/, '') + uri
}

export function value(state: State, name: string): string {
  const { request, sys } = state
  if (/^\d$/.test(name)) return state.captures[+name] ?? ''
  const own = state.set.get(name) ?? state.named[name]
  if (own !== undefined) return own
  const map = state.config.maps.get(name)
  if (map) {
    const source = expand(state, map.source)
    const entry =
      map.entries.find(({ text, pattern }) => !pattern && text.toLowerCase() === source.toLowerCase()) ??
      map.entries.find(({ pattern }) => pattern?.test(source))
    return expand(state, entry?.value ?? map.otherwise)
  }
  const field = (prefix: string): string => name.slice(prefix.length).replaceAll('_', '-')
  if (name.startsWith('http_'))
    return request.headers.fields
      .filter(([header]) => header.toLowerCase() === field('http_'))
      .map(([, text]) => text)
      .join(', ')
  if (name.startsWith('sent_http_')) return state.sent.get(field('sent_http_')) ?? ''
  if (name.startsWith('arg_')) {
    const wanted = name.slice(4).toLowerCase()
    return (
      state.args
        .split('&')
        .find((pair) => pair.split('=')[0]!.toLowerCase() === wanted)
        ?.replace(/^[^=]*=?/, '') ?? ''
    )
  }
  if (name.startsWith('cookie_')) {
    const wanted = name.slice(7)
    return (
      (request.headers.get('Cookie') ?? '')
        .split(/;\s*/)
        .find((pair) => pair.startsWith(`${wanted}=`))
        ?.slice(wanted.length + 1) ?? ''
    )
  }
  const tries = (pick: (attempt: UpstreamTry) => string): string => state.upstream.map(pick).join(', ')
  switch (name) {
    case 'args':
    case 'query_string':
      return state.args
    case 'is_args':
      return state.args ? '?' : ''
    case 'uri':
    case 'document_uri':
      return state.uri
    case 'request_uri':
      return state.originalTarget
    case 'request':
      return request.line
    case 'request_method':
      return request.method
    case 'request_filename':
      return fileOf(state)
    case 'document_root':
      return expand(state, state.location.alias ?? state.location.root)
    case 'realpath_root':
      return expand(state, state.location.root)
    case 'host':
      return hostOf(state)
    case 'hostname':
      return sys.uname().nodename
    case 'server_name':
      return state.server.names[0] ?? ''
    case 'server_addr':
      return state.local.address
    case 'server_port':
      return String(state.local.port)
    case 'server_protocol':
      return `HTTP/${request.version}`
    case 'scheme':
      return 'http'
    case 'https':
      return ''
    case 'remote_addr':
      return state.client.address
    case 'binary_remote_addr':
      return state.client.address
    case 'remote_port':
      return String(state.client.port)
    case 'remote_user':
      return ''
    case 'status':
      return String(state.status).padStart(3, '0')
    case 'body_bytes_sent':
      return String(state.bodyBytes)
    case 'bytes_sent':
      return String(state.sentBytes)
    case 'content_length':
      return request.headers.get('Content-Length') ?? ''
    case 'content_type':
      return request.headers.get('Content-Type') ?? ''
    case 'request_body':
      return new TextDecoder().decode(state.body)
    case 'request_length':
      return String(state.receivedBytes)
    case 'request_time':
      return ((sys.now() - state.startedAt) / 1000).toFixed(3)
    case 'request_completion':
      return 'OK'
    case 'request_id': {
      const id = hex(sys.rng.bytes(16))
      state.set.set('request_id', id)
      return id
    }
    case 'time_local':
      return logDate(sys.now())
    case 'time_iso8601':
      return `${new Date(sys.now()).toISOString().slice(0, 19)}+00:00`
    case 'msec':
      return (sys.now() / 1000).toFixed(3)
    case 'connection':
      return String(state.connection)
    case 'connection_requests':
      return String(state.connectionRequests)
    case 'connection_time':
      return '0.000'
    case 'nginx_version':
      return VERSION
    case 'pid':
      return String(sys.pid)
    case 'pipe':
      return '.'
    case 'limit_rate':
      return '0'
    case 'proxy_host':
      return state.location.proxy?.fixed?.host ?? ''
    case 'proxy_port':
      return String(state.location.proxy?.fixed?.port ?? '')
    case 'proxy_add_x_forwarded_for': {
      const before = request.headers.get('X-Forwarded-For')
      return before ? `${before}, ${state.client.address}` : state.client.address
    }
    case 'upstream_addr':
      return tries(({ address }) => address)
    case 'upstream_status':
      return tries(({ status }) => String(status))
    case 'upstream_response_time':
    case 'upstream_connect_time':
    case 'upstream_header_time':
      return tries(({ ms }) => (ms / 1000).toFixed(3))
    case 'upstream_response_length':
    case 'upstream_bytes_received':
      return tries(({ bytes }) => String(bytes))
  }
  return ''
}

/** For logs: what is not there is a dash, and what could break the line is escaped. */
export function expandForLog(state: State, template: Template): string {
  let out = ''
  for (const part of template) {
    if (typeof part === 'string') out += part
    else {
      const text = value(state, part.variable)
      out += text === '' ? '-' : escape(text)
    }
  }
  return out
}
function escape(text: string): string {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)) return text
  let out = ''
  for (const byte of encode(text))
    out +=
      byte < 32 || byte === 34 || byte === 92 || byte > 126
        ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte)
  return out
}
