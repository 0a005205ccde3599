import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gzipSparse, padGzip, type SparseContent } from './sparse-gzip.ts'

const bytesOf = ({ size, extents }: SparseContent): Uint8Array => {
  const out = new Uint8Array(size)
  for (const { offset, data } of extents) out.set(data, offset)
  return out
}
const content = fc
  .array(fc.tuple(fc.oneof(fc.nat(300), fc.nat(400_000)), fc.uint8Array({ minLength: 1, maxLength: 500 })), {
    maxLength: 5,
  })
  .map((parts): SparseContent => {
    const extents: { offset: number; data: Uint8Array }[] = []
    let size = 0
    for (const [hole, data] of parts) {
      extents.push({ offset: size + hole, data })
      size += hole + data.length
    }
    return { size: size + 200_000, extents }
  })

it('is what gunzip unpacks to the same bytes, padded or not', () => {
  fc.assert(
    fc.property(content, fc.nat(300_000), (content, more) => {
      const blob = gzipSparse(content)
      const plain = Buffer.from(bytesOf(content))
      expect(gunzipSync(bytesOf(blob)).equals(plain)).toBe(true)
      const padded = padGzip(blob, blob.size + more)
      expect(padded.size === blob.size + more || more < 20 || more === 21).toBe(true)
      expect(gunzipSync(bytesOf(padded)).equals(plain)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
it('costs the data, not the zeros', () => {
  const blob = gzipSparse({ size: 2 ** 30, extents: [{ offset: 2 ** 29, data: Uint8Array.of(1) }] })
  expect(blob.size).toBeLessThan(2 ** 23)
})
