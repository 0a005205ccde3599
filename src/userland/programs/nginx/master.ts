/**
 * The master process: binds the sockets, starts the workers, answers signals.
 *
 *   SIGTERM, SIGINT  stop now      SIGHUP   read the configuration again
 *   SIGQUIT          finish        SIGUSR1  reopen the logs       SIGWINCH  workers finish, the master stays
 */
import { SIGNALS, signalName } from '../../../base/abi/signals.ts'
import { attempt, SysError, errnoNumber, strerror } from '../../../base/abi/errno.ts'
import { O_RDWR } from '../../../base/abi/files.ts'
import type { WaitStatus } from '../../../kernel/proc/types.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { Mailbox, Tasks } from '../lib/tasks.ts'
import { ConfigError } from './config/directive.ts'
import { listenName } from './config/load.ts'
import type { Listen, NginxConfig } from './config/types.ts'
import { Cycle, logLine } from './serve/cycle.ts'
import { VERSION } from './serve/state.ts'
import { worker } from './worker.ts'

type Event = { kind: 'signal'; signal: number } | { kind: 'child'; pid: number; status: WaitStatus }

export interface Listener {
  listen: Listen
  fd: Fd
}
const socketsOf = (config: NginxConfig): Listen[] => {
  const seen = new Map<string, Listen>()
  for (const server of config.servers) for (const listen of server.listens) seen.set(listenName(listen), listen)
  // What listens on all addresses takes the single ones too.
  return [...seen.values()].filter(
    ({ address, port }) => address === '0.0.0.0' || address.includes(':') || !seen.has(`0.0.0.0:${port}`),
  )
}

/** Null: it cannot be had, and that has been said. Five tries, half a second apart. */
async function bindAll(
  sys: Sys,
  config: NginxConfig,
  kept: readonly Listener[],
  complain: (message: string) => Promise<void>,
): Promise<Listener[] | null> {
  const out: Listener[] = []
  for (const listen of socketsOf(config)) {
    const old = kept.find((listener) => listenName(listener.listen) === listenName(listen))
    if (old) out.push(old)
  }
  for (let attempt = 0; ; attempt++) {
    let failed = false
    for (const listen of socketsOf(config)) {
      if (out.some((listener) => listenName(listener.listen) === listenName(listen))) continue
      const ipv6 = listen.address.includes(':')
      let fd: Fd | null = null
      try {
        fd = sys.socket(ipv6 ? 'inet6' : 'inet', 'stream', { v6only: true })
        sys.bind(fd, { address: listen.address, port: listen.port })
        sys.listen(fd, 511)
        out.push({ listen, fd })
      } catch (error) {
        if (!(error instanceof SysError)) throw error
        if (fd !== null) sys.close(fd)
        const what = fd === null ? 'socket()' : 'bind() to'
        await complain(`${what} ${listenName(listen)} failed (${errnoNumber(error.code)}: ${strerror(error.code)})`)
        if (error.code !== 'EADDRINUSE') return null
        failed = true
      }
    }
    if (!failed) return out
    if (attempt === 4) {
      await complain('still could not bind()')
      return null
    }
    await sys.sleep(500)
  }
}

/** ngx_create_paths(): they belong to the workers' user. */
async function makeTemporary(
  sys: Sys,
  { temporary, user }: NginxConfig,
  complain: (message: string) => Promise<void>,
): Promise<boolean> {
  for (const path of temporary) {
    const made = attempt(() => sys.mkdir(path, 0o700))
    if (made instanceof SysError && made.code !== 'EEXIST') {
      await complain(`mkdir() "${path}" failed (${errnoNumber(made.code)}: ${strerror(made.code)})`)
      return false
    }
    if (sys.euid === 0 && sys.stat(path).uid !== user.uid) sys.chown(path, user.uid, -1)
  }
  return true
}

export interface MasterOptions {
  /** Reads the configuration anew; ConfigError when it is wrong. */
  read(): Promise<NginxConfig>
  title: string
}

export async function runMaster(sys: Sys, config: NginxConfig, options: MasterOptions): Promise<number> {
  let cycle = new Cycle(config)
  try {
    await cycle.open(sys)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    await sys.write(2, logLine(sys, 'emerg', error.message))
    return 1
  }
  const emerg = async (message: string): Promise<void> => {
    await cycle.log(sys, 'emerg', message)
    if (cycle.config.errorLog.path !== 'stderr') await sys.write(2, `nginx: [emerg] ${message}\n`)
  }
  const bound = await bindAll(sys, config, [], emerg)
  if (!bound || !(await makeTemporary(sys, config, emerg))) return 1
  const start = (own: Sys): Promise<number> => operate(own, cycle, bound, options)
  const notice = (message: string): Promise<void> => cycle.log(sys, 'notice', message)
  await notice('using the "epoll" event method')
  await notice(`nginx/${VERSION}`)
  await notice(`OS: Linux ${sys.uname().release}`)
  const [soft, hard] = sys.getrlimit('NOFILE')
  await notice(`getrlimit(RLIMIT_NOFILE): ${soft}:${hard}`)
  if (!config.daemon) return start(sys)
  sys.fork(async (child) => {
    child.setsid()
    const nothing = await child.open('/dev/null', O_RDWR)
    child.dup2(nothing, 0)
    child.dup2(nothing, 1)
    if (nothing > 2) child.close(nothing)
    return start(child)
  })
  return 0

  async function operate(own: Sys, first: Cycle, listeners: Listener[], options: MasterOptions): Promise<number> {
    cycle = first
    own.writeFile(cycle.config.pid, `${own.pid}\n`)
    own.setTitle([options.title])
    return new Master(own, cycle, listeners, options).run()
  }
}

