/** The backends that the server's routes ask for, made of the engine's verbs. Filters and times are parsed here. */
import { invalid, parseReference, ReferenceError, system, unauthorized } from '../api/types/index.ts'
import type { ImageReference, JsonMessage } from '../api/types/index.ts'
import { getArchive, putArchive, statArchive } from './container/archive.ts'
import { attachContainer, type AttachSession } from './container/attach.ts'
import { containerChanges } from './container/changes.ts'
import { commitContainer } from './container/commit.ts'
import type { ContainerContext } from './container/context.ts'
import { createContainer } from './container/create.ts'
import { startExec } from './container/exec-start.ts'
import { createExec, inspectExec, startableExec } from './container/exec.ts'
import { exportContainer } from './container/export.ts'
import { inspectContainer } from './container/inspect.ts'
import { killContainer } from './container/kill.ts'
import { listContainers } from './container/list.ts'
import { containerLogs } from './container/logs.ts'
import { connectNetwork, disconnectNetwork } from './container/connect.ts'
import { pauseContainer } from './container/pause.ts'
import { pruneContainers } from './container/prune.ts'
import { removeContainer } from './container/remove.ts'
import { renameContainer } from './container/rename.ts'
import { resizeContainer, resizeExec } from './container/resize.ts'
import { restartContainer } from './container/restart.ts'
import { startContainer } from './container/start.ts'
import { containerStats } from './container/stats.ts'
import { stopContainer } from './container/stop.ts'
import { topContainer } from './container/top.ts'
import { unpauseContainer } from './container/unpause.ts'
import { updateContainer } from './container/update.ts'
import { parseCondition, waitContainer } from './container/wait.ts'
import { Filters } from './filters.ts'
import { imageHistory } from './image/history.ts'
import { downloadArchive } from './image/download.ts'
import { importImage } from './image/import.ts'
import { inspectImage } from './image/inspect.ts'
import { imageLayers, layerFiles } from './image/layer-view.ts'
import { listImages } from './image/list.ts'
import { inspectDistribution, remoteManifest } from './image/distribution.ts'
import { pruneImages } from './image/prune.ts'
import { checkedPlatform, isRegistryError, pullImage, registryAuth } from './image/pull.ts'
import { loadImages } from './image/load.ts'
import { pushImage } from './image/push.ts'
import { removeImage } from './image/remove.ts'
import { saveImages } from './image/save.ts'
import { searchImages } from './image/search.ts'
import { referenceOf, tagImage } from './image/tag.ts'
import { createNetwork } from './network/create.ts'
import { listNetworks, pruneNetworks, removeNetwork } from './network/list.ts'
import { findNetwork, networkBody } from './network/network.ts'
import type { ContainerBackend, Session } from './server/router/container/backend.ts'
import type { ExecBackend } from './server/router/exec/backend.ts'
import type { ImageBackend } from './server/router/image/backend.ts'
import type { NetworkBackend } from './server/router/network/backend.ts'
import type { SystemBackend } from './server/router/system/backend.ts'
import type { VolumeBackend } from './server/router/volume/backend.ts'
import { diskUsage } from './system/disk-usage.ts'
import { eventStream } from './system/events.ts'
import { info } from './system/info.ts'
import { version } from './system/version.ts'
import { listVolumes, pruneVolumes } from './volume/list.ts'
import { createVolume, getVolume, removeVolume, volumeBody } from './volume/store.ts'

const sessionOf = (session: AttachSession): Session => ({
  tty: session.tty,
  output: session.output,
  input: (source) => session.input(source),
  leave: () => session.leave(),
  discard: () => {
    session.leave()
  },
})

