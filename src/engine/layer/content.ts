/**
 * What a layer is made of, byte for byte: the entries that we archive ourselves, or an archive that came from outside and must come out again as it was
 * (moby keeps such ones with tar-split). Archives are sparse contents: zeros cost nothing, and the files of the unpacked tree are views of them.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { hex } from '../../base/rng.ts'
import { tarChunks, TarReader, type TarEntry } from '../../base/tar.ts'
import { layerOfTar, tarOfLayer } from '../../kernel/vfs/index.ts'
import type { FileContent, LayerEntry } from '../../kernel/vfs/types.ts'

export type LayerContent = { readonly entries: readonly LayerEntry[] } | { readonly archive: FileContent }

const CHUNK = 65_536
const ZEROS = new Uint8Array(CHUNK)

const isZero = (bytes: Uint8Array): boolean => {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false
  return true
}
/** Collects a stream into a sparse content: chunks of 64 KiB, those of zeros left out. */
export class SparseBuffer {
  private readonly extents: { offset: number; data: Uint8Array }[] = []
  private chunk = new Uint8Array(CHUNK)
  private used = 0
  private start = 0
  add(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const part = bytes.subarray(done, done + CHUNK - this.used)
      this.chunk.set(part, this.used)
      this.used += part.length
      done += part.length
      if (this.used === CHUNK) this.flush()
    }
  }
  private flush(): void {
    if (!isZero(this.chunk.subarray(0, this.used))) {
      const whole = this.used === CHUNK
      this.extents.push({ offset: this.start, data: whole ? this.chunk : this.chunk.slice(0, this.used) })
      this.chunk = new Uint8Array(CHUNK)
    }
    this.start += this.used
    this.used = 0
  }
  content(): FileContent {
    if (this.used) this.flush()
    return { size: this.start, extents: this.extents }
  }
}
export function sparse(pieces: Iterable<Uint8Array>): FileContent {
  const buffer = new SparseBuffer()
  for (const piece of pieces) buffer.add(piece)
  return buffer.content()
}
/** A content in pieces, holes as views of one block of zeros. */
export function* piecesOf({ size, extents }: FileContent): Iterable<Uint8Array> {
  let at = 0
  for (const { offset, data } of extents) {
    yield* zeros(offset - at)
    yield data
    at = offset + data.length
  }
  yield* zeros(size - at)
}
function* zeros(count: number): Iterable<Uint8Array> {
  for (let left = count; left > 0; left -= CHUNK) yield left >= CHUNK ? ZEROS : ZEROS.subarray(0, left)
}
export function digestOfPieces(pieces: Iterable<Uint8Array>): { digest: string; size: number } {
  const hash = sha256.create()
  let size = 0
  for (const piece of pieces) {
    hash.update(piece)
    size += piece.length
  }
  return { digest: `sha256:${hex(hash.digest())}`, size }
}

/** The uncompressed tar. */
export const tarPieces = (content: LayerContent): Iterable<Uint8Array> =>
  'archive' in content ? piecesOf(content.archive) : tarChunks(tarOfLayer(content.entries))

/** Entries to apply; files are views of the archive's bytes. Throws TarError. */
export function layerEntries(content: LayerContent): readonly LayerEntry[] {
  if ('entries' in content) return content.entries
  const { archive } = content
  const reader = new TarReader()
  const entries: TarEntry[] = []
  const take = (found: readonly TarEntry[]): void => {
    for (const entry of found) {
      const offset = reader.offsetOf(entry)
      entries.push(entry.content ? { ...entry, content: slice(archive, offset, offset + entry.content.size) } : entry)
    }
  }
  for (const piece of piecesOf(archive)) take(reader.push(piece))
  reader.finish()
  return layerOfTar(entries)
}
function slice({ extents }: FileContent, from: number, to: number): FileContent {
  const out: { offset: number; data: Uint8Array }[] = []
  for (let i = firstAfter(extents, from); i < extents.length && extents[i]!.offset < to; i++) {
    const { offset, data } = extents[i]!
    const start = Math.max(from, offset)
    out.push({ offset: start - from, data: data.subarray(start - offset, Math.min(to, offset + data.length) - offset) })
  }
  return { size: to - from, extents: out }
}
/** Index of the first extent that ends after `at`. */
function firstAfter(extents: FileContent['extents'], at: number): number {
  let low = 0
  let high = extents.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (extents[middle]!.offset + extents[middle]!.data.length <= at) low = middle + 1
    else high = middle
  }
  return low
}

const textLength = (text: string): number => new TextEncoder().encode(text).length
/** Bytes of an unpacked layer as overlay2 counts them (moby pkg/directory Size): files and symbolic links, each inode once. */
export function sizeOfEntries(entries: readonly LayerEntry[]): number {
  const sizes = new Map<string, number>()
  for (const { path, type, content, linkname } of entries) {
    if (type === 'file') sizes.set(path, content?.size ?? 0)
    else if (type === 'symlink') sizes.set(path, textLength(linkname ?? ''))
    else if (type !== 'opaque') sizes.delete(path)
  }
  let size = 0
  for (const bytes of sizes.values()) size += bytes
  return size
}
