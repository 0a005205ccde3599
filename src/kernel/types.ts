/** The kernel as its users (machine, engine) see it: makers of namespaces, terminals and processes. Programs see only kernel/sys. */
import type { Clock } from '../base/clock.ts'
import type { Rng } from '../base/rng.ts'
import type { Program } from './sys/types.ts'
import type { Cgroup, CgroupLimits } from './proc/cgroup.ts'
import type {
  FileDescription,
  MountNamespace,
  Namespaces,
  PidNamespace,
  Process,
  ProcessInfo,
  SpawnOptions,
  UtsNamespace,
} from './proc/types.ts'
import type { NetStack } from './net/types.ts'
import type { Pty } from './tty/types.ts'
import type { FileSystem } from './vfs/types.ts'

/** A program that is loaded when first run: `{ load: () => import('./vim.ts') }`. */
export interface LazyProgram {
  load(): Promise<{ default: Program }>
}
/**
 * Programs by the name in an executable's header, which is the command's own name: "ls", "bash", "busybox", "httpd". An executable whose
 * program is not in the table runs and says that it is not simulated yet.
 */
export type ProgramTable = Readonly<Record<string, Program | LazyProgram>>

export interface KernelOptions {
  clock: Clock
  rng: Rng
  programs: ProgramTable
  /** For names that the table lacks: programs of which nobody wants a list before one is run. */
  otherPrograms?: (name: string) => LazyProgram | undefined
  net: NetStack
  cpus: number
  memoryBytes: number
  release: string
  version: string
  hostname: string
  /** The host's disk: root of init.mount. Undefined: an empty file system, until the machine sets init.mount. */
  root?: FileSystem
  /** A program failed with something that is not a SysError: the process died as by SIGSEGV, the machine goes on. For tests and the developer's log. */
  onBug?(error: unknown, program: string): void
}

export interface Kernel {
  readonly clock: Clock
  readonly rng: Rng
  readonly net: NetStack
  readonly options: KernelOptions
  /** Of the host. */
  readonly init: Namespaces
  /** A mount namespace whose root is `root`; proc, sys, dev, devpts, shm are mounted by `mountStandard`. */
  createMountNamespace(root: FileSystem, options?: { readOnly?: boolean }): MountNamespace
  /** Mounts /proc, /dev (with null, zero, full, random, urandom, tty, ptmx, pts, shm, stdin…), /sys as runc does for a container. */
  mountStandard(
    mount: MountNamespace,
    ns: { pid: PidNamespace; net: import('./net/types.ts').NetworkNamespace; uts: UtsNamespace; ipc: object },
    options?: { shmSize?: number; privileged?: boolean; cgroup?: Cgroup },
  ): void
  createPidNamespace(parent: PidNamespace): PidNamespace
  createUtsNamespace(hostname: string): UtsNamespace
  createCgroup(path: string, limits: CgroupLimits): Cgroup
  removeCgroup(group: Cgroup): void
  /** A pty in the devpts of `mount` (its /dev/pts). */
  createPty(mount: MountNamespace, size: { rows: number; cols: number }): Pty
  /** A pipe; the ends are open descriptions. */
  createPipe(): { reader: FileDescription; writer: FileDescription }
  /** The kernel's own hold on the end of a pipe, for streams between processes and the engine. */
  readStream(description: FileDescription): AsyncIterable<Uint8Array>
  writeStream(description: FileDescription): { write(data: Uint8Array): Promise<void>; close(): void }
  devNull(): FileDescription
  /** Starts a process. Rejects with SysError before anything ran: ENOENT, EACCES, ENOEXEC, ENOTDIR (cwd) … with `path` telling which. */
  spawn(options: SpawnOptions): Promise<Process>
  processes(ns?: PidNamespace): ProcessInfo[]
  /** Global pid → process. */
  process(pid: number): Process | undefined
  /** SIGKILL to all members of a PID namespace; resolves when all are gone. */
  killNamespace(ns: PidNamespace): Promise<void>
  /** Puts an object behind a path of a mount namespace as a unix socket that Sys.connectService finds. */
  bindService(
    mount: MountNamespace,
    path: string,
    service: object,
    attributes: { mode: number; uid: number; gid: number },
  ): void
}
