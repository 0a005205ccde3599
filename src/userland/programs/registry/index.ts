/**
 * registry: the program of the image registry:2 (distribution 2.8.3). It speaks the distribution API v2 and keeps its data on a file system.
 * Leaves out: TLS, authentication, proxying, notifications and stores other than the file system, which are refused by name; garbage-collect.
 */
import { SysError, strerror } from '../../../base/abi/errno.ts'
import { SIGNALS } from '../../../base/abi/signals.ts'
import { concat, EMPTY } from '../../../base/bytes.ts'
import { hex } from '../../../base/rng.ts'
import type { SocketAddress } from '../../../kernel/net/types.ts'
import type { Fd, Program, Sys } from '../../../kernel/sys/types.ts'
import { httpDate, logDate } from '../http/date.ts'
import { BadMessage, Headers, parseRequest, serialiseHead, type Request } from '../http/message.ts'
import { REASONS } from '../http/status.ts'
import { bodyParts, ByteReader, requestBody, TooLong, UnexpectedEnd } from '../http/stream.ts'
import { percentDecode } from '../http/url.ts'
import { Tasks } from '../lib/tasks.ts'
import { answer, type Reply } from './api.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { Storage } from './storage.ts'

const VERSION = '2.8.3'
const USAGE = `\`registry\`

Usage:
  registry [flags]
  registry [command]

Available Commands: 
  serve           \`serve\` stores and distributes Docker images
  garbage-collect \`garbage-collect\` deletes layers not referenced by any manifests
  help            Help about any command

Flags:
  -h, --help=false: help for registry
  -v, --version=false: show the version and exit


Use "registry help [command]" for more information about a command.
`

export const registry: Program = async (sys) => {
  const [command, ...rest] = sys.argv.slice(1)
  if (command === '--version' || command === '-v') {
    await sys.write(1, `registry github.com/docker/distribution v${VERSION}\n`)
    return 0
  }
  if (command !== 'serve') {
    if (command === 'garbage-collect') {
      await sys.write(2, 'registry garbage-collect: not simulated yet\n')
      return 1
    }
    const known = command === undefined || command === 'help' || command === '-h' || command === '--help'
    await sys.write(
      known ? 1 : 2,
      known ? USAGE : `Error: unknown command "${command}" for "registry"\nRun 'registry --help' for usage.\n`,
    )
    return known ? 0 : 1
  }
  let config: Config
  try {
    const path = rest[0] ?? sys.env['REGISTRY_CONFIGURATION_PATH']
    if (path === undefined) throw new ConfigError('configuration path unspecified')
    config = readConfig(sys.readText(path), sys.env)
  } catch (error) {
    if (!(error instanceof SysError) && !(error instanceof ConfigError)) throw error
    const text =
      error instanceof ConfigError ? error.message : `open ${rest[0]!}: ${strerror(error.code).toLowerCase()}`
    await sys.write(2, `configuration error: ${text}\n`)
    return 1
  }
  return new Server(sys, config).run()
}

