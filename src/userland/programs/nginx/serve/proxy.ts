/** proxy_pass: the request goes to another server over HTTP, its answer comes back. */
import { concat, EMPTY } from '../../../../base/bytes.ts'
import { SysError, errnoNumber, strerror } from '../../../../base/abi/errno.ts'
import { Headers, parseResponse, serialiseHead } from '../../http/message.ts'
import { ByteReader, readBody, responseBody } from '../../http/stream.ts'
import { parseHttpDate } from '../../http/date.ts'
import { percentEncode } from '../../http/url.ts'
import { hostAndPort, seconds } from '../config/values.ts'
import { ResolveError } from '../../../../kernel/sys/types.ts'
import type { Upstream } from '../config/types.ts'
import { plainAnswer, setLocation } from './answer.ts'
import { expand } from './state.ts'
import type { Answer, State } from './state.ts'

interface Peer {
  address: string
  port: number
}
const turns = new WeakMap<Upstream, number>()

/** Round robin by weight, backups last. */
function peersOf(upstream: Upstream): Peer[] {
  const spread = (backup: boolean): Peer[] =>
    upstream.servers
      .filter((server) => server.backup === backup && !server.down)
      .flatMap((server) =>
        Array.from({ length: server.weight }, () =>
          server.addresses.map((address) => ({ address, port: server.port })),
        ).flat(),
      )
  const main = spread(false)
  const turn = turns.get(upstream) ?? 0
  turns.set(upstream, turn + 1)
  const at = main.length ? turn % main.length : 0
  const order = [...main.slice(at), ...main.slice(0, at), ...spread(true)]
  const seen = new Set<string>()
  return order.filter(({ address, port }) => !seen.has(`${address}:${port}`) && seen.add(`${address}:${port}`))
}

/** Headers that concern only one connection. */
const HOP = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'host',
  'content-length',
  'expect',
  'proxy-connection',
])
const HIDDEN = new Set([
  'date',
  'server',
  'x-pad',
  'x-accel-expires',
  'x-accel-redirect',
  'x-accel-limit-rate',
  'x-accel-buffering',
  'x-accel-charset',
])

export async function proxy(state: State): Promise<Answer> {
  const { location, sys } = state
  const target = location.proxy!
  let host: string
  let uri: string | null
  let peers: Peer[]
  if (target.fixed) {
    host = target.fixed.host
    uri = target.fixed.uri
    peers = target.fixed.upstream
      ? peersOf(target.fixed.upstream)
      : target.fixed.addresses.map((address) => ({ address, port: target.fixed!.port }))
  } else {
    const match = /^http:\/\/([^/]*)(\/.*)?$/.exec(expand(state, target.url))
    if (!match) {
      await state.log('error', `invalid URL prefix in "${expand(state, target.url)}"`)
      return plainAnswer(500)
    }
    host = match[1]!
    uri = match[2] ?? null
    const upstream = state.config.upstreams.get(host)
    const where = hostAndPort(host)
    try {
      peers = upstream
        ? peersOf(upstream)
        : (await sys.getaddrinfo(where.host)).map((address) => ({ address, port: where.port }))
    } catch (error) {
      if (!(error instanceof ResolveError) && !(error instanceof SysError)) throw error
      await state.log('error', `${where.host} could not be resolved (3: Host not found)`)
      return plainAnswer(502)
    }
  }
  const path = percentEncode(state.uri, "-_.!~*'(),:@&=+$;/")
  const query = state.args ? `?${state.args}` : ''
  const sentPath =
    uri === null
      ? state.internalRedirects === 0
        ? state.originalTarget
        : path + query
      : target.fixed
        ? uri + path.slice(location.pattern ? path.length : location.name.length) + query
        : uri
  const head = requestHead(state, host, sentPath)
  for (const [i, peer] of peers.entries()) {
    const shown = `${peer.address.includes(':') ? `[${peer.address}]` : peer.address}:${peer.port}`
    const upstream = `upstream: "http://${shown}${sentPath}"`
    const started = sys.now()
    const attempt = { address: shown, status: 502, ms: 0, bytes: 0 }
    state.upstream.push(attempt)
    try {
      const answer = await ask(state, peer, concat([head, state.body]))
      attempt.ms = sys.now() - started
      attempt.status = answer.status
      attempt.bytes = answer.body.length
      return answer
    } catch (error) {
      attempt.ms = sys.now() - started
      if (error instanceof Late) {
        attempt.status = 504
        await state.log('error', `upstream timed out (110: Connection timed out) while ${error.phase}`, upstream)
        if (i + 1 < peers.length) continue
        return plainAnswer(504)
      }
      if (error instanceof SysError) {
        const what =
          error.code === 'ECONNREFUSED' || error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH'
            ? 'connect()'
            : 'recv()'
        const phase = what === 'connect()' ? 'connecting to upstream' : 'reading response header from upstream'
        await state.log(
          'error',
          `${what} failed (${errnoNumber(error.code)}: ${strerror(error.code)}) while ${phase}`,
          upstream,
        )
      } else if (error instanceof Premature)
        await state.log(
          'error',
          'upstream prematurely closed connection while reading response header from upstream',
          upstream,
        )
      else if (error instanceof Invalid)
        await state.log(
          'error',
          'upstream sent no valid HTTP/1.0 header while reading response header from upstream',
          upstream,
        )
      else throw error
    }
  }
  if (!peers.length) await state.log('error', 'no live upstreams while connecting to upstream')
  return plainAnswer(502)
}
class Late extends Error {
  readonly phase: string
  constructor(phase: string) {
    super(phase)
    this.phase = phase
  }
}
class Premature extends Error {}
class Invalid extends Error {}

