/**
 * The composition root: one simulated host with kernel, engine, registry and terminals, behind MachineFacade. Runs wherever JavaScript
 * runs; the worker and Node wrap it.
 */
import type { ApiResponse } from '../api/transport.ts'
import type { LintResults } from '../api/types/index.ts'
import { concat, decode, encode, EMPTY } from '../base/bytes.ts'
import { Query } from '../api/client/query.ts'
import { tellBuilds } from './builds.ts'
import { coalesce } from './coalesce.ts'
import type { Docker } from './docker.ts'
import { bootHost, type Host } from './host.ts'
import { FileWatch } from './file-watch.ts'
import { listFiles } from './files.ts'
import { runLine } from './run.ts'
import { diskOf, restoreHost, takeSnapshot } from './snapshot.ts'
import { HOME } from './student.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import type { TypingSession } from './typing.ts'
import type {
  EngineReply,
  FileEdit,
  FileEditResult,
  HostView,
  MachineEvent,
  MachineFacade,
  MachineOptions,
  MachineSnapshot,
  TerminalOptions,
} from './facade.ts'

export class Machine implements MachineFacade {
  private booted: Host | null = null
  private docker: Docker | null = null
  private booting: Promise<void> | null = null
  private readonly terminals = new Map<string, Terminal>()
  private readonly watchers = new Map<number, (view: HostView) => void>()
  private readonly listeners = new Map<number, (event: MachineEvent) => void>()
  private fileWatch: FileWatch | null = null
  private nextSubscription = 1
  private nextTerminal = 1
  private readonly onBug: (error: unknown, program: string) => void

  /** `onBug` hears failures of the simulation itself. */
  constructor(onBug: (error: unknown, program: string) => void = () => {}) {
    this.onBug = onBug
  }

  private get host(): Host {
    if (!this.booted) throw new Error('The machine has not booted.')
    return this.booted
  }

  async boot(options: MachineOptions, snapshot?: MachineSnapshot): Promise<void> {
    if (this.booted) throw new Error('The machine has booted already.')
    await (this.booting = this.start(options, snapshot))
  }
  private async start(options: MachineOptions, snapshot?: MachineSnapshot): Promise<void> {
    const host = await bootHost(options, (event) => this.emit(event), this.onBug, snapshot && diskOf(snapshot))
    if (snapshot) await restoreHost(host, snapshot)
    const started = host.dockerStarted.then((docker) => {
      this.docker = docker
      tellBuilds(docker.builds, host.clock, (event) => this.emit(event))
      docker.engine.onChange(coalesce(host.clock, () => this.showChange()))
      this.showChange()
    })
    if (snapshot || options.clock === 'events') await started
    this.booted = host
  }

  async now(): Promise<number> {
    return this.host.clock.now()
  }

  /** A part of the machine that a prompt does not need. Simulated time stands still while it is fetched. */
  private async fetched<T>(part: Promise<T>): Promise<T> {
    const release = this.host.clock.hold()
    try {
      return await part
    } finally {
      release()
    }
  }
  private showChange(): void {
    if (!this.watchers.size || !this.docker) return
    const view = this.docker.engine.view()
    for (const watcher of this.watchers.values()) watcher(view)
  }
  private emit(event: MachineEvent): void {
    for (const listener of this.listeners.values()) listener(event)
  }

  async openTerminal(
    options: TerminalOptions,
    onOutput: (data: Uint8Array) => void | Promise<void>,
    onExit: (status: number) => void,
  ): Promise<string> {
    const id = String(this.nextTerminal++)
    const terminal = await openTerminal(this.host, id, options, onOutput, (status) => {
      this.terminals.delete(id)
      onExit(status)
    })
    this.terminals.set(id, terminal)
    return id
  }
  async writeTerminal(id: string, data: Uint8Array | string): Promise<void> {
    await this.terminals.get(id)?.pty.input(typeof data === 'string' ? encode(data) : data)
  }
  async resizeTerminal(id: string, rows: number, cols: number): Promise<void> {
    this.terminals.get(id)?.pty.resize({ rows, cols })
  }
  async closeTerminal(id: string): Promise<void> {
    this.terminals.get(id)?.pty.close()
    this.terminals.delete(id)
  }

