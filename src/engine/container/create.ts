/** POST /containers/create (moby daemon/create.go). */
import { signalNumber } from '../../base/abi/signals.ts'
import { isDir } from '../../base/abi/files.ts'
import { randomId } from '../../base/rng.ts'
import type {
  ContainerConfig,
  ContainerCreateRequest,
  ContainerCreateResponse,
  HostConfig,
} from '../../api/types/index.ts'
import { ApiError, invalid, notFound } from '../../api/types/index.ts'
import { createTreeFs } from '../../kernel/vfs/index.ts'
import type { TreeFileSystem, TreeRoot } from '../../kernel/vfs/types.ts'
import { cleanPath, secureJoin } from '../host.ts'
import { platformMismatch } from '../image/pull.ts'
import type { Image } from '../image/store.ts'
import { treeOf } from '../layer/layers.ts'
import { JsonLog, logLimit } from '../logs/json-log.ts'
import { Mutex } from '../async.ts'
import { requestedSettings, validateEndpoint } from '../network/endpoint.ts'
import type { Network } from '../network/network.ts'
import { dropVolume } from '../volume/store.ts'
import { checkConfig, mergeConfig } from './config.ts'
import type { Attachment, Container } from './container.ts'
import { newState } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { checkHostConfig } from './host-config-check.ts'
import { fullHostConfig } from './host-config.ts'
import { initTree } from './init-layer.ts'
import { parseMountSpecs, registerMounts } from './mount-points.ts'
import { StreamHub } from './streams.ts'

export function createContainer(
  ctx: ContainerContext,
  name: string,
  request: ContainerCreateRequest,
  platform: string,
): ContainerCreateResponse {
  const warnings: string[] = []
  const hostConfig = fullHostConfig(shareIds(ctx, request.HostConfig ?? {}))
  checkConfig(request, signalNumber)
  checkHostConfig(request, ctx.kernel.options.cpus)
  const specs = parseMountSpecs(ctx, hostConfig)
  if (hostConfig.NetworkMode === 'host' && Object.keys(hostConfig.PortBindings ?? {}).length) {
    warnings.push('Published ports are discarded when using host network mode')
  }
  const image = findImage(ctx, request.Image ?? '', platform)
  const config = mergeConfig(withoutExtras(request), image?.config.config ?? null)
  const attachments = attachmentsOf(ctx, request, hostConfig, config)

  const id = randomId(ctx.rng)
  const reserved = name === '' ? ctx.containers.generateName(id, ctx.rng) : ctx.containers.reserve(id, name)
  const before = new Set(ctx.volume.volumes.keys())
  try {
    const links = resolveLinks(ctx, hostConfig, reserved)
    const base = initTree(ctx.clock, treeOf(image?.top ?? null))
    const rootfs = createTreeFs(base, { type: 'overlay', clock: ctx.clock })
    makeWorkingDirectory(rootfs, config.WorkingDir ?? '')
    config.Hostname ||= hostConfig.NetworkMode === 'host' ? ctx.kernel.options.hostname : id.slice(0, 12)
    const mounts = registerMounts(ctx, { config, hostConfig, specs, rootfs })
    const container = newContainer({
      id,
      name: reserved,
      created: ctx.stamps.now(),
      imageId: image?.id ?? '',
      config,
      hostConfig,
      attachments,
      mounts,
      rootfs,
      base,
    })
    for (const [alias, target] of links) container.links.set(alias, target)
    ctx.containers.add(container)
    logEvent(ctx, container, 'create')
    return { Id: id, Warnings: warnings }
  } catch (error) {
    ctx.containers.releaseName(reserved)
    // Anonymous volumes that were made for it have no owner.
    for (const volume of [...ctx.volume.volumes.values()]) {
      if (!before.has(volume.name) && volume.labels?.['com.docker.volume.anonymous'] !== undefined) {
        dropVolume(ctx.volume, volume.name)
      }
    }
    throw error
  }
}
export function newContainer(parts: {
  id: string
  name: string
  created: bigint
  imageId: string
  config: ContainerConfig
  hostConfig: HostConfig
  attachments: Map<string, Attachment>
  mounts: Container['mounts']
  rootfs: TreeFileSystem
  base: TreeRoot
}): Container {
  const { config } = parts
  const [path = '', ...args] = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])]
  return {
    ...parts,
    path,
    args,
    state: newState(),
    health: null,
    restartCount: 0,
    manuallyStopped: false,
    everStarted: false,
    sandboxId: '',
    ports: {},
    log: new JsonLog({ maxBytes: logLimit(parts.hostConfig.LogConfig?.Config) }),
    streams: new StreamHub(),
    execs: new Map(),
    links: new Map(),
    task: null,
    publication: null,
    monitor: null,
    backoff: { timeout: 0, restarts: 0, canceled: false },
    lock: new Mutex(),
    waiters: new Set(),
    cancelRestart: null,
    restartingByUser: false,
    stopRequested: false,
    ownNamespace: null,
  }
}
function withoutExtras(request: ContainerCreateRequest): ContainerConfig {
  const { HostConfig: _host, NetworkingConfig: _network, ...config } = request
  return config
}
function findImage(ctx: ContainerContext, name: string, platform: string): Image | null {
  const image = ctx.image.images.get(name)
  const complaint = platformMismatch(image.config, platform)
  if (complaint) throw notFound(`image with reference ${name} ${complaint}`)
  return image
}
/** "container:web" in a mode becomes "container:<full ID>"; an unknown name is found out at the start. */
function shareIds(ctx: ContainerContext, hostConfig: HostConfig): HostConfig {
  const out = { ...hostConfig }
  for (const key of ['NetworkMode', 'PidMode', 'IpcMode'] as const) {
    const mode = out[key]
    if (!mode?.startsWith('container:')) continue
    const other = ctx.containers.find(mode.slice('container:'.length))
    if (other) out[key] = `container:${other.id}`
  }
  return out
}
/** The networks of a new container: that of its mode first. */
function attachmentsOf(
  ctx: ContainerContext,
  request: ContainerCreateRequest,
  hostConfig: HostConfig,
  config: ContainerConfig,
): Map<string, Attachment> {
  const out = new Map<string, Attachment>()
  const mode = hostConfig.NetworkMode ?? 'bridge'
  if (mode.startsWith('container:')) return out
  const asked = { ...(request.NetworkingConfig?.EndpointsConfig ?? {}) }
  if (asked['default'] !== undefined) {
    asked['bridge'] = asked['default']
    delete asked['default']
  }
  const names = [mode, ...Object.keys(asked).filter((name) => name !== mode && !sameNetwork(ctx, name, mode))]
  for (const name of names) {
    const key = asked[name] !== undefined ? name : Object.keys(asked).find((other) => sameNetwork(ctx, other, name))
    const settings = key === undefined ? null : asked[key]
    const network = networkByName(ctx, name)
    if (network) {
      try {
        validateEndpoint(network, settings)
      } catch (error) {
        if (error instanceof ApiError) throw invalid(`invalid config for network ${name}: ${error.message}`)
        throw error
      }
    }
    out.set(network?.config.name ?? name, {
      settings: requestedSettings(settings),
      mac: settings?.MacAddress || (name === mode ? (config.MacAddress ?? '') : ''),
    })
  }
  return out
}
const networkByName = (ctx: ContainerContext, name: string): Network | undefined =>
  [...ctx.network.networks.values()].find((network) => network.config.name === name || network.config.id === name)
