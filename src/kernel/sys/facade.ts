/**
 * Sys for one program of one process: a line a system call, to the function that does it. See types.ts for what the calls mean, entry.ts for what
 * happens at each.
 */
import type { Rng } from '../../base/rng.ts'
import { infosOf } from '../proc/info.ts'
import { kill } from '../proc/signal.ts'
import type { Task } from '../proc/task.ts'
import type { ProcessInfo, WaitStatus } from '../proc/types.ts'
import { never, Unwind } from '../proc/unwind.ts'
import type { NetInterface, Route, SocketAddress, SocketInfo } from '../net/types.ts'
import { block, until, sleepUntil } from './blocking.ts'
import * as children from './children.ts'
import * as credentials from '../proc/credentials.ts'
import { FileCalls } from './facade-files.ts'
import * as identity from './identity.ts'
import * as network from './network.ts'
import * as resolver from './resolver.ts'
import * as paths from './paths.ts'
import type { Fd, Program, SignalOptions, SpawnRequest, Sys, Uname } from './types.ts'

export class ProcessSys extends FileCalls implements Sys {
  readonly pid: number
  readonly rng: Rng

  constructor(task: Task) {
    super(task)
    this.pid = task.pid.numberIn(task.pid.ns)
    this.rng = task.system.rng
  }

  // ---- identity
  get ppid(): number {
    return this.task.parent?.pid.numberIn(this.task.pid.ns) ?? 0
  }
  get argv(): readonly string[] {
    return this.task.argv
  }
  get env(): Record<string, string> {
    return this.task.env
  }
  set env(env: Record<string, string>) {
    this.task.env = env
  }
  get exe(): string {
    return this.task.exe
  }
  get uid(): number {
    return this.task.ids.ruid
  }
  get gid(): number {
    return this.task.ids.rgid
  }
  get euid(): number {
    return this.task.ids.euid
  }
  get egid(): number {
    return this.task.ids.egid
  }
  get groups(): readonly number[] {
    return this.task.ids.effective.groups
  }
  setuid(uid: number): void {
    const task = this.enter()
    task.ids = credentials.setuid(task.ids, uid)
  }
  setgid(gid: number): void {
    const task = this.enter()
    task.ids = credentials.setgid(task.ids, gid)
  }
  setgroups(groups: readonly number[]): void {
    const task = this.enter()
    task.ids = credentials.setgroups(task.ids, groups)
  }
  cwd(): string {
    return paths.cwd(this.enter())
  }
  chdir(path: string): void {
    paths.chdir(this.enter(), path)
  }
  chroot(path: string): void {
    paths.chroot(this.enter(), path)
  }
  umask(mask?: number): number {
    const task = this.enter()
    const old = task.umask
    if (mask !== undefined) task.umask = mask & 0o777
    return old
  }
  uname(): Uname {
    return identity.uname(this.enter())
  }
  sethostname(name: string): void {
    identity.sethostname(this.enter(), name)
  }

  // ---- time and chance
  now(): number {
    return this.task.system.clock.now()
  }
  monotonic(): number {
    return this.task.system.clock.monotonic()
  }
  sleep(ms: number): Promise<void> {
    return this.call((task) => sleepUntil(task, task.system.clock.now() + ms))
  }
  alarm(ms: number): number {
    return identity.alarm(this.enter(), ms)
  }
  pace(ms: number): Promise<void> {
    return this.call(async (task) => {
      if (task.system.clock.paced) await sleepUntil(task, task.system.clock.now() + ms)
    })
  }
  breathe(): Promise<void> {
    const { task } = this
    if (!this.current) return never()
    task.endQuantum()
    return task.settle()
  }
  load<T>(importer: () => Promise<T>): Promise<T> {
    return this.call(async (task) => {
      const release = task.system.clock.hold()
      try {
        return await until(task, importer())
      } finally {
        release()
      }
    })
  }
  until<T>(promise: PromiseLike<T>): Promise<T> {
    // A rejection belongs to the caller, and to nobody once the program is over.
    promise.then(undefined, () => {})
    return this.call((task) => until(task, promise))
  }
  onEnd(fn: () => void): () => void {
    const { onEnd } = this.enter()
    onEnd.add(fn)
    return () => {
      onEnd.delete(fn)
    }
  }
  times(): { utime: number; stime: number; cutime: number; cstime: number } {
    const { utime, stime, cutime, cstime } = this.enter()
    return { utime, stime, cutime, cstime }
  }

