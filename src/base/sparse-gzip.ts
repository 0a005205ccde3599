/**
 * Gzip of sparse content (RFC 1952). Data and long runs of zeros become members of their own, and those of zeros are ready-made, so that an archive of
 * 140 MB that holds a few megabytes of data costs only those. The output is an ordinary gzip file and the same for the same input.
 */
import { gzipSync } from 'fflate'
import { concat } from './bytes.ts'

export interface SparseContent {
  readonly size: number
  readonly extents: readonly { readonly offset: number; readonly data: Uint8Array }[]
}
const BLOCK = 65_536
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff)
/** An empty final block. */
const END = Uint8Array.of(3, 0)
const member = (data: Uint8Array): Uint8Array => gzipSync(data, { level: 6, mtime: 0 })
let zeroMember: Uint8Array | undefined

/** Bytes in order; holes shorter than a block are written out as zeros, whole blocks come as a count. */
function* runs({ size, extents }: SparseContent): Iterable<Uint8Array | number> {
  let at = 0
  const hole = function* (to: number): Iterable<Uint8Array | number> {
    const blocks = Math.floor((to - at) / BLOCK)
    if (blocks) yield blocks
    const rest = (to - at) % BLOCK
    if (rest) yield new Uint8Array(rest)
    at = to
  }
  for (const { offset, data } of extents) {
    yield* hole(offset)
    yield data
    at = offset + data.length
  }
  yield* hole(size)
}

/** What one member holds at most. */
const MEMBER = 4 * 2 ** 20
export function gzipSparse(content: SparseContent): SparseContent {
  const out: Uint8Array[] = []
  let held: Uint8Array[] = []
  let size = 0
  const flush = (): void => {
    if (size) out.push(member(concat(held)))
    held = []
    size = 0
  }
  for (const run of runs(content)) {
    if (typeof run === 'number') {
      flush()
      zeroMember ??= member(new Uint8Array(BLOCK))
      for (let i = 0; i < run; i++) out.push(zeroMember)
    } else {
      held.push(run)
      size += run.length
      if (size >= MEMBER) flush()
    }
  }
  flush()
  return joined(out.length ? out : [member(new Uint8Array(0))])
}
function joined(parts: readonly Uint8Array[]): SparseContent {
  const extents: { offset: number; data: Uint8Array }[] = []
  let size = 0
  for (const data of parts) {
    extents.push({ offset: size, data })
    size += data.length
  }
  return { size, extents }
}

const EXTRA_MOST = 65_535
const EMPTY_MEMBER = 20
/**
 * The same file made longer by empty members, whose extra fields are holes; it still unpacks to the same bytes. Not at all when less than a member is
 * missing.
 */
export function padGzip(blob: SparseContent, size: number): SparseContent {
  const extents = [...blob.extents]
  let at = blob.size
  while (size - at >= EMPTY_MEMBER) {
    const missing = size - at
    // Never leave a rest that no member fits.
    let extra = Math.min(EXTRA_MOST, missing - EMPTY_MEMBER - 2)
    if (extra < 0) extra = -1
    const rest = missing - EMPTY_MEMBER - 2 - extra
    if (extra > 64 && rest > 0 && rest < EMPTY_MEMBER) extra -= 64
    const head = extra < 0 ? HEADER : Uint8Array.of(0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, extra & 0xff, extra >> 8)
    extents.push({ offset: at, data: head })
    at += head.length + Math.max(0, extra)
    const tail = new Uint8Array(10)
    tail.set(END)
    extents.push({ offset: at, data: tail })
    at += tail.length
  }
  return { size: at, extents }
}
