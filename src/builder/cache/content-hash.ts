/**
 * Digests of files as BuildKit's contenthash has them: type and permissions, owner, names, contents, link targets; no times. Nodes of a
 * snapshot never change, so a file is read once.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import { contentBytes } from '../../kernel/vfs/index.ts'
import type { FileContent, LayerEntry } from '../../kernel/vfs/types.ts'

const PAGE = 4096
const contents = new WeakMap<FileContent, string>()

/** Holes and zeros are the same thing. */
export function contentDigest(content: FileContent): string {
  const known = contents.get(content)
  if (known !== undefined) return known
  const digest = content.size <= 1 << 20 ? hex(sha256(contentBytes(content))) : sparseDigest(content)
  contents.set(content, digest)
  return digest
}
function sparseDigest(content: FileContent): string {
  const hash = sha256.create()
  hash.update(encode(`sparse ${content.size}\n`))
  for (const { offset, data } of content.extents) {
    for (let at = 0; at < data.length;) {
      const index = Math.floor((offset + at) / PAGE)
      const end = Math.min(data.length, (index + 1) * PAGE - offset)
      const piece = data.subarray(at, end)
      if (piece.some((byte) => byte !== 0)) {
        const page = new Uint8Array(PAGE)
        page.set(piece, offset + at - index * PAGE)
        hash.update(encode(`${index} `))
        hash.update(page)
      }
      at = end
    }
  }
  return hex(hash.digest())
}
/** One file, whatever it is called. */
export function entryDigest(entry: LayerEntry): string {
  const { type, mode, uid, gid, linkname = '', rdev = 0 } = entry
  const body = entry.content ? contentDigest(entry.content) : ''
  return `${type} ${mode.toString(8)} ${uid} ${gid} ${linkname} ${rdev} ${body}`
}
/** Of a list of entries, by their paths. */
export function entriesDigest(entries: readonly LayerEntry[]): string {
  const parts = entries.map((entry) => encode(`${entry.path}\0${entryDigest(entry)}\0`))
  return `sha256:${hex(sha256(concat(parts)))}`
}
