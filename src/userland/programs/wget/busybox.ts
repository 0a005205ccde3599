/** wget of BusyBox 1.35: http only, one connection for each request. */
import { O_CREAT, O_EXCL, O_TRUNC, O_WRONLY } from '../../../base/abi/files.ts'
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { base64 } from '../../../base/base64.ts'
import { decode, encode } from '../../../base/bytes.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { usageText } from '../../busybox/applet.ts'
import { OptionError, parseOptions } from '../../coreutils/lib/options.ts'
import { ByteReader, connectTo, exchange, TimedOut, within } from '../http/client.ts'
import { BadMessage, Headers } from '../http/message.ts'
import { bodyParts, responseBody, UnexpectedEnd } from '../http/stream.ts'
import { authorityOf, parseUrl, resolveUrl } from '../http/url.ts'
import type { Url } from '../http/url.ts'

class Die extends Error {}
interface Job {
  sys: Sys
  quiet: boolean
  showHeaders: boolean
  spider: boolean
  resume: boolean
  /** '-' for standard output; null: named after the URL */
  output: string | null
  directory: string
  headers: string[]
  body: Uint8Array | null
  agent: string
  timeout: number
  logFd: Fd
}
const MAX_REDIRECTS = 20

/** Five characters and a unit. */
const amount = (bytes: number): string => {
  let value = bytes
  for (const unit of [' ', 'k', 'M', 'G', 'T']) {
    if (value < 100_000) return `${String(Math.floor(value)).padStart(5)}${unit}`
    value /= 1024
  }
  return String(value)
}
const progress = (name: string, received: number, total: number): string => {
  const label = name.slice(0, 20).padEnd(20)
  const part = total === 0 ? 1 : received / total
  return `\r${label} ${String(Math.floor(part * 100)).padStart(4)}% |${'*'.repeat(Math.floor(32 * part)).padEnd(32)}| ${amount(received)} 0:00:00 ETA`
}

export const busyboxWget: Program = async (sys) => {
  const usage = async (status: number, message?: string): Promise<number> => {
    await sys.write(2, (message === undefined ? '' : `wget: ${message}\n`) + (await usageText(sys, 'wget')))
    return status
  }
  if (sys.argv[1] === '--help') return usage(0)
  let parsed
  try {
    parsed = parseOptions(sys.argv.slice(1), {
      short: 'cqSO:o:P:Y:U:T:t:n:',
      long: {
        continue: 'c',
        quiet: 'q',
        'server-response': 'S',
        'output-document': 'O',
        'output-file': 'o',
        'directory-prefix': 'P',
        proxy: 'Y',
        'user-agent': 'U',
        timeout: 'T',
        tries: 't',
        header: 'header=',
        'post-data': 'post-data=',
        'post-file': 'post-file=',
        spider: 'spider',
        'no-check-certificate': 'no-check-certificate',
        passive: 'passive',
        'no-verbose': 'nv',
      },
    })
  } catch (error) {
    if (error instanceof OptionError) return usage(1, error.message)
    throw error
  }
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  if (!parsed.operands.length) return usage(1)
  const die = async (message: string): Promise<number> => {
    await sys.write(2, `wget: ${message}\n`)
    return 1
  }
  try {
    const log = value('o')
    const postFile = value('post-file')
    const job: Job = {
      sys,
      quiet: has('q'),
      showHeaders: has('S'),
      spider: has('spider'),
      resume: has('c'),
      output: value('O') ?? null,
      directory: value('P') ?? '',
      headers: parsed.options.filter((option) => option.key === 'header').map((option) => option.value!),
      body: has('post-data') ? encode(value('post-data')!) : postFile === undefined ? null : readPost(sys, postFile),
      agent: value('U') ?? 'Wget',
      timeout: Number(value('T') ?? 900) * 1000 || Infinity,
      logFd: log === undefined ? 2 : await sys.open(log, O_WRONLY | O_CREAT | O_TRUNC, 0o666),
    }
    for (const url of parsed.operands) await fetchUrl(job, url)
    return 0
  } catch (error) {
    if (error instanceof Die) return die(error.message)
    if (error instanceof TimedOut) return die('download timed out')
    throw error
  }
}
function readPost(sys: Sys, file: string): Uint8Array {
  try {
    return sys.readFile(file)
  } catch (error) {
    if (error instanceof SysError) throw new Die(`can't open '${file}': ${strerror(error.code)}`)
    throw error
  }
}

function checked(text: string): Url {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined && !['http', 'https', 'ftp'].includes(scheme))
    throw new Die(`not an http or ftp url: ${text}`)
  const url = parseUrl(text)
  if (typeof url === 'string')
    throw new Die(`bad address '${text.replace(/^[a-z]+:\/\//i, '').replace(/[/:?].*/, '')}'`)
  if (url.scheme === 'ftp') throw new Die('ftp is not simulated yet')
  return url
}

