/**
 * curl 7.88.1 as Debian 12 has it, for http:// and file://. There is no TLS in this world: https:// connects and then fails as it does
 * with a server that speaks plain HTTP. Proxies, FTP and the other protocols are refused by name.
 */
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { Tasks } from '../lib/tasks.ts'
import { Headers } from '../http/message.ts'
import { percentDecode } from '../http/url.ts'
import { BodyError, dataBody, formBody, urlEncoded } from './body.ts'
import { CookieJar } from './cookies.ts'
import { CurlError } from './errors.ts'
import { FileSink, makeParents, readLocal, sizeOf, wrapWarning } from './files.ts'
import { globUrl } from './glob.ts'
import { HELP, helpFor, VERSION_TEXT } from './help.ts'
import { parseArguments, Settings } from './options.ts'
import { Progress } from './progress.ts'
import { checkedUrl, Pool, sayClosing, transfer } from './transfer.ts'
import type { Job } from './transfer.ts'
import { writeOut } from './write-out.ts'
import type { Report } from './write-out.ts'

const TRY = "curl: try 'curl --help' or 'curl --manual' for more information\n"

export const curl: Program = async (sys) => {
  const parsed = parseArguments(sys.argv.slice(1))
  if (parsed.error !== null) {
    await sys.write(2, `curl: ${parsed.error}\n${TRY}`)
    return 2
  }
  const settings = new Settings(parsed.options)
  const help = settings.value('help')
  if (help !== undefined) {
    const text = help === '' ? HELP : helpFor(help)
    await sys.write(text.fd, text.text)
    return 0
  }
  if (settings.is('version')) {
    await sys.write(1, VERSION_TEXT)
    return 0
  }
  if (!parsed.urls.length) {
    await sys.write(2, `curl: no URL specified!\n${TRY}`)
    return 2
  }
  sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
  return new Session(sys, settings, parsed.urls).run()
}

class Session {
  private readonly sys: Sys
  private readonly settings: Settings
  private readonly urls: readonly string[]
  private readonly silent: boolean
  private readonly jar: CookieJar
  private readonly progress: Progress
  private readonly pool = new Pool()
  private readonly terminal: boolean
  private errorFd: Fd = 2

  constructor(sys: Sys, settings: Settings, urls: readonly string[]) {
    this.sys = sys
    this.settings = settings
    this.urls = urls
    this.silent = settings.is('silent')
    this.terminal = sys.isatty(1)
    this.jar = new CookieJar(
      sys,
      settings.values('cookie').map(({ value }) => value),
      settings.value('cookie-jar') !== undefined,
    )
    const toFile = settings.values('output', 'remote-name').length > 0 || settings.is('remote-name-all')
    const shows = !this.silent && settings.is('progress-meter') && (toFile || !this.terminal)
    const columns = Number(sys.env['COLUMNS']) || (sys.isatty(2) ? sys.winsize(2).cols : 79)
    this.progress = new Progress(sys, 2, shows ? (settings.is('progress-bar') ? 'bar' : 'meter') : 'none', columns)
  }

  private async complain(message: string): Promise<void> {
    if (!this.silent || this.settings.is('show-error')) await this.sys.write(this.errorFd, message)
  }

