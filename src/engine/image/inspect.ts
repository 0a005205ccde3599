/** GET /images/{name}/json (moby daemon/images/image_inspect.go). */
import type { ContainerConfig, ImageInspect } from '../../api/types/index.ts'
import { sorted, sortedOrNull } from '../go.ts'
import { cacheId, chain } from '../layer/layers.ts'
import type { Layer } from '../layer/layers.ts'
import { rfc3339Nano, ZERO_TIME } from '../time.ts'
import type { ImageContext } from './context.ts'
import type { ContainerConfig as OciContainerConfig } from './registry.ts'
import type { Image } from './store.ts'
import { familiarName, familiarString, imageSize } from './store.ts'

export function inspectImage(ctx: ImageContext, name: string): ImageInspect {
  const image = ctx.images.get(name)
  const { config } = image
  return {
    Id: image.id,
    RepoTags: ctx.images.tags(image.id).map(familiarString),
    RepoDigests: ctx.images.digests(image.id).map((ref) => `${familiarName(ref)}@${ref.digest!}`),
    Parent: image.parent,
    Comment: imageComment(image),
    Created: config.created,
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    ...(config.variant ? { Variant: config.variant } : {}),
    Os: config.os,
    Size: imageSize(image),
    GraphDriver: { Data: graphData(image.top), Name: 'overlay2' },
    RootFS: { Type: 'layers', ...(config.rootfs.diff_ids?.length ? { Layers: config.rootfs.diff_ids } : {}) },
    Metadata: { LastTagTime: image.lastTagTime === 0n ? ZERO_TIME : rfc3339Nano(image.lastTagTime) },
    Config: inspectConfig(config.config),
  }
}
export const imageComment = (image: Image): string => image.config.comment || image.config.history.at(-1)?.comment || ''

/** The fields in the order that the engine writes them: by name; some only when they are set. */
function inspectConfig(config: OciContainerConfig): ContainerConfig {
  return {
    ...(config.ArgsEscaped ? { ArgsEscaped: true } : {}),
    Cmd: config.Cmd ?? null,
    Entrypoint: config.Entrypoint ?? null,
    Env: config.Env ?? null,
    ...(config.ExposedPorts && Object.keys(config.ExposedPorts).length
      ? { ExposedPorts: sorted(config.ExposedPorts) }
      : {}),
    ...(config.Healthcheck ? { Healthcheck: config.Healthcheck } : {}),
    Labels: sortedOrNull(config.Labels),
    OnBuild: config.OnBuild ?? null,
    ...(config.Shell ? { Shell: config.Shell } : {}),
    ...(config.StopSignal ? { StopSignal: config.StopSignal } : {}),
    User: config.User ?? '',
    Volumes: sortedOrNull(config.Volumes),
    WorkingDir: config.WorkingDir ?? '',
  }
}
export const OVERLAY = '/var/lib/docker/overlay2'
export const layerDirectory = (layer: Layer): string => `${OVERLAY}/${cacheId(layer.chainId)}`
function graphData(top: Layer | null): Record<string, string> | null {
  if (!top) return null
  const lower = chain(top)
    .slice(0, -1)
    .reverse()
    .map((layer) => `${layerDirectory(layer)}/diff`)
  const directory = layerDirectory(top)
  return {
    ...(lower.length ? { LowerDir: lower.join(':') } : {}),
    MergedDir: `${directory}/merged`,
    UpperDir: `${directory}/diff`,
    WorkDir: `${directory}/work`,
  }
}
