/** POST /images/create?fromSrc=- (moby daemon/images/image_import.go): an archive becomes an image of one layer. */
import { TarError } from '../../base/tar.ts'
import type { ImageReference } from '../../api/types/index.ts'
import { system } from '../../api/types/index.ts'
import { entriesOfTar } from '../layer/tar.ts'
import { rfc3339Nano } from '../time.ts'
import { applyChanges } from './change.ts'
import { decompressed } from './load.ts'
import { addChild, addLayer, imageConfigOf } from './child.ts'
import type { ImageContext } from './context.ts'
import { logImageEvent } from './context.ts'
import { applyTag } from './tag.ts'

export interface ImportOptions {
  ref: ImageReference | null
  message: string
  changes: readonly string[]
  source: string
}
/** The new image's ID. */
export async function importImage(
  ctx: ImageContext,
  archive: Uint8Array | AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<string> {
  const config = applyChanges({}, options.changes)
  let entries
  try {
    entries = await entriesOfTar(decompressed(archive), { whiteouts: true })
  } catch (error) {
    if (error instanceof TarError) throw system(error.message)
    throw error
  }
  const top = addLayer(ctx, null, entries)
  const image = addChild(ctx, {
    parent: null,
    top,
    emptyLayer: false,
    config: imageConfigOf(config),
    created: rfc3339Nano(ctx.stamps.now()),
    createdBy: '',
    comment: options.message || `Imported from ${options.source}`,
    author: '',
  })
  if (options.ref) applyTag(ctx, image.id, options.ref)
  logImageEvent(ctx, 'import', image.id, image.id)
  return image.id
}
