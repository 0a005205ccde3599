/** GET /images/{name}/history (moby daemon/images/image_history.go): newest first; only images that are here have an ID. */
import type { ImageHistoryItem } from '../../api/types/index.ts'
import { chain } from '../layer/layers.ts'
import type { ImageContext } from './context.ts'
import type { Image } from './store.ts'
import { familiarString } from './store.ts'

export function imageHistory(ctx: ImageContext, name: string): ImageHistoryItem[] {
  const image = ctx.images.get(name)
  const layers = chain(image.top)
  let next = 0
  const items: ImageHistoryItem[] = image.config.history.map((entry) => {
    const layer = entry.empty_layer ? undefined : layers[next++]
    return {
      Comment: entry.comment ?? '',
      Created: Math.floor((Date.parse(entry.created) || 0) / 1000),
      CreatedBy: entry.created_by ?? '',
      Id: '<missing>',
      Size: layer?.size ?? 0,
      Tags: null,
    }
  })
  items.reverse()
  // The image's own ID, then those of its parents, where each parent is one history entry shorter than what stands on it.
  let current: Image | undefined = image
  while (current) {
    const item: ImageHistoryItem | undefined = items[items.length - current.config.history.length]
    if (item) {
      item.Id = current.id
      const tags = ctx.images.tags(current.id).map(familiarString)
      item.Tags = tags.length ? tags : null
    }
    current = current.parent ? ctx.images.images.get(current.parent) : undefined
  }
  return items
}
