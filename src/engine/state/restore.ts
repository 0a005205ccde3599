/** Plain data to an engine; see types.ts. Processes are gone: what ran is started anew, under the same ID, address, ports and start time. */
import { applyLayer, createTreeFs, restoreTree } from '../../kernel/vfs/index.ts'
import type { Attachment, Container } from '../container/container.ts'
import type { ContainerContext } from '../container/context.ts'
import { newContainer } from '../container/create.ts'
import { initTree } from '../container/init-layer.ts'
import { launch } from '../container/start.ts'
import type { RemoteImage } from '../image/registry.ts'
import { layerEntries } from '../layer/content.ts'
import { treeOf, type Layer } from '../layer/layers.ts'
import { buildNetwork } from '../network/create.ts'
import { clearOperational } from '../network/endpoint.ts'
import { STATE_VERSION, type ContainerRecord, type EngineState, type LayerState } from './types.ts'

export async function restoreState(ctx: ContainerContext, state: EngineState): Promise<void> {
  if (state.version !== STATE_VERSION) throw new Error(`The engine's state has version ${state.version}.`)
  ctx.identity.id = state.id
  ctx.rng.restore(state.rng)
  ctx.events.restore(state.events)
  await restoreImages(ctx, state)
  for (const network of ctx.network.networks.values()) network.bridge?.remove()
  ctx.network.networks.clear()
  for (const config of state.networks) ctx.network.networks.set(config.id, buildNetwork(ctx.network, config))
  ctx.volume.volumes.clear()
  for (const volume of state.volumes) ctx.volume.volumes.set(volume.name, volume)
  const running: { container: Container; record: ContainerRecord }[] = []
  for (const record of state.containers) {
    const container = restoreContainer(ctx, record)
    ctx.containers.add(container)
    if (record.state.running) running.push({ container, record })
  }
  if (state.build !== undefined) ctx.build.part?.restore(state.build)
  running.sort((a, b) => (a.record.state.startedAt < b.record.state.startedAt ? -1 : 1))
  ctx.events.muted = true
  try {
    for (const { container, record } of running) await resume(ctx, container, record)
  } finally {
    ctx.events.muted = false
  }
  ctx.changed()
}

async function restoreImages(ctx: ContainerContext, state: EngineState): Promise<void> {
  const remotes = new Map<string, Promise<RemoteImage>>()
  const made = new Map<string, Layer>()
  for (const saved of state.layers) {
    const parent = saved.parent === null ? null : made.get(saved.parent)!
    const { chainId, diffId, size, digest, blobSize, source } = saved
    const content = saved.content ?? { entries: await fetchEntries(ctx, saved, remotes) }
    const tree = applyLayer(treeOf(parent), layerEntries(content))
    const layer: Layer = { chainId, diffId, parent, size, digest, blobSize, source, tree, content }
    made.set(chainId, ctx.image.layers.register(layer))
  }
  for (const { id, config, json, top, parent, lastTagTime } of state.images) {
    ctx.image.images.add({ id, config, json, top: top === null ? null : made.get(top)!, parent, lastTagTime })
  }
  for (const { ref, id } of state.references) ctx.image.images.setReference(ref, id)
}
async function fetchEntries(
  ctx: ContainerContext,
  layer: LayerState,
  remotes: Map<string, Promise<RemoteImage>>,
): ReturnType<RemoteImage['layers'][number]['entries']> {
  const { domain, path, manifest } = layer.source!
  const key = `${domain}/${path}@${manifest}`
  let remote = remotes.get(key)
  if (!remote) remotes.set(key, (remote = ctx.image.registry.resolve(domain, path, manifest, null)))
  const found = (await remote).layers.find((other) => other.digest === layer.digest)
  if (!found) throw new Error(`The registry no longer has layer ${layer.digest ?? layer.diffId}.`)
  const release = ctx.clock.hold()
  return found.entries().finally(release)
}

function restoreContainer(ctx: ContainerContext, record: ContainerRecord): Container {
  const top = record.top === null ? null : (ctx.image.layers.get(record.top) ?? null)
  const base = initTree(ctx.clock, treeOf(top))
  const rootfs = createTreeFs(base, { type: 'overlay', clock: ctx.clock, upper: restoreTree(record.upper, base) })
  const attachments = new Map<string, Attachment>(
    record.attachments.map(({ name, settings, mac }) => [name, { settings: { ...settings }, mac }]),
  )
  const container = newContainer({
    id: record.id,
    name: record.name,
    created: record.created,
    imageId: record.imageId,
    config: record.config,
    hostConfig: record.hostConfig,
    attachments,
    mounts: [...record.mounts],
    rootfs,
    base,
  })
  Object.assign(container.state, { ...record.state, running: false, paused: false, restarting: false, pid: 0 })
  container.health = record.health
  container.restartCount = record.restartCount
  container.manuallyStopped = record.manuallyStopped
  container.everStarted = record.everStarted
  for (const [alias, id] of record.links) container.links.set(alias, id)
  container.log.restore(record.log)
  return container
}
/** Starts it with what it had. A container that cannot start any more stays stopped, with the reason in State.Error. */
async function resume(ctx: ContainerContext, container: Container, record: ContainerRecord): Promise<void> {
  for (const attachment of container.attachments.values()) {
    const { settings } = attachment
    attachment.resume = {
      address: settings.IPAddress,
      address6: settings.GlobalIPv6Address,
      mac: settings.MacAddress,
      endpointId: settings.EndpointID,
    }
    clearOperational(settings)
  }
  container.publication = { ports: record.ports, taken: [], open: [] }
  try {
    await launch(ctx, container, false)
  } catch {
    return
  }
  container.state.startedAt = record.state.startedAt
  if (record.health && container.health) Object.assign(container.health, record.health)
  if (record.state.paused) {
    container.task?.cgroup.freeze()
    container.state.paused = true
  }
}
