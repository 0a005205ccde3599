/** POST /commit (moby daemon/commit.go). */
import type { ContainerConfig, ImageReference } from '../../api/types/index.ts'
import { diffTrees } from '../../kernel/vfs/index.ts'
import { applyChanges } from '../image/change.ts'
import { addChild, addLayer, imageConfigOf } from '../image/child.ts'
import { familiarString } from '../image/store.ts'
import { applyTag } from '../image/tag.ts'
import { rfc3339Nano } from '../time.ts'
import { mergeFields } from './config.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'

export interface CommitOptions {
  ref: ImageReference | null
  comment: string
  author: string
  pause: boolean
  changes: readonly string[]
  config: ContainerConfig
}
export function commitContainer(ctx: ContainerContext, term: string, options: CommitOptions): string {
  const container = ctx.containers.get(term)
  const changed = applyChanges(options.config, options.changes)
  const config = mergeFields(changed, imageConfigOf(container.config))
  // The snapshot is atomic; pausing is only to be seen by others.
  const pause = options.pause && container.task && !container.state.paused
  if (pause) logEvent(ctx, container, 'pause')
  const entries = diffTrees(container.base, container.rootfs.snapshot())
  if (pause) logEvent(ctx, container, 'unpause')
  const parent = ctx.image.images.images.get(container.imageId) ?? null
  const top = entries.length ? addLayer(ctx.image, parent?.top ?? null, entries) : (parent?.top ?? null)
  const image = addChild(ctx.image, {
    parent,
    top,
    emptyLayer: entries.length === 0,
    config: imageConfigOf(config),
    created: rfc3339Nano(ctx.stamps.now()),
    createdBy: (container.config.Cmd ?? []).join(' '),
    comment: options.comment,
    author: options.author,
    container: { id: container.id, config: container.config },
  })
  if (options.ref) applyTag(ctx.image, image.id, options.ref)
  logEvent(ctx, container, 'commit', {
    comment: options.comment,
    imageID: image.id,
    imageRef: options.ref ? familiarString(options.ref) : '',
  })
  return image.id
}
