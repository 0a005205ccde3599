/**
 * DELETE /images/{name} (moby daemon/images/image_delete.go): untag first, and delete the image and its layers when no name is left.
 * A conflict is hard (a running container, a child image: force does not help) or soft (a stopped container, several names).
 */
import type { ImageDeleteItem, ImageReference } from '../../api/types/index.ts'
import { conflict, parseReference, withDefaultTag } from '../../api/types/index.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import type { Image } from './store.ts'
import { familiarName, familiarString, shortId } from './store.ts'

export interface ImageRemoveOptions {
  force: boolean
  /** Also remove unnamed parents. */
  prune: boolean
}
/** Which conflicts to look for; soft ones are those that force overrides. */
interface Checks {
  stoppedContainer: boolean
  activeReference: boolean
}
interface Conflict {
  message: string
  /** A container uses it. */
  used: boolean
}

export function removeImage(ctx: ImageContext, name: string, options: ImageRemoveOptions): ImageDeleteItem[] {
  const image = ctx.images.get(name)
  const items: ImageDeleteItem[] = []
  const refs = ctx.images.references(image.id)
  const byName = !isIdOf(image, name)
  if (byName) {
    const ref = removedReference(ctx, name)
    const user = ctx.users().find((other) => other.imageId === image.id)
    if (!options.force && user && isSingleReference(refs)) {
      throw conflict(
        `conflict: unable to remove repository reference "${name}" (must force) - container ${user.id.slice(0, 12)} is using its referenced image ${shortId(image.id)}`,
      )
    }
    untag(ctx, image, ref, items)
    // Digests of the same repository go with its last tag.
    const same = ctx.images
      .references(image.id)
      .filter((other) => other.domain === ref.domain && other.path === ref.path)
    if (ref.digest === null && same.every((other) => other.digest !== null)) {
      for (const digest of same) untag(ctx, image, digest, items)
    }
    if (ctx.images.references(image.id).length) return items
  } else if (isSingleReference(refs)) {
    const found = findConflict(ctx, image, { stoppedContainer: !options.force, activeReference: false })
    if (found) throw conflict(`conflict: unable to delete ${shortId(image.id)} ${found.message}`)
    for (const ref of refs) untag(ctx, image, ref, items)
  }
  deleteImage(ctx, image, items, { ...options, quiet: byName })
  return items
}

function isIdOf(image: Image, name: string): boolean {
  const text = name.startsWith('sha256:') ? name.slice(7) : name
  return /^[0-9a-f]+$/.test(text) && image.id.slice(7).startsWith(text)
}
function removedReference(ctx: ImageContext, name: string): ImageReference {
  const ref = withDefaultTag(parseReference(name))
  return ref.tag !== null && ref.digest !== null && ctx.images.lookUp(ref) === undefined ? { ...ref, tag: null } : ref
}
/** At most one tag, and digests of its repository only. */
function isSingleReference(refs: readonly ImageReference[]): boolean {
  if (refs.length <= 1) return true
  const tags = refs.filter((ref) => ref.digest === null)
  return tags.length <= 1 && new Set(refs.map(familiarName)).size === 1
}
function untag(ctx: ImageContext, image: Image, ref: ImageReference, items: ImageDeleteItem[]): void {
  ctx.images.removeReference(ref)
  items.push({ Untagged: familiarString(ref) })
  logImageEvent(ctx, 'untag', image.id, image.id)
}
function findConflict(ctx: ImageContext, image: Image, checks: Checks): Conflict | null {
  if (ctx.images.children(image.id).length) {
    return { used: false, message: '(cannot be forced) - image has dependent child images' }
  }
  const users = ctx.users().filter((user) => user.imageId === image.id)
  const running = users.find((user) => user.running)
  if (running) {
    const id = running.id.slice(0, 12)
    return { used: true, message: `(cannot be forced) - image is being used by running container ${id}` }
  }
  if (checks.activeReference && ctx.images.references(image.id).length) {
    return { used: false, message: '(must be forced) - image is referenced in multiple repositories' }
  }
  const stopped = users.find((user) => !user.running)
  if (checks.stoppedContainer && stopped) {
    const id = stopped.id.slice(0, 12)
    return { used: true, message: `(must be forced) - image is being used by stopped container ${id}` }
  }
  return null
}
/** Quiet: conflicts are no error where the image is still named or used; the names are gone in any case. */
function deleteImage(
  ctx: ImageContext,
  image: Image,
  items: ImageDeleteItem[],
  options: ImageRemoveOptions & { quiet: boolean },
): void {
  const found = findConflict(ctx, image, { stoppedContainer: !options.force, activeReference: !options.force })
  if (found) {
    const dangling = !ctx.images.references(image.id).length && !ctx.images.children(image.id).length
    if (options.quiet && (!dangling || found.used)) return
    throw conflict(`conflict: unable to delete ${shortId(image.id)} ${found.message}`)
  }
  const parent = image.parent ? ctx.images.images.get(image.parent) : undefined
  for (const ref of ctx.images.references(image.id)) untag(ctx, image, ref, items)
  logImageEvent(ctx, 'delete', image.id, image.id)
  const layers = ctx.images.delete(image.id)
  ctx.changed()
  items.push({ Deleted: image.id })
  for (const layer of layers) items.push({ Deleted: layer.chainId })
  if (options.prune && parent) deleteImage(ctx, parent, items, { force: false, prune: true, quiet: true })
}
