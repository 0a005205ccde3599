/** The engine to plain data; see types.ts. */
import { serialiseTree } from '../../kernel/vfs/index.ts'
import type { Container } from '../container/container.ts'
import type { ContainerContext } from '../container/context.ts'
import { chain, type Layer } from '../layer/layers.ts'
import { STATE_VERSION, type ContainerRecord, type EngineState, type LayerState } from './types.ts'

export function saveState(ctx: ContainerContext): Promise<EngineState> {
  const layers = new Map<string, LayerState>()
  const keep = (top: Layer | null): void => {
    for (const layer of chain(top)) if (!layers.has(layer.chainId)) layers.set(layer.chainId, layerState(layer))
  }
  for (const image of ctx.image.images.images.values()) keep(image.top)
  return Promise.resolve({
    version: STATE_VERSION,
    id: ctx.identity.id,
    rng: ctx.rng.state(),
    events: ctx.events.state(),
    layers: [...layers.values()],
    images: [...ctx.image.images.images.values()].map((image) => ({
      id: image.id,
      config: image.config,
      json: image.json,
      top: image.top?.chainId ?? null,
      parent: image.parent,
      lastTagTime: image.lastTagTime,
    })),
    references: ctx.image.images.allReferences().map(({ ref, id }) => ({ ref, id })),
    networks: [...ctx.network.networks.values()].map((network) => structuredCopy(network.config)),
    volumes: [...ctx.volume.volumes.values()].map((volume) => ({ ...volume })),
    containers: ctx.containers.all().map((container) => containerRecord(ctx, container)),
    build: ctx.build.part?.state(),
  })
}
const structuredCopy = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(structuredCopy) as T
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, structuredCopy(item)])) as T
}
const layerState = (layer: Layer): LayerState => ({
  chainId: layer.chainId,
  diffId: layer.diffId,
  parent: layer.parent?.chainId ?? null,
  size: layer.size,
  digest: layer.digest,
  blobSize: layer.blobSize,
  source: layer.source,
  content: layer.source ? null : layer.content,
})
function containerRecord(ctx: ContainerContext, container: Container): ContainerRecord {
  return {
    id: container.id,
    name: container.name,
    created: container.created,
    imageId: container.imageId,
    top: ctx.image.images.images.get(container.imageId)?.top?.chainId ?? null,
    config: structuredCopy(container.config),
    hostConfig: structuredCopy(container.hostConfig),
    state: { ...container.state },
    health: container.health && { ...container.health, log: [...container.health.log] },
    restartCount: container.restartCount,
    manuallyStopped: container.manuallyStopped,
    everStarted: container.everStarted,
    attachments: [...container.attachments].map(([name, { settings, mac }]) => ({
      name,
      settings: structuredCopy(settings),
      mac,
    })),
    ports: structuredCopy(container.ports),
    mounts: structuredCopy(container.mounts),
    links: [...container.links],
    upper: serialiseTree(container.rootfs.snapshot(), container.base),
    log: container.log.state(),
  }
}