class Server {
  private readonly sys: Sys
  private readonly config: Config
  private readonly storage: Storage
  private readonly instance: string
  constructor(sys: Sys, config: Config) {
    this.sys = sys
    this.config = config
    this.storage = new Storage(sys, config.root)
    this.instance = this.uuid()
  }
  private uuid(): string {
    const text = hex(this.sys.rng.bytes(16))
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`
  }
  private stamp(): string {
    const now = this.sys.now()
    const fraction = String(Math.floor((now % 1000) * 1e6))
      .padStart(9, '0')
      .replace(/0+$/, '')
    return new Date(now).toISOString().replace(/\.\d+Z$/, `${fraction ? `.${fraction}` : ''}Z`)
  }
  private async log(level: string, message: string, fields = ''): Promise<void> {
    if (this.config.level === 'error' || (this.config.level === 'warn' && level === 'info')) return
    const common = `go.version=go1.20.8${fields} instance.id=${this.instance} service=registry version=${VERSION}`
    await this.sys.write(2, `time="${this.stamp()}" level=${level} msg="${message}" ${common} \n`)
  }

  async run(): Promise<number> {
    const { sys, config } = this
    sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
    const match = /^(.*):(\d+)$/.exec(config.address)
    await this.log(
      'warning',
      'No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, fill in http.secret in the configuration file or set the REGISTRY_HTTP_SECRET environment variable.',
    )
    await this.log('info', 'redis not configured')
    await this.log('info', `Starting upload purge in ${sys.rng.int(60)}m0s`)
    await this.log('info', 'using inmemory blob descriptor cache')
    const listener = sys.socket('inet6', 'stream')
    try {
      if (!match) throw new SysError('EINVAL')
      sys.bind(listener, { address: match[1] ? `::ffff:${match[1]}` : '::', port: +match[2]! })
      sys.listen(listener, 128)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      await sys.write(
        2,
        `time="${this.stamp()}" level=fatal msg="listen tcp ${config.address}: bind: ${strerror(error.code).toLowerCase()}" \n`,
      )
      return 1
    }
    await this.log('info', `listening on ${match![1] ? config.address : `[::]:${match![2]}`}`)
    const tasks = new Tasks()
    tasks.run(async () => {
      for (;;) {
        const { fd, peer } = await sys.accept(listener)
        tasks.run(() => this.connection(fd, peer))
      }
    })
    await sys.until(tasks.failure)
    return 0
  }

  private async connection(fd: Fd, peer: SocketAddress): Promise<void> {
    const { sys } = this
    const reader = ByteReader.of(sys, fd)
    try {
      for (;;) {
        const head = await reader.head()
        if (!head) return
        const request = parseRequest(head)
        if (!(await this.exchange(fd, reader, request, peer))) return
      }
    } catch (error) {
      if (error instanceof BadMessage || error instanceof TooLong) {
        // Also what a client gets that speaks TLS.
        await sys.write(
          fd,
          'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request',
        )
      } else if (!(error instanceof SysError) && !(error instanceof UnexpectedEnd)) throw error
    } finally {
      sys.close(fd)
    }
  }
  /** True: the connection stays open. */
  private async exchange(fd: Fd, reader: ByteReader, request: Request, peer: SocketAddress): Promise<boolean> {
    const { sys } = this
    const began = sys.monotonic()
    const [target = '/', search = ''] = request.target.split(/\?(.*)/s)
    const query = new Map<string, string>()
    for (const pair of search.split('&').filter(Boolean)) {
      const [key = '', value = ''] = pair.split(/=(.*)/s)
      query.set(percentDecode(key), percentDecode(value.replaceAll('+', ' ')))
    }
    const kind = requestBody(request.headers)
    const body = bodyParts(reader, kind)
    if (request.headers.get('Expect') === '100-continue') await sys.write(fd, 'HTTP/1.1 100 Continue\r\n\r\n')
    const host = request.headers.get('Host') ?? 'localhost'
    const reply = await answer(this.storage, this.config, {
      method: request.method,
      path: percentDecode(target),
      query,
      headers: request.headers,
      base: `http://${host}`,
      body,
      uuid: () => this.uuid(),
    })
    // What nobody wanted of the body is still on the way.
    for await (const rest of body) void rest
    const sent = await this.send(fd, request, reply)
    await this.report(request, reply, sent, peer, host, sys.monotonic() - began)
    return request.version === '1.1' && !request.headers.lists('Connection', 'close')
  }
  private async send(fd: Fd, request: Request, reply: Reply): Promise<number> {
    const { sys } = this
    const whole = reply.body instanceof Uint8Array ? reply.body : EMPTY
    const length = reply.length ?? whole.length
    const api: [string, string][] = request.target.startsWith('/v2')
      ? [['Docker-Distribution-Api-Version', 'registry/2.0']]
      : []
    const headers = new Headers([
      ...(reply.status === 204 || reply.status === 304 ? [] : [['Content-Length', String(length)] as [string, string]]),
      ...(reply.headers ?? []),
      ...api,
      ['X-Content-Type-Options', 'nosniff'],
      ['Date', httpDate(sys.now())],
    ])
    const head = serialiseHead(`HTTP/1.1 ${reply.status} ${REASONS[reply.status] ?? ''}`, headers)
    const bare = request.method === 'HEAD' || reply.status === 204 || reply.status === 304
    await sys.write(fd, bare ? head : concat([head, whole]))
    if (!bare && reply.body && !(reply.body instanceof Uint8Array))
      for await (const piece of reply.body) await sys.write(fd, piece)
    return bare ? 0 : length
  }
  private async report(
    request: Request,
    reply: Reply,
    sent: number,
    peer: SocketAddress,
    host: string,
    ms: number,
  ): Promise<void> {
    const address = peer.address.replace(/^::ffff:/, '')
    const agent = request.headers.get('User-Agent') ?? ''
    const line = `${address} - - [${logDate(this.sys.now())}] "${request.method} ${request.target} HTTP/${request.version}" ${reply.status} ${sent} "" "${agent}"\n`
    const fields = ` http.request.host="${host}" http.request.id=${this.uuid()} http.request.method=${request.method} http.request.remoteaddr="${address}:${peer.port}" http.request.uri="${request.target}" http.request.useragent="${agent}" http.response.duration=${ms.toFixed(6)}ms http.response.status=${reply.status} http.response.written=${sent}`
    if (request.target.startsWith('/v2'))
      await this.log(
        reply.status < 400 ? 'info' : 'error',
        reply.status < 400 ? 'response completed' : 'response completed with error',
        fields,
      )
    await this.sys.write(1, line)
  }
}