export function containerBackend(ctx: ContainerContext): ContainerBackend {
  return {
    list: ({ filters, ...options }) => listContainers(ctx, { ...options, filters: Filters.parse(filters) }),
    inspect: (name, size) => inspectContainer(ctx, name, size),
    create: (name, request, platform) => createContainer(ctx, name, request, platform),
    start: (name) => startContainer(ctx, name),
    stop: (name, signal, timeout) => stopContainer(ctx, name, { signal, timeout }),
    restart: (name, signal, timeout) => restartContainer(ctx, name, { signal, timeout }),
    kill: (name, signal) => killContainer(ctx, name, signal),
    pause: (name) => pauseContainer(ctx, name),
    unpause: (name) => unpauseContainer(ctx, name),
    rename: (name, to) => renameContainer(ctx, name, to),
    update: (name, request) => updateContainer(ctx, name, request),
    remove: (name, options) => removeContainer(ctx, name, options),
    prune: (filters) => pruneContainers(ctx, Filters.parse(filters)),
    wait: (name, condition, signal) => waitContainer(ctx, name, parseCondition(condition), signal),
    top: (name, psArgs) => topContainer(ctx, name, psArgs),
    changes: (name) => containerChanges(ctx, name),
    resize: (name, rows, cols) => resizeContainer(ctx, name, rows, cols),
    logs: (name, options) => containerLogs(ctx, name, options),
    stats: (name, options) => containerStats(ctx, name, options),
    attach: (name, options) => sessionOf(attachContainer(ctx, name, options)),
    statArchive: (name, path) => statArchive(ctx, name, path),
    getArchive: (name, path) => getArchive(ctx, name, path),
    putArchive: (name, path, archive, options) => putArchive(ctx, name, path, archive, options),
    export: (name) => exportContainer(ctx, name),
    commit: (name, { repo, tag, ...options }) =>
      commitContainer(ctx, name, { ...options, ref: repo === '' ? null : taggable(repo, tag) }),
  }
}
function pulledReference(name: string, tag: string): ImageReference {
  try {
    return parseReference(tag ? `${name}${tag.startsWith('sha256:') ? '@' : ':'}${tag}` : name)
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(error.message)
    throw error
  }
}
function taggable(repo: string, tag: string): ImageReference {
  const ref = referenceOf(repo, tag)
  if (ref.digest !== null) throw invalid('cannot commit to digest reference')
  return ref
}
export function execBackend(ctx: ContainerContext): ExecBackend {
  return {
    create: (container, request) => createExec(ctx, container, request),
    inspect: (id) => inspectExec(ctx, id),
    check: (id) => void startableExec(ctx, id),
    start: async (id, size) => sessionOf(await startExec(ctx, id, { size })),
    resize: (id, rows, cols) => resizeExec(ctx, id, rows, cols),
  }
}
export function imageBackend(ctx: ContainerContext): ImageBackend {
  const { image } = ctx
  return {
    list: ({ filters, ...options }) => listImages(image, { ...options, filters: Filters.parse(filters) }),
    inspect: (name, platform) => inspectImage(image, checkedPlatform(image, name, platform)),
    history: (name, platform) => imageHistory(image, checkedPlatform(image, name, platform)),
    pull: async ({ image: name, tag, platform, auth, signal }) => {
      const ref = pulledReference(name, tag)
      const all = ref.tag === null && ref.digest === null
      const lines: AsyncIterable<JsonMessage> = await pullImage(image, { ref, all, auth, platform, signal })
      return lines
    },
    download: (url, signal) => downloadArchive(ctx, url, signal),
    import: ({ repo, tag, ...options }) =>
      importImage(image, options.archive, { ...options, ref: repo === '' ? null : referenceOf(repo, tag) }),
    push: ({ image: name, tag, auth }) => {
      const ref = referenceOf(name, tag)
      return pushImage(image, { ref: tag === '' ? { ...ref, tag: null } : ref, all: tag === '', auth })
    },
    save: (names, platform) => {
      for (const name of names) if (platform) checkedPlatform(image, name, platform)
      return saveImages(image, names)
    },
    load: (archive, quiet, platform) => loadImages(image, archive, quiet, platform),
    tag: (name, repo, tag) => tagImage(image, name, repo, tag),
    remove: (name, { force, noPrune }) => removeImage(image, name, { force, prune: !noPrune }),
    prune: (filters) => pruneImages(image, Filters.parse(filters)),
    search: (term, limit, filters) => searchImages(image, term, limit, Filters.parse(filters)),
    distribution: (name, auth) => inspectDistribution(image, name, auth),
    manifest: (name, auth) => remoteManifest(image, name, auth),
    layers: (name) => imageLayers(image, name),
    layerFiles: (name, chainId) => layerFiles(image, name, chainId),
  }
}
export function networkBackend(ctx: ContainerContext): NetworkBackend {
  const { network } = ctx
  return {
    list: (filters) => listNetworks(network, Filters.parse(filters)),
    inspect: (id) => networkBody(findNetwork(network, id), true),
    create: (request) => ({ Id: createNetwork(network, request).config.id, Warning: '' }),
    remove: (id) => removeNetwork(network, id),
    connect: (id, container, settings) => connectNetwork(ctx, id, container, settings),
    disconnect: (id, container, force) => disconnectNetwork(ctx, id, container, force),
    prune: (filters) => pruneNetworks(network, Filters.parse(filters)),
  }
}
export function volumeBackend(ctx: ContainerContext): VolumeBackend {
  const { volume } = ctx
  return {
    list: (filters) => listVolumes(volume, Filters.parse(filters)),
    inspect: (name) => volumeBody(getVolume(volume, name)),
    create: (request) =>
      volumeBody(
        createVolume(volume, {
          name: request.Name,
          driver: request.Driver,
          options: request.DriverOpts,
          labels: request.Labels,
        }),
      ),
    remove: (name, force) => removeVolume(volume, name, force),
    prune: (filters) => pruneVolumes(volume, Filters.parse(filters)),
  }
}
export function systemBackend(ctx: ContainerContext): SystemBackend {
  return {
    version: () => version(ctx.kernel.options.release),
    info: () => {
      const all = ctx.containers.all()
      const paused = all.filter((container) => container.state.paused).length
      const running = all.filter((container) => container.state.running).length - paused
      const { release, hostname, cpus, memoryBytes } = ctx.kernel.options
      return info({
        id: ctx.identity.id,
        containers: { running, paused, stopped: all.length - running - paused },
        images: ctx.image.images.images.size,
        now: ctx.stamps.now(),
        listeners: ctx.events.listenerCount - 1,
        kernelVersion: release,
        hostname,
        cpus,
        memoryBytes,
      })
    },
    diskUsage: (objects) => diskUsage(ctx, objects),
    auth: async (config) => {
      const server = config.serveraddress || 'https://index.docker.io/v1/'
      const domain = server.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
      try {
        await ctx.image.registry.login(domain === 'index.docker.io' ? 'docker.io' : domain, registryAuth(config) ?? {})
      } catch (error) {
        if (!isRegistryError(error)) throw error
        if (error.code === 'UNREACHABLE') throw system(error.message)
        const host = domain === 'index.docker.io' || domain === 'docker.io' ? 'registry-1.docker.io' : domain
        throw unauthorized(`Get "https://${host}/v2/": unauthorized: ${error.message.replace(/^unauthorized: /, '')}`)
      }
      return { IdentityToken: '', Status: 'Login Succeeded' }
    },
    events: (options) => eventStream(ctx, options),
  }
}
