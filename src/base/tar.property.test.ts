/** Any list of entries survives being written and read, in pieces of any size. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TarReader, tarBytes, tarSize, type TarEntry } from './tar.ts'

const segment = fc
  .string({ unit: fc.constantFrom('a', 'é', '한', ' ', '.', 'Z', '\n'), minLength: 1, maxLength: 60 })
  .filter((s) => s !== '.' && s !== '..')
const name = fc.array(segment, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'))
const common = {
  name,
  mode: fc.nat(0o7777),
  uid: fc.oneof(fc.nat(70000), fc.constant(3_000_000)),
  gid: fc.nat(70000),
  mtime: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
  uname: fc.constantFrom('', 'root', 'bjørn'),
  gname: fc.constantFrom('', 'wheel'),
}
const content = fc
  .record({ size: fc.nat(200_000), at: fc.nat(150_000), data: fc.uint8Array({ minLength: 1, maxLength: 300 }) })
  .map(({ size, at, data }) => ({
    size: Math.max(size, at + data.length),
    extents: [{ offset: at, data }],
  }))
const entry: fc.Arbitrary<TarEntry> = fc.oneof(
  fc.record({ ...common, type: fc.constant('file' as const), content }),
  fc.record({ ...common, type: fc.constant('file' as const), content: fc.constant({ size: 0, extents: [] }) }),
  fc.record({ ...common, type: fc.constant('dir' as const) }),
  fc.record({ ...common, type: fc.constantFrom('symlink' as const, 'hardlink' as const), linkname: name }),
  fc.record({ ...common, type: fc.constantFrom('char' as const, 'block' as const), rdev: fc.nat(65535) }),
  fc.record({ ...common, type: fc.constant('fifo' as const) }),
)
const plain = (entry: TarEntry): unknown => {
  const bytes = new Uint8Array(entry.content?.size ?? 0)
  for (const { offset, data } of entry.content?.extents ?? []) bytes.set(data, offset)
  return {
    ...entry,
    name: entry.name.replace(/\/$/, ''),
    content: bytes.reduce((hash, byte, i) => (byte ? (hash * 31 + byte * (i + 1)) % 1e9 : hash), bytes.length),
  }
}

it('round trip', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), fc.integer({ min: 1, max: 5000 }), (entries, piece) => {
      const archive = tarBytes(entries)
      expect(archive.length).toBe(tarSize(entries))
      expect(archive.length % 512).toBe(0)
      const reader = new TarReader()
      const back: TarEntry[] = []
      for (let at = 0; at < archive.length; at += piece) back.push(...reader.push(archive.subarray(at, at + piece)))
      reader.finish()
      expect(back.map(plain)).toEqual(entries.map(plain))
    }),
    { numRuns: 150 },
  )
})
