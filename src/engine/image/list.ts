/** GET /images/json (moby daemon/images/images.go). */
import type { ImageSummary } from '../../api/types/index.ts'
import { system } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { pathMatch } from '../glob.ts'
import { chain } from '../layer/layers.ts'
import { sortedOrNull } from '../go.ts'
import { parseAge } from '../until.ts'
import type { ImageContext } from './context.ts'
import type { Image } from './store.ts'
import { familiarName, familiarString, imageSize } from './store.ts'
import type { ImageReference } from '../../api/types/index.ts'

export interface ImageListOptions {
  all: boolean
  filters: Filters
  sharedSize?: boolean
  /** For /system/df. */
  containerCount?: boolean
}
const FILTERS = ['dangling', 'label', 'label!', 'before', 'since', 'reference', 'until']

export const createdMillis = (image: Image): number => Date.parse(image.config.created) || 0

export function listImages(ctx: ImageContext, options: ImageListOptions): ImageSummary[] {
  const { filters } = options
  filters.validate(FILTERS)
  const dangling = filters.bool('dangling')
  let before = Infinity
  let since = -Infinity
  for (const name of filters.get('before')) before = Math.min(before, createdMillis(ctx.images.get(name)))
  for (const name of filters.get('since')) since = Math.max(since, createdMillis(ctx.images.get(name)))
  for (const value of filters.get('until')) before = Math.min(before, parseAge(value, ctx.clock.now()))

  const summaries: ImageSummary[] = []
  for (const image of ctx.images.images.values()) {
    const created = createdMillis(image)
    if (created >= before || created <= since) continue
    if (!filters.matchLabels('label', image.config.config.Labels)) continue
    if (filters.has('label!') && filters.matchesAnyLabel('label!', image.config.config.Labels)) continue
    const matches = (ref: ImageReference): boolean => matchesReference(ref, filters.get('reference'))
    const tags = ctx.images.tags(image.id).filter(matches)
    const digests = ctx.images.digests(image.id).filter(matches)
    if (filters.has('reference') && !tags.length && !digests.length) continue
    if (!tags.length && !digests.length) {
      const intermediate = ctx.images.children(image.id).length > 0
      if (!options.all && intermediate) continue
      if (dangling === true && intermediate) continue
      if (dangling === false) continue
    } else if (dangling === true && tags.length) continue
    else if (dangling === true && !tags.length && digests.length && ctx.images.children(image.id).length) continue
    summaries.push({
      Containers: options.containerCount ? ctx.users().filter((user) => user.imageId === image.id).length : 0,
      Created: Math.floor(created / 1000),
      Id: image.id,
      Labels: sortedOrNull(image.config.config.Labels),
      ParentId: image.parent,
      RepoDigests: digests.map((ref) => `${familiarName(ref)}@${ref.digest!}`),
      RepoTags: tags.map(familiarString),
      SharedSize: options.sharedSize ? sharedSize(ctx, image) : -1,
      Size: imageSize(image),
    })
  }
  return summaries.sort((a, b) => b.Created - a.Created)
}
/** Bytes of layers that other images stand on, too. */
function sharedSize(ctx: ImageContext, image: Image): number {
  const others = new Set(
    [...ctx.images.images.values()]
      .filter((other) => other.id !== image.id)
      .flatMap((other) => chain(other.top).map((layer) => layer.chainId)),
  )
  return chain(image.top).reduce((sum, layer) => sum + (others.has(layer.chainId) ? layer.size : 0), 0)
}
/** reference.FamiliarMatch over several patterns: on the name with its tag, and on the name alone. */
function matchesReference(ref: ImageReference, patterns: readonly string[]): boolean {
  if (!patterns.length) return true
  return patterns.some((pattern) => {
    const whole = pathMatch(pattern, familiarString(ref))
    const name = pathMatch(pattern, familiarName(ref))
    if (whole === null || name === null) throw system('syntax error in pattern')
    return whole || name
  })
}
export const totalLayerSize = (ctx: ImageContext): number =>
  ctx.layers.all().reduce((sum, layer) => sum + layer.size, 0)
