/** One connection of a client: requests, answers, the access log. */
import { concat, EMPTY, encode } from '../../../../base/bytes.ts'
import { SysError } from '../../../../base/abi/errno.ts'
import type { SocketAddress } from '../../../../kernel/net/types.ts'
import type { Fd, Sys } from '../../../../kernel/sys/types.ts'
import { httpDate } from '../../http/date.ts'
import { BadMessage, Headers, parseRequest, serialiseHead } from '../../http/message.ts'
import type { Request } from '../../http/message.ts'
import { ByteReader, readBody, requestBody, TooLong, UnexpectedEnd } from '../../http/stream.ts'
import { percentDecode, removeDots } from '../../http/url.ts'
import type { NginxConfig, Server } from '../config/types.ts'
import { seconds } from '../config/values.ts'
import type { Cycle } from './cycle.ts'
import { statusLine } from './pages.ts'
import { fail, handle } from './phases.ts'
import { expandForLog, VERSION } from './state.ts'
import type { Answer, State } from './state.ts'

const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** By address and port, then by the name asked for: exact, *.suffix, prefix.*, pattern, default. */
export function chooseServer(
  config: NginxConfig,
  local: SocketAddress,
  host: string,
): { server: Server; named: Record<string, string> } {
  const on = config.servers.filter((server) =>
    server.listens.some(
      ({ address, port }) =>
        port === local.port && (address === local.address || address === '0.0.0.0' || address === '::'),
    ),
  )
  const exact = config.servers.filter((server) =>
    server.listens.some(({ address, port }) => port === local.port && address === local.address),
  )
  const candidates = exact.length ? exact : on
  const name = host.replace(/:\d+$/, '').replace(/\.$/, '').toLowerCase()
  const byName = candidates.find((server) => server.names.includes(name))
  if (byName) return { server: byName, named: {} }
  const wild = (test: (pattern: string) => boolean): Server | undefined =>
    candidates.find((server) => server.names.some(test))
  const suffix = wild(
    (pattern) =>
      (pattern.startsWith('*.') && name.endsWith(pattern.slice(1))) ||
      (pattern.startsWith('.') && (name.endsWith(pattern) || name === pattern.slice(1))),
  )
  const prefix = suffix ?? wild((pattern) => pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)))
  if (prefix) return { server: prefix, named: {} }
  for (const server of candidates)
    for (const { pattern } of server.patterns) {
      const match = pattern.exec(name)
      if (match) return { server, named: { ...match.groups } }
    }
  const fallback =
    candidates.find((server) =>
      server.listens.some(({ port, defaultServer }) => port === local.port && defaultServer),
    ) ??
    candidates[0] ??
    config.servers[0]!
  return { server: fallback, named: {} }
}

export interface Worker {
  cycle: Cycle
  stopping: boolean
  /** Counts connections of all workers together. */
  connections: { made: number }
}

