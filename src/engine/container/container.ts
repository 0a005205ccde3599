/** A container as the engine keeps it (moby container/container.go, state.go). What runs is in `task`; all else survives a restart. */
import type {
  ContainerConfig,
  ContainerStatus,
  EndpointSettings,
  HealthcheckResult,
  HostConfig,
  MountPoint,
  PortMap,
} from '../../api/types/index.ts'
import type { NetworkNamespace } from '../../kernel/net/types.ts'
import type { TreeFileSystem, TreeRoot } from '../../kernel/vfs/types.ts'
import type { Latch, Mutex } from '../async.ts'
import type { HealthMonitor } from '../health/monitor.ts'
import type { JsonLog } from '../logs/json-log.ts'
import type { Publication } from '../network/ports.ts'
import type { Nanos } from '../time.ts'
import type { ExecInstance } from './exec.ts'
import type { StreamHub } from './streams.ts'
import type { Task } from './runtime.ts'

export interface ContainerStateRecord {
  running: boolean
  paused: boolean
  restarting: boolean
  removing: boolean
  dead: boolean
  oomKilled: boolean
  pid: number
  exitCode: number
  error: string
  /** 0n = never */
  startedAt: Nanos
  finishedAt: Nanos
}
export interface HealthRecord {
  status: 'starting' | 'healthy' | 'unhealthy'
  failingStreak: number
  log: HealthcheckResult[]
}
/** A mount as the container has it: what inspect shows, and how to make it. */
export interface ContainerMount {
  readonly point: MountPoint
  /** HostConfig.Mounts' options and -v modes that matter at run time. */
  readonly tmpfs?: { sizeBytes: number; mode: number; options: string[] }
  readonly noCopy?: boolean
  readonly subpath?: string
  /** Came from -v with a host path that did not exist: make it. */
  readonly createSource?: boolean
  /** An anonymous volume goes with docker rm -v. */
  readonly anonymous?: boolean
}
/** How the container wants to be on a network; `settings` gets the operational fields while it is. */
export interface Attachment {
  readonly settings: EndpointSettings
  /** Asked for, or ''. */
  readonly mac: string
  /** What a restored container had: taken once. */
  resume?: { address: string; address6: string; mac: string; endpointId: string }
}

export interface Container {
  readonly id: string
  /** Without the slash that inspect shows. */
  name: string
  readonly created: Nanos
  readonly imageId: string
  readonly config: ContainerConfig
  readonly hostConfig: HostConfig
  readonly path: string
  readonly args: string[]
  readonly state: ContainerStateRecord
  health: HealthRecord | null
  restartCount: number
  /** Stopped by a user: no restart policy brings it back. */
  manuallyStopped: boolean
  /** Was started once: its files under /var/lib/docker/containers exist. */
  everStarted: boolean
  readonly attachments: Map<string, Attachment>
  sandboxId: string
  /** Shown while it runs. */
  ports: PortMap
  readonly mounts: ContainerMount[]
  readonly rootfs: TreeFileSystem
  /** The image's tree with the init layer: what diff compares with. */
  readonly base: TreeRoot
  readonly log: JsonLog
  readonly streams: StreamHub
  readonly execs: Map<string, ExecInstance>
  /** --link NAME:ALIAS of the default bridge, resolved at creation: alias → container id. */
  readonly links: Map<string, string>

  // ---- only while it runs
  task: Task | null
  publication: Publication | null
  monitor: HealthMonitor | null
  /** Restart policy at work. */
  backoff: Backoff
  /** One operation (start, stop, remove …) at a time. */
  readonly lock: Mutex
  /** Called at each end of the main process and at removal. */
  readonly waiters: Set<(event: 'exit' | 'removed') => void>
  /** While a restart waits for its time: ends the wait. */
  cancelRestart: Latch<void> | null
  /** Between the stop and the start of a `docker restart`: --rm does not act. */
  restartingByUser: boolean
  /** A `docker stop` waits: its event comes before die's. */
  stopRequested: boolean
  /** Its network namespace is its own, and is forgotten when it ends. */
  ownNamespace: NetworkNamespace | null
}
/** moby restartmanager: doubles from 100 ms to a minute; a run of 10 s or more starts it anew. */
export interface Backoff {
  timeout: number
  /** Restarts of the present series, for on-failure:N. */
  restarts: number
  /** A user ended it: the next exit is the last. */
  canceled: boolean
}
export const newState = (): ContainerStateRecord => ({
  running: false,
  paused: false,
  restarting: false,
  removing: false,
  dead: false,
  oomKilled: false,
  pid: 0,
  exitCode: 0,
  error: '',
  startedAt: 0n,
  finishedAt: 0n,
})
/** State.StateString */
export function statusOf(state: ContainerStateRecord): ContainerStatus {
  if (state.running) return state.paused ? 'paused' : state.restarting ? 'restarting' : 'running'
  if (state.removing) return 'removing'
  if (state.dead) return 'dead'
  return state.startedAt === 0n ? 'created' : 'exited'
}
/** Restarting counts as running for most checks: the engine sets both. */
export const isRunning = (container: Container): boolean => container.state.running
