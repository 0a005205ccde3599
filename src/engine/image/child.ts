/** New images of what the engine has itself: a commit's and an import's (moby image NewChildImage, layer registration). */
import type { ContainerConfig } from '../../api/types/index.ts'
import { applyLayer } from '../../kernel/vfs/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { digestOfPieces, sizeOfEntries, tarPieces, type LayerContent } from '../layer/content.ts'
import { chain, chainIds, digestOf, treeOf, type Layer } from '../layer/layers.ts'
import { classicJson, wholeConfig } from './classic-json.ts'
import type { ImageContext } from './context.ts'
import type { ContainerConfig as OciConfig, ImageConfig } from './registry.ts'
import type { Image, StoredConfig } from './store.ts'

/** DiffID and byte count of a layer: SHA-256 of its tar. */
export function measure(entries: readonly LayerEntry[]): { diffId: string; size: number } {
  return { diffId: digestOfPieces(tarPieces({ entries })).digest, size: sizeOfEntries(entries) }
}
export function addLayer(ctx: ImageContext, parent: Layer | null, entries: readonly LayerEntry[]): Layer {
  const { diffId, size } = measure(entries)
  return registerLayer(ctx, parent, { diffId, size, content: { entries }, entries })
}
/** A layer that is only here: made by us, or out of an archive. */
export function registerLayer(
  ctx: ImageContext,
  parent: Layer | null,
  made: { diffId: string; size: number; content: LayerContent; entries: readonly LayerEntry[] },
): Layer {
  const { diffId, size, content, entries } = made
  const chainId = parent ? chainIds([parent.chainId, diffId])[1]! : diffId
  const present = ctx.layers.get(chainId)
  if (present) return present
  const tree = applyLayer(treeOf(parent), entries)
  return ctx.layers.register({
    chainId,
    diffId,
    parent,
    size,
    digest: null,
    blobSize: 0,
    source: null,
    tree,
    content,
  })
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
  /** Of a commit or a step of the classic builder: where the change was made. */
  container?: { id: string; config: ContainerConfig }
}
export function addChild(ctx: ImageContext, options: ChildOptions): Image {
  const { parent, top, container } = options
  const base: ImageConfig | null = parent?.config ?? null
  const config = {
    architecture: base?.architecture ?? 'amd64',
    ...(options.author ? { author: options.author } : {}),
    ...(options.comment && !parent ? { comment: options.comment } : {}),
    config: wholeConfig(options.config),
    ...(container ? { container: container.id } : {}),
    container_config: wholeConfig(container?.config ?? {}),
    created: options.created,
    docker_version: '28.5.2',
    history: [
      ...(base?.history ?? []),
      {
        created: options.created,
        ...(options.createdBy ? { created_by: options.createdBy } : {}),
        ...(options.author ? { author: options.author } : {}),
        ...(options.comment ? { comment: options.comment } : {}),
        ...(options.emptyLayer ? { empty_layer: true } : {}),
      },
    ],
    os: base?.os ?? 'linux',
    rootfs: { type: 'layers', diff_ids: chain(top).map((layer) => layer.diffId) },
  }
  return addImage(ctx, classicJson(config), top, parent?.id ?? '')
}
/** An image by its configuration's bytes, whose diff IDs are those of `top`'s chain. */
export function addImage(ctx: ImageContext, json: string, top: Layer | null, parent = ''): Image {
  const config = JSON.parse(json) as StoredConfig
  return ctx.images.add({ id: digestOf(json), config, json, top, parent, lastTagTime: 0n })
}
