/** GET /images/get (moby image/tarexport/save.go): an OCI layout with manifest.json and repositories for older readers. */
import { sha256 } from '@noble/hashes/sha2.js'
import { encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import { tarChunks, type TarContent, type TarEntry } from '../../base/tar.ts'
import type { ImageReference } from '../../api/types/index.ts'
import { canonicalString, familiarName, familiarString, notFound, parseReference } from '../../api/types/index.ts'
import { diffTrees, tarOfLayer, treeEntries } from '../../kernel/vfs/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import { chain, treeOf, type Layer } from '../layer/layers.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import type { Image } from './store.ts'

const LAYER = 'application/vnd.oci.image.layer.v1.tar'
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const INDEX = 'application/vnd.oci.image.index.v1+json'

interface Selected {
  image: Image
  refs: ImageReference[]
}
/** Names with all their tags, tags, or IDs. Throws notFound "No such image: x". */
function select(ctx: ImageContext, names: readonly string[]): Selected[] {
  const out = new Map<string, Selected>()
  const add = (id: string, ref: ImageReference | null): void => {
    const image = ctx.images.images.get(id)!
    const selected = out.get(id) ?? { image, refs: [] }
    if (ref && !selected.refs.some((other) => canonicalString(other) === canonicalString(ref))) selected.refs.push(ref)
    out.set(id, selected)
  }
  for (const name of names) {
    const ref = nameOf(name)
    const tagged = ref
      ? ctx.images
          .allReferences()
          .filter(({ ref: other }) => other.tag !== null && other.domain === ref.domain && other.path === ref.path)
          .filter(({ ref: other }) => (ref.tag === null && ref.digest === null) || other.tag === ref.tag)
      : []
    if (tagged.length && ref?.digest === null) for (const found of tagged) add(found.id, found.ref)
    else {
      try {
        add(ctx.images.get(name).id, null)
      } catch {
        throw notFound(`No such image: ${name}`)
      }
    }
  }
  return [...out.values()]
}
function nameOf(text: string): ImageReference | null {
  try {
    return parseReference(text)
  } catch {
    return null
  }
}
const entriesOf = (layer: Layer): LayerEntry[] =>
  layer.parent ? diffTrees(treeOf(layer.parent), layer.tree) : [...treeEntries(layer.tree)]
const textContent = (text: string): TarContent => {
  const data = encode(text)
  return { size: data.length, extents: [{ offset: 0, data }] }
}
const hashOf = (text: string): string => hex(sha256(encode(text)))

/** A layer's archive as a file's content: pieces in their places, zeros as holes. */
function layerContent(layer: Layer): TarContent {
  const extents: { offset: number; data: Uint8Array }[] = []
  let size = 0
  for (const piece of tarChunks(tarOfLayer(entriesOf(layer)))) {
    if (piece.length < 4096 || piece.some((byte) => byte !== 0)) extents.push({ offset: size, data: piece })
    size += piece.length
  }
  return { size, extents }
}

export function saveImages(ctx: ImageContext, names: readonly string[]): Iterable<Uint8Array> {
  const selected = select(ctx, names)
  const files = new Map<string, { content: TarContent; mtime: number }>()
  const now = ctx.clock.now()
  const blob = (digest: string, content: () => TarContent, mtime = now): string => {
    const path = `blobs/sha256/${digest}`
    if (!files.has(path)) files.set(path, { content: content(), mtime })
    return path
  }
  const manifests: object[] = []
  const index: object[] = []
  const repositories: Record<string, Record<string, string>> = {}
  for (const { image, refs } of selected) {
    const layers = chain(image.top)
    const descriptors = layers.map((layer) => {
      const digest = layer.diffId.slice(7)
      const path = blob(digest, () => layerContent(layer))
      return { path, mediaType: LAYER, digest: layer.diffId, size: files.get(path)!.content.size }
    })
    const config = blob(image.id.slice(7), () => textContent(image.json))
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: { mediaType: CONFIG, digest: image.id, size: encode(image.json).length },
      layers: descriptors.map(({ path: _, ...descriptor }) => descriptor),
    })
    const digest = hashOf(manifest)
    blob(digest, () => textContent(manifest), 0)
    const sources = Object.fromEntries(
      descriptors
        .map(({ path: _, ...descriptor }) => [descriptor.digest, descriptor] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    manifests.push({
      Config: config,
      RepoTags: refs.length ? refs.map(familiarString) : null,
      Layers: descriptors.map(({ path }) => path),
      LayerSources: sources,
    })
    const base = { mediaType: MANIFEST, digest: `sha256:${digest}`, size: manifest.length }
    if (!refs.length) index.push(base)
    for (const ref of refs) {
      index.push({
        ...base,
        annotations: {
          'io.containerd.image.name': canonicalString(ref),
          'org.opencontainers.image.ref.name': ref.tag!,
        },
      })
      ;(repositories[familiarName(ref)] ??= {})[ref.tag!] = (layers.at(-1)?.diffId ?? image.id).slice(7)
    }
    logImageEvent(ctx, 'save', image.id, refs[0] ? familiarString(refs[0]) : image.id)
  }
  return tarChunks(
    archive(files, now, [
      ['index.json', JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: index })],
      ['manifest.json', `${JSON.stringify(manifests)}\n`],
      ['oci-layout', '{"imageLayoutVersion": "1.0.0"}'],
      ...(Object.keys(repositories).length
        ? [['repositories', `${JSON.stringify(repositories)}\n`] as [string, string]]
        : []),
    ]),
  )
}
function* archive(
  files: Map<string, { content: TarContent; mtime: number }>,
  now: number,
  texts: [string, string][],
): Iterable<TarEntry> {
  const owner = { uid: 0, gid: 0 }
  for (const name of ['blobs/', 'blobs/sha256/']) yield { name, type: 'dir', mode: 0o755, ...owner, mtime: now }
  for (const [name, { content, mtime }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield { name, type: 'file', mode: 0o644, ...owner, mtime, content }
  }
  for (const [name, text] of texts) {
    yield { name, type: 'file', mode: 0o644, ...owner, mtime: 0, content: textContent(text) }
  }
}
