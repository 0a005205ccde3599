/**
 * The system-call facade: all that programs see of the kernel. A program is an async function; its number is its exit status.
 *
 * Conventions
 *  - Failing calls throw SysError with an errno. Programs catch SysError only: anything else that is thrown unwinds a process that
 *    exits, execs or was killed, and must pass (`if (!(error instanceof SysError)) throw error`). `finally` blocks may run, but must not await.
 *  - Calls that may block are async and fail with EINTR when a caught signal arrives, unless its handler was set with `restart`.
 *    Every async call is also where a stopped or frozen process waits and a killed one ends.
 *  - Path operations are synchronous; open() is async because a FIFO may block.
 *  - A loop that computes without awaiting must call `await sys.breathe()` now and then (each few hundred steps): it is the quantum's end.
 *  - Text written is UTF-8. `write` writes everything or throws (EPIPE after SIGPIPE).
 */
import type { DirEntry, Stat, StatFs } from '../../base/abi/files.ts'
import type { Termios, WindowSize } from '../../base/abi/termios.ts'
import type { Rng } from '../../base/rng.ts'
import type { MountNamespace, MountPoint, ProcessInfo, WaitStatus } from '../proc/types.ts'
import type { NetInterface, Route, SocketAddress, SocketInfo } from '../net/types.ts'

export type Fd = number
export type Program = (sys: Sys) => Promise<number> | number

export interface Uname {
  sysname: string
  nodename: string
  release: string
  version: string
  machine: string
}
/** fd → fd of the caller, or 'close'. What is not named is inherited (close-on-exec ones are not). */
export type FdMap = ReadonlyMap<Fd, Fd> | Readonly<Record<number, Fd>>

export interface SpawnRequest {
  /** Path as for execve: no PATH search (see Sys.which). */
  path: string
  argv: readonly string[]
  env?: Readonly<Record<string, string>>
  cwd?: string
  fds?: FdMap
  /** 0: a new process group led by the child; n: join group n. Undefined: inherit. */
  pgid?: number
  /** Also make the group the terminal's foreground group (atomically, before the program runs). Value: the tty's fd. */
  foreground?: Fd
  /** Signals reset to default in the child. */
  resetSignals?: readonly number[]
}

export interface SignalOptions {
  /** SA_RESTART: blocking calls go on after the handler. */
  restart?: boolean
}

export interface PollRequest {
  fd: Fd
  events: { in?: boolean; out?: boolean }
}

export interface Sys {
  // ---- identity
  readonly pid: number
  readonly ppid: number
  readonly argv: readonly string[]
  /** This process's own copy; assign and delete freely. fork() copies it, exec() replaces it. */
  env: Record<string, string>
  /** Resolved absolute path of the running executable, as /proc/self/exe. */
  readonly exe: string
  readonly uid: number
  readonly gid: number
  readonly euid: number
  readonly egid: number
  readonly groups: readonly number[]
  setuid(uid: number): void
  setgid(gid: number): void
  setgroups(groups: readonly number[]): void
  cwd(): string
  chdir(path: string): void
  chroot(path: string): void
  umask(mask?: number): number
  uname(): Uname
  sethostname(name: string): void

  // ---- time and chance
  /** Milliseconds since the epoch, with a fraction. */
  now(): number
  monotonic(): number
  sleep(ms: number): Promise<void>
  /** Sends SIGALRM after ms; 0 cancels. Returns what was left. */
  alarm(ms: number): number
  /** See Clock.pace: only makes work feel real. */
  pace(ms: number): Promise<void>
  readonly rng: Rng
  breathe(): Promise<void>
  /** Runs a dynamic import; simulated time stands still meanwhile (Clock.hold). */
  load?<T>(importer: () => Promise<T>): Promise<T>
  /** Called when the program ends or execs, however that comes: to let go of what the kernel does not know of. Returns its cancellation. */
  onEnd(fn: () => void): () => void
  times(): { utime: number; stime: number; cutime: number; cstime: number }

