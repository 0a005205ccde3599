/** One connection of a client: requests one after the other, answers, the access log. */
import { concat } from '../../../base/bytes.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { SocketAddress } from '../../../kernel/net/types.ts'
import { httpDate } from '../http/date.ts'
import { BadMessage, Headers, parseRequest, serialiseHead } from '../http/message.ts'
import type { Request } from '../http/message.ts'
import { REASONS } from '../http/status.ts'
import { bodyParts, ByteReader, requestBody, TooLong, UnexpectedEnd } from '../http/stream.ts'
import { formatAccess } from './logs.ts'
import { answer } from './respond.ts'
import type { Answer, Exchange } from './respond.ts'
import type { VirtualHost } from './config/types.ts'
import type { Serving } from './serving.ts'

/** An IPv4 address that came in on an IPv6 socket is logged as IPv4. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '')

/** As chosen by address, port and Host (vhost.c). */
export function chooseHost(serving: Serving, local: SocketAddress, hostHeader: string | undefined): VirtualHost {
  const { main, hosts } = serving.config
  const name = (hostHeader ?? '').replace(/:\d+$/, '').toLowerCase()
  const address = plainAddress(local.address)
  const covers = (spec: string): boolean => {
    const match = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d+|\*))?$/.exec(spec)
    if (!match) return false
    const host = match[1] ?? match[2]!
    const port = match[3]
    return (
      (host === '*' || host === '_default_' || host === address) &&
      (port === undefined || port === '*' || +port === local.port)
    )
  }
  const candidates = hosts.filter((host) => host.addresses!.some(covers))
  const wild = (pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .toLowerCase()
        .replace(/[.+^${}()|\\[\]]/g, '\\$&')
        .replace(/\*/g, '.*')
        .replace(/\?/g, '.')}$`,
    ).test(name)
  return (
    candidates.find(
      (host) => host.serverName?.replace(/:\d+$/, '').toLowerCase() === name || host.serverAliases.some(wild),
    ) ??
    candidates[0] ??
    main
  )
}

export async function serveConnection(sys: Sys, serving: Serving, fd: Fd, peer: SocketAddress): Promise<void> {
  const { config } = serving
  const client = { address: plainAddress(peer.address), port: peer.port }
  const bound = sys.getsockname(fd)
  const local = { address: plainAddress(bound.address), port: bound.port }
  const reader = ByteReader.of(sys, fd)
  try {
    for (let served = 0; ; served++) {
      const wait = served === 0 ? config.timeout : config.keepAliveTimeout
      if (!reader.buffered && !(await sys.poll([{ fd, events: { in: true } }], wait * 1000)).length) return
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
        const line = error instanceof BadMessage ? error.line : ''
        request = { method: line.split(' ')[0] || '-', target: '', version: '1.0', headers: new Headers(), line }
        problem = 400
      }
      const host = chooseHost(serving, local, request.headers.get('Host'))
      const exchange: Exchange = {
        sys,
        config,
        host,
        request,
        client,
        local,
        types: serving.types,
        signature: serving.signature(request.headers.get('Host') ?? local.address, local.port),
        log: (line) => serving.errorLog(host).write(sys, line, serving.thread(sys)),
      }
      if (request.headers.lists('Expect', '100-continue')) await sys.write(fd, `HTTP/1.1 100 Continue\r\n\r\n`)
      // Nobody here wants the body of a request.
      for await (const part of bodyParts(reader, requestBody(request.headers))) void part
      const out = problem
        ? await answer({ ...exchange, request: { ...request, method: 'GET', target: '' } })
        : await answer(exchange)

      const left = config.maxKeepAliveRequests === 0 ? Infinity : config.maxKeepAliveRequests - served
      const asked = request.headers.lists('Connection', 'keep-alive')
      const persistent =
        problem === 0 &&
        config.keepAlive &&
        config.keepAliveTimeout > 0 &&
        left > 0 &&
        ![400, 408, 413, 414, 500, 501, 503].includes(out.status) &&
        !request.headers.lists('Connection', 'close') &&
        (request.version === '1.1' || asked) &&
        !serving.stopping
      const bytes = serialise(sys, serving, request, out, persistent, asked, left)
      await sys.write(fd, bytes.data)
      await logAccess(sys, serving, exchange, out, {
        startedAt,
        sent: bytes.data.length,
        bodyBytes: bytes.bodyBytes,
        headers: bytes.headers,
        received: reader.received - before,
        served,
        persistent,
      })
      if (!persistent) return
    }
  } catch (error) {
    // The client went away.
    if (!(error instanceof SysError) && !(error instanceof UnexpectedEnd)) throw error
  } finally {
    sys.close(fd)
  }
}

function serialise(
  sys: Sys,
  serving: Serving,
  request: Request,
  out: Answer,
  persistent: boolean,
  asked: boolean,
  left: number,
) {
  const headers = new Headers([
    ['Date', httpDate(sys.now())],
    ['Server', serving.banner],
  ])
  let type: string | undefined
  for (const [name, value] of out.headers.fields) {
    if (name === 'Content-Type') type = value
    else if (!(out.status === 304 && name === 'Content-Length')) headers.add(name, value)
  }
  if (!persistent) headers.add('Connection', 'close')
  else if (asked) {
    const max = left === Infinity ? '' : `, max=${left}`
    headers.add('Keep-Alive', `timeout=${serving.config.keepAliveTimeout}${max}`)
    headers.add('Connection', 'Keep-Alive')
  }
  if (type && out.status !== 304) headers.add('Content-Type', type)
  const head =
    request.version === '0.9'
      ? new Uint8Array()
      : serialiseHead(`HTTP/1.1 ${out.status} ${REASONS[out.status] ?? ''}`, headers)
  const body = request.method === 'HEAD' || out.status === 304 ? new Uint8Array() : out.body
  return { data: concat([head, body]), bodyBytes: body.length, headers }
}

async function logAccess(
  sys: Sys,
  serving: Serving,
  x: Exchange,
  out: Answer,
  info: {
    startedAt: number
    sent: number
    bodyBytes: number
    headers: Headers
    received: number
    served: number
    persistent: boolean
  },
): Promise<void> {
  for (const { fd, format } of serving.accessLogs(x.host)) {
    const text = formatAccess(format, {
      remoteAddress: x.client.address,
      remotePort: x.client.port,
      localAddress: x.local.address,
      localPort: x.local.port,
      method: x.request.method,
      target: x.request.target,
      protocol: `HTTP/${x.request.version}`,
      line: x.request.line,
      file: out.file,
      status: out.status,
      originalStatus: out.originalStatus,
      bodyBytes: info.bodyBytes,
      sentBytes: info.sent,
      receivedBytes: info.received,
      startedAt: info.startedAt,
      durationMs: sys.now() - info.startedAt,
      keepalives: info.served,
      persistent: info.persistent,
      serverName: (x.host.serverName ?? serving.hostname).replace(/:\d+$/, ''),
      canonicalPort: x.local.port,
      pid: sys.pid,
      user: null,
      requestHeaders: x.request.headers,
      responseHeaders: info.headers,
      env: {},
    })
    await sys.write(fd, `${text}\n`)
  }
}
