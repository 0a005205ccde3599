/** The text of a file of a layer. */
import { decode } from '../../base/bytes.ts'
import { contentBytes } from '../../kernel/vfs/file-data.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

export function contentText(entries: readonly LayerEntry[], path: string): string {
  const entry = entries.find((candidate) => candidate.path === path)
  if (!entry?.content) throw new Error(`no such file in the layer: ${path}`)
  return decode(contentBytes(entry.content))
}