  // ---- descriptors
  open(path: string, flags: number, mode?: number): Promise<Fd>
  close(fd: Fd): void
  dup(fd: Fd, atLeast?: Fd): Fd
  dup2(fd: Fd, to: Fd): Fd
  setCloexec(fd: Fd, on: boolean): void
  pipe(): [reader: Fd, writer: Fd]
  /** At most `max` (64 KiB) bytes; empty at the end of the file. */
  read(fd: Fd, max?: number): Promise<Uint8Array>
  /** Everything up to the end of the file. */
  readAll(fd: Fd): Promise<Uint8Array>
  write(fd: Fd, data: Uint8Array | string): Promise<void>
  pread(fd: Fd, offset: number, length: number): Uint8Array
  lseek(fd: Fd, offset: number, whence: 'set' | 'cur' | 'end'): number
  ftruncate(fd: Fd, length: number): void
  fstat(fd: Fd): Stat
  setNonblocking(fd: Fd, on: boolean): void
  /** Which of the requests are ready; [] after the timeout (ms; undefined = forever, 0 = look). */
  poll(requests: readonly PollRequest[], timeout?: number): Promise<PollRequest[]>
  /** Open descriptors, ascending. */
  fds(): Fd[]

  // ---- terminals
  isatty(fd: Fd): boolean
  /** '/dev/pts/0'; ENOTTY */
  ttyname(fd: Fd): string
  tcgetattr(fd: Fd): Termios
  tcsetattr(fd: Fd, termios: Termios): void
  winsize(fd: Fd): WindowSize
  setWinsize(fd: Fd, size: WindowSize): void
  tcgetpgrp(fd: Fd): number
  tcsetpgrp(fd: Fd, pgid: number): void
  /** Drops unread input (TCIFLUSH). */
  tcflush(fd: Fd): void

  // ---- paths
  stat(path: string): Stat
  lstat(path: string): Stat
  access(path: string, mode: number): boolean
  readdir(path: string): DirEntry[]
  readlink(path: string): string
  realpath(path: string): string
  mkdir(path: string, mode?: number): void
  rmdir(path: string): void
  unlink(path: string): void
  rename(from: string, to: string): void
  link(existing: string, path: string): void
  symlink(target: string, path: string): void
  mkfifo(path: string, mode?: number): void
  mknod(path: string, mode: number, rdev: number): void
  chmod(path: string, mode: number): void
  /** -1 leaves one as it is. */
  chown(path: string, uid: number, gid: number, options?: { follow?: boolean }): void
  /** `now`: both are the present time (UTIME_NOW), for which write permission is enough. */
  utimes(path: string, atime: number, mtime: number, options?: { follow?: boolean; now?: boolean }): void
  truncate(path: string, length: number): void
  statfs(path: string): StatFs
  /** Whole files at once; regular files, and what /proc and /sys hold. */
  readFile(path: string): Uint8Array
  readText(path: string): string
  writeFile(
    path: string,
    data: Uint8Array | string,
    options?: { mode?: number; append?: boolean; exclusive?: boolean },
  ): void
  mounts(): readonly MountPoint[]
  /** EPERM unless privileged. */
  mount(source: string, target: string, type: string, options: string): void
  umount(target: string): void
  mountNamespace(): MountNamespace

