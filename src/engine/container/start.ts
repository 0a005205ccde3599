/** POST /containers/{id}/start (moby daemon/start.go). */
import { ApiError, conflict, invalid, notModified, system } from '../../api/types/index.ts'
import type { HostConfig } from '../../api/types/index.ts'
import { startHealth } from '../health/monitor.ts'
import { goQuote } from '../go.ts'
import { autoRemove } from './auto-remove.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { daemonEnv, envRecord } from './environment.ts'
import { findDevices } from './devices.ts'
import { announceMounts, cleanUp } from './clean-up.ts'
import { watchExit } from './exit.ts'
import { planMounts } from './mount-plan.ts'
import { linkEnv, linkLines } from './links.ts'
import { connectAll, writeFiles } from './networking.ts'
import { classifyStartError, createSentence, OciError } from './oci-error.ts'
import { createTask, type TaskSpec } from './runtime.ts'
import { resolveUser } from './user.ts'

/** dockerd's exit code for a container that could not be started, unless something says more. */
const EXIT_UNKNOWN = 128
/** CPU cfs period, µs. */
const DEFAULT_PERIOD = 100_000

/** By a user: a new series of restarts begins. */
export async function startContainer(ctx: ContainerContext, term: string): Promise<void> {
  const container = ctx.containers.get(term)
  if (container.state.paused) throw conflict('cannot start a paused container, try unpause instead')
  if (container.state.running) throw notModified()
  if (container.state.removing || container.state.dead) {
    throw conflict('container is marked for removal and cannot be started')
  }
  await launch(ctx, container, true)
}
/** Starts it; `reset`: the restart count begins anew. Throws what the API answers; the container keeps the text in State.Error. */
export function launch(ctx: ContainerContext, container: Container, reset: boolean): Promise<void> {
  return container.lock.run(async () => {
    if (container.state.running && !container.state.restarting) return
    if (container.state.removing || container.state.dead || !ctx.containers.has(container.id)) return
    if (reset) {
      container.restartCount = 0
      container.backoff = { timeout: 0, restarts: 0, canceled: false }
      container.manuallyStopped = false
    }
    try {
      await run(ctx, container)
    } catch (error) {
      failed(ctx, container, error)
    }
  })
}
function failed(ctx: ContainerContext, container: Container, thrown: unknown): never {
  let error: Error = thrown instanceof Error ? thrown : new Error(String(thrown))
  let exitCode: number | null = null
  if (error instanceof OciError) {
    const failure = classifyStartError(createSentence(error))
    exitCode = failure.exitCode
    error = failure.error
  } else if (!(error instanceof ApiError)) error = system(error.message)
  const { state } = container
  state.error = error.message
  if (exitCode !== null) state.exitCode = exitCode
  else if (state.exitCode === 0) state.exitCode = EXIT_UNKNOWN
  state.running = false
  state.restarting = false
  state.pid = 0
  cleanUp(ctx, container)
  if (container.hostConfig.AutoRemove) autoRemove(ctx, container)
  ctx.changed()
  throw error
}
/** What only the start finds out (daemon/oci_linux.go withResources, daemon/devices.go): the host has no graphics processor. */
function checkHardware(hostConfig: HostConfig): void {
  if ((hostConfig.CpuShares ?? 0) < 0) throw invalid('shares: invalid argument')
  const request = hostConfig.DeviceRequests?.[0]
  if (!request) return
  const wanted = (request.Capabilities ?? []).map((group) => `[${group.join(' ')}]`).join(' ')
  throw invalid(`could not select device driver ${goQuote(request.Driver ?? '')} with capabilities: [${wanted}]`)
}
async function run(ctx: ContainerContext, container: Container): Promise<void> {
  const { config, hostConfig, state } = container
  const user = resolveUser(container.rootfs, config.User ?? '', hostConfig.GroupAdd ?? [])
  const devices = findDevices(ctx, hostConfig)
  checkHardware(hostConfig)
  const links = linkLines(ctx, container)
  announceMounts(ctx, container)
  const net = connectAll(ctx, container)
  writeFiles(ctx, container, links)
  container.everStarted = true
  const env = daemonEnv({
    hostname: config.Hostname ?? '',
    tty: config.Tty ?? false,
    config: config.Env ?? [],
    links: linkEnv(ctx, container),
  })
  const pid = sharedPid(ctx, hostConfig)
  const ipc = sharedIpc(ctx, hostConfig)
  const argv = [container.path, ...container.args]
  const [rows, cols] = hostConfig.ConsoleSize ?? [0, 0]
  const spec: TaskSpec = {
    id: container.id,
    argv: hostConfig.Init ? ['/sbin/docker-init', '--', ...argv] : argv,
    env: envRecord(env, user.home),
    cwd: config.WorkingDir || '/',
    credentials: user.credentials,
    tty: config.Tty ?? false,
    size: { rows: rows || 24, cols: cols || 80 },
    openStdin: config.OpenStdin ?? false,
    privileged: hostConfig.Privileged ?? false,
    rlimits: rlimits(hostConfig),
    oomScoreAdj: hostConfig.OomScoreAdj ?? 0,
    rootfs: container.rootfs,
    readOnlyRoot: hostConfig.ReadonlyRootfs ?? false,
    mounts: planMounts(ctx, container, { all: true }),
    hostname: config.Hostname ?? '',
    domainname: config.Domainname ?? '',
    pid,
    uts: hostConfig.UTSMode === 'host' ? ctx.kernel.init.uts : null,
    ipc,
    net,
    limits: limits(hostConfig),
    shmSize: hostConfig.ShmSize ?? 0,
    devices,
  }
  const task = await createTask(ctx.kernel, spec, (chunk) => {
    container.log.write(chunk.stream, chunk.data, () => ctx.stamps.now())
    return container.streams.publish(chunk)
  })
  container.task = task
  task.cgroup.onOom = () => {
    state.oomKilled = true
    logEvent(ctx, container, 'oom')
  }
  Object.assign(state, {
    running: true,
    paused: false,
    restarting: false,
    oomKilled: false,
    pid: task.process.pid,
    exitCode: 0,
    error: '',
    startedAt: ctx.stamps.now(),
  })
  container.streams.open(task.stdin)
  startHealth(ctx, container)
  logEvent(ctx, container, 'start')
  watchExit(ctx, container, task, () => launch(ctx, container, false))
}
function sharedPid(ctx: ContainerContext, hostConfig: HostConfig): TaskSpec['pid'] {
  const mode = hostConfig.PidMode ?? ''
  if (mode === 'host') return ctx.kernel.init.pid
  if (!mode.startsWith('container:')) return null
  const other = ctx.containers.get(mode.slice('container:'.length))
  if (!other.task || !other.state.running) {
    throw conflict(`cannot join PID namespace of a non running container: container ${other.id} is ${stateWord(other)}`)
  }
  return other.task.namespaces.pid
}
function sharedIpc(ctx: ContainerContext, hostConfig: HostConfig): object | null {
  const mode = hostConfig.IpcMode ?? ''
  if (mode === 'host') return ctx.kernel.init.ipc
  if (!mode.startsWith('container:')) return null
  const other = ctx.containers.get(mode.slice('container:'.length))
  if (!other.task || !other.state.running) {
    throw conflict(`cannot join IPC namespace of a non running container: container ${other.id} is ${stateWord(other)}`)
  }
  if (
    !['shareable', 'host'].includes(other.hostConfig.IpcMode ?? '') &&
    !other.hostConfig.IpcMode?.startsWith('container:')
  ) {
    throw system(
      `cannot join IPC of a container ${other.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
    )
  }
  return other.task.namespaces.ipc
}
const stateWord = (container: Container): string => (container.state.startedAt === 0n ? 'created' : 'exited')

export function limits(h: HostConfig): TaskSpec['limits'] {
  const quota = h.CpuQuota ?? 0
  const cpus = (h.NanoCpus ?? 0) > 0 ? h.NanoCpus! / 1e9 : quota > 0 ? quota / (h.CpuPeriod || DEFAULT_PERIOD) : 0
  return { memory: h.Memory ?? 0, cpus, pids: h.PidsLimit ?? 0 }
}
export function rlimits(h: HostConfig): TaskSpec['rlimits'] {
  const out: Record<string, readonly [number, number]> = { nofile: [1048576, 1048576], nproc: [Infinity, Infinity] }
  for (const { Name, Soft, Hard } of h.Ulimits ?? []) {
    out[Name] = [Soft < 0 ? Infinity : Soft, Hard < 0 ? Infinity : Hard]
  }
  return out
}
