/**
 * The data of one regular file in a tree. It starts as shared, immutable content (extents) and becomes chunks of 64 KiB when first written.
 * A chunk belongs to the FileData that may write it in place; a clone shares chunks and copies the ones it writes. Bytes that were never
 * stored are zeros, and zeros written are accounted (pages of 4 KiB) but not stored, so that `dd if=/dev/zero` costs no memory.
 */
import { EMPTY } from '../../base/bytes.ts'
import type { FileContent } from './types.ts'

const CHUNK = 65536
export const PAGE = 4096

interface Chunk {
  owner: FileData | null
  /** Capacity; bytes past it are zeros. */
  bytes: Uint8Array
  /** Bytes in use: nothing but zeros lies behind. */
  used: number
  /** Bit n: page n of the chunk is allocated. */
  pages: number
}

export const EMPTY_CONTENT: FileContent = { size: 0, extents: [] }

export class FileData {
  size: number
  private content: FileContent | null
  private chunks: Map<number, Chunk> | null = null
  private pageCount: number

  constructor(content: FileContent = EMPTY_CONTENT) {
    this.content = content
    this.size = content.size
    this.pageCount = Math.ceil(content.size / PAGE)
  }

  /** Bytes of storage, in whole pages. Shared content counts in full: an image of 448 MB takes 448 MB. */
  get allocated(): number {
    return this.pageCount * PAGE
  }

  clone(): FileData {
    const copy = new FileData()
    copy.content = this.content
    copy.size = this.size
    copy.pageCount = this.pageCount
    copy.chunks = this.chunks && new Map(this.chunks)
    return copy
  }

  /** Pages that a write would newly allocate. */
  pagesNeeded(offset: number, length: number): number {
    let needed = 0
    const last = Math.floor((offset + length - 1) / PAGE)
    if (this.content) {
      const have = Math.ceil(this.content.size / PAGE)
      return Math.max(0, last - Math.max(Math.floor(offset / PAGE), have) + 1)
    }
    for (let page = Math.floor(offset / PAGE); page <= last; page++) if (!this.hasPage(page)) needed++
    return needed
  }
  private hasPage(page: number): boolean {
    const chunk = this.chunks?.get(page >> 4)
    return !!chunk && (chunk.pages & (1 << (page & 15))) !== 0
  }

  read(offset: number, length: number): Uint8Array {
    const end = Math.min(this.size, offset + length)
    if (offset >= end) return EMPTY
    if (this.content) return readExtents(this.content, offset, end)
    const out = new Uint8Array(end - offset)
    for (let at = offset; at < end;) {
      const index = Math.floor(at / CHUNK)
      const from = at - index * CHUNK
      const to = Math.min(CHUNK, end - index * CHUNK)
      const chunk = this.chunks!.get(index)
      if (chunk && from < chunk.used) out.set(chunk.bytes.subarray(from, Math.min(to, chunk.used)), at - offset)
      at = index * CHUNK + to
    }
    return out
  }

  write(offset: number, data: Uint8Array): void {
    if (data.length === 0) return
    this.split()
    for (let at = 0; at < data.length;) {
      const index = Math.floor((offset + at) / CHUNK)
      const from = offset + at - index * CHUNK
      const length = Math.min(CHUNK - from, data.length - at)
      this.writeChunk(index, from, data.subarray(at, at + length))
      at += length
    }
    this.size = Math.max(this.size, offset + data.length)
  }

  truncate(size: number): void {
    if (size === this.size) return
    if (size === 0) {
      this.content = EMPTY_CONTENT
      this.chunks = null
      this.size = 0
      this.pageCount = 0
      return
    }
    this.split()
    if (size < this.size) {
      const keep = Math.ceil(size / CHUNK)
      for (const [index, chunk] of this.chunks!)
        if (index >= keep) {
          this.pageCount -= bits(chunk.pages)
          this.chunks!.delete(index)
        }
      const tail = size - (keep - 1) * CHUNK
      const chunk = this.chunks!.get(keep - 1)
      if (chunk) {
        const own = this.own(keep - 1, 0)
        own.bytes.fill(0, tail)
        own.used = Math.min(own.used, tail)
        const pages = own.pages & ((1 << Math.ceil(tail / PAGE)) - 1)
        this.pageCount -= bits(own.pages) - bits(pages)
        own.pages = pages
      }
    }
    this.size = size
  }

