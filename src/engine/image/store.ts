/**
 * Images by ID and the names that point to them (moby image/store.go and reference/store.go).
 * A name is kept in its canonical form ("docker.io/library/nginx:1.22", "docker.io/library/nginx@sha256:…").
 */
import type { Layer, LayerStore } from '../layer/layers.ts'
import { chainSize } from '../layer/layers.ts'
import type { ContainerConfig, ImageReference } from '../../api/types/index.ts'
import {
  canonicalString,
  familiarName,
  familiarString,
  invalid,
  notFound,
  parseReference,
  ReferenceError,
  withDefaultTag,
} from '../../api/types/index.ts'
import type { Nanos } from '../time.ts'
import type { ImageConfig } from './registry.ts'

/** What the engine writes into a configuration beyond the OCI fields (commit, import, classic builder). */
export interface StoredConfig extends ImageConfig {
  comment?: string
  docker_version?: string
  variant?: string
  container?: string
  container_config?: ContainerConfig
}
export interface Image {
  readonly id: string
  readonly config: StoredConfig
  /** The configuration's blob byte for byte: its SHA-256 is the ID. */
  readonly json: string
  readonly top: Layer | null
  /** The classic builder's parent image, or ''. */
  parent: string
  lastTagTime: Nanos
}
export interface NamedReference {
  readonly ref: ImageReference
  readonly id: string
}

export class ImageStore {
  readonly images = new Map<string, Image>()
  /** Top layers of interrupted pulls by the ID of the image that they are to become; each holds a reference. */
  readonly unfinished = new Map<string, Layer>()
  private readonly names = new Map<string, NamedReference>()
  readonly layers: LayerStore
  constructor(layers: LayerStore) {
    this.layers = layers
  }
  /** Adds it unless it is there; gives the one that is kept. */
  add(image: Image): Image {
    const present = this.images.get(image.id)
    if (present) return present
    this.images.set(image.id, image)
    this.layers.acquire(image.top)
    return image
  }
  /** Forgets the image; gives the layers that went with it, top first. */
  delete(id: string): Layer[] {
    const image = this.images.get(id)
    if (!image) return []
    this.images.delete(id)
    return this.layers.release(image.top)
  }
  children(id: string): Image[] {
    return [...this.images.values()].filter((image) => image.parent === id)
  }
  setReference(ref: ImageReference, id: string): void {
    this.names.set(canonicalString(ref), { ref, id })
  }
  removeReference(ref: ImageReference): boolean {
    return this.names.delete(canonicalString(ref))
  }
  lookUp(ref: ImageReference): string | undefined {
    return this.names.get(canonicalString(ref))?.id
  }
  allReferences(): NamedReference[] {
    return [...this.names.values()]
  }
  /** Names of an image, sorted as moby's reference store gives them. */
  references(id: string): ImageReference[] {
    return [...this.names.values()]
      .filter((name) => name.id === id)
      .map((name) => name.ref)
      .sort((a, b) => (familiarString(a) < familiarString(b) ? -1 : 1))
  }
  tags(id: string): ImageReference[] {
    return this.references(id).filter((ref) => ref.digest === null)
  }
  digests(id: string): ImageReference[] {
    return this.references(id).filter((ref) => ref.digest !== null)
  }

  /** By ID, ID prefix, name or digest. Throws notFound "No such image: …". */
  get(text: string): Image {
    const id = this.find(text)
    const image = id === undefined ? undefined : this.images.get(id)
    if (image) return image
    throw notFound(`No such image: ${missingName(text)}`)
  }
  private find(text: string): string | undefined {
    if (/^sha256:[0-9a-f]{64}$/.test(text)) return this.images.has(text) ? text : undefined
    if (/^[0-9a-f]{64}$/.test(text)) return this.images.has(`sha256:${text}`) ? `sha256:${text}` : undefined
    let ref: ImageReference
    try {
      ref = parseReference(text)
    } catch (error) {
      if (error instanceof ReferenceError) throw invalid(error.message)
      throw error
    }
    const named = this.lookUp(withDefaultTag(ref))
    if (named !== undefined) return named
    if (ref.tag !== null && ref.digest !== null) {
      const byDigest = this.lookUp({ ...ref, tag: null })
      if (byDigest !== undefined) return byDigest
    }
    return this.byPrefix(text)
  }
  private byPrefix(text: string): string | undefined {
    const prefix = text.startsWith('sha256:') ? text.slice(7) : text
    if (!/^[0-9a-f]{1,64}$/.test(prefix)) return undefined
    const found = [...this.images.keys()].filter((id) => id.startsWith(`sha256:${prefix}`))
    return found.length === 1 ? found[0] : undefined
  }
}
/** The name in "No such image": with its default tag, except for what is an ID. */
function missingName(text: string): string {
  try {
    return familiarString(withDefaultTag(parseReference(text)))
  } catch {
    return text
  }
}
export const imageSize = (image: Image): number => chainSize(image.top)
export const shortId = (id: string): string => (id.startsWith('sha256:') ? id.slice(7) : id).slice(0, 12)
export { familiarName, familiarString }
