/**
 * What containerd and runc do for the engine: a bundle of namespaces, mounts and a control group, the first process in it, further ones
 * (exec), and the end of all. Knows nothing of containers as the API has them.
 *
 *   start.ts ──TaskSpec──▶ createTask ──▶ kernel: mounts, namespaces, cgroup, spawn
 *                              │ output                ▲ exec.ts ──ProcessSpec── startProcess
 *                              ▼
 *                         onOutput (log, attached clients)
 */
import { SysError } from '../../base/abi/errno.ts'
import { S_IFREG } from '../../base/abi/files.ts'
import { encode } from '../../base/bytes.ts'
import type { Cgroup, CgroupLimits } from '../../kernel/proc/cgroup.ts'
import type {
  Credentials,
  FileDescription,
  Namespaces,
  PidNamespace,
  Process,
  UtsNamespace,
  WaitStatus,
} from '../../kernel/proc/types.ts'
import type { NetworkNamespace } from '../../kernel/net/types.ts'
import type { Pty } from '../../kernel/tty/types.ts'
import type { Kernel } from '../../kernel/types.ts'
import type { FileSystem } from '../../kernel/vfs/types.ts'
import { operations } from '../../kernel/vfs/index.ts'
import { checkCommand, walkContext } from './look-path.ts'
import { goErrno, OciError } from './oci-error.ts'
import type { StreamChunk } from './streams.ts'

export interface PlannedMount {
  readonly fs: FileSystem
  readonly root?: string
  readonly target: string
  readonly readOnly: boolean
  readonly source: string
  readonly data?: string
  readonly flags?: readonly ('noexec' | 'nosuid' | 'nodev' | 'relatime' | 'noatime')[]
}
export interface ProcessSpec {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly credentials: Credentials
  readonly tty: boolean
  readonly size: { rows: number; cols: number }
  readonly openStdin: boolean
  readonly privileged: boolean
  readonly rlimits: Readonly<Record<string, readonly [number, number]>>
  readonly oomScoreAdj: number
}
export interface DeviceNode {
  readonly path: string
  /** type and permission bits */
  readonly mode: number
  readonly rdev: number
}
export interface TaskSpec extends ProcessSpec {
  readonly id: string
  readonly rootfs: FileSystem
  readonly readOnlyRoot: boolean
  /** After /proc, /dev and /sys, in this order. */
  readonly mounts: readonly PlannedMount[]
  readonly hostname: string
  readonly domainname: string
  /** Shared ones, or null for new ones. */
  readonly pid: PidNamespace | null
  readonly uts: UtsNamespace | null
  readonly ipc: object | null
  readonly net: NetworkNamespace
  readonly limits: CgroupLimits
  readonly shmSize: number
  /** Nodes to be made in its /dev. */
  readonly devices: readonly DeviceNode[]
}
/** A process with its streams, as the engine holds it. */
export interface RunningProcess {
  readonly process: Process
  readonly pty: Pty | null
  readonly stdin: { write(data: Uint8Array): Promise<void>; close(): void } | null
  /** All output was delivered. */
  readonly drained: Promise<void>
  readonly exited: Promise<WaitStatus>
}
export interface Task extends RunningProcess {
  readonly namespaces: Namespaces
  readonly cgroup: Cgroup
  /** False: the PID namespace is another's, and the others in it live on. */
  readonly ownPid: boolean
}
/** Resolves when there is room for more. */
export type OutputSink = (chunk: StreamChunk) => Promise<void> | void

/** Throws OciError: a command or a working directory that is not there, a mount that does not fit. */
export async function createTask(kernel: Kernel, spec: TaskSpec, output: OutputSink): Promise<Task> {
  const pid = spec.pid ?? kernel.createPidNamespace(kernel.init.pid)
  const uts = spec.uts ?? kernel.createUtsNamespace(spec.hostname)
  if (!spec.uts) uts.domainname = spec.domainname || uts.domainname
  const ipc = spec.ipc ?? {}
  const cgroup = kernel.createCgroup(`/docker/${spec.id}`, spec.limits)
  try {
    const mount = kernel.createMountNamespace(spec.rootfs, { readOnly: spec.readOnlyRoot })
    kernel.mountStandard(
      mount,
      { pid, net: spec.net, uts, ipc },
      { shmSize: spec.shmSize, privileged: spec.privileged, cgroup },
    )
    makeDevices(mount, spec.devices)
    for (const planned of spec.mounts) addMount(mount, planned)
    const namespaces: Namespaces = { mount, pid, net: spec.net, uts, ipc }
    const running = await startProcess(kernel, { namespaces, cgroup }, spec, output)
    return { ...running, namespaces, cgroup, ownPid: spec.pid === null }
  } catch (error) {
    kernel.removeCgroup(cgroup)
    throw error
  }
}
type Context = ReturnType<typeof walkContext>
function makeDirectories(context: Context, names: readonly string[]): void {
  for (let i = 1; i <= names.length; i++) {
    try {
      operations.mkdir(context, `/${names.slice(0, i).join('/')}`, 0o755)
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EEXIST') throw error
    }
  }
}
/** runc makes the target where an earlier mount hides that of the image: below /dev, for one. */
function mountOrMake(mount: Namespaces['mount'], { fs, target, ...options }: PlannedMount): void {
  try {
    mount.mount(fs, target, options)
    return
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOENT') throw error
  }
  const context = walkContext({ mount }, { uid: 0, gid: 0, groups: [] })
  makeDirectories(
    context,
    target.split('/').filter((part) => part !== ''),
  )
  try {
    mount.mount(fs, target, options)
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== 'ENOTDIR') throw error
    // A file goes onto a file.
    operations.rmdir(context, target)
    operations.mknod(context, target, S_IFREG | 0o755, 0)
    mount.mount(fs, target, options)
  }
}
function makeDevices(mount: Namespaces['mount'], devices: readonly DeviceNode[]): void {
  if (!devices.length) return
  const context = walkContext({ mount }, { uid: 0, gid: 0, groups: [] })
  for (const { path, mode, rdev } of devices) {
    makeDirectories(context, path.split('/').slice(1, -1))
    try {
      operations.mknod(context, path, mode, rdev)
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'EEXIST') throw error
    }
  }
}
function addMount(mount: Namespaces['mount'], planned: PlannedMount): void {
  const { target } = planned
  try {
    mountOrMake(mount, planned)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    throw new OciError(
      `error mounting ${JSON.stringify(planned.source)} to rootfs at ${JSON.stringify(target)}: mount src=${planned.source}, dst=${target}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: ${goErrno(error.code)}`,
    )
  }
}

