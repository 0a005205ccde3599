/** The kernel: tables and makers of kernel/types.ts over the parts of this room. */
import { O_RDWR, S_IFSOCK } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import type { WindowSize } from '../../base/abi/termios.ts'
import type { Clock } from '../../base/clock.ts'
import type { Rng } from '../../base/rng.ts'
import { DevPts } from '../fs/dev/devpts.ts'
import { DEVICES, registerMemoryDevices } from '../fs/dev/memory-devices.ts'
import type { NetStack, NetworkNamespace } from '../net/types.ts'
import { ProcessSys } from '../sys/facade.ts'
import type { Sys } from '../sys/types.ts'
import type { Pty } from '../tty/types.ts'
import type { Kernel, KernelOptions } from '../types.ts'
import { DeviceTable, type Inode } from '../vfs/filesystem.ts'
import { MountIds, MountTable } from '../vfs/mount-namespace.ts'
import * as operations from '../vfs/operations.ts'
import { EMPTY_TREE } from '../vfs/tree.ts'
import { createTreeFs } from '../vfs/tree-fs.ts'
import type { FileSystem } from '../vfs/types.ts'
import { resolve } from '../vfs/walk.ts'
import type { Cgroup, CgroupLimits } from './cgroup.ts'
import { ControlGroup } from './control-group.ts'
import { idsOf } from './credentials.ts'
import type { OpenFile } from './description.ts'
import { exitTask } from './exit.ts'
import { FdTable } from './fd-table.ts'
import { ProcessGroup, Session } from './group.ts'
import { ProcessHandle } from './handle.ts'
import { infosOf } from './info.ts'
import { Pid, PidNs } from './pid.ts'
import { createPipe } from './pipe.ts'
import { Rlimits } from './rlimits.ts'
import { crash } from './run.ts'
import { send } from './signal.ts'
import { Signals } from './signals.ts'
import { spawnTask } from './spawn.ts'
import { readStream, writeStream } from './streams.ts'
import type { System } from './system.ts'
import { Task } from './task.ts'
import { StandardMounts } from './standard-mounts.ts'
import { createPtyIn, registerTerminals } from './terminal-devices.ts'
import type {
  FileDescription,
  MountNamespace,
  Namespaces,
  PidNamespace,
  Process,
  ProcessInfo,
  SpawnOptions,
  UtsNamespace,
  WaitStatus,
} from './types.ts'

const ROOT = { uid: 0, gid: 0, groups: [] }
/** Processes that a booted system has started before anything of ours. */
const FIRST_PID = 400

export class Linux implements Kernel, System {
  readonly clock: Clock
  readonly rng: Rng
  readonly net: NetStack
  readonly options: KernelOptions
  readonly rootPidNs = new PidNs(null)
  readonly rootCgroup = new ControlGroup('/', { memory: 0, cpus: 0, pids: 0 })
  readonly devices = new DeviceTable()
  /** PID 1. */
  readonly initTask: Task
  readonly init: Namespaces
  processCount = 0
  forks = 0
  memoryUsed = 0
  computing = 0
  private readonly mountIds = new MountIds()
  private readonly handles = new WeakMap<Task, ProcessHandle>()
  private readonly mounts: StandardMounts
  /** The /dev/null of the kernel's own use. */
  private readonly nullNode: Inode
  private inodes = 20000

  constructor(options: KernelOptions) {
    this.options = options
    this.clock = options.clock
    this.rng = options.rng
    this.net = options.net
    registerMemoryDevices(this.devices, options.rng)
    registerTerminals(this.devices)
    const root = options.root ?? createTreeFs(EMPTY_TREE, { type: 'rootfs', clock: options.clock })
    this.init = {
      mount: new MountTable(root, this.mountIds, { source: '/dev/vda1', flags: ['relatime'] }),
      pid: this.rootPidNs,
      net: options.net.host,
      uts: { hostname: options.hostname, domainname: '(none)' },
      ipc: {},
    }
    this.mounts = new StandardMounts(this, this.init)
    this.nullNode = this.mounts.nullNode()
    this.initTask = this.startInit()
  }

  // ---- System

