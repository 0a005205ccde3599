/**
 * Sys for one program of one process: every method is the entry of a system call (is the program still the one that runs, account the call, look after
 * signals) and a line to the function that does it. See types.ts for what the calls mean.
 */
import type { DirEntry, Stat, StatFs } from '../../base/abi/files.ts'
import type { Termios, WindowSize } from '../../base/abi/termios.ts'
import { decode } from '../../base/bytes.ts'
import type { Rng } from '../../base/rng.ts'
import { infosOf } from '../proc/info.ts'
import { kill } from '../proc/signal.ts'
import type { Task } from '../proc/task.ts'
import type { MountNamespace, MountPoint, ProcessInfo, WaitStatus } from '../proc/types.ts'
import { never, Unwind } from '../proc/unwind.ts'
import type { NetInterface, Route, SocketAddress, SocketInfo } from '../net/types.ts'
import * as vfs from '../vfs/operations.ts'
import { block, until, sleepUntil } from './blocking.ts'
import * as children from './children.ts'
import * as credentials from '../proc/credentials.ts'
import * as descriptors from './descriptors.ts'
import * as identity from './identity.ts'
import * as network from './network.ts'
import { open } from './open.ts'
import * as resolver from './resolver.ts'
import * as paths from './paths.ts'
import * as terminals from './terminals.ts'
import * as transfer from './transfer.ts'
import type { Fd, PollRequest, Program, SignalOptions, SpawnRequest, Sys, Uname } from './types.ts'

export class ProcessSys implements Sys {
  private readonly task: Task
  readonly pid: number
  readonly rng: Rng

  constructor(task: Task) {
    this.task = task
    this.pid = task.pid.numberIn(task.pid.ns)
    this.rng = task.system.rng
  }

