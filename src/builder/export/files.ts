/** The result as files for the client: --output type=local, entry by entry, and type=tar, one archive (buildkit exporter/{local,tar}). */
import { S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG } from '../../base/abi/files.ts'
import { concat, EMPTY } from '../../base/bytes.ts'
import { tarChunks } from '../../base/tar.ts'
import { contentBytes, treeEntries } from '../../kernel/vfs/index.ts'
import { tarOfLayer } from '../../kernel/vfs/layer-tar.ts'
import type { LayerEntry, TreeRoot } from '../../kernel/vfs/types.ts'
import type { SessionStat } from '../../api/types/index.ts'
import type { Session } from '../session.ts'

const TYPES = { dir: S_IFDIR, symlink: S_IFLNK, char: S_IFCHR, block: S_IFBLK, fifo: S_IFIFO } as const

export async function exportLocal(session: Session, tree: TreeRoot, progress: (bytes: number) => void): Promise<void> {
  let bytes = 0
  for (const entry of treeEntries(tree)) {
    if (entry.path === '') continue
    const data = entry.content ? contentBytes(entry.content) : EMPTY
    await session.export(statOf(entry), data)
    progress((bytes += data.length))
  }
  await session.exportEnd()
}
function statOf(entry: LayerEntry): SessionStat {
  const type = entry.type in TYPES ? TYPES[entry.type as keyof typeof TYPES] : S_IFREG
  const { path, mode, uid, gid, mtime, linkname } = entry
  return {
    path,
    mode: type | mode,
    uid,
    gid,
    size: entry.content?.size ?? 0,
    mtime,
    ...(linkname === undefined ? {} : { linkname }),
  }
}
export async function exportTar(session: Session, tree: TreeRoot, progress: (bytes: number) => void): Promise<void> {
  const data = concat([...tarChunks(tarOfLayer(treeEntries(tree)))])
  await session.export({ path: 'archive', mode: S_IFREG | 0o644, uid: 0, gid: 0, size: data.length, mtime: 0 }, data)
  progress(data.length)
  await session.exportEnd()
}
