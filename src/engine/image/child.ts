/** New images of what the engine has itself: a commit's and an import's (moby image NewChildImage, layer registration). */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '../../base/rng.ts'
import { tarChunks } from '../../base/tar.ts'
import type { ContainerConfig } from '../../api/types/index.ts'
import { applyLayer } from '../../kernel/vfs/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { chainIds, digestOf, treeOf, type Layer } from '../layer/layers.ts'
import { tarOfLayer } from '../layer/tar.ts'
import type { ImageContext } from './context.ts'
import type { ContainerConfig as OciConfig, ImageConfig } from './registry.ts'
import type { Image, StoredConfig } from './store.ts'

/** DiffID and byte count of a layer: SHA-256 of its tar. */
export function measure(entries: readonly LayerEntry[]): { diffId: string; size: number } {
  const hash = sha256.create()
  for (const piece of tarChunks(tarOfLayer(entries))) hash.update(piece)
  const size = entries.reduce((sum, entry) => sum + (entry.content?.size ?? 0), 0)
  return { diffId: `sha256:${hex(hash.digest())}`, size }
}
export function addLayer(ctx: ImageContext, parent: Layer | null, entries: readonly LayerEntry[]): Layer {
  const { diffId, size } = measure(entries)
  const chainId = parent ? chainIds([parent.chainId, diffId])[1]! : diffId
  const present = ctx.layers.get(chainId)
  if (present) return present
  const tree = applyLayer(treeOf(parent), entries)
  return ctx.layers.register({ chainId, diffId, parent, size, digest: null, blobSize: 0, source: null, tree })
}
/** What of a container's configuration an image keeps. */
export function imageConfigOf(config: ContainerConfig): OciConfig {
  const out: OciConfig = {}
  if (config.User) out.User = config.User
  if (config.ExposedPorts && Object.keys(config.ExposedPorts).length) out.ExposedPorts = config.ExposedPorts
  if (config.Env?.length) out.Env = config.Env
  if (config.Entrypoint?.length) out.Entrypoint = config.Entrypoint
  if (config.Cmd?.length) out.Cmd = config.Cmd
  if (config.Volumes && Object.keys(config.Volumes).length) out.Volumes = config.Volumes
  if (config.WorkingDir) out.WorkingDir = config.WorkingDir
  if (config.Labels) out.Labels = config.Labels
  if (config.StopSignal) out.StopSignal = config.StopSignal
  if (config.Shell?.length) out.Shell = config.Shell
  if (config.OnBuild?.length) out.OnBuild = config.OnBuild
  if (config.Healthcheck) out.Healthcheck = config.Healthcheck
  return out
}
export interface ChildOptions {
  parent: Image | null
  /** null: no layer of its own. */
  top: Layer | null
  emptyLayer: boolean
  config: OciConfig
  created: string
  createdBy: string
  comment: string
  author: string
}
export function addChild(ctx: ImageContext, options: ChildOptions): Image {
  const { parent, top } = options
  const base: ImageConfig | null = parent?.config ?? null
  const diffIds: string[] = []
  for (let layer = top; layer; layer = layer.parent) diffIds.unshift(layer.diffId)
  const config: StoredConfig = {
    architecture: base?.architecture ?? 'amd64',
    ...(options.author ? { author: options.author } : {}),
    ...(options.comment ? { comment: options.comment } : {}),
    config: options.config,
    created: options.created,
    docker_version: '28.5.2',
    history: [
      ...(base?.history ?? []),
      {
        created: options.created,
        ...(options.author ? { author: options.author } : {}),
        ...(options.createdBy ? { created_by: options.createdBy } : {}),
        ...(options.comment ? { comment: options.comment } : {}),
        ...(options.emptyLayer ? { empty_layer: true } : {}),
      },
    ],
    os: base?.os ?? 'linux',
    rootfs: { type: 'layers', diff_ids: diffIds },
  }
  const json = JSON.stringify(config)
  return ctx.images.add({ id: digestOf(json), config, json, top, parent: parent?.id ?? '', lastTagTime: 0n })
}