function countCpus(sys: Sys): number {
  try {
    return Math.max(1, (sys.readText('/proc/cpuinfo').match(/^processor/gm) ?? []).length)
  } catch (error) {
    if (error instanceof SysError) return 1
    throw error
  }
}

class Master {
  private readonly sys: Sys
  private cycle: Cycle
  private listeners: Listener[]
  private readonly options: MasterOptions
  private readonly events = new Mailbox<Event>()
  private readonly tasks = new Tasks()
  private readonly connections = { made: 0 }
  private current = new Set<number>()
  private readonly all = new Set<number>()
  private reaping = false

  constructor(sys: Sys, cycle: Cycle, listeners: Listener[], options: MasterOptions) {
    this.sys = sys
    this.cycle = cycle
    this.listeners = listeners
    this.options = options
  }
  private notice(message: string): Promise<void> {
    return this.cycle.log(this.sys, 'notice', message)
  }
  private next(): Promise<Event> {
    return this.sys.until(Promise.race([this.events.next(), this.tasks.failure]))
  }
  private reap(): void {
    if (this.reaping) return
    this.reaping = true
    this.tasks.run(async () => {
      while (this.all.size) {
        const ended = await this.sys.wait(-1)
        if (!ended) continue
        this.all.delete(ended.pid)
        this.events.post({ kind: 'child', ...ended })
      }
      this.reaping = false
    })
  }
  private async spawn(): Promise<void> {
    const fds = this.listeners.map(({ fd }) => fd)
    const pid = this.sys.fork(worker(this.cycle, fds, this.connections))
    this.current.add(pid)
    this.all.add(pid)
    this.reap()
    await this.notice(`start worker process ${pid}`)
  }
  private async spawnAll(): Promise<void> {
    const { workers } = this.cycle.config
    await this.notice('start worker processes')
    const count = workers === 'auto' ? countCpus(this.sys) : workers
    for (let i = 0; i < count; i++) await this.spawn()
  }
  private signal(pids: Iterable<number>, signal: number): void {
    for (const pid of pids)
      try {
        this.sys.kill(pid, signal)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
  }
  private async ended(event: Event & { kind: 'child' }, quiet = false): Promise<void> {
    if (!quiet) await this.notice(`signal 17 (SIGCHLD) received from ${event.pid}`)
    const { status } = event
    if (status.kind === 'signaled')
      await this.cycle.log(this.sys, 'alert', `worker process ${event.pid} exited on signal ${status.signal}`)
    else if (status.kind === 'exited') await this.notice(`worker process ${event.pid} exited with code ${status.code}`)
  }
  private async leave(): Promise<number> {
    let first = true
    while (this.all.size) {
      const event = await this.next()
      if (event.kind === 'child') {
        await this.ended(event, !first)
        first = false
      }
    }
    try {
      this.sys.unlink(this.cycle.config.pid)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
    await this.notice('exit')
    return 0
  }

  async run(): Promise<number> {
    const { sys } = this
    for (const signal of [
      SIGNALS.SIGTERM,
      SIGNALS.SIGINT,
      SIGNALS.SIGQUIT,
      SIGNALS.SIGHUP,
      SIGNALS.SIGUSR1,
      SIGNALS.SIGWINCH,
    ])
      sys.signal(signal.number, (number) => this.events.post({ kind: 'signal', signal: number }), { restart: true })
    sys.signal(SIGNALS.SIGPIPE.number, 'ignore')
    await this.spawnAll()
    for (;;) {
      const event = await this.next()
      if (event.kind === 'child') {
        await this.ended(event)
        if (this.current.delete(event.pid)) await this.spawn()
        else await this.notice('signal 29 (SIGIO) received')
        continue
      }
      const name = signalName(event.signal)
      switch (name) {
        case 'SIGTERM':
        case 'SIGINT':
          await this.notice(`signal ${event.signal} (${name}) received, exiting`)
          this.signal(this.all, SIGNALS.SIGTERM.number)
          return this.leave()
        case 'SIGQUIT':
          await this.notice(`signal 3 (SIGQUIT) received, shutting down`)
          for (const { fd } of this.listeners) sys.close(fd)
          this.signal(this.all, SIGNALS.SIGQUIT.number)
          return this.leave()
        case 'SIGWINCH':
          // Only a daemon does that.
          if (!this.cycle.config.daemon) break
          await this.notice('signal 28 (SIGWINCH) received, gracefully shutting down worker processes')
          this.current = new Set()
          this.signal(this.all, SIGNALS.SIGQUIT.number)
          break
        case 'SIGUSR1':
          await this.notice('signal 10 (SIGUSR1) received, reopening logs')
          await this.notice('reopening logs')
          this.cycle.close(sys)
          await this.cycle.open(sys)
          this.signal(this.current, SIGNALS.SIGUSR1.number)
          break
        case 'SIGHUP':
          await this.reload()
      }
    }
  }

  private async reload(): Promise<void> {
    await this.notice('signal 1 (SIGHUP) received, reconfiguring')
    await this.notice('reconfiguring')
    let cycle: Cycle
    try {
      cycle = new Cycle(await this.options.read())
      await cycle.open(this.sys)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      await this.cycle.log(this.sys, 'emerg', error.message)
      return
    }
    const bound = await bindAll(this.sys, cycle.config, this.listeners, (message) =>
      this.cycle.log(this.sys, 'emerg', message),
    )
    if (!bound) return
    for (const { listen, fd } of this.listeners)
      if (!bound.some((listener) => listener.listen === listen)) this.sys.close(fd)
    const old = [...this.current]
    this.current = new Set()
    this.cycle = cycle
    this.listeners = bound
    await this.notice('using the "epoll" event method')
    await this.spawnAll()
    this.signal(old, SIGNALS.SIGQUIT.number)
  }
}