  async view(): Promise<HostView> {
    const { engine } = await this.host.docker()
    return engine.view()
  }
  async watch(onChange: (view: HostView) => void): Promise<number> {
    const id = this.nextSubscription++
    this.watchers.set(id, onChange)
    // Else the first view comes when the engine has started.
    if (this.docker) onChange(this.docker.engine.view())
    return id
  }
  async onEvent(listener: (event: MachineEvent) => void): Promise<number> {
    const id = this.nextSubscription++
    this.listeners.set(id, listener)
    const { disk, time, options } = this.host
    if (options.clock === 'wall')
      this.fileWatch ??= new FileWatch(disk, time, HOME, (paths) => this.emit({ kind: 'files', paths }))
    return id
  }
  async unwatch(subscription: number): Promise<void> {
    this.watchers.delete(subscription)
    this.listeners.delete(subscription)
    if (!this.listeners.size) this.stopFileWatch()
  }
  private stopFileWatch(): void {
    this.fileWatch?.stop()
    this.fileWatch = null
  }

  async engine(method: string, path: string, body?: unknown): Promise<EngineReply> {
    const [bare, query = ''] = path.split('?', 2) as [string, string?]
    const reply = await this.host.api.fetch({
      method: method as 'GET',
      path: bare,
      query: new Query(queryValues(query)),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? null : encode(JSON.stringify(body)),
    })
    const text = decode(await wholeBody(reply))
    return { status: reply.status, body: parsed(text) }
  }
  async readFile(path: string): Promise<Uint8Array | null> {
    const { disk } = this.host
    return disk.exists(path) ? disk.readFile(path) : null
  }
  async writeFile(path: string, data: Uint8Array | string): Promise<void> {
    this.host.disk.writeFile(path, data, { uid: 1000, gid: 1000 })
  }
  async editFiles(edits: FileEdit[]): Promise<FileEditResult> {
    const { editFiles } = await this.fetched(import('./edits.ts'))
    return editFiles(this.host, edits)
  }
  async listFiles(
    path: string,
  ): Promise<{ name: string; type: 'file' | 'dir' | 'symlink' | 'other'; size: number; mtime: number }[]> {
    return listFiles(this.host.disk, path)
  }
  async checkDockerfile(text: string): Promise<LintResults> {
    const [{ lintDockerfile }, docker] = await Promise.all([dockerfileHelp(), this.host.docker()])
    return this.fetched(lintDockerfile(docker, text))
  }
  async imageNames(): Promise<string[]> {
    const [{ imageNames }, docker] = await Promise.all([dockerfileHelp(), this.host.docker()])
    return imageNames(docker)
  }
  async run(line: string, options: { cwd?: string } = {}): Promise<{ status: number; stdout: string; stderr: string }> {
    return runLine(this.host, line, options)
  }
  /** Someone at a terminal of its own, in this machine's time. */
  async typist(): Promise<TypingSession> {
    const { TypingSession } = await this.fetched(import('./typing.ts'))
    const session = new TypingSession(this, this.host.clock)
    await session.open()
    return session
  }
  async processes(): Promise<{ pid: number; argv: string[]; tty: string }[]> {
    return this.host.kernel.processes().map(({ pid, argv, tty }) => ({ pid, argv: [...argv], tty }))
  }
  async journal(): Promise<{ line: string; at: number; status: number }[]> {
    return this.host.journal.entries.map(({ line, startedAt, status }) => ({ line, at: startedAt, status }))
  }
  async http(
    url: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<{ status: number; headers: [string, string][]; body: Uint8Array } | { error: string }> {
    const { httpRequest } = await this.fetched(import('./http.ts'))
    return httpRequest(this.host, url, init)
  }

  async snapshot(): Promise<MachineSnapshot> {
    // The page's timer may ask while it starts the machine anew.
    await this.booting
    return takeSnapshot(this.host)
  }
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => this.host.time.macrotask(resolve))
  }
  async shutdown(): Promise<void> {
    for (const terminal of this.terminals.values()) terminal.pty.close()
    this.terminals.clear()
    this.watchers.clear()
    this.listeners.clear()
    this.stopFileWatch()
    await this.docker?.engine.shutdown()
    this.docker = null
    this.booted = null
  }
  /** Fetches and starts the engine, if nobody has needed it yet. */
  protected async startDocker(): Promise<void> {
    await this.host.docker()
  }
}

const dockerfileHelp = (): Promise<typeof import('./dockerfile-help.ts')> => import('./dockerfile-help.ts')

async function wholeBody({ body }: ApiResponse): Promise<Uint8Array> {
  if (!body) return EMPTY
  if (body instanceof Uint8Array) return body
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return concat(parts)
}
/** JSON when it is one value, else the text (streams of several JSON lines, logs). */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function queryValues(query: string): Record<string, string[]> {
  const values: Record<string, string[]> = {}
  for (const pair of query.split('&').filter(Boolean)) {
    const [name, value = ''] = pair.split('=', 2) as [string, string?]
    ;(values[decodeURIComponent(name)] ??= []).push(decodeURIComponent(value))
  }
  return values
}