function requestHead(state: State, host: string, path: string): Uint8Array {
  const { location, request } = state
  const version = location.scope.first('proxy_http_version', '1.0')
  const headers = new Headers()
  const given = new Map(
    location.proxyHeaders.map(({ name, value }) => [name.toLowerCase(), { name, text: expand(state, value) }]),
  )
  const own = (name: string, otherwise: string): void => {
    const set = given.get(name.toLowerCase())
    const text = set ? set.text : otherwise
    if (text !== '') headers.add(set?.name ?? name, text)
  }
  own('Host', host)
  own('Connection', 'close')
  for (const [key, { name, text }] of given)
    if (key !== 'host' && key !== 'connection' && text !== '') headers.add(name, text)
  if (state.body.length || request.method === 'POST' || request.method === 'PUT')
    if (!given.has('content-length')) headers.add('Content-Length', String(state.body.length))
  if (location.scope.is('proxy_pass_request_headers', true))
    for (const [name, value] of request.headers.fields)
      if (!HOP.has(name.toLowerCase()) && !given.has(name.toLowerCase())) headers.add(name, value)
  const method = location.scope.first('proxy_method', request.method)
  return serialiseHead(`${method} ${path} HTTP/${version}`, headers)
}

async function ask(state: State, peer: Peer, data: Uint8Array): Promise<Answer> {
  const { sys, location, request } = state
  const limit = (name: string): number => seconds(location.scope.first(name, '60s')) * 1000
  const within = async <T>(promise: Promise<T>, ms: number, phase: string): Promise<T> => {
    promise.catch(() => {})
    return Promise.race([
      promise,
      sys.sleep(ms).then((): never => {
        throw new Late(phase)
      }),
    ])
  }
  const fd = sys.socket(peer.address.includes(':') ? 'inet6' : 'inet', 'stream')
  try {
    await within(sys.connect(fd, peer), limit('proxy_connect_timeout'), 'connecting to upstream')
    await sys.write(fd, data)
    const reader = ByteReader.of(sys, fd)
    const reading = 'reading response header from upstream'
    let response
    try {
      const head = await within(reader.head(), limit('proxy_read_timeout'), reading)
      if (!head) throw new Premature()
      response = parseResponse(head)
    } catch (error) {
      if (error instanceof Late || error instanceof SysError || error instanceof Premature) throw error
      throw new Invalid()
    }
    const kind = responseBody(request.method, response.status, response.headers)
    const answer = plainAnswer(response.status)
    const hidden = new Set([
      ...HIDDEN,
      ...location.scope.all('proxy_hide_header').map(({ args }) => args[0]!.toLowerCase()),
    ])
    for (const { args } of location.scope.all('proxy_pass_header')) hidden.delete(args[0]!.toLowerCase())
    for (const [name, value] of response.headers.fields) {
      const lower = name.toLowerCase()
      if (lower === 'content-type') answer.type = value
      else if (lower === 'last-modified') answer.lastModified = parseHttpDate(value)
      else if (lower === 'location') redirected(state, answer, value, peer)
      else if (!HOP.has(lower) && !hidden.has(lower)) answer.headers.add(name, value)
    }
    answer.body =
      kind.kind === 'none'
        ? EMPTY
        : await within(readBody(reader, kind), limit('proxy_read_timeout'), 'reading upstream')
    answer.chunked = kind.kind === 'chunked' || (kind.kind === 'close' && request.version === '1.1')
    if (answer.type === null && answer.body.length) answer.type = ''
    if (answer.status >= 300 && !location.scope.is('proxy_intercept_errors', false)) answer.type ??= ''
    else if (answer.status >= 300) return { ...answer, body: EMPTY, type: null }
    return answer
  } finally {
    sys.close(fd)
  }
}
/** proxy_redirect default: what points to the upstream points to us. */
function redirected(state: State, answer: Answer, value: string, peer: Peer): void {
  const target = state.location.proxy!.fixed
  const rules = state.location.scope.all('proxy_redirect')
  if (rules.some(({ args }) => args[0] === 'off') || !target || target.uri === null) {
    if (target && target.uri === null && value.startsWith(`http://${target.host}/`))
      setLocation(state, answer, value.slice(`http://${target.host}`.length))
    else answer.headers.add('Location', value)
    return
  }
  const from = `http://${target.host}${target.uri}`
  void peer
  if (value.startsWith(from)) setLocation(state, answer, state.location.name + value.slice(from.length))
  else answer.headers.add('Location', value)
}
