/** Layer entries to tar entries and back (moby pkg/archive): whiteouts are files named .wh.NAME. */
import { readTar, type TarEntry } from '../../base/tar.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'

const WHITEOUT = '.wh.'
const OPAQUE = '.wh..wh..opq'

/** `rename` gives the archive's name of a path; null leaves the entry out. */
export function* tarEntries(
  entries: Iterable<LayerEntry>,
  rename: (path: string) => string | null = (path) => path || null,
): Iterable<TarEntry> {
  for (const entry of entries) {
    const common = { mode: entry.mode, uid: entry.uid, gid: entry.gid, mtime: entry.mtime }
    if (entry.type === 'whiteout' || entry.type === 'opaque') {
      const slash = entry.path.lastIndexOf('/') + 1
      const path =
        entry.type === 'opaque'
          ? `${entry.path ? `${entry.path}/` : ''}${OPAQUE}`
          : `${entry.path.slice(0, slash)}${WHITEOUT}${entry.path.slice(slash)}`
      yield { name: path, type: 'file', ...common, mode: 0, content: { size: 0, extents: [] } }
      continue
    }
    const name = rename(entry.path)
    if (name === null) continue
    const linkname = entry.type === 'hardlink' ? (rename(entry.linkname ?? '') ?? '') : entry.linkname
    yield {
      name,
      type: entry.type,
      ...common,
      ...(linkname === undefined ? {} : { linkname }),
      ...(entry.rdev === undefined ? {} : { rdev: entry.rdev }),
      ...(entry.content ? { content: entry.content } : {}),
    }
  }
}
/** "./a//b/" → "a/b"; null for what would leave the tree. */
export function cleanName(name: string): string | null {
  const out: string[] = []
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (!out.length) return null
      out.pop()
    } else out.push(part)
  }
  return out.join('/')
}
/** What an archive holds, as entries to apply. With `whiteouts`, .wh. files are what they mean in a layer. */
export async function entriesOfTar(
  archive: Uint8Array | AsyncIterable<Uint8Array>,
  options: { whiteouts: boolean },
): Promise<LayerEntry[]> {
  const out: LayerEntry[] = []
  for await (const entry of readTar(archive)) {
    const path = cleanName(entry.name)
    if (path === null) continue
    const slash = path.lastIndexOf('/') + 1
    const base = path.slice(slash)
    if (options.whiteouts && base.startsWith(WHITEOUT)) {
      const common = { mode: 0, uid: 0, gid: 0, mtime: entry.mtime }
      if (base === OPAQUE) out.push({ path: path.slice(0, Math.max(0, slash - 1)), type: 'opaque', ...common })
      else if (!base.startsWith('.wh..wh.')) {
        out.push({ path: path.slice(0, slash) + base.slice(WHITEOUT.length), type: 'whiteout', ...common })
      }
      continue
    }
    const linkname = entry.type === 'hardlink' ? (cleanName(entry.linkname ?? '') ?? '') : entry.linkname
    out.push({
      path,
      type: entry.type,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      mtime: entry.mtime,
      ...(entry.content ? { content: entry.content } : {}),
      ...(linkname === undefined ? {} : { linkname }),
      ...(entry.rdev === undefined ? {} : { rdev: entry.rdev }),
    })
  }
  return out
}
