/**
 * Cache keys inside an image's configuration ("moby.buildkit.cache.v0"), and back (buildkit cache/remotecache/inline): --cache-from finds the layers
 * of steps by them.
 */
import { base64, unbase64 } from '../../base/base64.ts'
import { decode, encode } from '../../base/bytes.ts'
import type { Ref } from '../cache/ref.ts'
import type { CacheStore } from '../cache/store.ts'
import { stampText } from '../stamp.ts'

interface InlineCache {
  layers: { parent: number }[]
  records: { digest: string; layers: { layer: number; createdAt: string }[] }[]
}
export function inlineCacheOf(store: CacheStore, refs: readonly Ref[]): string {
  const index = new Map(refs.map((ref, i) => [ref.id, i]))
  const records: InlineCache['records'] = []
  for (const [key, id] of store.keys) {
    const layer = index.get(id)
    if (layer !== undefined && key.startsWith('sha256:'))
      records.push({ digest: key, layers: [{ layer, createdAt: stampText(refs[layer]!.created) }] })
  }
  const cache: InlineCache = { layers: refs.map((_, i) => ({ parent: i - 1 })), records }
  return base64(encode(JSON.stringify(cache)))
}
/** Key → index of the layer and when it was made. */
export function readInlineCache(config: object): ReadonlyMap<string, { layer: number; created: string }> {
  const text = (config as { 'moby.buildkit.cache.v0'?: unknown })['moby.buildkit.cache.v0']
  const out = new Map<string, { layer: number; created: string }>()
  if (typeof text !== 'string') return out
  try {
    const { records } = JSON.parse(decode(unbase64(text))) as InlineCache
    for (const { digest, layers } of records)
      if (layers[0]) out.set(digest, { layer: layers[0].layer, created: layers[0].createdAt })
  } catch {
    return new Map()
  }
  return out
}