const sameNetwork = (ctx: ContainerContext, a: string, b: string): boolean => {
  const network = networkByName(ctx, a)
  return network !== undefined && network === networkByName(ctx, b)
}
/** --link NAME:ALIAS: alias → container ID. The host config keeps them as "/name:/self/alias". */
function resolveLinks(ctx: ContainerContext, hostConfig: HostConfig, self: string): Map<string, string> {
  const out = new Map<string, string>()
  const shown: string[] = []
  for (const link of hostConfig.Links ?? []) {
    const [name = '', alias = name] = link.split(':')
    let target: Container
    try {
      target = ctx.containers.get(name)
    } catch (error) {
      throw invalid(`could not get container for ${name}: ${(error as Error).message}`)
    }
    if (target.hostConfig.NetworkMode === 'host') {
      throw invalid(
        "conflicting options: host type networking can't be used with links. This would result in undefined behavior",
      )
    }
    out.set(alias.replace(/^\//, ''), target.id)
    shown.push(`/${target.name}:/${self}/${alias.replace(/^\//, '')}`)
  }
  if (shown.length) hostConfig.Links = shown
  return out
}
/** container.SetupWorkingDirectory: made with all its parents, owned by root. */
function makeWorkingDirectory(rootfs: TreeFileSystem, path: string): void {
  if (path === '') return
  const place = secureJoin(rootfs, cleanPath(path))
  if (place === '/') return
  if (!rootfs.exists(place)) {
    rootfs.mkdir(place, { recursive: true, mode: 0o755 })
    return
  }
  if (!isDir(rootfs.stat(place))) throw invalid(`Cannot mkdir: ${cleanPath(path)} is not a directory`)
}
