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
  const used = new Set(ctx.users().map((user) => user.imageId))
  for (const image of [...ctx.images.images.values()]) {
    if (!ctx.images.images.has(image.id)) continue
    const labels = image.config.config.Labels
    if (until !== undefined && createdMillis(image) > until) continue
    if (!filters.matchLabels('label', labels)) continue
    if (filters.has('label!') && filters.matchesAnyLabel('label!', labels)) continue
    const refs = ctx.images.references(image.id)
    const tags = refs.filter((ref) => ref.digest === null)
    if (danglingOnly && tags.length) continue
    if (used.has(image.id)) continue
    if (!refs.length && ctx.images.children(image.id).length) continue
    const names =
      danglingOnly || !refs.length ? [image.id] : tags.length ? tags.map(familiarString) : refs.map(familiarString)
    for (const name of names) {
      try {
        deleted.push(...removeImage(ctx, name, { force: danglingOnly, prune: true }))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
      }
    }
  }
  const left = new Set(ctx.layers.all())
  const reclaimed = before.reduce((sum, layer) => sum + (left.has(layer) ? 0 : layer.size), 0)
  ctx.events.log('image', 'prune', '', { reclaimed: String(reclaimed) })
  return { ImagesDeleted: deleted.length ? deleted : null, SpaceReclaimed: reclaimed }
}
