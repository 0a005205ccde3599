/** One URL: requests, redirects, the answer to where it is wanted. */
import { concat, encode } from '../../../base/bytes.ts'
import { base64 } from '../../../base/base64.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { BadMessage, Headers, parseResponse, serialiseHead } from '../http/message.ts'
import type { Response } from '../http/message.ts'
import { bodyParts, responseBody, TooLong, UnexpectedEnd } from '../http/stream.ts'
import { authorityOf, parseUrl, percentEncode, removeDots, resolveUrl } from '../http/url.ts'
import type { Url } from '../http/url.ts'
import { connect, keyOf } from './connect.ts'
import type { Connection, Reaching, Timing } from './connect.ts'
import { CurlError } from './errors.ts'
import type { Settings } from './options.ts'
import type { Progress } from './progress.ts'
import type { Report } from './write-out.ts'

export interface Sink {
  /** Of the body, or of headers with --include. */
  write(data: Uint8Array): Promise<void>
  /** --dump-header */
  head(data: Uint8Array): Promise<void>
}
export interface Job {
  sys: Sys
  settings: Settings
  url: string
  body: Uint8Array | null
  bodyType: string | null
  /** Of --upload-file. */
  upload: boolean
  resumeFrom: number
  cookies: string | null
  progress: Progress
  sink: Sink
  report: Report
  pool: Pool
  verbose: boolean
  /** Is standard output a terminal? Data is not told of then. */
  quietData: boolean
  /** sys.monotonic() when this attempt began. */
  startedAt: number
  deadline: number
  connectDeadline: number
  errorFd: number
  /** Cookies that came. */
  gotCookie(url: Url, value: string): void
}
/** Connections that may serve again. */
export class Pool {
  idle: Connection | null = null
  made = 0
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Throws CurlError. */
export async function transfer(job: Job): Promise<void> {
  const { settings, report, sys } = job
  let url = checkedUrl(job.url, settings)
  let method =
    settings.value('request') ?? (settings.is('head') ? 'HEAD' : job.upload ? 'PUT' : job.body ? 'POST' : 'GET')
  let body = job.body
  const limit = settings.number('max-redirs') ?? 50
  const started = sys.monotonic()
  let trusted = url.host
  for (let redirects = 0; ; redirects++) {
    report.redirects = redirects
    report.effectiveUrl = text(url)
    report.method = method
    const { response, location } = await once(
      job,
      url,
      method,
      body,
      url.host === trusted || settings.is('location-trusted'),
      redirects > 0,
      limit,
    )
    const reads = sys.monotonic()
    if (location === null) return
    const next = resolveUrl(url, location)
    if (!settings.is('location') && !settings.is('location-trusted')) {
      report.redirectUrl = next
      return
    }
    if (redirects >= limit) throw new CurlError(47, `Maximum (${limit}) redirects followed`)
    report.times.redirect = reads - started
    await say(job, `Issue another request to this URL: '${next}'`)
    const custom = settings.value('request') !== undefined
    const keep = settings.is(`post${response.status}`)
    if (
      body &&
      !keep &&
      (response.status === 303 || ((response.status === 301 || response.status === 302) && method === 'POST'))
    ) {
      if (!custom) {
        await say(job, `Switch from ${method} to GET`)
        method = 'GET'
      }
      body = null
    }
    url = checkedUrl(next, settings)
    if (redirects === 0) trusted = trusted || url.host
  }
}

export function checkedUrl(given: string, settings: Settings): Url {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(given)?.[1]?.toLowerCase()
  const fallback = settings.value('proto-default')
  if (/[\s\x00-\x1f\x7f]/.test(given) || given === '')
    throw new CurlError(3, 'URL using bad/illegal format or missing URL')
  const known =
    /^(https?|ftps?|file|dict|gophers?|imaps?|ldaps?|mqtt|pop3s?|rtmp|rtsp|scp|sftp|smbs?|smtps?|telnet|tftp)$/
  if (scheme && !known.test(scheme)) throw new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`)
  const url = parseUrl(scheme || !fallback ? given : `${fallback}://${given}`)
  if (typeof url === 'string') {
    if (url === 'port') throw new CurlError(3, 'URL using bad/illegal format or missing URL')
    if (scheme !== 'file') throw new CurlError(3, 'URL using bad/illegal format or missing URL')
    return {
      scheme: 'file',
      host: '',
      port: 0,
      explicitPort: false,
      path: given.replace(/^file:\/\/(localhost)?/, ''),
      query: '',
      fragment: '',
    }
  }
  if (!settings.is('path-as-is')) url.path = removeDots(url.path)
  return url
}
const text = (url: Url): string =>
  url.scheme === 'file' ? `file://${url.path}` : `${url.scheme}://${authorityOf(url)}${url.path}${url.query}`
const say = async (job: Job, line: string): Promise<void> => {
  if (job.verbose) await job.sys.write(job.errorFd, `* ${line}\n`)
}

/** Waits for a promise until the time is over. */
function limited(job: Job): Reaching['within'] {
  const { sys, report } = job
  return async (promise, phase) => {
    const limit = phase === 'transfer' ? job.deadline : Math.min(job.deadline, job.connectDeadline)
    if (limit === Infinity) return promise
    const timeout = sys.sleep(Math.max(0, limit - sys.monotonic())).then((): never => {
      const spent = Math.round(sys.monotonic() - job.startedAt)
      if (phase === 'resolving') throw new CurlError(28, `Resolving timed out after ${spent} milliseconds`)
      if (phase === 'connecting') throw new CurlError(28, `Connection timed out after ${spent} milliseconds`)
      const { total } = job.progress
      throw new CurlError(
        28,
        total >= 0
          ? `Operation timed out after ${spent} milliseconds with ${report.downloaded} out of ${total} bytes received`
          : `Operation timed out after ${spent} milliseconds with ${report.downloaded} bytes received`,
      )
    })
    promise.catch(() => {})
    timeout.catch(() => {})
    return Promise.race([promise, timeout])
  }
}

function requestHead(
  job: Job,
  url: Url,
  method: string,
  body: Uint8Array | null,
  mayAuthorise: boolean,
): { line: string; headers: Headers; expects: boolean } {
  const { settings, report } = job
  const headers = new Headers()
  const custom = settings.values('header').map(({ value }) => value)
  const json = settings.value('json') !== undefined
  if (json) {
    if (!custom.some((line) => /^content-type:/i.test(line))) custom.push('Content-Type: application/json')
    if (!custom.some((line) => /^accept:/i.test(line))) custom.push('Accept: application/json')
  }
  const given = (name: string): boolean => custom.some((line) => new RegExp(`^${name}[:;]`, 'i').test(line))
  const hostLine = custom.find((line) => /^host:/i.test(line))
  const host = hostLine ? hostLine.slice(5).trim() : authorityOf(url)
  if (host) headers.add('Host', host)
  const user = settings.value('user') ?? (url.user !== undefined ? `${url.user}:${url.password ?? ''}` : undefined)
  if (user !== undefined && mayAuthorise && !given('authorization'))
    headers.add('Authorization', `Basic ${base64(encode(user.includes(':') ? user : `${user}:`))}`)
  const range = settings.value('range')
  if (job.resumeFrom > 0 && !job.upload) headers.add('Range', `bytes=${job.resumeFrom}-`)
  else if (range !== undefined) headers.add('Range', `bytes=${range}`)
  const agent = settings.value('user-agent') ?? 'curl/7.88.1'
  if (agent && !given('user-agent')) headers.add('User-Agent', agent)
  if (!given('accept')) headers.add('Accept', '*/*')
  if (settings.is('compressed') && !given('accept-encoding')) headers.add('Accept-Encoding', 'deflate, gzip, br, zstd')
  const referer = settings.value('referer')
  if (referer !== undefined) {
    report.referer = referer.replace(/;auto$/, '')
    if (report.referer) headers.add('Referer', report.referer)
  }
  if (job.cookies) headers.add('Cookie', job.cookies)
  for (const line of custom) {
    const match = /^([^:;]+)([:;])\s*(.*)$/.exec(line)
    if (!match || /^host$/i.test(match[1]!)) continue
    if (match[2] === ':' && match[3] === '') continue
    headers.add(match[1]!, match[3]!)
  }
  let expects = false
  if (body) {
    if (!given('content-length') && !given('transfer-encoding')) headers.add('Content-Length', String(body.length))
    if (!job.upload && !given('content-type'))
      headers.add('Content-Type', job.bodyType ?? 'application/x-www-form-urlencoded')
    if ((job.upload || body.length > 1024 * 1024) && !settings.is('http1.0') && !given('expect')) {
      headers.add('Expect', '100-continue')
      expects = true
    }
  }
  const target =
    settings.value('request-target') ?? percentEncode(url.path + url.query, '%!$&\'()*+,-./:;=?@[]_~|{}\\^`"<>#')
  return { line: `${method} ${target} HTTP/${settings.is('http1.0') ? '1.0' : '1.1'}`, headers, expects }
}

interface Outcome {
  response: Response
  /** Where it says to go; null to stay. */
  location: string | null
}
const stdoutLost = (): CurlError => new CurlError(23, 'Failed writing body')

async function once(
  job: Job,
  url: Url,
  method: string,
  body: Uint8Array | null,
  mayAuthorise: boolean,
  again: boolean,
  limit: number,
): Promise<Outcome> {
  const { sys, settings, report, progress, pool } = job
  const within = limited(job)
  const reaching: Reaching = { sys, settings, within, say: (line) => say(job, line) }
  if (url.scheme !== 'http' && url.scheme !== 'https')
    throw new CurlError(1, `Protocol "${url.scheme}" is not simulated yet`)
  const timing: Timing = { started: sys.monotonic(), namelookup: sys.monotonic(), connect: sys.monotonic() }
  let connection: Connection
  if (pool.idle && pool.idle.key === keyOf(url, settings) && !pool.idle.reader.ended) {
    connection = pool.idle
    await say(job, `Found bundle for host: 0x55d7a1c3a2b0 [serially]`)
    await say(job, 'Can not multiplex, even if we wanted to')
    await say(job, `Re-using existing connection #${connection.number} with host ${connection.host}`)
    report.connects = 0
  } else {
    pool.idle?.close()
    connection = await connect(reaching, url, pool.made++, timing)
    report.connects = again ? report.connects + 1 : 1
  }
  pool.idle = null
  report.remoteAddress = connection.remote.address
  report.remotePort = connection.remote.port
  report.localAddress = connection.local.address
  report.localPort = connection.local.port
  report.scheme = url.scheme.toUpperCase()
  const zero = job.startedAt
  report.times.namelookup = timing.namelookup - zero
  report.times.connect = report.times.pretransfer = timing.connect - zero
  const close = async (): Promise<void> => {
    connection.close()
    await say(job, `Closing connection ${connection.number}`)
  }
  let finished = false
  try {
    if (url.scheme === 'https') {
      await say(job, 'ALPN: offers h2,http/1.1')
      throw new CurlError(35, 'error:0A00010B:SSL routines::wrong version number')
    }
    const { line, headers, expects } = requestHead(job, url, method, body, mayAuthorise)
    if (job.verbose && headers.has('Authorization') && settings.value('user') !== undefined)
      await say(job, `Server auth using Basic with user '${settings.value('user')!.split(':')[0]}'`)
    const head = serialiseHead(line, headers)
    report.requestBytes += head.length
    if (job.verbose)
      await sys.write(
        job.errorFd,
        `> ${line}\n${headers.fields.map(([name, value]) => `> ${name}: ${value}\n`).join('')}> \n`,
      )
    await within(send(connection, expects ? head : concat([head, body ?? new Uint8Array()])), 'transfer')
    let response: { head: Response; raw: Uint8Array } | null = null
    if (expects) {
      response = await within(
        Promise.race([receiveHead(job, connection), sys.sleep(1000).then(() => null)]),
        'transfer',
      )
      if (response === null || response.head.status === 100) {
        if (response && job.verbose) await sys.write(job.errorFd, `< ${response.head.line}\n`)
        await within(send(connection, body!), 'transfer')
        response = null
      }
    }
    if (body) {
      report.uploaded = progress.sent = progress.uploadTotal = body.length
      if (job.verbose && !job.quietData) await sys.write(job.errorFd, `} [${body.length} bytes data]\n`)
      if (job.upload || settings.values('form').length) await say(job, 'We are completely uploaded and fine')
    }
    do {
      response ??= await within(receiveHead(job, connection), 'transfer')
      if (response.head.status >= 200) break
      response = null
    } while (response === null)
    const { head: answer, raw } = response!
    report.times.starttransfer = sys.monotonic() - zero
    const outcome = await receive(job, within, url, connection, answer, raw, method, limit)
    finished = true
    const persistent =
      isPersistent(answer) &&
      responseBody(method, answer.status, answer.headers).kind !== 'close' &&
      !settings.is('http1.0')
    if (persistent && !connection.reader.ended) {
      pool.idle = connection
      await say(job, `Connection #${connection.number} to host ${connection.host} left intact`)
    } else {
      connection.close()
      pendingClose.set(job, connection)
    }
    return outcome
  } catch (error) {
    if (error instanceof SysError) {
      await say(job, `Recv failure: ${error.message}`)
      await close()
      throw new CurlError(56, `Recv failure: ${error.message}`)
    }
    if (!finished && error instanceof CurlError) {
      connection.close()
      pendingClose.set(job, connection)
    }
    throw error
  }
}
/** "Closing connection N" is said after the meter's last line. */
const pendingClose = new WeakMap<Job, Connection>()
export async function sayClosing(job: Job): Promise<void> {
  const connection = pendingClose.get(job)
  pendingClose.delete(job)
  if (connection) await say(job, `Closing connection ${connection.number}`)
}

async function send(connection: Connection, data: Uint8Array): Promise<void> {
  try {
    await connection.write(data)
  } catch (error) {
    // The server may have said why before it closed.
    if (!(error instanceof SysError) || error.code !== 'EPIPE') throw error
  }
}
const isPersistent = (answer: Response): boolean =>
  answer.version.startsWith('1.1')
    ? !answer.headers.lists('Connection', 'close')
    : answer.headers.lists('Connection', 'keep-alive')

async function receiveHead(job: Job, connection: Connection): Promise<{ head: Response; raw: Uint8Array }> {
  const { settings } = job
  try {
    const raw = await connection.reader.head()
    if (!raw) {
      await say(job, 'Empty reply from server')
      throw new CurlError(52, 'Empty reply from server')
    }
    return { head: parseResponse(raw), raw }
  } catch (error) {
    if (error instanceof BadMessage || error instanceof TooLong || error instanceof UnexpectedEnd) {
      if (settings.is('http0.9')) throw new CurlError(1, 'HTTP/0.9 answers are not simulated yet')
      throw new CurlError(1, 'Received HTTP/0.9 when not allowed')
    }
    throw error
  }
}

async function receive(
  job: Job,
  within: Reaching['within'],
  url: Url,
  connection: Connection,
  answer: Response,
  raw: Uint8Array,
  method: string,
  limit: number,
): Promise<Outcome> {
  const { sys, settings, report, progress, sink } = job
  const kind = responseBody(method, answer.status, answer.headers)
  report.status = answer.status
  report.httpVersion = answer.version.replace(/\.0$/, '')
  report.contentType = answer.headers.get('Content-Type') ?? null
  report.headers = answer.headers
  report.headerCount += answer.headers.fields.length
  report.headerBytes += raw.length
  report.downloaded = progress.received = 0
  const length = answer.headers.get('Content-Length')
  progress.total = kind.kind === 'length' || kind.kind === 'none' ? +(length ?? 0) : -1
  if (job.verbose) {
    if (answer.version === '1.0') await say(job, 'HTTP 1.0, assume close after body')
    await sys.write(
      job.errorFd,
      `< ${answer.line}\n${answer.headers.fields.map(([name, value]) => `< ${name}: ${value}\n`).join('')}`,
    )
    if (kind.kind === 'close' && answer.version.startsWith('1.1') && !answer.headers.lists('Connection', 'close'))
      await say(job, 'no chunk, no close, no size. Assume close to signal end')
    await sys.write(job.errorFd, '< \n')
  }
  for (const [name, value] of answer.headers.fields) if (name.toLowerCase() === 'set-cookie') job.gotCookie(url, value)
  await sink.head(raw)
  const failing = answer.status >= 400
  if (failing && settings.is('fail')) throw new CurlError(22, `The requested URL returned error: ${answer.status}`)
  if (settings.is('include') || settings.is('head')) await output(sink, raw)
  const place = answer.headers.get('Location')
  const location = place !== undefined && REDIRECTS.has(answer.status) ? place : null
  const follows = location !== null && (settings.is('location') || settings.is('location-trusted'))
  const ignored = follows && report.redirects < limit
  if (ignored && kind.kind !== 'none') await say(job, 'Ignoring the response-body')
  const max = settings.number('max-filesize')
  if (max !== undefined && length !== undefined && +length > max) throw new CurlError(63, 'Maximum file size exceeded')
  if (job.resumeFrom > 0 && answer.status === 200 && !job.upload && !follows)
    throw new CurlError(33, "HTTP server doesn't seem to support byte ranges. Cannot resume.")
  const skips = job.resumeFrom > 0 && answer.status === 416
  const parts = bodyParts(connection.reader, kind)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { value, done } = await within(parts.next(), 'transfer')
      if (done) break
      report.downloaded += value.length
      progress.received = report.downloaded
      if (job.verbose && !job.quietData) await sys.write(job.errorFd, `{ [${value.length} bytes data]\n`)
      if (!ignored && !skips) await output(sink, value)
    }
  } catch (error) {
    if (!(error instanceof UnexpectedEnd)) throw error
    if (kind.kind === 'chunked') throw new CurlError(18, 'transfer closed with outstanding read data remaining')
    throw new CurlError(18, `transfer closed with ${error.missing} bytes remaining to read`)
  }
  if (failing && settings.is('fail-with-body'))
    throw new CurlError(22, `The requested URL returned error: ${answer.status}`)
  return { response: answer, location }
}
async function output(sink: Sink, data: Uint8Array): Promise<void> {
  try {
    await sink.write(data)
  } catch (error) {
    if (error instanceof SysError) throw stdoutLost()
    throw error
  }
}
