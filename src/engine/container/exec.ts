/** Exec instances (moby daemon/exec.go): POST /containers/{id}/exec, GET /exec/{id}/json. */
import { randomId } from '../../base/rng.ts'
import type { ExecCreateRequest, ExecInspect } from '../../api/types/index.ts'
import { conflict, invalid, notFound } from '../../api/types/index.ts'
import { latch, type Latch } from '../async.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { parseDetachKeys } from './detach.ts'
import { mergeEnv, daemonEnv } from './environment.ts'
import type { RunningProcess } from './runtime.ts'
import { resolveUser, type ExecUser } from './user.ts'

export class ExecInstance {
  readonly id: string
  readonly container: Container
  readonly argv: readonly string[]
  readonly request: ExecCreateRequest
  readonly env: readonly string[]
  readonly user: ExecUser
  readonly cwd: string
  running = false
  /** Set once a start was tried. */
  used = false
  exitCode: number | null = null
  pid = 0
  private readonly start: Latch<RunningProcess | null> = latch()
  constructor(parts: {
    id: string
    container: Container
    request: ExecCreateRequest
    env: readonly string[]
    user: ExecUser
    cwd: string
  }) {
    this.id = parts.id
    this.container = parts.container
    this.argv = parts.request.Cmd ?? []
    this.request = parts.request
    this.env = parts.env
    this.user = parts.user
    this.cwd = parts.cwd
  }
  /** The process, once it runs; null when it never will. */
  get started(): Promise<RunningProcess | null> {
    return this.start.promise
  }
  began(process: RunningProcess | null): void {
    this.start.resolve(process)
  }
  /** The container ended. */
  abandon(): void {
    this.start.resolve(null)
  }
}
/** Those of all containers; they are forgotten when their container stops. */
const registry = new WeakMap<ContainerContext, Map<string, ExecInstance>>()
function instances(ctx: ContainerContext): Map<string, ExecInstance> {
  let map = registry.get(ctx)
  if (!map) registry.set(ctx, (map = new Map()))
  return map
}

/** The container that exec, attach and top may use. Throws conflict. */
export function runningContainer(ctx: ContainerContext, term: string): Container {
  const container = ctx.containers.get(term)
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  if (container.state.paused) {
    throw conflict(`Container ${term} is paused, unpause the container before exec`)
  }
  if (container.state.restarting) {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  }
  return container
}
export function createExec(ctx: ContainerContext, term: string, request: ExecCreateRequest): string {
  const container = runningContainer(ctx, term)
  if (!request.Cmd?.length) throw invalid('No exec command specified')
  if (request.DetachKeys) parseDetachKeys(request.DetachKeys)
  const user = resolveUser(
    container.rootfs,
    request.User || container.config.User || '',
    container.hostConfig.GroupAdd ?? [],
  )
  const base = daemonEnv({
    hostname: container.config.Hostname ?? '',
    tty: request.Tty ?? false,
    config: container.config.Env ?? [],
    links: [],
  })
  const exec = new ExecInstance({
    id: randomId(ctx.rng),
    container,
    request,
    env: mergeEnv(base, request.Env ?? []),
    user,
    cwd: request.WorkingDir || container.config.WorkingDir || '/',
  })
  instances(ctx).set(exec.id, exec)
  container.execs.set(exec.id, exec)
  logEvent(ctx, container, `exec_create: ${exec.argv.join(' ')}`, { execID: exec.id })
  return exec.id
}
/** Throws notFound "No such exec instance: x", and conflict when its container does not run. */
export function findExec(ctx: ContainerContext, id: string): ExecInstance {
  const exec = instances(ctx).get(id)
  if (!exec || !ctx.containers.has(exec.container.id)) throw notFound(`No such exec instance: ${id}`)
  return exec
}
/** As findExec, for a start: the container must run. */
export function startableExec(ctx: ContainerContext, id: string): ExecInstance {
  const exec = findExec(ctx, id)
  const { container } = exec
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  if (container.state.paused) {
    throw conflict(`Container ${container.id} is paused, unpause the container before exec`)
  }
  if (container.state.restarting) {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  }
  return exec
}
export function inspectExec(ctx: ContainerContext, id: string): ExecInspect {
  const exec = findExec(ctx, id)
  const { request } = exec
  return {
    ID: exec.id,
    Running: exec.running,
    ExitCode: exec.exitCode,
    ProcessConfig: {
      tty: request.Tty ?? false,
      entrypoint: exec.argv[0] ?? '',
      arguments: exec.argv.slice(1),
      privileged: request.Privileged ?? false,
      ...(request.User ? { user: request.User } : {}),
    },
    OpenStdin: request.AttachStdin ?? false,
    OpenStderr: request.AttachStderr ?? false,
    OpenStdout: request.AttachStdout ?? false,
    CanRemove: false,
    ContainerID: exec.container.id,
    DetachKeys: request.DetachKeys ?? '',
    Pid: exec.pid,
  }
}