async function fetchUrl(job: Job, text: string): Promise<void> {
  const { sys } = job
  const say = async (line: string): Promise<void> => {
    if (!job.quiet) await sys.write(job.logFd, `${line}\n`)
  }
  let url = checked(text)
  let file = job.output
  if (file === null) {
    const name = url.path.slice(url.path.lastIndexOf('/') + 1) || 'index.html'
    file = job.directory === '' ? name : `${job.directory.replace(/\/$/, '')}/${name}`
  }
  const toStdout = file === '-'
  let begin = 0
  if (job.resume && !toStdout) begin = sizeOf(sys, file)
  for (let redirects = 0; ; redirects++) {
    let addresses: string[]
    try {
      addresses = await sys.getaddrinfo(url.host)
      // FEATURE_PREFER_IPV4_ADDRESS
      addresses = [...addresses.filter((address) => !address.includes(':')), ...addresses]
    } catch (error) {
      if (error instanceof ResolveError)
        throw new Die(`bad address '${url.host}${url.explicitPort ? `:${url.port}` : ''}'`)
      throw error
    }
    let fd: Fd
    try {
      // BusyBox uses the first address only.
      ;({ fd } = await connectTo(sys, addresses.slice(0, 1), url.port, job.timeout, (address) =>
        say(
          `Connecting to ${url.host}${url.explicitPort || url.host === address ? `:${url.port}` : ''} (${address.includes(':') ? `[${address}]` : address}:${url.port})`,
        ),
      ))
    } catch (error) {
      if (error instanceof SysError)
        throw new Die(`can't connect to remote host (${addresses[0]}): ${strerror(error.code)}`)
      throw error
    }
    try {
      if (url.scheme === 'https') throw new Die('https is not simulated yet')
      const headers = requestHeaders(job, url, begin)
      const line = `${job.body ? 'POST' : job.spider ? 'HEAD' : 'GET'} ${url.path}${url.query} HTTP/1.1`
      const answer = await exchange(sys, fd, ByteReader.of(sys, fd), line, headers, job.body, job.timeout)
      if (!answer) throw new Die('error getting response')
      const { response, reader, raw } = answer
      if (job.showHeaders)
        await sys.write(
          job.logFd,
          decode(raw)
            .replace(/\r/g, '')
            .split('\n')
            .slice(0, -1)
            .map((row) => `  ${row}\n`)
            .join(''),
        )
      const { status } = response
      if ([301, 302, 303, 307, 308].includes(status) && response.headers.has('Location')) {
        if (redirects + 1 >= MAX_REDIRECTS) throw new Die('too many redirections')
        url = checked(resolveUrl(url, response.headers.get('Location')!))
        continue
      }
      const fine = status === 206 ? begin > 0 : status >= 200 && status <= 204
      if (!fine) throw new Die(`server returned error: ${response.line.slice(0, 200)}`)
      if (status !== 206) begin = 0
      if (job.spider) {
        if (!job.quiet) await sys.write(job.logFd, 'remote file exists\n')
        return
      }
      const kind = responseBody(job.body ? 'POST' : 'GET', status, response.headers)
      await receive(job, reader, kind, file, toStdout, begin, say)
      return
    } catch (error) {
      if (error instanceof BadMessage) throw new Die('error getting response: Invalid argument')
      if (error instanceof SysError) throw new Die(`error getting response: ${strerror(error.code)}`)
      if (error instanceof UnexpectedEnd) throw new Die('connection closed prematurely')
      throw error
    } finally {
      sys.close(fd)
    }
  }
}
function requestHeaders(job: Job, url: Url, begin: number): Headers {
  const headers = new Headers()
  const given = (name: string): boolean => job.headers.some((line) => line.toLowerCase().startsWith(`${name}:`))
  if (!given('host')) headers.add('Host', authorityOf(url))
  if (!given('user-agent')) headers.add('User-Agent', job.agent)
  if (url.user !== undefined && !given('authorization'))
    headers.add('Authorization', `Basic ${base64(encode(`${url.user}:${url.password ?? ''}`))}`)
  if (begin > 0 && !given('range')) headers.add('Range', `bytes=${begin}-`)
  for (const line of job.headers) {
    const colon = line.indexOf(':')
    headers.add(colon < 0 ? line : line.slice(0, colon), colon < 0 ? '' : line.slice(colon + 1).trim())
  }
  if (job.body) {
    if (!given('content-type')) headers.add('Content-Type', 'application/x-www-form-urlencoded')
    headers.add('Content-Length', String(job.body.length))
  }
  headers.add('Connection', 'close')
  return headers
}
async function receive(
  job: Job,
  reader: ByteReader,
  kind: ReturnType<typeof responseBody>,
  file: string,
  toStdout: boolean,
  begin: number,
  say: (line: string) => Promise<void>,
): Promise<void> {
  const { sys } = job
  let out: Fd = 1
  if (!toStdout) {
    try {
      const named = job.output !== null
      out = await sys.open(file, O_WRONLY | O_CREAT | (begin > 0 ? 0 : named ? O_TRUNC : O_EXCL), 0o666)
      if (begin > 0) sys.lseek(out, 0, 'end')
    } catch (error) {
      if (error instanceof SysError) throw new Die(`can't open '${file}': ${strerror(error.code)}`)
      throw error
    }
  }
  await say(toStdout ? 'writing to stdout' : `saving to '${file}'`)
  const name = toStdout ? '-' : file.slice(file.lastIndexOf('/') + 1)
  const total = kind.kind === 'length' ? kind.length : null
  let received = 0
  const parts = bodyParts(reader, kind)
  for (;;) {
    const { value, done } = await within(sys, parts.next(), job.timeout)
    if (done) break
    received += value.length
    try {
      await sys.write(out, value)
    } catch (error) {
      if (error instanceof SysError) throw new Die(`write error: ${strerror(error.code)}`)
      throw error
    }
  }
  if (!toStdout) sys.close(out)
  if (!job.quiet)
    await sys.write(
      job.logFd,
      `${progress(name, received + begin, total === null ? received + begin : total + begin)}\n`,
    )
  await say(toStdout ? 'written to stdout' : `'${file}' saved`)
}
function sizeOf(sys: Sys, path: string): number {
  try {
    return sys.stat(path).size
  } catch (error) {
    if (error instanceof SysError) return 0
    throw error
  }
}
