/**
 * The layer store: layers by chain ID, applied once and shared by all images and containers that stand on them
 * (moby layer/layer_store.go, overlay2). A layer's tree is the whole file system up to it.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import type { TreeRoot } from '../../kernel/vfs/types.ts'
import { EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { LayerContent } from './content.ts'

export interface Layer {
  readonly chainId: string
  readonly diffId: string
  readonly parent: Layer | null
  /** Bytes of files and symbolic links that this layer adds. */
  readonly size: number
  /** Of the compressed blob, when a registry knows it: where a snapshot takes the layer from again. */
  readonly digest: string | null
  /** Bytes of that blob; 0 without one. */
  readonly blobSize: number
  /** The public image it was pulled with; null: only here. */
  readonly source: LayerSource | null
  readonly tree: TreeRoot
  /** What its archive is made of. */
  readonly content: LayerContent
}
export interface LayerSource {
  readonly domain: string
  readonly path: string
  /** Digest of the manifest. */
  readonly manifest: string
}
export const digestOf = (data: Uint8Array | string): string =>
  `sha256:${hex(sha256(typeof data === 'string' ? encode(data) : data))}`
/** image-spec config.md: ChainID(L0..Ln) = SHA256(ChainID(L0..Ln-1) + " " + DiffID(Ln)). */
export function chainIds(diffIds: readonly string[]): string[] {
  const out: string[] = []
  for (const diffId of diffIds) out.push(out.length ? digestOf(`${out.at(-1)!} ${diffId}`) : diffId)
  return out
}
/** A directory name as overlay2 gives it; random there, here derived, so that it stays the same over a snapshot. */
export const cacheId = (seed: string): string => digestOf(`overlay2 ${seed}`).slice(7)

interface Entry {
  layer: Layer
  references: number
}
export class LayerStore {
  private readonly entries = new Map<string, Entry>()
  get(chainId: string): Layer | undefined {
    return this.entries.get(chainId)?.layer
  }
  all(): Layer[] {
    return [...this.entries.values()].map((entry) => entry.layer)
  }
  /** Adds it, unless the chain is there already; gives the one that is kept. Not yet referenced: see acquire. */
  register(layer: Layer): Layer {
    const present = this.entries.get(layer.chainId)
    if (present) return present.layer
    this.entries.set(layer.chainId, { layer, references: 0 })
    return layer
  }
  /** One reference more on the top layer, and so on everything below it. */
  acquire(top: Layer | null): void {
    const entry = top && this.entries.get(top.chainId)
    if (!entry) return
    if (entry.references++ === 0) this.acquire(entry.layer.parent)
  }
  /** Drops a reference; gives the layers that went, top first. */
  release(top: Layer | null): Layer[] {
    const entry = top && this.entries.get(top.chainId)
    if (!entry || --entry.references > 0) return []
    this.entries.delete(entry.layer.chainId)
    return [entry.layer, ...this.release(entry.layer.parent)]
  }
  references(chainId: string): number {
    return this.entries.get(chainId)?.references ?? 0
  }
}
export const treeOf = (top: Layer | null): TreeRoot => top?.tree ?? EMPTY_TREE
/** Bottom first. */
export function chain(top: Layer | null): Layer[] {
  const out: Layer[] = []
  for (let layer = top; layer; layer = layer.parent) out.unshift(layer)
  return out
}
export const chainSize = (top: Layer | null): number => chain(top).reduce((sum, layer) => sum + layer.size, 0)