  // ---- processes
  /** A child that runs `main` with a copy of everything (subshells). Returns its pid at once. */
  fork(main: Program, options?: { pgid?: number; foreground?: Fd }): number
  /** fork and exec in one. Throws what exec throws. */
  spawn(request: SpawnRequest): Promise<number>
  /** Replaces the program; returns only by throwing. #! lines are followed; a text file without one is ENOEXEC. */
  exec(path: string, argv: readonly string[], env?: Readonly<Record<string, string>>): Promise<never>
  exit(status: number): never
  /** pid: one child; -1 any; 0 any of the own group; < -1 of group -pid. ECHILD; null with nohang when none changed state. */
  wait(
    pid: number,
    options?: { nohang?: boolean; untraced?: boolean; continued?: boolean },
  ): Promise<{ pid: number; status: WaitStatus } | null>
  /** pid > 0 one; 0 own group; -1 all; < -1 group. ESRCH, EPERM. Signal 0 only checks. */
  kill(pid: number, signal: number): void
  signal(signal: number, disposition: 'default' | 'ignore' | ((signal: number) => void), options?: SignalOptions): void
  /** What signal() set last, or what was inherited. */
  disposition(signal: number): 'default' | 'ignore' | 'caught'
  /** Blocked signals stay pending. */
  sigmask(how: 'block' | 'unblock', signals: readonly number[]): void
  /** Until a signal was caught. */
  pause(): Promise<void>
  /**
   * Waits as a blocking call for something that is not the kernel's (an answer of the engine's API, a loaded module): stops, ends and is
   * interrupted (EINTR, unless the handler restarts) like read(). The promise is left alone; after EINTR it can be waited for again.
   */
  until<T>(promise: PromiseLike<T>): Promise<T>
  getpgid(pid?: number): number
  setpgid(pid: number, pgid: number): void
  getsid(pid?: number): number
  setsid(): number
  getrlimit(name: string): readonly [soft: number, hard: number]
  setrlimit(name: string, soft: number, hard?: number): void
  nice(increment: number): number
  /** Accounts memory to the process; past the cgroup's limit the kernel kills it (SIGKILL, OOM). Negative frees. */
  allocate(bytes: number): Promise<void>
  /** As ps sees them: all of the own PID namespace. */
  processes(): ProcessInfo[]
  /** Shows in ps (prctl PR_SET_NAME and argv rewriting). */
  setTitle(argv: readonly string[]): void

  // ---- network
  /** v6only: IPV6_V6ONLY; without it an inet6 socket bound to :: takes IPv4 too (peers as ::ffff:172.17.0.1). */
  socket(domain: 'inet' | 'inet6' | 'unix', type: 'stream' | 'dgram', options?: { v6only?: boolean }): Fd
  bind(fd: Fd, address: SocketAddress | string): void
  listen(fd: Fd, backlog?: number): void
  accept(fd: Fd): Promise<{ fd: Fd; peer: SocketAddress }>
  connect(fd: Fd, address: SocketAddress | string): Promise<void>
  sendto(fd: Fd, data: Uint8Array, address: SocketAddress): Promise<void>
  recvfrom(fd: Fd): Promise<{ data: Uint8Array; peer: SocketAddress }>
  shutdown(fd: Fd, how: 'read' | 'write' | 'both'): void
  getsockname(fd: Fd): SocketAddress
  getpeername(fd: Fd): SocketAddress
  /** /etc/hosts, then the name servers of /etc/resolv.conf. Throws ResolveError. */
  getaddrinfo(name: string, family?: 4 | 6): Promise<string[]>
  getnameinfo(address: string): Promise<string | null>
  /**
   * One echo request; round trip in ms, or null when nothing answered within the timeout. With `ttl`, `expired` tells of a router on the way
   * (`from`) that dropped it. ENETUNREACH, EHOSTUNREACH.
   */
  ping(
    address: string,
    options?: { timeout?: number; ttl?: number },
  ): Promise<{ ms: number; ttl: number; from?: string; expired?: boolean } | null>
  interfaces(): readonly NetInterface[]
  routes(): readonly Route[]
  neighbours(): readonly { address: string; mac: string; device: string }[]
  sockets(): readonly SocketInfo[]
  /** The object behind a unix socket path (the engine's API). ENOENT, EACCES, ECONNREFUSED. */
  connectService(path: string): object
}

/** getaddrinfo(3) failed. EAI_NONAME: the name does not exist; EAI_AGAIN: no name server answered. */
export class ResolveError extends Error {
  readonly code: 'EAI_NONAME' | 'EAI_AGAIN' | 'EAI_NODATA'
  constructor(code: 'EAI_NONAME' | 'EAI_AGAIN' | 'EAI_NODATA') {
    super(
      code === 'EAI_NONAME'
        ? 'Name or service not known'
        : code === 'EAI_AGAIN'
          ? 'Temporary failure in name resolution'
          : 'No address associated with hostname',
    )
    this.name = 'ResolveError'
    this.code = code
  }
}
