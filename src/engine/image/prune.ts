/** POST /images/prune (moby daemon/images/images_prune.go): dangling images, or with dangling=false all that no container uses. */
import type { ImageDeleteItem, ImagesPruneResponse } from '../../api/types/index.ts'
import { ApiError } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { parseAge } from '../until.ts'
import type { ImageContext } from './context.ts'
import { createdMillis } from './list.ts'
import { removeImage } from './remove.ts'
import { familiarString } from './store.ts'

export function pruneImages(ctx: ImageContext, filters: Filters): ImagesPruneResponse {
  filters.validate(['dangling', 'label', 'label!', 'until'])
  const danglingOnly = filters.bool('dangling') ?? true
  const until = filters.get('until').map((value) => parseAge(value, ctx.clock.now()))[0]
  const before = ctx.layers.all()
  const deleted: ImageDeleteItem[] = []
  for (const top of ctx.images.unfinished.values()) ctx.layers.release(top)
  ctx.images.unfinished.clear()
  // All are chosen before the first goes, so that what only now loses its child stays.
  const chosen = [...ctx.images.images.values()].filter((image) => {
    const labels = image.config.config.Labels
    if (!ctx.images.references(image.id).length && ctx.images.children(image.id).length) return false
    if (until !== undefined && createdMillis(image) > until) return false
    if (!filters.matchLabels('label', labels)) return false
    return !(filters.has('label!') && filters.matchesAnyLabel('label!', labels))
  })
  for (const image of chosen) {
    const refs = ctx.images.references(image.id)
    if (danglingOnly && refs.some((ref) => ref.digest === null)) continue
    for (const name of refs.length ? refs.map(familiarString) : [image.id]) {
      try {
        deleted.push(...removeImage(ctx, name, { force: false, prune: true }))
      } catch (error) {
        // In use, or gone with a name before.
        if (!(error instanceof ApiError)) throw error
      }
    }
  }
  const left = new Set(ctx.layers.all())
  const reclaimed = before.reduce((sum, layer) => sum + (left.has(layer) ? 0 : layer.size), 0)
  ctx.events.log('image', 'prune', '', { reclaimed: String(reclaimed) })
  return { ImagesDeleted: deleted.length ? deleted : null, SpaceReclaimed: reclaimed }
}
