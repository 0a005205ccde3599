/** GNU Wget 1.21.3: files over http, with its log and its two progress displays. Recursion is refused. */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../../base/abi/files.ts'
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { base64 } from '../../../base/base64.ts'
import { decode, encode } from '../../../base/bytes.ts'
import { ResolveError } from '../../../kernel/sys/types.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { OptionError, parseOptions } from '../../coreutils/lib/options.ts'
import type { Option } from '../../coreutils/lib/options.ts'
import { ByteReader, connectTo, exchange, TimedOut, within } from '../http/client.ts'
import { BadMessage, Headers } from '../http/message.ts'
import { parseHttpDate } from '../http/date.ts'
import { bodyParts, responseBody, UnexpectedEnd } from '../http/stream.ts'
import { authorityOf, parseUrl, percentDecode, resolveUrl } from '../http/url.ts'
import type { Url } from '../http/url.ts'
import { LONG } from './long-options.ts'
import { bar, dots, rate, shortSize } from './progress.ts'

const USAGE = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
const ABSENT = ['r', 'm', 'p', 'k', 'K', 'b', 'l', 'A', 'R', 'D', 'H', 'L', 'np', 'N', 'B', 'e', 'ftp']
class Failed extends Error {
  readonly status: number
  constructor(status: number) {
    super('')
    this.status = status
  }
}

class Wget {
  private readonly sys: Sys
  private readonly options: readonly Option[]
  private readonly log: Fd
  readonly quiet: boolean
  readonly terse: boolean
  private readonly terminal: boolean
  private connection: { fd: Fd; reader: ByteReader; key: string } | null = null
  constructor(sys: Sys, options: readonly Option[], log: Fd) {
    this.sys = sys
    this.options = options
    this.log = log
    this.quiet = this.has('q')
    this.terse = this.has('nv')
    this.terminal = sys.isatty(log)
  }
  has(key: string): boolean {
    return this.options.some((option) => option.key === key)
  }
  value(key: string): string | undefined {
    return this.options.findLast((option) => option.key === key)?.value
  }
  async say(text: string): Promise<void> {
    if (!this.quiet && !this.terse) await this.sys.write(this.log, text)
  }
  async complain(text: string): Promise<void> {
    if (!this.quiet) await this.sys.write(this.log, text)
  }
  stamp(): string {
    const d = new Date(this.sys.now())
    const two = (n: number): string => String(n).padStart(2, '0')
    return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
  }
  private get timeout(): number {
    return Number(this.value('T') ?? 900) * 1000 || Infinity
  }
  drop(): void {
    if (this.connection) this.sys.close(this.connection.fd)
    this.connection = null
  }

  async fetchUrl(text: string): Promise<void> {
    const scheme = /^([a-zA-Z][\w+.-]*):\/\//.exec(text)?.[1]
    if (scheme !== undefined && !/^(https?|ftp)$/i.test(scheme)) {
      await this.complain(`${text}: Unsupported scheme ‘${scheme}’.\n`)
      throw new Failed(1)
    }
    let url = parseUrl(text)
    if (typeof url === 'string') {
      await this.complain(`${text}: ${url === 'port' ? 'Bad port number' : 'Invalid host name'}.\n`)
      throw new Failed(1)
    }
    const tries = Number(this.value('t') ?? 20) || Infinity
    if (this.has('spider')) await this.say('Spider mode enabled. Check if remote file exists.\n')
    const maxRedirects = Number(this.value('max-redirect') ?? 20)
    let attempt = 1
    const first = url
    for (let redirects = 0; ;) {
      await this.say(
        `--${this.stamp()}-- ${attempt > 1 ? ` (try:${String(attempt).padStart(2)})` : ''} ${shown(url)}\n`,
      )
      const outcome = await this.once(url, first)
      if (outcome.kind === 'done') return
      if (outcome.kind === 'redirect') {
        if (++redirects > maxRedirects) {
          await this.complain(`${maxRedirects} redirections exceeded.\n`)
          throw new Failed(8)
        }
        const next = parseUrl(resolveUrl(url, outcome.to))
        if (typeof next === 'string') throw new Failed(8)
        url = next
        continue
      }
      if (attempt >= tries) {
        await this.complain('Giving up.\n\n')
        throw new Failed(4)
      }
      await this.say('Retrying.\n\n')
      await this.sys.sleep(Math.min(attempt, 10) * 1000)
      attempt++
    }
  }

