/** POST /images/create?fromSrc=- (moby daemon/images/image_import.go): an archive becomes an image of one layer. */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '../../base/rng.ts'
import { TarError } from '../../base/tar.ts'
import type { ImageReference } from '../../api/types/index.ts'
import { system } from '../../api/types/index.ts'
import type { FileContent } from '../../kernel/vfs/types.ts'
import { layerEntries, SparseBuffer, sizeOfEntries } from '../layer/content.ts'
import { rfc3339Nano } from '../time.ts'
import { applyChanges } from './change.ts'
import { decompressed } from '../layer/compression.ts'
import { addChild, imageConfigOf, registerLayer } from './child.ts'
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
  const buffer = new SparseBuffer()
  const hash = sha256.create()
  let entries
  const content = { archive: { size: 0, extents: [] } as FileContent }
  try {
    for await (const piece of decompressed(archive)) {
      hash.update(piece)
      buffer.add(piece)
    }
    content.archive = buffer.content()
    entries = layerEntries(content)
  } catch (error) {
    if (error instanceof TarError) throw system(error.message)
    throw error
  }
  const diffId = `sha256:${hex(hash.digest())}`
  const top = registerLayer(ctx, null, { diffId, size: sizeOfEntries(entries), content, entries })
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
