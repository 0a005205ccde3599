/**
 * What a layer's bytes come to: diff ID of its tar, digest and size of its gzipped blob, bytes of its files. Hashing 140 MB of mostly zeros takes a second,
 * so it is done ahead of time: `node scripts/catalog-digests.mjs` writes data/digests.txt, a line a layer. A layer that is not in the table is hashed
 * when an image is first asked for that has it.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { encode } from '../../base/bytes.ts'
import { hex } from '../../base/rng.ts'
import { gzipSparse, padGzip, type SparseContent } from '../../base/sparse-gzip.ts'
import { tarChunks } from '../../base/tar.ts'
import { tarOfLayer } from '../../kernel/vfs/layer-tar.ts'
import type { LayerEntry } from '../../kernel/vfs/types.ts'
import table from './data/digests.txt?raw'
import type { LayerRecipe } from './recipe.ts'

export interface LayerDigests {
  diffId: string
  digest: string
  /** Compressed bytes. */
  size: number
  /** Bytes of files and symbolic links, as docker history counts them. */
  contentSize: number
  /** Of the entries, the data that are not zeros and the size asked for: changes when the layer does. */
  fingerprint: string
}
const known = new Map<string, LayerDigests>(
  table
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [name, fingerprint, contentSize, size, diffId, digest] = line.split('\t') as [string, ...string[]]
      return [
        name,
        {
          diffId: `sha256:${diffId}`,
          digest: `sha256:${digest}`,
          size: Number(size),
          contentSize: Number(contentSize),
          fingerprint: fingerprint!,
        },
      ]
    }),
)
export const tableLine = (name: string, digests: LayerDigests): string =>
  [name, digests.fingerprint, digests.contentSize, digests.size, digests.diffId.slice(7), digests.digest.slice(7)].join(
    '\t',
  )
export const knownDigests = (name: string): LayerDigests | undefined => known.get(name)

const computed = new WeakMap<LayerRecipe, Promise<LayerDigests>>()
export async function layerDigests(layer: LayerRecipe): Promise<LayerDigests> {
  const listed = known.get(layer.name)
  if (listed) return listed
  let digests = computed.get(layer)
  if (!digests) computed.set(layer, (digests = layer.entries().then((entries) => measure(entries, layer.size ?? 0))))
  return digests
}
/** The archive without entries as Go's compress/gzip writes it: the blob 4f4fb700ef54, which half of all images have. */
const EMPTY_BLOB: SparseContent = {
  size: 32,
  extents: [
    {
      offset: 0,
      data: Uint8Array.from([
        0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 0x62, 0x18, 5, 0xa3, 0x60, 0x14, 0x8c, 0x58, 0, 8, 0, 0, 0xff, 0xff,
        0x2e, 0xaf, 0xb5, 0xef, 0, 4, 0, 0,
      ]),
    },
  ],
}
/** `size`: compressed bytes of the original, whose programs are more than zeros; the blob is padded to it. */
export function measure(entries: readonly LayerEntry[], size: number): LayerDigests {
  const tar = tarContent(entries)
  const blob = entries.length ? padGzip(gzipSparse(tar), size) : EMPTY_BLOB
  return {
    diffId: digestOf(tar),
    digest: digestOf(blob),
    size: blob.size,
    contentSize: contentSizeOf(entries),
    fingerprint: fingerprintOf(entries, size),
  }
}
const contentSizeOf = (entries: readonly LayerEntry[]): number =>
  entries.reduce(
    (sum, { type, content, linkname }) =>
      sum + (type === 'file' ? (content?.size ?? 0) : type === 'symlink' ? encode(linkname ?? '').length : 0),
    0,
  )
export function fingerprintOf(entries: readonly LayerEntry[], size: number): string {
  const hash = sha256.create()
  hash.update(encode(String(size)))
  for (const { content, ...entry } of entries) {
    hash.update(encode(JSON.stringify([entry, content?.size, content?.extents.map(({ offset }) => offset)])))
    for (const { data } of content?.extents ?? []) hash.update(data)
  }
  return hex(hash.digest()).slice(0, 16)
}
/** A layer's tar, holes left out. */
export function tarContent(entries: readonly LayerEntry[]): SparseContent {
  const extents: { offset: number; data: Uint8Array }[] = []
  let size = 0
  for (const piece of tarChunks(tarOfLayer(entries))) {
    if (piece.length <= 4096 || piece.some((byte) => byte !== 0)) extents.push({ offset: size, data: piece })
    size += piece.length
  }
  return { size, extents }
}
const ZEROS = new Uint8Array(65_536)
function digestOf({ size, extents }: SparseContent): string {
  const hash = sha256.create()
  let at = 0
  const zeros = (to: number): void => {
    for (; at < to; at += Math.min(ZEROS.length, to - at))
      hash.update(ZEROS.subarray(0, Math.min(ZEROS.length, to - at)))
  }
  for (const { offset, data } of extents) {
    zeros(offset)
    hash.update(data)
    at = offset + data.length
  }
  zeros(size)
  return `sha256:${hex(hash.digest())}`
}