  /** Entry of a synchronous call. */
  private enter(): Task {
    const { task } = this
    if (task.sys !== this) throw new Unwind()
    task.charge()
    if (task.attention && !task.held) {
      while (task.signals.deliver(task));
      if (task.sys !== this) throw new Unwind()
    }
    return task
  }
  /** Entry of an asynchronous one. */
  private call<T>(fn: (task: Task) => Promise<T>): Promise<T> {
    const { task } = this
    if (task.sys !== this) return never()
    task.charge()
    return task.attention ? task.settle().then(() => fn(task)) : fn(task)
  }
  /** After what may have ended the process. */
  private still(): void {
    if (this.task.sys !== this) throw new Unwind()
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
    if (task.sys !== this) return never()
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

  // ---- descriptors
  open(path: string, flags: number, mode?: number): Promise<Fd> {
    return this.call((task) => open(task, path, flags, mode))
  }
  close(fd: Fd): void {
    this.enter().fds.close(fd)
  }
  dup(fd: Fd, atLeast?: Fd): Fd {
    return descriptors.dup(this.enter(), fd, atLeast)
  }
  dup2(fd: Fd, to: Fd): Fd {
    return descriptors.dup2(this.enter(), fd, to)
  }
  setCloexec(fd: Fd, on: boolean): void {
    this.enter().fds.setCloexec(fd, on)
  }
  pipe(): [reader: Fd, writer: Fd] {
    return descriptors.pipe(this.enter())
  }
  read(fd: Fd, max?: number): Promise<Uint8Array> {
    return this.call((task) => transfer.read(task, fd, max))
  }
  readAll(fd: Fd): Promise<Uint8Array> {
    return this.call((task) => transfer.readAll(task, fd))
  }
  write(fd: Fd, data: Uint8Array | string): Promise<void> {
    return this.call((task) => transfer.write(task, fd, data))
  }
  pread(fd: Fd, offset: number, length: number): Uint8Array {
    return descriptors.pread(this.enter(), fd, offset, length)
  }
  lseek(fd: Fd, offset: number, whence: 'set' | 'cur' | 'end'): number {
    return this.enter().fds.get(fd).seek(offset, whence)
  }
  ftruncate(fd: Fd, length: number): void {
    descriptors.ftruncate(this.enter(), fd, length)
  }
  fstat(fd: Fd): Stat {
    return this.enter().fds.get(fd).stat()
  }
  setNonblocking(fd: Fd, on: boolean): void {
    descriptors.setNonblocking(this.enter(), fd, on)
  }
  poll(requests: readonly PollRequest[], timeout?: number): Promise<PollRequest[]> {
    return this.call((task) => transfer.poll(task, requests, timeout))
  }
  fds(): Fd[] {
    return this.enter().fds.list()
  }

  // ---- terminals
  isatty(fd: Fd): boolean {
    return terminals.isatty(this.enter(), fd)
  }
  ttyname(fd: Fd): string {
    return `/dev/${terminals.terminalOf(this.enter(), fd).name}`
  }
  tcgetattr(fd: Fd): Termios {
    return terminals.tcgetattr(this.enter(), fd)
  }
  tcsetattr(fd: Fd, termios: Termios): void {
    terminals.tcsetattr(this.enter(), fd, termios)
    this.still()
  }
  winsize(fd: Fd): WindowSize {
    const { rows, cols } = terminals.terminalOf(this.enter(), fd).size
    return { rows, cols }
  }
  setWinsize(fd: Fd, size: WindowSize): void {
    terminals.setWinsize(this.enter(), fd, size)
  }
  tcgetpgrp(fd: Fd): number {
    return terminals.tcgetpgrp(this.enter(), fd)
  }
  tcsetpgrp(fd: Fd, pgid: number): void {
    terminals.tcsetpgrp(this.enter(), fd, pgid)
    this.still()
  }
  tcflush(fd: Fd): void {
    terminals.tcflush(this.enter(), fd)
  }

  // ---- paths
  stat(path: string): Stat {
    return vfs.stat(this.enter(), path)
  }
  lstat(path: string): Stat {
    return vfs.lstat(this.enter(), path)
  }
  access(path: string, mode: number): boolean {
    return paths.access(this.enter(), path, mode)
  }
  readdir(path: string): DirEntry[] {
    return vfs.readdir(this.enter(), path)
  }
  readlink(path: string): string {
    return vfs.readlink(this.enter(), path)
  }
  realpath(path: string): string {
    return vfs.realpath(this.enter(), path)
  }
  mkdir(path: string, mode?: number): void {
    vfs.mkdir(this.enter(), path, mode)
  }
  rmdir(path: string): void {
    vfs.rmdir(this.enter(), path)
  }
  unlink(path: string): void {
    vfs.unlink(this.enter(), path)
  }
  rename(from: string, to: string): void {
    vfs.rename(this.enter(), from, to)
  }
  link(existing: string, path: string): void {
    vfs.link(this.enter(), existing, path)
  }
  symlink(target: string, path: string): void {
    vfs.symlink(this.enter(), target, path)
  }
  mkfifo(path: string, mode?: number): void {
    paths.mkfifo(this.enter(), path, mode)
  }
  mknod(path: string, mode: number, rdev: number): void {
    paths.mknod(this.enter(), path, mode, rdev)
  }
  chmod(path: string, mode: number): void {
    vfs.chmod(this.enter(), path, mode)
  }
  chown(path: string, uid: number, gid: number, options?: { follow?: boolean }): void {
    vfs.chown(this.enter(), path, uid, gid, options)
  }
  utimes(path: string, atime: number, mtime: number, options?: { follow?: boolean; now?: boolean }): void {
    vfs.utimes(this.enter(), path, atime, mtime, options)
  }
  truncate(path: string, length: number): void {
    vfs.truncate(this.enter(), path, length)
  }
  statfs(path: string): StatFs {
    return vfs.statfs(this.enter(), path)
  }
  readFile(path: string): Uint8Array {
    return vfs.readFile(this.enter(), path)
  }
  readText(path: string): string {
    return decode(vfs.readFile(this.enter(), path))
  }
  writeFile(
    path: string,
    data: Uint8Array | string,
    options?: { mode?: number; append?: boolean; exclusive?: boolean },
  ): void {
    vfs.writeFile(this.enter(), path, data, options)
  }
  mounts(): readonly MountPoint[] {
    return this.enter().namespaces.mount.mounts
  }
  mount(source: string, target: string, type: string, options: string): void {
    paths.mount(this.enter(), source, target, type, options)
  }
  umount(target: string): void {
    paths.umount(this.enter(), target)
  }
  mountNamespace(): MountNamespace {
    return this.enter().namespaces.mount
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
    if (task.sys === this) task.system.exit(task, { kind: 'exited', code: status & 0xff })
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
