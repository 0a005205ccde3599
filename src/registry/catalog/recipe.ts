/**
 * How the catalogue describes an image: where it begins, then one step for each line of its history, some with a layer. Everything that has a digest is
 * computed from the layers' bytes and the configuration (digests.ts); docs/catalog.md tells how to add an image.
 */
import { sha256Hex } from '../digest.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import type { ContainerConfig, ImageConfig, RemoteImage, RemoteLayer } from '../types.ts'
import { layerDigests } from './digests.ts'

export interface LayerRecipe {
  /** Unique in the catalogue. */
  name: string
  /** Compressed bytes of the original; the blob is padded to it. Without it: of our own bytes. */
  size?: number
  /** Bytes of the files of the original, for the tests: ours must have as many. */
  contentSize?: number
  entries(): Promise<readonly LayerEntry[]>
}
export interface Step {
  /** The `created_by` of docker history. */
  by: string
  layer?: LayerRecipe
}
export interface ImageRecipe {
  /** "library/nginx" */
  repository: string
  tags: readonly string[]
  /** RFC 3339, as the config has it. */
  created: string
  from?: ImageRecipe
  steps: readonly Step[]
  /** The whole config, not only what differs from `from`. Keys in the order of the OCI specification: the image ID depends on it. */
  config: ContainerConfig
  comment?: string
  architecture?: string
}

/** Go's encoding/json, which escapes what could be HTML. */
export const goJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    /[<>&\u2028\u2029]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'),
  )

const BUILDKIT = 'buildkit.dockerfile.v0'
/** The layer of a WORKDIR that was there already: every image's is the same one. */
export const EMPTY_LAYER: LayerRecipe = { name: 'empty', contentSize: 0, entries: () => Promise.resolve([]) }

export const layersOf = (recipe: ImageRecipe): LayerRecipe[] => [
  ...(recipe.from ? layersOf(recipe.from) : []),
  ...recipe.steps.flatMap((step) => step.layer ?? []),
]
const historyOf = (recipe: ImageRecipe): ImageConfig['history'] => [
  ...(recipe.from ? historyOf(recipe.from) : []),
  ...recipe.steps.map((step) => ({
    created: recipe.created,
    created_by: step.by,
    ...(recipe.comment === '' ? {} : { comment: recipe.comment ?? BUILDKIT }),
    ...(step.layer ? {} : { empty_layer: true }),
  })),
]

/** The entries of a layer are asked for once, also when several images share it. */
const loaded = new WeakMap<LayerRecipe, Promise<readonly LayerEntry[]>>()
async function remoteLayer(layer: LayerRecipe): Promise<RemoteLayer> {
  const { diffId, digest, size, contentSize } = await layerDigests(layer)
  return {
    digest,
    diffId,
    size,
    contentSize,
    entries() {
      let entries = loaded.get(layer)
      if (!entries) loaded.set(layer, (entries = layer.entries()))
      return entries
    },
  }
}

export async function remoteImage(recipe: ImageRecipe): Promise<RemoteImage> {
  const layers = await Promise.all(layersOf(recipe).map(remoteLayer))
  const config: ImageConfig = {
    architecture: recipe.architecture ?? 'amd64',
    config: recipe.config,
    created: recipe.created,
    history: historyOf(recipe),
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.diffId) },
  }
  const configJson = goJson(config)
  const image = { id: `sha256:${sha256Hex(configJson)}`, config, configJson, layers }
  return { ...image, digest: `sha256:${sha256Hex(manifestJson(image))}` }
}

export const MANIFEST_TYPE = 'application/vnd.docker.distribution.manifest.v2+json'
/** The manifest (image manifest version 2, schema 2) as docker push writes it. */
export function manifestJson(image: Omit<RemoteImage, 'digest'>): string {
  return goJson(
    {
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: {
        mediaType: 'application/vnd.docker.container.image.v1+json',
        size: new TextEncoder().encode(image.configJson ?? goJson(image.config)).length,
        digest: image.id,
      },
      layers: image.layers.map(({ size, digest }) => ({
        mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
        size,
        digest,
      })),
    },
    3,
  )
}
