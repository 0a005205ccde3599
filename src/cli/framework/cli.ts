/**
 * What every command has at hand (command.DockerCli): streams, configuration, the engine's client. One per run of the program.
 * Signals: SIGINT and SIGTERM give up what is under way, and the program ends with 128 + signal; a command that takes signals itself
 * (run, attach, exec) says so by `takeSignals`.
 */
import { SIGNALS } from '../../base/abi/signals.ts'
import { SysError } from '../../base/abi/errno.ts'
import { Cancel, Client, ConnectionError, type PingInfo } from '../../api/client/index.ts'
import type { EngineTransport } from '../../api/transport.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { ConfigFile } from './config-file.ts'
import { CommandError } from './errors.ts'
import { DEFAULT_HOST, parseHost } from './host.ts'
import { Input, Output } from './streams.ts'

export const VERSION = '28.5.2'
export const GIT_COMMIT = 'ecc6942'

export interface GlobalOptions {
  configDir: string
  hosts: readonly string[]
  context: string
  debug: boolean
}
const NOWHERE: PingInfo = { apiVersion: '', osType: '', experimental: false, builderVersion: '', swarm: null }

export class Cli {
  readonly sys: Sys
  readonly in: Input
  readonly out: Output
  readonly err: Output
  /** Given up by SIGINT or SIGTERM, and when the program ends. */
  readonly cancel = new Cancel()
  /** The signal that ended it. */
  terminatedBy: number | null = null
  options: GlobalOptions
  private configFile: ConfigFile | null = null
  private apiClient: Client | null = null
  private server: PingInfo | null = null

  constructor(sys: Sys) {
    this.sys = sys
    this.in = new Input(sys, 0)
    this.out = new Output(sys, 1)
    this.err = new Output(sys, 2)
    this.options = { configDir: defaultConfigDir(sys), hosts: [], context: '', debug: false }
  }

  get config(): ConfigFile {
    this.configFile ??= new ConfigFile(this.sys, this.options.configDir)
    return this.configFile
  }
  /** Of the context in use. */
  get contextName(): string {
    if (this.options.context !== '') return this.options.context
    if (this.options.hosts.length > 0 || this.sys.env.DOCKER_HOST) return 'default'
    if (this.sys.env.DOCKER_CONTEXT) return this.sys.env.DOCKER_CONTEXT
    return this.config.data.currentContext || 'default'
  }
  /** Of the default context. Throws CommandError. */
  defaultHost(): string {
    if (this.options.hosts.length > 1) throw new CommandError('Specify only one -H')
    return parseHost(this.options.hosts[0] ?? this.sys.env.DOCKER_HOST ?? '')
  }
  /** Throws CommandError when the endpoint cannot be resolved. */
  get client(): Client {
    if (this.apiClient) return this.apiClient
    let host: string
    try {
      host = this.contextName === 'default' ? this.defaultHost() : this.contextHost(this.contextName)
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      throw new CommandError(`Failed to initialize: unable to resolve docker endpoint: ${error.message}`)
    }
    if (host.startsWith('fd://'))
      throw new CommandError(`Failed to initialize: unable to parse docker host \`${host}\``)
    if (host.startsWith('npipe://')) throw new CommandError('Failed to initialize: protocol not available')
    const { sys } = this
    this.apiClient = new Client({
      host,
      dial: () => dial(sys, host),
      wait: (promise) => sys.until(promise),
      cancel: this.cancel,
      version: sys.env.DOCKER_API_VERSION || undefined,
      headers: this.config.data.HttpHeaders,
    })
    return this.apiClient
  }
  /** Throws CommandError: context not found. */
  contextHost: (name: string) => string = () => DEFAULT_HOST

  /** What the engine says of itself; when it cannot be reached, nothing. */
  async serverInfo(): Promise<PingInfo> {
    if (this.server) return this.server
    try {
      this.server = await this.client.ping()
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error
      this.server = NOWHERE
    }
    return this.server
  }

  private readonly listeners = new Map<number, ((signal: number) => void)[]>()
  private shielded = false
  /** Adds a handler; those that are there already run too. */
  onSignal(signal: number, fn: (signal: number) => void): void {
    const known = this.listeners.get(signal)
    if (known) {
      known.push(fn)
      return
    }
    const all = [fn]
    this.listeners.set(signal, all)
    this.sys.signal(signal, (caught) => all.forEach((each) => each(caught)), { restart: true })
  }
  /** From here on signals do not give requests up: a container's process gets them, or nobody. */
  shield(): void {
    this.shielded = true
  }
  /** SIGINT and SIGTERM give up; with the third one the promise is kept, and the program is to end whatever it does. */
  catchSignals(): Promise<void> {
    const { sys } = this
    let count = 0
    let said: (done: Promise<void>) => void
    const forced = new Promise<void>((resolve) => {
      said = resolve
    })
    const onSignal = (signal: number): void => {
      if (!this.shielded) {
        this.terminatedBy ??= signal
        this.cancel.abort()
      }
      if (++count < 3) return
      said(this.err.write('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n'))
    }
    this.onSignal(SIGNALS.SIGINT.number, onSignal)
    this.onSignal(SIGNALS.SIGTERM.number, onSignal)
    sys.onEnd(() => this.cancel.abort())
    return forced
  }
  /** Columns for help. */
  get width(): number {
    const size = this.in.isTerminal ? this.sys.winsize(0) : null
    return size && size.cols > 0 ? size.cols : 80
  }
}

export function defaultConfigDir(sys: Sys): string {
  return sys.env.DOCKER_CONFIG || `${sys.env.HOME ?? homeOf(sys)}/.docker`
}
function homeOf(sys: Sys): string {
  try {
    for (const line of sys.readText('/etc/passwd').split('\n')) {
      const fields = line.split(':')
      if (fields[2] === String(sys.uid)) return fields[5] ?? ''
    }
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  return ''
}

/** Opens the socket, or fails as the Go client does for a host that is not here. */
async function dial(sys: Sys, host: string): Promise<EngineTransport> {
  if (host.startsWith('unix://')) return sys.connectService(host.slice('unix://'.length)) as EngineTransport
  if (host.startsWith('ssh://'))
    throw new ConnectionError(
      `error during connect: command [ssh -o ConnectTimeout=30 -T -- ${host.slice(6)} docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=ssh: Could not resolve hostname ${host.slice(6)}: Name or service not known\n`,
    )
  const match = /^tcp:\/\/(\[[^\]]*\]|[^:/]*):(\d+)/.exec(host)
  const name = match?.[1]?.replace(/^\[|\]$/g, '') ?? ''
  try {
    const [address] = await sys.getaddrinfo(name)
    const fd = sys.socket(address!.includes(':') ? 'inet6' : 'inet', 'stream')
    try {
      await sys.connect(fd, { address: address!, port: Number(match?.[2]) })
    } finally {
      sys.close(fd)
    }
  } catch (error) {
    if (error instanceof SysError)
      throw new ConnectionError(`Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`)
    if (error instanceof Error && error.name === 'ResolveError')
      throw new ConnectionError(`error during connect: dial tcp: lookup ${name} on 192.168.65.7:53: no such host`)
    throw error
  }
  throw new ConnectionError(`docker: ${host}: connections over TCP are not simulated yet`)
}
