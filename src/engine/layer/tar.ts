/** Archives of layers, trees and single files, for cp, export, import and commit (moby pkg/archive). */
import { readTar, readTarStream, type TarEntry } from '../../base/tar.ts'
import { layerOfTar, tarOfLayer } from '../../kernel/vfs/index.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

/** Entries under new names; null leaves one out. Links to other entries of the archive follow. */
export function* rebased(entries: Iterable<LayerEntry>, rename: (path: string) => string | null): Iterable<TarEntry> {
  for (const entry of entries) {
    const name = rename(entry.path)
    if (name === null || entry.type === 'whiteout' || entry.type === 'opaque') continue
    const linkname = entry.type === 'hardlink' ? (rename(entry.linkname ?? '') ?? '') : entry.linkname
    yield {
      name,
      type: entry.type,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      mtime: entry.mtime,
      ...(linkname === undefined ? {} : { linkname }),
      ...(entry.rdev === undefined ? {} : { rdev: entry.rdev }),
      ...(entry.content ? { content: entry.content } : {}),
    }
  }
}
export { tarOfLayer }
/** What an archive holds, as entries to apply. With `whiteouts`, .wh. files are what they mean in a layer. Throws TarError. */
export async function entriesOfTar(
  archive: Uint8Array | AsyncIterable<Uint8Array>,
  options: { whiteouts: boolean },
): Promise<LayerEntry[]> {
  if (archive instanceof Uint8Array) return layerOfTar(readTar(archive), options)
  const entries: TarEntry[] = []
  for await (const entry of readTarStream(archive)) entries.push(entry)
  return layerOfTar(entries, options)
}