  nextInode(): number {
    return ++this.inodes
  }
  exit(task: Task, status: WaitStatus): void {
    exitTask(task, status)
  }
  crash(task: Task, error: unknown): void {
    crash(task, error)
  }
  signal(task: Task, signal: number): void {
    send(task, signal, null)
  }
  createSys(task: Task): Sys {
    return new ProcessSys(task)
  }
  /** systemd, which reaps and does nothing else. */
  private startInit(): Task {
    const pid = new Pid(this.rootPidNs)
    const { root } = this.init.mount as MountTable
    const init = new Task(this, pid, {
      parent: null,
      ids: idsOf(ROOT),
      namespaces: this.init,
      root,
      cwd: root,
      umask: 0,
      fds: new FdTable(),
      env: {},
      signals: new Signals(),
      rlimits: new Rlimits(),
      cgroup: this.rootCgroup,
      privileged: true,
    })
    this.rootPidNs.init = init
    this.rootPidNs.skipTo(FIRST_PID)
    new ProcessGroup(pid, new Session(init)).add(init)
    init.argv = ['/sbin/init']
    init.comm = 'systemd'
    init.exe = '/usr/lib/systemd/systemd'
    this.rootCgroup.chargeMemory(init, 12 * 1024 * 1024)
    return init
  }

  // ---- namespaces, groups, mounts

  createMountNamespace(root: FileSystem, options: { readOnly?: boolean } = {}): MountNamespace {
    return new MountTable(root, this.mountIds, { source: root.type, flags: ['relatime'], readOnly: options.readOnly })
  }
  createPidNamespace(parent: PidNamespace): PidNamespace {
    return new PidNs(parent as PidNs)
  }
  createUtsNamespace(hostname: string): UtsNamespace {
    return { hostname, domainname: '(none)' }
  }
  createCgroup(path: string, limits: CgroupLimits): Cgroup {
    return new ControlGroup(path, { ...limits })
  }
  /** EBUSY while it has members. */
  removeCgroup(group: Cgroup): void {
    if (group.members.length) throw new SysError('EBUSY', group.path)
  }
  mountStandard(
    mount: MountNamespace,
    ns: { pid: PidNamespace; net: NetworkNamespace; uts: UtsNamespace; ipc: object },
    options: { shmSize?: number; privileged?: boolean; cgroup?: Cgroup } = {},
  ): void {
    this.mounts.mount(mount as MountTable, ns, options)
  }
  bindService(
    mount: MountNamespace,
    path: string,
    service: object,
    attributes: { mode: number; uid: number; gid: number },
  ): void {
    const { root } = mount as MountTable
    const context = { root, cwd: root, credentials: ROOT }
    try {
      operations.unlink(context, path)
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'ENOENT') throw error
    }
    const { inode } = operations.mknod(context, path, S_IFSOCK | attributes.mode)
    inode.setattr(attributes)
    inode.attachment(() => service)
  }

  // ---- terminals, pipes

  createPty(mount: MountNamespace, size: WindowSize): Pty {
    const { root } = mount as MountTable
    const { fs } = resolve({ root, cwd: root, credentials: ROOT }, '/dev/pts').mount
    if (!(fs instanceof DevPts)) throw new SysError('ENODEV', '/dev/pts')
    return createPtyIn(fs, size, 0)
  }
  createPipe(): { reader: FileDescription; writer: FileDescription } {
    return createPipe(this.nextInode())
  }
  readStream(description: FileDescription): AsyncIterable<Uint8Array> {
    return readStream(description as OpenFile)
  }
  writeStream(description: FileDescription): { write(data: Uint8Array): Promise<void>; close(): void } {
    return writeStream(description as OpenFile)
  }
  devNull(): FileDescription {
    return this.devices.open('char', DEVICES.null, this.nullNode, { flags: O_RDWR, path: '/dev/null' })
  }

  // ---- processes

  async spawn(options: SpawnOptions): Promise<Process> {
    return this.handle(await spawnTask(this, options))
  }
  processes(ns: PidNamespace = this.rootPidNs): ProcessInfo[] {
    return infosOf(ns as PidNs)
  }
  process(pid: number): Process | undefined {
    const task = this.rootPidNs.task(pid)
    return task ? this.handle(task) : undefined
  }
  async killNamespace(ns: PidNamespace): Promise<void> {
    const init = (ns as PidNs).init
    if (init) exitTask(init, KILLED)
    for (const task of [...(ns as PidNs).tasks()]) exitTask(task, KILLED)
  }
  private handle(task: Task): ProcessHandle {
    let handle = this.handles.get(task)
    if (!handle) this.handles.set(task, (handle = new ProcessHandle(task)))
    return handle
  }
}
const KILLED: WaitStatus = { kind: 'signaled', signal: SIGNALS.SIGKILL.number, core: false }