  private async connect(url: Url): Promise<{ fd: Fd; reader: ByteReader }> {
    const { sys } = this
    const key = `${url.host}:${url.port}`
    if (this.connection?.key === key && !this.connection.reader.ended) {
      const own = this.connection
      this.connection = null
      await this.say(`Reusing existing connection to ${key}.\n`)
      return own
    }
    this.drop()
    const numeric = /^[\d.]+$|:/.test(url.host)
    let addresses: string[]
    try {
      if (!numeric) await this.say(`Resolving ${url.host} (${url.host})... `)
      addresses = await sys.getaddrinfo(url.host)
      if (!numeric) await this.say(`${addresses.slice(0, 3).join(', ')}${addresses.length > 3 ? ', ...' : ''}\n`)
    } catch (error) {
      if (!(error instanceof ResolveError)) throw error
      await this.say(`failed: ${error.message}.\n`)
      await this.complain(`wget: unable to resolve host address ‘${url.host}’\n`)
      throw new Failed(4)
    }
    for (const address of addresses) {
      await this.say(
        `Connecting to ${numeric ? `${url.host}:${url.port}` : `${url.host} (${url.host})|${address}|:${url.port}`}... `,
      )
      try {
        const { fd } = await connectTo(sys, [address], url.port, this.timeout)
        await this.say('connected.\n')
        return { fd, reader: ByteReader.of(sys, fd) }
      } catch (error) {
        if (error instanceof TimedOut) {
          await this.say('failed: Connection timed out.\n')
          throw error
        }
        if (!(error instanceof SysError)) throw error
        await this.say(`failed: ${strerror(error.code)}.\n`)
        if (error.code !== 'ECONNREFUSED' && error.code !== 'ENETUNREACH' && error.code !== 'EHOSTUNREACH') throw error
      }
    }
    throw new Failed(4)
  }

