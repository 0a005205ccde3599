/** --cache-from: an image that says by which keys its layers were made (inline cache). One without says nothing and nothing is found. */
import type { BuildRun } from './build.ts'
import type { Ref } from './cache/ref.ts'
import { CanceledError, textOf } from './errors.ts'
import { readInlineCache } from './export/inline-cache.ts'
import type { BaseLayer, ResolvedImage } from './host.ts'

export interface Imported {
  /** The layer that was made by this key on top of `parent`. */
  find(key: string, parent: Ref | null): Ref | null
}
export async function importCache(run: BuildRun, name: string): Promise<Imported | null> {
  const { host, store } = run.world
  let layers: readonly BaseLayer[] = []
  let image: ResolvedImage | null = null
  const canonical = ((): string => {
    try {
      return host.images.normalise(name)
    } catch {
      return name
    }
  })()
  try {
    await run.step(`importing cache manifest from ${canonical}`, async (digest) => {
      image = await host.images.resolve(name, { pull: false, credentials: (domain) => run.credentials(domain) })
      const keys = readInlineCache(image.config)
      if (!keys.size) return
      layers = await image.layers(
        { status: (id, current, total, done) => run.progress.status(digest, id, current, total, done) },
        run.signal,
      )
    })
  } catch (error) {
    // The step shows its error; the build goes on without.
    if (error instanceof CanceledError || textOf(error) === 'context canceled') throw error
    return null
  }
  const config = (image as ResolvedImage | null)?.config
  if (!config || !layers.length) return null
  const keys = readInlineCache(config)
  return {
    find(key, parent) {
      const entry = keys.get(key)
      const layer = entry && layers[entry.layer]
      if (!entry || !layer) return null
      const known = store.chains.get(layer.chainId)
      if (known) {
        store.keys.set(key, known.id)
        return known
      }
      const { chainId, diffId, size, tree, content } = layer
      const made = store.make({
        parent,
        tree,
        type: 'regular',
        description: `pulled from ${canonical}`,
        size,
        layer: { chainId, diffId, size },
        blob: { digest: layer.digest, size: layer.blobSize, source: layer.source, content },
      })
      const ref = { ...made, created: BigInt(Date.parse(entry.created)) * 1_000_000n }
      store.chains.set(chainId, ref)
      return store.put(ref, key)
    },
  }
}