  /** The data as shared content; later writes copy. */
  toContent(): FileContent {
    if (this.content) return this.content
    const extents: { offset: number; data: Uint8Array }[] = []
    for (const index of [...this.chunks!.keys()].sort((a, b) => a - b)) {
      const chunk = this.chunks!.get(index)!
      chunk.owner = null
      if (chunk.used) extents.push({ offset: index * CHUNK, data: chunk.bytes.subarray(0, chunk.used) })
    }
    return { size: this.size, extents }
  }

  /** From extents to chunks; whole chunks inside one extent are shared, not copied. */
  private split(): void {
    if (!this.content) return
    const { content } = this
    this.content = null
    this.chunks = new Map()
    for (let page = 0, index = 0; page < this.pageCount; page += 16, index++) {
      const count = Math.min(16, this.pageCount - page)
      this.chunks.set(index, { owner: null, bytes: EMPTY, used: 0, pages: (1 << count) - 1 })
    }
    for (const extent of content.extents)
      for (let at = 0; at < extent.data.length;) {
        const index = Math.floor((extent.offset + at) / CHUNK)
        const from = extent.offset + at - index * CHUNK
        const length = Math.min(CHUNK - from, extent.data.length - at)
        const piece = extent.data.subarray(at, at + length)
        const chunk = this.chunks.get(index)!
        if (from === 0 && chunk.used === 0) {
          chunk.bytes = piece
          chunk.used = piece.length
        } else {
          const own = this.own(index, from + length)
          own.bytes.set(piece, from)
          own.used = Math.max(own.used, from + length)
        }
        at += length
      }
  }

  /** The chunk, writable, with room for `capacity` bytes. */
  private own(index: number, capacity: number): Chunk {
    const chunks = this.chunks!
    let chunk = chunks.get(index)
    if (!chunk || chunk.owner !== this) {
      const old = chunk
      const bytes = new Uint8Array(grow(Math.max(capacity, old?.used ?? 0)))
      if (old?.used) bytes.set(old.bytes.subarray(0, old.used))
      chunk = { owner: this, bytes, used: old?.used ?? 0, pages: old?.pages ?? 0 }
      chunks.set(index, chunk)
    } else if (chunk.bytes.length < capacity) {
      const bytes = new Uint8Array(grow(capacity))
      bytes.set(chunk.bytes.subarray(0, chunk.used))
      chunk.bytes = bytes
    }
    return chunk
  }

  private writeChunk(index: number, from: number, data: Uint8Array): void {
    const existing = this.chunks!.get(index)
    const zeros = from >= (existing?.used ?? 0) && isZero(data)
    const chunk = this.own(index, zeros ? 0 : from + data.length)
    if (!zeros) {
      chunk.bytes.set(data, from)
      chunk.used = Math.max(chunk.used, from + data.length)
    }
    const first = Math.floor(from / PAGE)
    const last = Math.floor((from + data.length - 1) / PAGE)
    const pages = chunk.pages | (((1 << (last + 1)) - 1) & ~((1 << first) - 1))
    this.pageCount += bits(pages) - bits(chunk.pages)
    chunk.pages = pages
  }
}

const grow = (capacity: number): number => {
  let size = 64
  while (size < capacity) size *= 2
  return capacity === 0 ? 0 : Math.min(CHUNK, size)
}
const bits = (mask: number): number => {
  let count = 0
  for (let rest = mask; rest; rest &= rest - 1) count++
  return count
}
const isZero = (data: Uint8Array): boolean => {
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) return false
  return true
}

/** Bytes offset..end of content; a single extent that covers them is returned as a view. */
function readExtents(content: FileContent, offset: number, end: number): Uint8Array {
  const { extents } = content
  // The first extent that ends after `offset`.
  let low = 0
  let high = extents.length
  while (low < high) {
    const middle = (low + high) >> 1
    const extent = extents[middle]!
    if (extent.offset + extent.data.length <= offset) low = middle + 1
    else high = middle
  }
  const first = extents[low]
  if (first && first.offset <= offset && first.offset + first.data.length >= end)
    return first.data.subarray(offset - first.offset, end - first.offset)
  const out = new Uint8Array(end - offset)
  for (let i = low; i < extents.length; i++) {
    const extent = extents[i]!
    if (extent.offset >= end) break
    const from = Math.max(offset, extent.offset)
    const to = Math.min(end, extent.offset + extent.data.length)
    out.set(extent.data.subarray(from - extent.offset, to - extent.offset), from - offset)
  }
  return out
}
/** All of a content as one array; only for sizes a program may hold in memory. */
export const contentBytes = (content: FileContent): Uint8Array => readExtents(content, 0, content.size)
