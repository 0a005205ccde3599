/** The result into the engine's image store (moby builder-next/exporter/mobyexporter). */
import { chainIdOf } from '../solve/chain.ts'
import { baseLayerOf, entriesOf, refChain, type Ref, type RefLayer } from '../cache/ref.ts'
import type { Clock } from '../../base/clock.ts'
import type { ImageHost } from '../host.ts'
import type { ImageDraft } from '../image-config.ts'
import { imageConfig } from './config.ts'
import { inlineCacheOf } from './inline-cache.ts'
import type { CacheStore } from '../cache/store.ts'

export interface ExportImage {
  images: ImageHost
  clock: Clock
  store: CacheStore
  top: Ref | null
  draft: ImageDraft
  baseHistory: number
  epoch: string | null
  inlineCache: boolean
}
/** SHA-256 of each layer that was never exported. Bottom first. */
export async function measureLayers(
  images: ImageHost,
  clock: Clock,
  top: Ref | null,
): Promise<(Ref & { layer: RefLayer })[]> {
  const out: (Ref & { layer: RefLayer })[] = []
  for (const ref of refChain(top)) {
    if (!ref.layer) {
      const { diffId, size } = images.measure(entriesOf(ref))
      const below = out.at(-1)
      ref.layer = { diffId, size, chainId: below ? chainIdOf([below.layer.chainId, diffId]) : diffId }
      if (size > 1 << 22) await clock.breathe()
    }
    out.push(ref as Ref & { layer: RefLayer })
  }
  return out
}
export async function exportImage(options: ExportImage): Promise<string> {
  const { images, clock, top, draft, epoch } = options
  const refs = await measureLayers(images, clock, top)
  for (const ref of refs) options.store.hold(ref)
  const { config, json } = imageConfig({
    draft,
    layers: refs,
    diffIds: refs.map((ref) => ref.layer.diffId),
    epoch,
    baseHistory: options.baseHistory,
    inlineCache: options.inlineCache ? inlineCacheOf(options.store, refs) : null,
  })
  return images.add({ json, config, layers: refs.map(baseLayerOf) })
}
