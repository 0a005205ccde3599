/**
 * How the catalogue describes an image: where it begins, then one step for each line of its history, some with a layer. Everything that
 * has a digest is computed from that; digests that were seen on the real Docker Hub are given, others are made of what they stand for.
 */
import { sha256Hex } from '../digest.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import type { ContainerConfig, ImageConfig, RemoteImage, RemoteLayer } from '../types.ts'

export interface LayerRecipe {
  /** Of the uncompressed tar; made up of `name` when it is not known. */
  diffId?: string
  /** Of the compressed blob, or the beginning of it. */
  digest?: string
  /** Unique in the catalogue. */
  name: string
  /** Compressed bytes. */
  size: number
  /** Sum of the files' sizes. */
  contentSize: number
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
  /** Of the manifest, when it was seen. */
  digest?: string
}

/** Go's encoding/json, which escapes what could be HTML. */
export const goJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    /[<>&\u2028\u2029]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'),
  )

const BUILDKIT = 'buildkit.dockerfile.v0'
/** diff ID of an archive without entries; every image's empty layer is the same one. */
export const EMPTY_LAYER: LayerRecipe = {
  name: 'empty',
  diffId: 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
  digest: 'sha256:4f4fb700ef54461cfa02571ae0db9a0dc1e0cdb5577484a6d75e68dc38e8acc1',
  size: 32,
  contentSize: 0,
  entries: () => Promise.resolve([]),
}

const diffIdOf = (layer: LayerRecipe): string => layer.diffId ?? `sha256:${sha256Hex(`naru layer ${layer.name}`)}`
/** Completes a digest of which only the beginning is known. */
function blobDigest(layer: LayerRecipe): string {
  const full = `sha256:${sha256Hex(`naru blob ${diffIdOf(layer)}`)}`
  const known = layer.digest ?? ''
  return known + full.slice(known.length)
}

const layersOf = (recipe: ImageRecipe): LayerRecipe[] => [
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
const remoteLayer = (layer: LayerRecipe): RemoteLayer => ({
  digest: blobDigest(layer),
  diffId: diffIdOf(layer),
  size: layer.size,
  contentSize: layer.contentSize,
  entries() {
    let entries = loaded.get(layer)
    if (!entries) loaded.set(layer, (entries = layer.entries()))
    return entries
  },
})

export function remoteImage(recipe: ImageRecipe): RemoteImage {
  const layers = layersOf(recipe).map(remoteLayer)
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
  return { ...image, digest: recipe.digest ?? `sha256:${sha256Hex(manifestJson(image))}` }
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
