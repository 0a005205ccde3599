/**
 * What /proc is made of: kernel/proc implements this, one ProcSource for each PID namespace that has a /proc. All process numbers are those of
 * that namespace. `caller` is the object that WalkContext.process carries (kernel/proc's own task).
 */
import type { CgroupStats } from '../../proc/cgroup.ts'
import type { NetworkNamespace } from '../../net/types.ts'
import type { OpenFile } from '../../proc/description.ts'
import type { ProcessInfo, UtsNamespace } from '../../proc/types.ts'
import type { Location, MountTable } from '../../vfs/mount-namespace.ts'

export interface ProcSource {
  readonly system: SystemInfo
  /** Ascending. */
  pids(): number[]
  process(pid: number): ProcProcess | undefined
  /** The caller's number in this namespace; undefined when it is in none of it. */
  self(caller: unknown): number | undefined
  /** ptrace access (PTRACE_MODE_READ): root, or the same user. What environ, exe, cwd, root, fd, maps ask for. */
  mayInspect(caller: unknown, pid: number): boolean
  /** uid 0 of the caller: may write sysctls. */
  isRoot(caller: unknown): boolean
  /** Of the caller, for /proc/sys/kernel/{hostname,domainname}. */
  uts(caller: unknown): UtsNamespace
}

export interface ProcProcess {
  /** pid, ppid, pgid, sid … in this namespace. */
  info(): ProcessInfo
  /** [real, effective, saved] */
  readonly uids: readonly [number, number, number]
  readonly gids: readonly [number, number, number]
  readonly env: Readonly<Record<string, string>>
  readonly exe: { path: string; location: Location | null }
  readonly cwd: Location
  readonly root: Location
  readonly mounts: MountTable
  readonly net: NetworkNamespace
  fds(): number[]
  fd(n: number): OpenFile | undefined
  /** Where the file of a descriptor lies, if it was opened by path: what opening /proc/PID/fd/N opens anew. */
  fdLocation(n: number): Location | undefined
  /** Pids in this namespace and in those inside it, outermost first (NSpid). */
  readonly nsPids: readonly number[]
  readonly umask: number
  /** As setrlimit(2) names them: NOFILE, NPROC …; Infinity = unlimited. */
  rlimit(name: string): readonly [soft: number, hard: number]
  /** Path of its control group as seen from its cgroup namespace: '/' in a container. */
  readonly cgroupPath: string
  oomScoreAdj: number
  setComm(name: string): void
  /** Inode numbers of its namespaces, for /proc/PID/ns. */
  readonly namespaces: Readonly<Record<'cgroup' | 'ipc' | 'mnt' | 'net' | 'pid' | 'user' | 'uts', number>>
  /** Masks of signals, bit n-1 = signal n. */
  readonly signals: { pending: bigint; blocked: bigint; ignored: bigint; caught: bigint }
  /** Bits of capabilities(7). */
  readonly capabilities: { permitted: bigint; effective: bigint; bounding: bigint }
  /** Bytes through read(2) and write(2), for /proc/PID/io. */
  readonly io: { readBytes: number; writeBytes: number; readCalls: number; writeCalls: number }
  /** 0, 1 or 2 (seccomp filter, as containers have). */
  readonly seccomp: number
}

export interface SystemInfo {
  /** Milliseconds since the epoch. */
  now(): number
  readonly bootTime: number
  /** uname(2)'s release and version ("#1 SMP …"). */
  readonly release: string
  readonly version: string
  readonly cpus: number
  /** bytes */
  memory(): { total: number; free: number; available: number; buffers: number; cached: number; shmem: number }
  /** CPU time of all CPUs since boot, ms. */
  cpuTimes(): { user: number; system: number; idle: number }
  loadAverages(): readonly [number, number, number]
  /** Runnable and all tasks of the machine; the last pid handed out; forks since boot. */
  tasks(): { running: number; total: number; lastPid: number; forks: number }
  randomUuid(): string
}

/** What /sys/fs/cgroup shows of the control group that is its root. */
export interface CgroupSource {
  /** bytes; 0 = none */
  readonly limits: { memory: number; cpus: number; pids: number }
  stats(): CgroupStats
  /** Members in the PID namespace of who looks. */
  pids(caller: unknown): number[]
}