  private async once(
    url: Url,
    first: Url,
  ): Promise<{ kind: 'done' } | { kind: 'redirect'; to: string } | { kind: 'again' }> {
    const { sys } = this
    let link: { fd: Fd; reader: ByteReader }
    try {
      link = await this.connect(url)
    } catch (error) {
      if (error instanceof TimedOut || error instanceof SysError) return { kind: 'again' }
      throw error
    }
    if (url.scheme !== 'http') {
      sys.close(link.fd)
      await this.complain(
        url.scheme === 'https' ? 'Unable to establish SSL connection.\n' : 'wget: ftp is not simulated yet\n',
      )
      throw new Failed(url.scheme === 'https' ? 4 : 1)
    }
    const file = this.fileFor(first)
    const resume = this.has('c') && file !== null ? sizeOf(sys, file) : 0
    const post =
      this.value('post-data') ??
      (this.value('post-file') === undefined ? undefined : decode(sys.readFile(this.value('post-file')!)))
    const method =
      this.value('method')?.toUpperCase() ?? (post !== undefined ? 'POST' : this.has('spider') ? 'HEAD' : 'GET')
    let keep = false
    try {
      await this.say(
        `${method === 'HEAD' || method === 'GET' || method === 'POST' ? 'HTTP' : method} request sent, awaiting response... `,
      )
      const answer = await exchange(
        sys,
        link.fd,
        link.reader,
        `${method} ${url.path}${url.query} HTTP/1.1`,
        this.headers(url, resume, post),
        post === undefined ? null : encode(post),
        this.timeout,
      )
      if (!answer) {
        await this.say('No data received.\n')
        return { kind: 'again' }
      }
      const { response, reader, raw } = answer
      if (this.has('S'))
        await this.say(
          `\n${decode(raw)
            .replace(/\r/g, '')
            .trimEnd()
            .split('\n')
            .map((line) => `  ${line}\n`)
            .join('')}`,
        )
      else await this.say(`${response.status} ${response.reason}\n`)
      const kind = responseBody(method, response.status, response.headers)
      const to = response.headers.get('Location')
      if ([301, 302, 303, 307, 308].includes(response.status) && to !== undefined) {
        for await (const part of bodyParts(reader, kind)) void part
        keep = kind.kind !== 'close' && !response.headers.lists('Connection', 'close')
        await this.say(`Location: ${to} [following]\n`)
        return { kind: 'redirect', to }
      }
      if (response.status === 416 && resume > 0) {
        await this.say('\n    The file is already fully retrieved; nothing to do.\n\n')
        return { kind: 'done' }
      }
      if (response.status >= 400) {
        if (this.has('spider') && response.status === 404)
          await this.complain('Remote file does not exist -- broken link!!!\n\n')
        else
          await this.complain(
            this.terse
              ? `${shown(url)}:\n${this.stamp()} ERROR ${response.status}: ${response.reason}.\n`
              : `${this.stamp()} ERROR ${response.status}: ${response.reason}.\n\n`,
          )
        throw new Failed(response.status === 401 ? 6 : 8)
      }
      const length = response.headers.get('Content-Length')
      const total = length === undefined ? null : Number(length) + (response.status === 206 ? resume : 0)
      if (resume > 0 && response.status === 200 && total !== null && resume >= total) {
        await this.say('\n    The file is already fully retrieved; nothing to do.\n\n')
        return { kind: 'done' }
      }
      await this.say(this.lengthLine(total, response.status === 206 ? resume : 0, response.headers))
      if (this.has('spider')) {
        await this.say(
          response.headers.get('Content-Type')?.startsWith('text/html')
            ? 'Remote file exists and could contain further links,\nbut recursion is disabled -- not retrieving.\n\n'
            : 'Remote file exists.\n\n',
        )
        keep = !response.headers.lists('Connection', 'close')
        return { kind: 'done' }
      }
      await this.store(reader, kind, url, file, response.status === 206 ? resume : 0, total, response.headers)
      keep = kind.kind !== 'close' && !response.headers.lists('Connection', 'close')
      return { kind: 'done' }
    } catch (error) {
      if (error instanceof TimedOut) await this.say('Read error (Connection timed out) in headers.\n')
      else if (error instanceof SysError) await this.say(`Read error (${strerror(error.code)}) in headers.\n`)
      else if (error instanceof BadMessage || error instanceof UnexpectedEnd) await this.say('Malformed status line.\n')
      else throw error
      return { kind: 'again' }
    } finally {
      if (keep) this.connection = { ...link, key: `${url.host}:${url.port}` }
      else sys.close(link.fd)
    }
  }
  private lengthLine(total: number | null, resumed: number, headers: Headers): string {
    const type = headers.get('Content-Type')?.replace(/\s*;.*/, '')
    const kind = type === undefined ? '' : ` [${type}]`
    if (total === null) return `Length: unspecified${kind}\n`
    const size = total >= 1024 ? ` (${shortSize(total)})` : ''
    const left = total - resumed
    return `Length: ${total}${size}${resumed ? `, ${left}${left >= 1024 ? ` (${shortSize(left)})` : ''} remaining` : ''}${kind}\n`
  }
  private headers(url: Url, resume: number, post: string | undefined): Headers {
    const headers = new Headers()
    const custom = this.options.filter(({ key }) => key === 'header').map(({ value }) => value!)
    const given = (name: string): boolean => custom.some((line) => line.toLowerCase().startsWith(`${name}:`))
    if (!given('host')) headers.add('Host', authorityOf(url))
    const agent = this.value('U') ?? 'Wget/1.21.3'
    if (agent && !given('user-agent')) headers.add('User-Agent', agent)
    if (!given('accept')) headers.add('Accept', '*/*')
    if (!given('accept-encoding')) headers.add('Accept-Encoding', 'identity')
    const user = this.value('user') ?? this.value('http-user') ?? url.user
    const password = this.value('password') ?? this.value('http-password') ?? url.password ?? ''
    if (user !== undefined) headers.add('Authorization', `Basic ${base64(encode(`${user}:${password}`))}`)
    if (resume > 0) headers.add('Range', `bytes=${resume}-`)
    if (this.value('referer') !== undefined) headers.add('Referer', this.value('referer')!)
    if (!given('connection')) headers.add('Connection', 'Keep-Alive')
    for (const line of custom) {
      const [name = '', ...value] = line.split(':')
      headers.add(name, value.join(':').trim())
    }
    if (post !== undefined) {
      if (!given('content-type')) headers.add('Content-Type', 'application/x-www-form-urlencoded')
      headers.add('Content-Length', String(encode(post).length))
    }
    return headers
  }
  /** Null: standard output. */
  private fileFor(url: Url): string | null {
    const named = this.value('O')
    if (named !== undefined) return named === '-' ? null : named
    const name = percentDecode(url.path.slice(url.path.lastIndexOf('/') + 1)) + url.query || 'index.html'
    const dir = this.value('P')
    return dir === undefined ? name : `${dir.replace(/\/$/, '')}/${name}`
  }
  private async store(
    reader: ByteReader,
    kind: ReturnType<typeof responseBody>,
    url: Url,
    wanted: string | null,
    resumed: number,
    total: number | null,
    headers: Headers,
  ): Promise<void> {
    const { sys } = this
    let file = wanted
    let out: Fd = 1
    if (file !== null) {
      const named = this.value('O') !== undefined
      if (!named && !this.has('c')) {
        if (this.has('nc') && exists(sys, file)) {
          await this.say(`File ‘${file}’ already there; not retrieving.\n\n`)
          return
        }
        for (let n = 1; exists(sys, file); n++) file = `${wanted}.${n}`
      }
      try {
        out = await sys.open(file, O_WRONLY | O_CREAT | (resumed > 0 ? 0 : O_TRUNC), 0o666)
        if (resumed > 0) sys.lseek(out, 0, 'end')
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        await this.complain(
          `${file}: ${strerror(error.code)}\n\nCannot write to ‘${file}’ (${strerror(error.code)}).\n`,
        )
        throw new Failed(3)
      }
    }
    const label = file ?? 'STDOUT'
    await this.say(`Saving to: ‘${label}’\n\n`)
    const started = sys.monotonic()
    let received = 0
    const asBar = this.terminal || /^bar/.test(this.value('progress') ?? '')
    const shows = !this.quiet && !this.terse && !this.has('no-show-progress')
    const width = this.terminal ? sys.winsize(this.log).cols : 80
    const name = file === null ? '-' : file.slice(file.lastIndexOf('/') + 1)
    let last = -Infinity
    const parts = bodyParts(reader, kind)
    try {
      for (;;) {
        const { value, done } = await within(sys, parts.next(), this.timeout)
        if (done) break
        received += value.length
        await sys.write(out, value)
        if (shows && asBar && sys.monotonic() - last > 200) {
          last = sys.monotonic()
          await sys.write(this.log, bar(name, resumed + received, total, (last - started) / 1000, false, width))
        }
      }
    } finally {
      if (file !== null) sys.close(out)
    }
    const seconds = Math.max((sys.monotonic() - started) / 1000, 0.00001)
    if (shows)
      await sys.write(
        this.log,
        asBar
          ? `${bar(name, resumed + received, total, seconds, true, width)}\n`
          : dots(resumed, received, total, seconds),
      )
    const modified = parseHttpDate(headers.get('Last-Modified') ?? '')
    if (file !== null && modified !== null && !this.has('no-use-server-timestamps'))
      sys.utimes(file, sys.now(), modified)
    const sizes = `[${resumed + received}${total === null ? '' : `/${total}`}]`
    if (this.terse) await this.complain(`${this.stamp()} URL:${shown(url)} ${sizes} -> "${file ?? '-'}" [1]\n`)
    else
      await this.say(
        `\n${this.stamp()} (${rate(received / seconds)}) - ${file === null ? 'written to stdout' : `‘${file}’ saved`} ${sizes}\n\n`,
      )
  }
}
const shown = (url: Url): string => `${url.scheme}://${authorityOf(url)}${url.path}${url.query}`
function sizeOf(sys: Sys, path: string): number {
  try {
    return sys.stat(path).size
  } catch (error) {
    if (error instanceof SysError) return 0
    throw error
  }
}
function exists(sys: Sys, path: string): boolean {
  try {
    sys.stat(path)
    return true
  } catch (error) {
    if (error instanceof SysError) return false
    throw error
  }
}

