/** Compressed archives (moby pkg/archive DecompressStream): gzip is unpacked, the other formats that Docker knows are refused loudly. */
import { Gunzip } from 'fflate'
import { ApiError, system } from '../../api/types/index.ts'
import type { FileContent } from '../../kernel/vfs/types.ts'
import { piecesOf, SparseBuffer } from './content.ts'

export type Archive = Uint8Array | AsyncIterable<Uint8Array>

const OTHERS: readonly (readonly [name: string, magic: readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
]
const begins = (bytes: Uint8Array, magic: readonly number[]): boolean => magic.every((byte, i) => bytes[i] === byte)
export const isGzip = (bytes: Uint8Array): boolean => begins(bytes, [0x1f, 0x8b, 0x08])

/** Throws system. */
function* unpack(pieces: Iterable<Uint8Array>): Iterable<Uint8Array> {
  let unpacker: Unpacker | null = null
  for (const piece of pieces) {
    unpacker ??= new Unpacker()
    yield* unpacker.push(piece)
  }
  unpacker?.end()
}
class Unpacker {
  private gunzip: Gunzip | null | undefined
  private out: Uint8Array[] = []
  private ended = false
  push(piece: Uint8Array): Uint8Array[] {
    if (piece.length === 0) return []
    if (this.gunzip === undefined) {
      for (const [name, magic] of OTHERS) {
        if (begins(piece, magic)) throw system(`an archive compressed with ${name} is not simulated yet`)
      }
      this.gunzip = isGzip(piece)
        ? new Gunzip((data, last) => {
            this.out.push(data)
            this.ended = last
          })
        : null
    }
    if (this.gunzip === null) return [piece]
    try {
      this.gunzip.push(piece)
    } catch (error) {
      throw error instanceof ApiError ? error : system('gzip: invalid header')
    }
    const out = this.out
    this.out = []
    return out
  }
  end(): void {
    if (!this.gunzip || this.ended) return
    try {
      this.gunzip.push(new Uint8Array(0), true)
    } catch {
      throw system('unexpected EOF')
    }
  }
}
/** Unpacks gzip where there is gzip. */
export async function* decompressed(archive: Archive): AsyncIterable<Uint8Array> {
  const unpacker = new Unpacker()
  if (archive instanceof Uint8Array) yield* unpacker.push(archive)
  else for await (const piece of archive) yield* unpacker.push(piece)
  unpacker.end()
}
export function decompressContent(content: FileContent): FileContent {
  const first = content.extents[0]
  if (!first || first.offset !== 0) return content
  if (!isGzip(first.data) && !OTHERS.some(([, magic]) => begins(first.data, magic))) return content
  const buffer = new SparseBuffer()
  for (const piece of unpack(piecesOf(content))) buffer.add(piece)
  return buffer.content()
}
