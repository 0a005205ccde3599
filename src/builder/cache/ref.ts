/**
 * Results of steps: immutable trees, each on top of another (buildkit cache.ImmutableRef). A layer is the difference to the parent; it is
 * measured when something is exported.
 */
import type { LayerEntry, TreeRoot } from '../../kernel/vfs/types.ts'
import { EMPTY_TREE } from '../../kernel/vfs/index.ts'
import type { BaseLayer, LayerContent, LayerSource } from '../host.ts'
import { layerOf } from './layer.ts'

export type RecordType = 'regular' | 'source.local' | 'exec.cachemount' | 'internal'
export interface RefLayer {
  readonly diffId: string
  readonly chainId: string
  readonly size: number
}
export interface Ref {
  /** 25 characters. */
  readonly id: string
  readonly parent: Ref | null
  readonly tree: TreeRoot
  readonly type: RecordType
  readonly description: string
  /** Nanoseconds. */
  readonly created: bigint
  lastUsed: bigint | null
  usage: number
  /** Bytes of file content it adds. */
  readonly size: number
  /** Known from a base image, or since it was exported. */
  layer: RefLayer | null
  /** Of a base image's layer. */
  readonly blob: { digest: string | null; size: number; source: LayerSource | null; content: LayerContent } | null
  /** Entries that are not simply the difference (COPY --link). */
  readonly entries: readonly LayerEntry[] | null
}
export const treeOf = (ref: Ref | null): TreeRoot => ref?.tree ?? EMPTY_TREE
export const entriesOf = (ref: Ref): readonly LayerEntry[] => ref.entries ?? layerOf(treeOf(ref.parent), ref.tree)
export const bytesOf = (entries: readonly LayerEntry[]): number =>
  entries.reduce((sum, entry) => sum + (entry.content?.size ?? 0), 0)
/** Bottom first. */
export function refChain(top: Ref | null): Ref[] {
  const out: Ref[] = []
  for (let ref = top; ref; ref = ref.parent) out.unshift(ref)
  return out
}
export const baseLayerOf = (ref: Ref & { layer: RefLayer }): BaseLayer => ({
  ...ref.layer,
  digest: ref.blob?.digest ?? null,
  blobSize: ref.blob?.size ?? 0,
  source: ref.blob?.source ?? null,
  tree: ref.tree,
  // Only asked for when the engine does not have the layer yet.
  get content() {
    return ref.blob?.content ?? { entries: entriesOf(ref) }
  },
})
