/** What /proc and /sys/fs/cgroup show of processes: the ends of kernel/fs's interfaces. */
import type { CgroupSource, ProcProcess, ProcSource, SystemInfo } from '../fs/proc/source.ts'
import { hex } from '../../base/rng.ts'
import type { Location, MountTable } from '../vfs/mount-namespace.ts'
import type { ControlGroup } from './control-group.ts'
import type { OpenFile } from './description.ts'
import { infoOf } from './info.ts'
import type { PidNs } from './pid.ts'
import { LocatedFile } from './regular-file.ts'
import type { System } from './system.ts'
import { Task } from './task.ts'
import type { UtsNamespace } from './types.ts'

/** All of capabilities(7) of Linux 6.12, and those Docker leaves to root in a container. */
const ALL_CAPABILITIES = 0x1ffffffffffn
const CONTAINER_CAPABILITIES = 0xa80425fbn

/** Numbers of namespaces as /proc/PID/ns shows them. */
export class NamespaceIds {
  private readonly ids = new WeakMap<object, number>()
  private next = 4026532200
  of(namespace: object): number {
    let id = this.ids.get(namespace)
    if (id === undefined) this.ids.set(namespace, (id = this.next++))
    return id
  }
  set(namespace: object, id: number): void {
    this.ids.set(namespace, id)
  }
}

export class PidProcSource implements ProcSource {
  readonly system: SystemInfo
  private readonly ns: PidNs
  private readonly ids: NamespaceIds
  private readonly userNamespace: object

  constructor(ns: PidNs, system: SystemInfo, ids: NamespaceIds, userNamespace: object) {
    this.ns = ns
    this.system = system
    this.ids = ids
    this.userNamespace = userNamespace
  }
  pids(): number[] {
    return [...this.ns.tasks()].map((task) => task.pid.numberIn(this.ns)).sort((a, b) => a - b)
  }
  process(pid: number): ProcProcess | undefined {
    const task = this.ns.task(pid)
    return task ? new TaskView(task, this.ns, this.ids, this.userNamespace) : undefined
  }
  self(caller: unknown): number | undefined {
    return caller instanceof Task ? caller.pid.numberIn(this.ns) || undefined : undefined
  }
  mayInspect(caller: unknown, pid: number): boolean {
    if (!(caller instanceof Task)) return true
    const task = this.ns.task(pid)
    return !task || caller.ids.euid === 0 || (caller.ids.euid === task.ids.ruid && caller.ids.euid === task.ids.suid)
  }
  isRoot(caller: unknown): boolean {
    return !(caller instanceof Task) || caller.ids.euid === 0
  }
  uts(caller: unknown): UtsNamespace {
    return (caller instanceof Task ? caller : this.anyTask()).namespaces.uts
  }
  private anyTask(): Task {
    return this.ns.init ?? [...this.ns.tasks()][0]!
  }
}