/** `busy` is told when a request is under way. */
export async function serveConnection(
  sys: Sys,
  worker: Worker,
  fd: Fd,
  peer: SocketAddress,
  busy: (on: boolean) => void,
): Promise<void> {
  const { cycle } = worker
  const { config } = cycle
  const number = ++worker.connections.made
  const client = { address: plainAddress(peer.address), port: peer.port }
  const bound = sys.getsockname(fd)
  const local = { address: plainAddress(bound.address), port: bound.port }
  const reader = ByteReader.of(sys, fd)
  const keepAlive = seconds(config.servers[0]?.base.scope.first('keepalive_timeout', '75s') ?? '75s')
  try {
    for (let served = 1; ; served++) {
      const wait = served === 1 ? 60 : keepAlive
      if (!reader.buffered && !(await sys.poll([{ fd, events: { in: true } }], wait * 1000)).length) return
      busy(true)
      const startedAt = sys.now()
      const before = reader.received
      let request: Request
      let problem = 0
      try {
        const head = await reader.head()
        if (!head) return
        request = parseRequest(head)
      } catch (error) {
        if (error instanceof UnexpectedEnd) return
        if (!(error instanceof BadMessage) && !(error instanceof TooLong)) throw error
        request = {
          method: 'GET',
          target: '/',
          version: '1.0',
          headers: new Headers(),
          line: error instanceof BadMessage ? error.line : '',
        }
        problem = error instanceof TooLong ? 414 : 400
      }
      const host = request.headers.get('Host') ?? ''
      const { server, named } = chooseServer(config, local, host)
      const target = request.target.replace(/^https?:\/\/[^/]*/i, '') || '/'
      const [rawPath = '/', ...query] = target.split('?')
      const path = normalise(rawPath)
      if (!problem && (path === null || (request.version === '1.1' && !request.headers.has('Host')))) problem = 400
      if (problem) request = { ...request, headers: new Headers() }
      const state: State = {
        sys,
        config,
        server,
        location: server.base,
        request,
        body: EMPTY,
        uri: path ?? '/',
        args: query.join('?'),
        originalTarget: target,
        client,
        local,
        captures: [],
        named,
        set: new Map(),
        startedAt,
        connection: number,
        connectionRequests: served,
        receivedBytes: reader.received - before,
        status: 0,
        bodyBytes: 0,
        sentBytes: 0,
        sent: new Headers(),
        upstream: [],
        internalRedirects: 0,
        errorStatus: null,
        log: (level, message, upstream) =>
          cycle.log(sys, level, describe(state, message, upstream), state.location.errorLog),
      }
      let answer: Answer
      if (problem) answer = await fail(state, problem)
      else {
        const max = seconds0(server.base.scope.first('client_max_body_size', '1m'))
        const kind = requestBody(request.headers)
        if (max > 0 && kind.kind === 'length' && kind.length > max) {
          await state.log('error', `client intended to send too large body: ${kind.length} bytes`)
          answer = await fail(state, 413)
          problem = 413
        } else {
          if (request.headers.lists('Expect', '100-continue')) await sys.write(fd, 'HTTP/1.1 100 Continue\r\n\r\n')
          state.body = await readBody(reader, kind)
          answer = await handle(state)
        }
      }
      if (answer.status === 444) return
      const persistent =
        !problem &&
        !worker.stopping &&
        keepAlive > 0 &&
        (request.version === '1.1'
          ? !request.headers.lists('Connection', 'close')
          : request.headers.lists('Connection', 'keep-alive'))
      const data = serialise(state, answer, persistent)
      await sys.write(fd, data)
      for (const { path: log, format } of state.location.logs)
        if (log !== null) await cycle.access(sys, log, expandForLog(state, format))
      busy(false)
      if (!persistent) return
    }
  } catch (error) {
    // The client went away.
    if (!(error instanceof SysError) && !(error instanceof UnexpectedEnd)) throw error
  } finally {
    busy(false)
    sys.close(fd)
  }
}
/** "1m", "10k", "0" as bytes. */
const seconds0 = (text: string): number => {
  const match = /^(\d+)([kKmMgG]?)$/.exec(text)
  return match ? +match[1]! * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[match[2]!.toLowerCase()] ?? 1) : 1024 ** 2
}
/** Null: not a path. */
function normalise(raw: string): string | null {
  if (!raw.startsWith('/') || /%(?![0-9a-fA-F]{2})/.test(raw) || /%00/.test(raw)) return null
  const decoded = percentDecode(raw)
  let depth = 0
  for (const part of decoded.split('/').slice(1)) {
    if (part === '..') depth--
    else if (part !== '.' && part !== '') depth++
    if (depth < 0) return null
  }
  return removeDots(decoded.replace(/\/{2,}/g, '/'))
}
function describe(state: State, message: string, upstream?: string): string {
  const { request, client, server } = state
  const host = request.headers.get('Host')
  return (
    `*${state.connection} ${message}, client: ${client.address}, server: ${server.names[0] ?? ''}, request: "${request.line}"` +
    (upstream ? `, ${upstream}` : '') +
    (host !== undefined ? `, host: "${host}"` : '')
  )
}

function serialise(state: State, answer: Answer, persistent: boolean): Uint8Array {
  const { request, sys, location } = state
  const headers = new Headers([
    ['Server', location.scope.first('server_tokens', 'on') === 'off' ? 'nginx' : `nginx/${VERSION}`],
    ['Date', httpDate(sys.now())],
  ])
  const bodyless = answer.status === 204 || answer.status === 304
  const chunked = answer.chunked && request.version === '1.1' && !bodyless
  if (answer.type) headers.add('Content-Type', answer.type)
  if (!bodyless && !chunked && !(answer.chunked && request.version !== '1.1'))
    headers.add('Content-Length', String(answer.body.length))
  if (answer.lastModified !== null) headers.add('Last-Modified', httpDate(answer.lastModified))
  if (answer.location !== null) headers.add('Location', answer.location)
  if (chunked) headers.add('Transfer-Encoding', 'chunked')
  headers.add('Connection', persistent ? 'keep-alive' : 'close')
  const timeout = location.scope.get('keepalive_timeout')?.args[1]
  if (persistent && timeout) headers.add('Keep-Alive', `timeout=${seconds(timeout)}`)
  for (const [name, value] of answer.headers.fields) headers.add(name, value)
  const head = request.version === '0.9' ? EMPTY : serialiseHead(`HTTP/1.1 ${statusLine(answer.status)}`, headers)
  let body = request.method === 'HEAD' || bodyless ? EMPTY : answer.body
  if (chunked && body !== EMPTY)
    body = concat([
      ...(body.length ? [encode(`${body.length.toString(16)}\r\n`), body, encode('\r\n')] : []),
      encode('0\r\n\r\n'),
    ])
  state.status = answer.status
  state.sent = headers
  state.bodyBytes = body.length
  state.sentBytes = head.length + body.length
  return concat([head, body])
}
