/** What the page's map shows of the engine; see machine/facade.ts HostView. Walks lists only, never file trees. */
import { commandText } from './container/list.ts'
import type { Container } from './container/container.ts'
import { statusOf } from './container/container.ts'
import type { ContainerContext } from './container/context.ts'
import { createdMillis } from './image/list.ts'
import type { PullView } from './image/context.ts'
import type { Image } from './image/store.ts'
import { familiarString, imageSize } from './image/store.ts'
import { chain } from './layer/layers.ts'
import { splitPort } from './network/ports.ts'
import { subnetText } from './network/ipam.ts'
import { toMillis } from './time.ts'

export interface EngineView {
  host: { name: string; address: string }
  images: {
    id: string
    tags: string[]
    size: number
    created: number
    layers: { diffId: string; chainId: string; size: number; createdBy: string }[]
  }[]
  containers: {
    id: string
    name: string
    image: string
    imageId: string
    command: string
    state: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'
    exitCode: number
    created: number
    startedAt: number
    finishedAt: number
    health: 'none' | 'starting' | 'healthy' | 'unhealthy'
    networks: { name: string; address: string }[]
    ports: { container: number; protocol: string; hostIp: string; host: number | null }[]
    mounts: { type: 'bind' | 'volume' | 'tmpfs'; source: string; target: string }[]
  }[]
  networks: { id: string; name: string; driver: string; subnet: string; gateway: string }[]
  volumes: { name: string; driver: string }[]
  pulls: { reference: string; layers: { id: string; current: number; total: number; status: string }[] }[]
}
export function engineView(ctx: ContainerContext): EngineView {
  const link = ctx.kernel.net.host.interfaces.find((other) => other.kind === 'physical')
  return {
    host: { name: ctx.kernel.options.hostname, address: link?.addresses[0]?.address ?? '' },
    images: [...ctx.image.images.images.values()].map((image) => imageView(ctx, image)),
    containers: ctx.containers.newestFirst().map(containerView),
    networks: [...ctx.network.networks.values()].map(({ config, pool, gateway }) => ({
      id: config.id,
      name: config.name,
      driver: config.driver,
      subnet: pool ? subnetText(pool.subnet) : '',
      gateway,
    })),
    volumes: [...ctx.volume.volumes.values()].map(({ name }) => ({ name, driver: 'local' })),
    pulls: pullViews(ctx.image.pulls),
  }
}
/** Two clients that pull the same reference share one transfer, as in moby: it is shown once. */
function pullViews(pulls: Iterable<PullView>): EngineView['pulls'] {
  const byReference = new Map<string, PullView>()
  for (const pull of pulls) if (!byReference.has(pull.reference)) byReference.set(pull.reference, pull)
  return [...byReference.values()].map(({ reference, layers }) => ({
    reference,
    // The same layer twice in an image is one download.
    layers: [...new Map(layers.map((layer) => [layer.id, layer])).values()].map((layer) => ({ ...layer })),
  }))
}
function imageView(ctx: ContainerContext, image: Image): EngineView['images'][number] {
  const steps = image.config.history.filter((entry) => !entry.empty_layer)
  return {
    id: image.id,
    tags: ctx.image.images.tags(image.id).map(familiarString),
    size: imageSize(image),
    created: createdMillis(image),
    layers: chain(image.top).map((layer, i) => ({
      diffId: layer.diffId,
      chainId: layer.chainId,
      size: layer.size,
      createdBy: steps[i]?.created_by ?? '',
    })),
  }
}
const millis = (stamp: bigint): number => (stamp === 0n ? 0 : toMillis(stamp))
function containerView(container: Container): EngineView['containers'][number] {
  const { state } = container
  const ports: EngineView['containers'][number]['ports'] = []
  for (const [spec, bindings] of Object.entries(state.running ? container.ports : {})) {
    const { port, protocol } = splitPort(spec)
    if (!bindings?.length) ports.push({ container: port, protocol, hostIp: '', host: null })
    for (const { HostIp, HostPort } of bindings ?? []) {
      ports.push({ container: port, protocol, hostIp: HostIp, host: Number(HostPort) })
    }
  }
  return {
    id: container.id,
    name: container.name,
    image: container.config.Image ?? '',
    imageId: container.imageId,
    command: commandText(container),
    state: statusOf(state),
    exitCode: state.exitCode,
    created: millis(container.created),
    startedAt: millis(state.startedAt),
    finishedAt: millis(state.finishedAt),
    health: container.health?.status ?? 'none',
    networks: [...container.attachments].map(([name, { settings }]) => ({ name, address: settings.IPAddress })),
    ports,
    mounts: container.mounts.map(({ point }) => ({
      type: point.Type === 'image' ? 'bind' : point.Type,
      source: point.Type === 'volume' ? (point.Name ?? '') : point.Source,
      target: point.Destination,
    })),
  }
}
