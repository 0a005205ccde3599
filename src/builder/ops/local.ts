/**
 * The client's folder as a tree (buildkit source/local): what it says of its files, and the content of those that are new since the last
 * time: only that counts as sent. Owners are root's. The bytes counted are those of fsutil's packets, as progress shows them.
 */
import type { SessionStat } from '../../api/types/index.ts'
import { S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from '../../base/abi/files.ts'
import { encode, equal } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import { applyLayer, contentBytes, EMPTY_TREE, fileContent } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeRoot } from '../../kernel/vfs/types.ts'
import type { LocalCopy } from '../cache/store.ts'
import type { Session } from '../session.ts'

/** fsutil sends a file in pieces of this size. */
const PIECE = 32 * 1024
/** Bytes after which everything else has its turn. */
const TURN = 4 * 1024 * 1024

export interface Transfer {
  tree: TreeRoot
  entries: Map<string, LayerEntry>
  size: number
}
export async function transfer(
  session: Session,
  clock: Clock,
  name: string,
  filter: { include: readonly string[]; exclude: readonly string[]; follow: readonly string[] },
  before: LocalCopy | undefined,
  progress: (bytes: number) => void,
): Promise<Transfer> {
  const stats = await session.stat(name, filter)
  const entries = new Map<string, LayerEntry>()
  let size = 2
  let since = 0
  for (const [id, stat] of stats.entries()) {
    const type = stat.mode & S_IFMT
    const path = stat.path.replace(/^\/+|\/+$/g, '')
    if (path === '') continue
    size += packet(statSize(stat))
    const common = { path, mode: stat.mode & 0o7777, uid: 0, gid: 0, mtime: stat.mtime }
    if (type === S_IFDIR) entries.set(path, { ...common, type: 'dir' })
    else if (type === S_IFLNK) entries.set(path, { ...common, type: 'symlink', linkname: stat.linkname ?? '' })
    else if (type === S_IFREG && stat.linkname) {
      entries.set(path, { ...common, type: 'hardlink', linkname: stat.linkname.replace(/^\/+/, '') })
    } else if (type === S_IFREG) {
      const old = before?.entries.get(path)
      // Time may stand still here: that it looks the same is not enough for two files to be the same.
      const data = await session.read(name, stat.path)
      const looksSame = old?.mtime === stat.mtime && old.mode === common.mode
      const same =
        old?.content !== undefined && old.content.size === data.length && equal(contentBytes(old.content), data)
      const content = same ? old.content! : fileContent(data)
      if (!same || !looksSame) size += dataSize(id, data.length)
      since += data.length
      entries.set(path, { ...common, type: 'file', content })
      if (since > TURN) {
        since = 0
        progress(size)
        await clock.breathe()
      }
    }
  }
  const tree =
    before && unchanged(before.entries, entries) ? before.ref.tree : applyLayer(EMPTY_TREE, [...entries.values()])
  return { tree, entries, size }
}
/** The same tree again has its digests already. */
function unchanged(before: ReadonlyMap<string, LayerEntry>, now: ReadonlyMap<string, LayerEntry>): boolean {
  if (before.size !== now.size) return false
  for (const [path, entry] of now) {
    const old = before.get(path)
    if (old?.type !== entry.type || old.mode !== entry.mode || old.mtime !== entry.mtime) return false
    if (old.linkname !== entry.linkname || old.content !== entry.content) return false
  }
  return true
}
const varint = (value: number): number => (value < 128 ? 1 : 1 + varint(Math.floor(value / 128)))
/** A message inside a packet: tag, length, body. */
const packet = (body: number): number => {
  const whole = body === 0 ? 0 : 1 + varint(body) + body
  return whole
}
function statSize(stat: SessionStat): number {
  const type = stat.mode & S_IFMT
  const path = encode(stat.path).length
  const goMode = (stat.mode & 0o777) + (type === S_IFDIR ? 2 ** 31 : type === S_IFLNK ? 2 ** 27 : 0)
  const link = encode(stat.linkname ?? '').length
  return (
    1 +
    varint(path) +
    path +
    (goMode ? 1 + varint(goMode) : 0) +
    (type === S_IFREG && stat.size ? 1 + varint(stat.size) : 0) +
    1 +
    varint(stat.mtime * 1e6) +
    (link ? 1 + varint(link) + link : 0)
  )
}
function dataSize(id: number, bytes: number): number {
  const head = 2 + (id ? 1 + varint(id) : 0)
  let size = head
  for (let at = 0; at < bytes; at += PIECE) {
    const piece = Math.min(PIECE, bytes - at)
    size += head + 1 + varint(piece) + piece
  }
  return size
}