  // ---- processes
  fork(main: Program, options?: { pgid?: number; foreground?: Fd }): number {
    return children.fork(this.enter(), main, options)
  }
  spawn(request: SpawnRequest): Promise<number> {
    return this.call((task) => children.spawn(task, request))
  }
  exec(path: string, argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<never> {
    return this.call((task) => children.exec(task, path, argv, env))
  }
  exit(status: number): never {
    const { task } = this
    if (this.current) task.system.exit(task, { kind: 'exited', code: status & 0xff })
    throw new Unwind()
  }
  wait(
    pid: number,
    options?: { nohang?: boolean; untraced?: boolean; continued?: boolean },
  ): Promise<{ pid: number; status: WaitStatus } | null> {
    return this.call((task) => children.wait(task, pid, options))
  }
  kill(pid: number, signal: number): void {
    const task = this.enter()
    kill(task, pid, signal)
    // What one sends oneself is delivered before kill() returns.
    while (!task.held && !task.dead && task.signals.deliver(task));
    this.still()
  }
  signal(
    signal: number,
    disposition: 'default' | 'ignore' | ((signal: number) => void),
    options?: SignalOptions,
  ): void {
    identity.signal(this.enter(), signal, disposition, options)
  }
  disposition(signal: number): 'default' | 'ignore' | 'caught' {
    return identity.disposition(this.enter(), signal)
  }
  sigmask(how: 'block' | 'unblock', signals: readonly number[]): void {
    children.sigmask(this.enter(), how, signals)
    this.still()
  }
  pause(): Promise<void> {
    return this.call(async (task) => {
      const { caught } = task.signals
      await block(task, [], () => (task.signals.caught !== caught ? true : null))
    })
  }
  getpgid(pid?: number): number {
    const task = this.enter()
    return identity.target(task, pid).group.pid.numberIn(task.pid.ns)
  }
  setpgid(pid: number, pgid: number): void {
    children.setpgid(this.enter(), pid, pgid)
  }
  getsid(pid?: number): number {
    const task = this.enter()
    return identity.target(task, pid).group.session.pid.numberIn(task.pid.ns)
  }
  setsid(): number {
    return identity.setsid(this.enter())
  }
  getrlimit(name: string): readonly [soft: number, hard: number] {
    return this.enter().rlimits.get(name)
  }
  setrlimit(name: string, soft: number, hard?: number): void {
    identity.setrlimit(this.enter(), name, soft, hard)
  }
  nice(increment: number): number {
    return identity.nice(this.enter(), increment)
  }
  allocate(bytes: number): Promise<void> {
    return this.call(async (task) => {
      task.cgroup.chargeMemory(task, bytes)
      if (task.dead) return never()
    })
  }
  processes(): ProcessInfo[] {
    return infosOf(this.enter().pid.ns)
  }
  setTitle(argv: readonly string[]): void {
    this.enter().title = [...argv]
  }

  // ---- network
  socket(domain: 'inet' | 'inet6' | 'unix', type: 'stream' | 'dgram', options?: { v6only?: boolean }): Fd {
    return network.socket(this.enter(), domain, type, options)
  }
  bind(fd: Fd, address: SocketAddress | string): void {
    network.bind(this.enter(), fd, address)
  }
  listen(fd: Fd, backlog?: number): void {
    network.listen(this.enter(), fd, backlog)
  }
  accept(fd: Fd): Promise<{ fd: Fd; peer: SocketAddress }> {
    return this.call((task) => network.accept(task, fd))
  }
  connect(fd: Fd, address: SocketAddress | string): Promise<void> {
    return this.call((task) => network.connect(task, fd, address))
  }
  sendto(fd: Fd, data: Uint8Array, address: SocketAddress): Promise<void> {
    return this.call((task) => network.sendto(task, fd, data, address))
  }
  recvfrom(fd: Fd): Promise<{ data: Uint8Array; peer: SocketAddress }> {
    return this.call((task) => network.recvfrom(task, fd))
  }
  shutdown(fd: Fd, how: 'read' | 'write' | 'both'): void {
    network.shutdown(this.enter(), fd, how)
  }
  getsockname(fd: Fd): SocketAddress {
    return network.getsockname(this.enter(), fd)
  }
  getpeername(fd: Fd): SocketAddress {
    return network.getpeername(this.enter(), fd)
  }
  getaddrinfo(name: string, family?: 4 | 6): Promise<string[]> {
    return this.call((task) => resolver.getaddrinfo(task, name, family))
  }
  getnameinfo(address: string): Promise<string | null> {
    return this.call((task) => resolver.getnameinfo(task, address))
  }
  ping(
    address: string,
    options?: { timeout?: number; ttl?: number },
  ): Promise<{ ms: number; ttl: number; from?: string; expired?: boolean } | null> {
    return this.call((task) => network.ping(task, address, options))
  }
  interfaces(): readonly NetInterface[] {
    return this.enter().namespaces.net.interfaces
  }
  routes(): readonly Route[] {
    return this.enter().namespaces.net.routes
  }
  neighbours(): readonly { address: string; mac: string; device: string }[] {
    return this.enter().namespaces.net.neighbours
  }
  sockets(): readonly SocketInfo[] {
    return this.enter().namespaces.net.sockets
  }
  connectService(path: string): object {
    return paths.connectService(this.enter(), path)
  }
}
