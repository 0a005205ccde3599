/**
 * GET /images/get (moby image/tarexport/save.go): an OCI layout with manifest.json and repositories for older readers, and a legacy configuration for
 * each layer. The archive depends on the images alone: blobs have the time of their image, files that name them the epoch.
 */
import { encode } from '../../base/bytes.ts'
import { tarChunks, type TarContent, type TarEntry } from '../../base/tar.ts'
import type { ContainerConfig } from '../../api/types/index.ts'
import { canonicalString, familiarName, familiarString, system } from '../../api/types/index.ts'
import { goJson, sorted } from '../go.ts'
import { sparse, tarPieces } from '../layer/content.ts'
import { chain, chainIds, digestOf, type Layer } from '../layer/layers.ts'
import { legacyJson, type LegacyImage } from './classic-json.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { selectSaved, type Selected } from './save-select.ts'
import type { Image } from './store.ts'

const LAYER = 'application/vnd.oci.image.layer.v1.tar'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'
const BLOBS = 'blobs/sha256'

interface Descriptor {
  mediaType: string
  digest: string
  size: number
}
const textContent = (text: string): TarContent => {
  const data = encode(text)
  return { size: data.length, extents: [{ offset: 0, data }] }
}
const blobPath = (digest: string): string => `${BLOBS}/${digest.slice(7)}`

/** Throws notFound "No such image: x", system. */
export function saveImages(ctx: ImageContext, names: readonly string[]): Iterable<Uint8Array> {
  const session = new Session()
  for (const selected of selectSaved(ctx, names)) {
    session.add(selected)
    logImageEvent(ctx, 'save', selected.image.id, selected.image.id)
  }
  return tarChunks(session.entries())
}

class Session {
  private readonly files = new Map<string, { content: TarContent; mtime: number }>()
  private readonly layers = new Map<string, Descriptor>()
  private readonly index: object[] = []
  private readonly manifest: { item: Record<string, unknown>; id: string; parent: string }[] = []
  private readonly repositories: Record<string, Record<string, string>> = {}
  /** Of the image saved last. */
  private time = 0

  add({ image, refs }: Selected): void {
    const layers = chain(image.top)
    if (!layers.length) throw system('empty export - not implemented')
    this.time = Date.parse(image.config.created) || 0
    const sources = this.addLayers(image, layers)
    this.blob(image.id, textContent(image.json), this.time)
    const json = goJson({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, digest: image.id, size: encode(image.json).length },
      layers: layers.map((layer) => this.layers.get(layer.diffId)),
    })
    const digest = digestOf(json)
    this.blob(digest, textContent(json), 0)
    const base = { mediaType: MANIFEST, digest, size: encode(json).length }
    if (!refs.length) this.index.push(base)
    for (const ref of refs) {
      const name = familiarName(ref)
      const tag = ref.tag!
      ;(this.repositories[name] ??= {})[tag] = layers.at(-1)!.diffId.slice(7)
      this.index.push({
        ...base,
        annotations: {
          'io.containerd.image.name': canonicalString(ref),
          'org.opencontainers.image.ref.name': tag,
        },
      })
    }
    const item = {
      Config: blobPath(image.id),
      RepoTags: refs.length ? refs.map(familiarString) : null,
      Layers: layers.map((layer) => blobPath(layer.diffId)),
    }
    this.manifest.push({ item: { ...item, LayerSources: sorted(sources) }, id: image.id, parent: image.parent })
  }
  private addLayers(image: Image, layers: readonly Layer[]): Record<string, Descriptor> {
    const sources: Record<string, Descriptor> = {}
    const chains = chainIds(layers.map((layer) => layer.diffId))
    let parent = ''
    for (const [i, layer] of layers.entries()) {
      const { config } = image
      const legacy: LegacyImage =
        i === layers.length - 1
          ? {
              id: '',
              parent: '',
              comment: config.comment,
              created: config.created,
              container: config.container,
              containerConfig: config.container_config,
              dockerVersion: config.docker_version,
              author: config.author,
              config: config.config as ContainerConfig,
              architecture: config.architecture,
              variant: config.variant,
              os: config.os,
            }
          : { id: '', parent: '', created: '1970-01-01T00:00:00Z' }
      const id = legacyId(legacy, chains[i]!, parent)
      const json = goJson(legacyJson({ ...legacy, id: id.slice(7), parent: parent.slice(7), os: config.os }))
      this.blob(digestOf(json), textContent(json), this.time)
      sources[layer.diffId] = this.addLayer(layer)
      parent = id
    }
    return sources
  }
  private addLayer(layer: Layer): Descriptor {
    let descriptor = this.layers.get(layer.diffId)
    if (!descriptor) {
      const content = 'archive' in layer.content ? layer.content.archive : sparse(tarPieces(layer.content))
      this.blob(layer.diffId, content, this.time)
      descriptor = { mediaType: LAYER, digest: layer.diffId, size: content.size }
      this.layers.set(layer.diffId, descriptor)
    }
    const { mediaType, digest, size } = descriptor
    return { mediaType, size, digest } as Descriptor
  }
  private blob(digest: string, content: TarContent, mtime: number): void {
    const path = blobPath(digest)
    if (!this.files.has(path)) this.files.set(path, { content, mtime })
  }

  *entries(): Iterable<TarEntry> {
    const owner = { uid: 0, gid: 0 }
    for (const name of ['blobs/', `${BLOBS}/`]) yield { name, type: 'dir', mode: 0o755, ...owner, mtime: this.time }
    for (const [name, { content, mtime }] of [...this.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield { name, type: 'file', mode: 0o644, ...owner, mtime, content }
    }
    const repositories = Object.keys(this.repositories).length
      ? sorted(Object.fromEntries(Object.entries(this.repositories).map(([name, tags]) => [name, sorted(tags)])))
      : null
    const texts: [string, string][] = [
      ['index.json', goJson({ schemaVersion: 2, mediaType: INDEX, manifests: this.index })],
      ['manifest.json', `${goJson(this.items())}\n`],
      ['oci-layout', '{"imageLayoutVersion": "1.0.0"}'],
      ...(repositories ? [['repositories', `${goJson(repositories)}\n`] as [string, string]] : []),
    ]
    for (const [name, text] of texts) {
      yield { name, type: 'file', mode: 0o644, ...owner, mtime: 0, content: textContent(text) }
    }
  }
  /** The classic builder's parents are named where they are in the archive, too. */
  private items(): Record<string, unknown>[] {
    return this.manifest.map(({ item, parent }) => {
      const { LayerSources, ...rest } = item
      const known = this.manifest.some((other) => other.id === parent)
      return { ...rest, ...(known ? { Parent: parent } : {}), LayerSources }
    })
  }
}
/** image/v1 CreateID: the digest of the configuration's fields, sorted, with the layer and the parent. */
function legacyId(image: LegacyImage, chainId: string, parent: string): string {
  const fields = { ...legacyJson(image), layer_id: chainId, ...(parent ? { parent } : {}) }
  return digestOf(goJson(sorted(fields)))
}
