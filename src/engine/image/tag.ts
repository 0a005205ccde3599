/** POST /images/{name}/tag (moby daemon/images/image_tag.go). */
import type { ImageReference } from '../../api/types/index.ts'
import { invalid, parseReference, ReferenceError, withDefaultTag } from '../../api/types/index.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { familiarString } from './store.ts'

/** Parses repo and tag as the API takes them. Throws invalidParameter with the reference library's text. */
export function referenceOf(repo: string, tag: string): ImageReference {
  try {
    const ref = parseReference(tag ? `${repo}${/^[a-z0-9]+:/.test(tag) && tag.includes(':') ? '@' : ':'}${tag}` : repo)
    return withDefaultTag(ref)
  } catch (error) {
    if (error instanceof ReferenceError) throw invalid(error.message)
    throw error
  }
}
export function tagImage(ctx: ImageContext, name: string, repo: string, tag: string): void {
  const image = ctx.images.get(name)
  const ref = referenceOf(repo, tag)
  if (ref.digest !== null) throw invalid('refusing to create a tag with a digest reference')
  if (ref.path === 'library/sha256' && ref.domain === 'docker.io') {
    throw invalid('refusing to create an ambiguous tag using digest algorithm as name')
  }
  applyTag(ctx, image.id, ref)
}
export function applyTag(ctx: ImageContext, id: string, ref: ImageReference): void {
  ctx.images.setReference(ref, id)
  const image = ctx.images.images.get(id)
  if (image) image.lastTagTime = ctx.stamps.now()
  logImageEvent(ctx, 'tag', id, familiarString(ref))
}