/** The first or a further process of a container. Throws OciError. */
export async function startProcess(
  kernel: Kernel,
  where: { namespaces: Namespaces; cgroup: Cgroup },
  spec: ProcessSpec,
  output: OutputSink,
): Promise<RunningProcess> {
  const { namespaces, cgroup } = where
  if (!spec.cwd.startsWith('/')) throw new OciError('Cwd must be an absolute path')
  const path = checkCommand(namespaces, spec)
  const pty = spec.tty ? kernel.createPty(namespaces.mount, spec.size) : null
  const ends: FileDescription[] = []
  const stdio = openStdio(kernel, spec, pty, ends)
  let process: Process
  try {
    process = await kernel.spawn({
      path,
      argv: spec.argv,
      env: spec.env,
      cwd: spec.cwd,
      credentials: spec.credentials,
      namespaces,
      stdio: stdio.fds,
      ...(pty ? { terminal: pty } : {}),
      cgroup,
      privileged: spec.privileged,
      rlimits: spec.rlimits,
      oomScoreAdj: spec.oomScoreAdj,
    })
  } catch (error) {
    for (const end of ends) end.unref()
    if (!(error instanceof SysError)) {
      pty?.close()
      throw error
    }
    // The command is there and may be executed, so runc has reported success when execve fails: the container dies with a word on stderr.
    return stillborn(spec, error, output, pty)
  }
  for (const end of ends) end.unref()
  const drained = Promise.all(stdio.outputs.map(({ stream, source }) => drain(kernel, source, stream, output))).then(
    () => {},
  )
  return { process, pty, stdin: stdio.stdin, drained, exited: process.exited }
}

interface Stdio {
  fds: [FileDescription, FileDescription, FileDescription]
  stdin: RunningProcess['stdin']
  outputs: { stream: 1 | 2; source: AsyncIterable<Uint8Array> }[]
}
/** `ends` collects our own references to what the process gets, to be dropped after the spawn. */
function openStdio(kernel: Kernel, spec: ProcessSpec, pty: Pty | null, ends: FileDescription[]): Stdio {
  if (pty) {
    const slave = pty.openSlave()
    ends.push(slave)
    const stdin = { write: (data: Uint8Array) => pty.input(data), close: () => {} }
    return { fds: [slave, slave, slave], stdin, outputs: [{ stream: 1, source: pty.output() }] }
  }
  const out = kernel.createPipe()
  const err = kernel.createPipe()
  ends.push(out.writer, err.writer)
  let input: FileDescription
  let stdin: RunningProcess['stdin'] = null
  if (spec.openStdin) {
    const pipe = kernel.createPipe()
    input = pipe.reader
    stdin = kernel.writeStream(pipe.writer)
  } else input = kernel.devNull()
  ends.push(input)
  return {
    fds: [input, out.writer, err.writer],
    stdin,
    outputs: [
      { stream: 1, source: kernel.readStream(out.reader) },
      { stream: 2, source: kernel.readStream(err.reader) },
    ],
  }
}
/** Bytes after which a stream lets everything else have its turn: a container that writes without end must not stop the world. */
const TURN = 64 * 1024
async function drain(
  kernel: Kernel,
  source: AsyncIterable<Uint8Array>,
  stream: 1 | 2,
  output: OutputSink,
): Promise<void> {
  let since = 0
  for await (const data of source) {
    await output({ stream, data: data.slice() })
    since += data.length
    if (since < TURN) continue
    since = 0
    await kernel.clock.breathe()
  }
}
function stillborn(spec: ProcessSpec, error: SysError, output: OutputSink, pty: Pty | null): RunningProcess {
  pty?.close()
  const text = `exec ${spec.argv[0] ?? ''}: ${goErrno(error.code)}\n`
  void output({ stream: spec.tty ? 1 : 2, data: encode(spec.tty ? text.replace('\n', '\r\n') : text) })
  const status: WaitStatus = { kind: 'exited', code: 255 }
  const process: Process = {
    pid: 0,
    argv: spec.argv,
    startTime: 0,
    state: 'dead',
    exited: Promise.resolve(status),
    kill() {
      throw new SysError('ESRCH')
    },
    pidIn: () => undefined,
  }
  return { process, pty: null, stdin: null, drained: Promise.resolve(), exited: process.exited }
}

/** After the first process ended: whatever else is in the container ends, too. */
export async function destroyTask(kernel: Kernel, task: Task): Promise<void> {
  if (task.ownPid) await kernel.killNamespace(task.namespaces.pid)
  else {
    task.cgroup.thaw()
    for (const pid of task.cgroup.members) {
      try {
        kernel.process(pid)?.kill(9)
      } catch (error) {
        if (!(error instanceof SysError)) throw error
      }
    }
  }
  await task.drained
  task.pty?.close()
  kernel.removeCgroup(task.cgroup)
}
