/** GET /images/search (moby daemon/images/search.go). */
import type { ImageSearchItem } from '../../api/types/index.ts'
import { invalid } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { goQuote } from '../go.ts'
import type { ImageContext } from './context.ts'

const LIMIT_MAX = 100

export async function searchImages(
  ctx: ImageContext,
  term: string,
  limit: number,
  filters: Filters,
): Promise<ImageSearchItem[]> {
  filters.validate(['is-automated', 'is-official', 'stars'])
  const official = filters.bool('is-official')
  const automated = filters.bool('is-automated')
  let stars = 0
  for (const value of filters.get('stars')) {
    if (!/^[+-]?\d+$/.test(value)) {
      throw invalid(`invalid filter 'stars=${value}': strconv.Atoi: parsing ${goQuote(value)}: invalid syntax`)
    }
    stars = Math.max(stars, Number(value))
  }
  if (limit < 0 || limit > LIMIT_MAX) throw invalid(`limit ${limit} is outside the range of [1, ${LIMIT_MAX}]`)
  const found = await ctx.registry.search(term)
  return found
    .filter((item) => official === undefined || item.is_official === official)
    .filter((item) => automated === undefined || item.is_automated === automated)
    .filter((item) => item.star_count >= stars)
    .map((item) => ({
      star_count: item.star_count,
      is_official: item.is_official,
      name: item.name,
      is_automated: item.is_automated,
      description: item.description,
    }))
}
