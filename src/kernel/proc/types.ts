/** Processes as the kernel keeps them, and what the engine (as a container runtime) and the machine (as init) use to start them. */
import type { Cgroup } from './cgroup.ts'
import type { FileSystem } from '../vfs/types.ts'
import type { NetworkNamespace } from '../net/types.ts'
import type { Pty } from '../tty/types.ts'

/** struct file: shared by dup and fork, reference-counted by descriptors. */
export interface FileDescription {
  /** Adds a reference (dup, fork). */
  ref(): FileDescription
  /** Drops one; the last one closes. */
  unref(): void
}

export interface Credentials {
  uid: number
  gid: number
  groups: number[]
}

/** As wait(2) reports it. */
export type WaitStatus =
  | { kind: 'exited'; code: number }
  | { kind: 'signaled'; signal: number; core: boolean }
  | { kind: 'stopped'; signal: number }
  | { kind: 'continued' }
/** The shell's and docker's view: code, or 128 + signal. */
export const exitCode = (status: WaitStatus): number =>
  status.kind === 'exited' ? status.code : status.kind === 'signaled' ? 128 + status.signal : 0

export interface MountNamespace {
  /** Mounts `fs` (or the subtree `root` of it, for bind mounts) on `target`; the target must exist. */
  mount(fs: FileSystem, target: string, options?: MountOptions): void
  umount(target: string): void
  readonly mounts: readonly MountPoint[]
  clone(): MountNamespace
}
export interface MountOptions {
  /** Path inside `fs` that becomes the mounted root ('/' by default); may be a file. */
  root?: string
  readOnly?: boolean
  /** First column of /proc/mounts. */
  source?: string
  /** Further options as text for /proc/mounts ("size=65536k,mode=755"). */
  data?: string
  /** noexec, nosuid, nodev: the first is enforced on exec, the second too. */
  flags?: readonly ('noexec' | 'nosuid' | 'nodev' | 'relatime' | 'noatime')[]
}
export interface MountPoint extends MountOptions {
  readonly fs: FileSystem
  readonly target: string
}
export interface PidNamespace {
  readonly parent: PidNamespace | null
}
export interface UtsNamespace {
  hostname: string
  domainname: string
}
export interface Namespaces {
  mount: MountNamespace
  pid: PidNamespace
  net: NetworkNamespace
  uts: UtsNamespace
  /** Identity only: containers that share it see each other's /dev/shm. */
  ipc: object
}

export interface SpawnOptions {
  /** Path of the executable inside the mount namespace, absolute, or a bare name looked up in env.PATH. */
  path: string
  argv: readonly string[]
  env: Readonly<Record<string, string>>
  cwd: string
  credentials: Credentials
  umask?: number
  namespaces: Namespaces
  /** Descriptors 0, 1, 2. spawn() adds references of its own; the caller still holds his and drops them with unref(). The same may be given thrice. */
  stdio: readonly [FileDescription, FileDescription, FileDescription]
  /** Makes the process a session leader whose controlling terminal this is. Without it: a new session without a terminal. */
  terminal?: Pty
  cgroup?: Cgroup
  readOnlyRoot?: boolean
  /** Capability-like switches; root in a container lacks some of them. */
  privileged?: boolean
  /** Resource limits by name of setrlimit(2), [soft, hard]. */
  rlimits?: Readonly<Record<string, readonly [number, number]>>
  oomScoreAdj?: number
}

/** A process as the kernel's users outside see it. */
export interface Process {
  /** In the root PID namespace: what docker inspect calls State.Pid. */
  readonly pid: number
  readonly argv: readonly string[]
  /** Milliseconds since the epoch. */
  readonly startTime: number
  readonly state: 'running' | 'sleeping' | 'stopped' | 'zombie' | 'dead'
  /** Resolves once, when it ended. The caller of spawn() is its parent and has thereby reaped it. */
  readonly exited: Promise<WaitStatus>
  /** Throws SysError ESRCH when it is gone. A PID 1 of its namespace ignores signals without a handler, except KILL and STOP from outside. */
  kill(signal: number): void
  pidIn(ns: PidNamespace): number | undefined
}
/** A line for `docker top`, /proc and ps. */
export interface ProcessInfo {
  pid: number
  ppid: number
  pgid: number
  sid: number
  uid: number
  gid: number
  groups: readonly number[]
  state: 'R' | 'S' | 'D' | 'T' | 'Z'
  comm: string
  argv: readonly string[]
  /** '?' or 'pts/0' */
  tty: string
  tpgid: number
  startTime: number
  /** CPU time in milliseconds of simulated time */
  utime: number
  stime: number
  /** bytes */
  vsize: number
  rss: number
  nice: number
  threads: number
}