export const wget: Program = async (sys) => {
  const wrong = async (message: string): Promise<number> => {
    await sys.write(2, `wget: ${message}\n${USAGE}`)
    return 2
  }
  let parsed
  try {
    parsed = parseOptions(
      sys.argv.slice(1).map((arg) => (arg === '-nv' ? '--no-verbose' : arg === '-nc' ? '--no-clobber' : arg)),
      { short: 'Vho:a:qvi:t:O:cST:P:U:46rmpkKbl:A:R:D:HLNB:e:', long: LONG },
    )
  } catch (error) {
    if (error instanceof OptionError) return wrong(error.message)
    throw error
  }
  const has = (key: string): boolean => parsed.options.some((option) => option.key === key)
  const value = (key: string): string | undefined => parsed.options.findLast((option) => option.key === key)?.value
  if (has('V')) {
    await sys.write(1, 'GNU Wget 1.21.3 built on linux-gnu.\n')
    return 0
  }
  if (has('h')) {
    await sys.write(
      1,
      'GNU Wget 1.21.3, a non-interactive network retriever.\nUsage: wget [OPTION]... [URL]...\n\nThe texts of the options are not simulated yet.\n',
    )
    return 0
  }
  for (const key of ABSENT) if (has(key)) return wrong(`-${key} is not simulated yet`)
  const urls = [...parsed.operands]
  const list = value('i')
  if (list !== undefined)
    urls.push(
      ...(list === '-' ? decode(await sys.readAll(0)) : sys.readText(list))
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    )
  if (!urls.length) return wrong('missing URL')
  const file = value('o') ?? value('a')
  const log = file === undefined ? 2 : await sys.open(file, O_WRONLY | O_CREAT | (has('a') ? 0o2000 : O_TRUNC), 0o666)
  const own = new Wget(sys, parsed.options, log)
  const output = value('O')
  if (output !== undefined && output !== '-') {
    try {
      sys.close(await sys.open(output, O_WRONLY | O_CREAT | (has('c') ? 0 : O_TRUNC), 0o666))
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await sys.write(2, `${output}: ${strerror(error.code)}\n`)
      return 1
    }
  }
  let status = 0
  for (const url of urls) {
    try {
      await own.fetchUrl(url)
    } catch (error) {
      if (!(error instanceof Failed)) throw error
      status = error.status
    }
  }
  own.drop()
  return status
}