  async run(): Promise<number> {
    const { sys, settings } = this
    const place = settings.value('stderr')
    if (place !== undefined)
      this.errorFd = place === '-' ? 1 : await sys.open(place, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    let body: Uint8Array | null
    let bodyType: string | null = null
    try {
      body = await dataBody(sys, settings)
      const form = await formBody(sys, settings)
      if (form) {
        body = form.data
        bodyType = form.type
      }
    } catch (error) {
      if (!(error instanceof BodyError)) throw error
      if (error.status === 2) await sys.write(2, `curl: ${error.message}\n${TRY}`)
      else await this.complain(`curl: (${error.status}) ${error.message}\n`)
      return error.status
    }
    const outputs = settings.values('output', 'remote-name')
    let status = 0
    let number = 0
    for (const [index, given] of this.urls.entries()) {
      const globbed = settings.is('globoff') ? [{ url: given, parts: [] }] : globUrl(given)
      if (!Array.isArray(globbed)) {
        const { message, position } = globbed
        await this.complain(
          `curl: (3) ${message} in URL position ${position}:\n${given}\n${' '.repeat(position - 1)}^\n`,
        )
        return 3
      }
      const output =
        outputs[index] ?? (settings.is('remote-name-all') ? { name: 'remote-name', value: '', on: true } : undefined)
      for (const { url, parts } of globbed) {
        status = await this.one(url, number++, parts, output, body, bodyType)
        if (status !== 0 && settings.is('fail-early')) break
      }
    }
    const jar = settings.value('cookie-jar')
    if (jar !== undefined) {
      if (jar === '-') await sys.write(1, this.jar.text())
      else sys.writeFile(jar, this.jar.text())
    }
    this.pool.idle?.close()
    return status
  }

  /** Adds --get's data and --url-query. */
  private async withQuery(url: string, body: Uint8Array | null): Promise<string> {
    const extra: string[] = []
    if (this.settings.is('get') && body?.length) extra.push(new TextDecoder().decode(body))
    for (const { value } of this.settings.values('url-query'))
      extra.push(value.startsWith('+') ? value.slice(1) : await urlEncoded(this.sys, value))
    if (!extra.length) return url
    const [, rest, fragment] = /^([^#]*)(#.*)?$/s.exec(url)!
    const base = /^([a-z]+:\/\/)?[^/?]*$/i.test(rest!) ? `${rest}/` : rest!
    return `${base}${base.includes('?') ? '&' : '?'}${extra.join('&')}${fragment ?? ''}`
  }

  private async one(
    given: string,
    number: number,
    parts: readonly string[],
    output: { name: string; value: string } | undefined,
    body: Uint8Array | null,
    bodyType: string | null,
  ): Promise<number> {
    const { sys, settings } = this
    let upload: Uint8Array | null = null
    let url = await this.withQuery(given, body)
    const file = settings.value('upload-file')
    if (file !== undefined) {
      try {
        upload = file === '-' || file === '.' ? await sys.readAll(0) : sys.readFile(file)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        await sys.write(2, `curl: Can't open '${file}'!\n${TRY}`)
        return 26
      }
      if (/^([a-z]+:\/\/)?[^/]+(\/.*)?\/$/i.test(url) && file !== '-') url += file.slice(file.lastIndexOf('/') + 1)
    }
    let target: string | null = null
    if (output?.name === 'output')
      target =
        output.value === '-' ? null : output.value.replace(/#(\d+)/g, (whole, n: string) => parts[+n - 1] ?? whole)
    else if (output?.name === 'remote-name') {
      const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*/, '')
      target = percentDecode(path.slice(path.lastIndexOf('/') + 1))
      if (target === '') {
        await this.complain('curl: Remote file name has no length!\n')
        await this.complain('curl: (23) Failed writing received data to disk/application\n')
        return 23
      }
    }
    const dir = settings.value('output-dir')
    if (target !== null && dir !== undefined && !target.startsWith('/')) target = `${dir}/${target}`
    if (target !== null && settings.is('create-dirs')) makeParents(sys, target)

    const retries = settings.number('retry') ?? 0
    const retryUntil = settings.number('retry-max-time')
      ? sys.monotonic() + settings.number('retry-max-time')! * 1000
      : Infinity
    let pause = (settings.number('retry-delay') ?? 0) * 1000 || 1000
    for (let left = retries; ; left--) {
      const report = newReport(given, number, target)
      const error = await this.attempt(
        url,
        report,
        target,
        settings.is('get') ? null : (upload ?? body),
        bodyType,
        upload !== null,
      )
      const wait = this.transient(error, report)
      if (left <= 0 || wait === null || sys.monotonic() + pause > retryUntil) {
        await this.tell(report)
        return report.exitcode
      }
      if (!this.silent)
        await sys.write(
          2,
          wrapWarning(`Problem ${wait}. Will retry in ${Math.round(pause / 1000)} seconds. ${left} retries left.`),
        )
      await sys.sleep(pause)
      if (settings.number('retry-delay') === undefined) pause = Math.min(pause * 2, 600_000)
    }
  }

  private transient(error: CurlError | null, report: Report): string | null {
    const { settings } = this
    if (settings.is('retry-all-errors') && error) return '(retrying all errors)'
    if (error?.status === 28 || error?.status === 6) return ': timeout'
    if (error?.status === 7 && settings.is('retry-connrefused')) return ': connection refused'
    if ([408, 429, 500, 502, 503, 504].includes(report.status) && (!error || error.status === 22)) return ': HTTP error'
    return null
  }

  /** Null when all went well; what went wrong has been said. */
  private async attempt(
    url: string,
    report: Report,
    target: string | null,
    body: Uint8Array | null,
    bodyType: string | null,
    upload: boolean,
  ): Promise<CurlError | null> {
    const { sys, settings, progress } = this
    const resume = settings.value('continue-at')
    const resumeFrom = resume === '-' ? sizeOf(sys, target) : Number(resume ?? 0)
    const sink = new FileSink(sys, settings, target, resumeFrom > 0)
    const startedAt = sys.monotonic()
    const limit = (name: string): number => {
      const seconds = settings.number(name)
      return seconds ? startedAt + seconds * 1000 : Infinity
    }
    let error: CurlError | null = null
    let running = true
    try {
      const parsed = checkedUrl(url, settings)
      const job: Job = {
        sys,
        settings,
        url,
        body,
        bodyType,
        upload,
        resumeFrom,
        cookies: this.jar.header(parsed),
        progress,
        sink,
        report,
        pool: this.pool,
        verbose: settings.is('verbose'),
        quietData: this.terminal && target === null,
        startedAt,
        deadline: limit('max-time'),
        connectDeadline: Math.min(limit('connect-timeout'), startedAt + 300_000),
        errorFd: this.errorFd,
        gotCookie: (from, value) => this.jar.set(from, value),
      }
      await progress.start()
      const tasks = new Tasks()
      tasks.run(async () => {
        for (;;) {
          await sys.sleep(1000)
          if (!running) return
          await progress.update()
        }
      })
      try {
        if (parsed.scheme === 'file') await readLocal(sys, parsed.path, report, sink)
        else await transfer(job)
      } catch (problem) {
        if (!(problem instanceof CurlError)) throw problem
        error = problem
      }
      running = false
      if (error?.status !== 6) await progress.end()
      await sayClosing(job)
      if (error?.status === 6 && settings.is('verbose'))
        await sys.write(this.errorFd, `* ${error.message}\n* Closing connection 0\n`)
      if (error?.status === 7 && settings.is('verbose')) await sys.write(this.errorFd, '* Closing connection 0\n')
    } catch (problem) {
      running = false
      if (!(problem instanceof CurlError)) throw problem
      error = problem
    }
    if (!error) {
      try {
        await sink.finish()
      } catch (problem) {
        if (!(problem instanceof SysError)) throw problem
        error = new CurlError(23, 'Failed writing body')
      }
    }
    sink.close()
    report.times.total = sys.monotonic() - startedAt
    report.exitcode = error?.status ?? 0
    report.error = error?.message ?? null
    if (error) await this.complain(`curl: (${error.status}) ${error.message}\n`)
    return error
  }

  private async tell(report: Report): Promise<void> {
    let format = this.settings.value('write-out')
    if (format === undefined) return
    if (format.startsWith('@'))
      format =
        format === '@-' ? new TextDecoder().decode(await this.sys.readAll(0)) : this.sys.readText(format.slice(1))
    const { pieces, unknown } = writeOut(format, report)
    for (const name of unknown) await this.sys.write(2, `curl: unknown --write-out variable: '${name}'\n`)
    for (const { fd, text } of pieces) await this.sys.write(fd, text)
  }
}

const newReport = (url: string, urlNumber: number, filename: string | null): Report => ({
  url,
  urlNumber,
  effectiveUrl: url,
  method: 'GET',
  scheme: '',
  httpVersion: '0',
  status: 0,
  contentType: null,
  filename,
  localAddress: '',
  localPort: 0,
  remoteAddress: '',
  remotePort: 0,
  connects: 0,
  headerCount: 0,
  redirects: 0,
  redirectUrl: null,
  referer: null,
  downloaded: 0,
  headerBytes: 0,
  requestBytes: 0,
  uploaded: 0,
  times: { namelookup: 0, connect: 0, pretransfer: 0, redirect: 0, starttransfer: 0, total: 0 },
  exitcode: 0,
  error: null,
  headers: new Headers(),
})