class TaskView implements ProcProcess {
  private readonly task: Task
  private readonly ns: PidNs
  private readonly ids: NamespaceIds
  private readonly userNamespace: object
  constructor(task: Task, ns: PidNs, ids: NamespaceIds, userNamespace: object) {
    this.task = task
    this.ns = ns
    this.ids = ids
    this.userNamespace = userNamespace
  }
  info(): ReturnType<ProcProcess['info']> {
    return infoOf(this.task, this.ns)
  }
  get uids(): readonly [number, number, number] {
    const { ruid, euid, suid } = this.task.ids
    return [ruid, euid, suid]
  }
  get gids(): readonly [number, number, number] {
    const { rgid, egid, sgid } = this.task.ids
    return [rgid, egid, sgid]
  }
  get env(): Readonly<Record<string, string>> {
    return this.task.env
  }
  get exe(): ProcProcess['exe'] {
    return { path: this.task.exe, location: this.task.exeLocation }
  }
  get cwd(): ProcProcess['cwd'] {
    return this.task.cwd
  }
  get root(): ProcProcess['root'] {
    return this.task.root
  }
  get mounts(): MountTable {
    return this.task.namespaces.mount as MountTable
  }
  get net(): ProcProcess['net'] {
    return this.task.namespaces.net
  }
  fds(): number[] {
    return this.task.fds.list()
  }
  fd(n: number): OpenFile | undefined {
    return this.task.fds.find(n)
  }
  fdLocation(n: number): Location | undefined {
    const file = this.task.fds.find(n)
    return file instanceof LocatedFile ? file.location : undefined
  }
  get nsPids(): readonly number[] {
    const numbers: number[] = []
    for (let at: PidNs | null = this.task.pid.ns; at; at = at.parent) {
      numbers.unshift(this.task.pid.numberIn(at))
      if (at === this.ns) break
    }
    return numbers
  }
  get umask(): number {
    return this.task.umask
  }
  rlimit(name: string): readonly [soft: number, hard: number] {
    return this.task.rlimits.get(name)
  }
  get cgroupPath(): string {
    return this.task.pid.ns.level > 0 ? '/' : this.task.cgroup.path
  }
  get oomScoreAdj(): number {
    return this.task.oomScoreAdj
  }
  set oomScoreAdj(value: number) {
    this.task.oomScoreAdj = value
  }
  setComm(name: string): void {
    this.task.comm = name.slice(0, 15)
  }
  get namespaces(): ProcProcess['namespaces'] {
    const { mount, pid, net, uts, ipc } = this.task.namespaces
    const { ids } = this
    return {
      cgroup: ids.of(this.task.cgroup),
      ipc: ids.of(ipc),
      mnt: ids.of(mount),
      net: ids.of(net),
      pid: ids.of(pid),
      user: ids.of(this.userNamespace),
      uts: ids.of(uts),
    }
  }
  get signals(): ProcProcess['signals'] {
    const { signals } = this.task
    const masks = { pending: 0n, blocked: 0n, ignored: 0n, caught: 0n }
    for (let signal = 1; signal <= 64; signal++) {
      const bit = 1n << BigInt(signal - 1)
      const how = signals.disposition(signal)
      if (signals.isPending(signal)) masks.pending |= bit
      if (signals.isBlocked(signal)) masks.blocked |= bit
      if (how === 'ignore') masks.ignored |= bit
      if (typeof how === 'object') masks.caught |= bit
    }
    return masks
  }
  get capabilities(): ProcProcess['capabilities'] {
    const bounding = this.task.privileged ? ALL_CAPABILITIES : CONTAINER_CAPABILITIES
    const own = this.task.ids.euid === 0 ? bounding : 0n
    return { permitted: own, effective: own, bounding }
  }
  get io(): ProcProcess['io'] {
    return this.task.io
  }
  get seccomp(): number {
    return this.task.privileged ? 0 : 2
  }
}

export function systemInfo(system: System, bootTime: number): SystemInfo {
  const { clock, options } = system
  const count = (): { running: number; total: number } => {
    let running = 0
    let total = 0
    for (const task of system.rootPidNs.tasks()) {
      total++
      if (!task.dead && !task.sleeping && !task.held && task.parent) running++
    }
    return { running, total }
  }
  return {
    now: () => clock.now(),
    bootTime,
    release: options.release,
    version: options.version,
    cpus: options.cpus,
    memory() {
      const total = options.memoryBytes
      // What a small system with an engine keeps in use and in its caches.
      const base = 900 * 1024 * 1024
      const cached = 2400 * 1024 * 1024
      const used = base + system.memoryUsed
      const free = Math.max(0, total - used - cached)
      return {
        total,
        free,
        available: Math.max(0, total - used),
        buffers: 64 * 1024 * 1024,
        cached,
        shmem: 4 * 1024 * 1024,
      }
    },
    cpuTimes() {
      let user = 0
      let kernel = 0
      for (const task of system.rootPidNs.tasks()) {
        user += task.utime + task.cutime
        kernel += task.stime + task.cstime
      }
      return { user, system: kernel, idle: Math.max(0, (clock.now() - bootTime) * options.cpus - user - kernel) }
    },
    loadAverages() {
      const { running } = count()
      return [running, running, running]
    },
    tasks: () => ({ ...count(), lastPid: system.rootPidNs.lastPid, forks: system.forks }),
    randomUuid() {
      const bytes = system.rng.bytes(16)
      bytes[6] = (bytes[6]! & 0x0f) | 0x40
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
  }
}

export const cgroupSource = (group: ControlGroup): CgroupSource => ({
  get limits() {
    return group.limits
  },
  stats: () => group.stats(),
  pids: (caller) => group.pidsIn(caller instanceof Task ? caller.pid.ns : null),
})
