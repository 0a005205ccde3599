/** Tar against the real thing: archives of Docker and of GNU tar, and back. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, linkSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { decode, encode, equal } from './bytes.ts'
import { readTar, readTarStream, tarBytes, tarSize, TarError, type TarEntry } from './tar.ts'

const file = (name: string, text: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 1_700_000_000_000,
  content: { size: encode(text).length, extents: text ? [{ offset: 0, data: encode(text) }] : [] },
  ...more,
})
const bytesOf = (entry: TarEntry): Uint8Array => {
  const out = new Uint8Array(entry.content!.size)
  for (const { offset, data } of entry.content!.extents) out.set(data, offset)
  return out
}

describe('writing', () => {
  it('is understood by GNU tar', () => {
    const long = `${'d'.repeat(80)}/${'한글'.repeat(20)}.txt`
    const archive = tarBytes([
      { name: 'dir', type: 'dir', mode: 0o1777, uid: 1000, gid: 1000, mtime: 1_700_000_000_000 },
      file('dir/hello', 'hello', { mode: 0o4755, uid: 3_000_000, uname: 'someone' }),
      { ...file('dir/sym', ''), type: 'symlink', mode: 0o777, linkname: '../target', content: undefined },
      { ...file('dir/hard', ''), type: 'hardlink', linkname: 'dir/hello', content: undefined },
      { ...file('dev', ''), type: 'char', rdev: 259, content: undefined },
      file(long, 'x'),
    ])
    const listing = decode(
      execFileSync('tar', ['tvf', '-', '--numeric-owner', '--utc', '--quoting-style=literal'], { input: archive }),
    )
    expect(listing.split('\n')).toEqual([
      'drwxrwxrwt 1000/1000         0 2023-11-14 22:13 dir/',
      '-rwsr-xr-x 3000000/0         5 2023-11-14 22:13 dir/hello',
      'lrwxrwxrwx 0/0               0 2023-11-14 22:13 dir/sym -> ../target',
      'hrw-r--r-- 0/0               0 2023-11-14 22:13 dir/hard link to dir/hello',
      'crw-r--r-- 0/0             1,3 2023-11-14 22:13 dev',
      `-rw-r--r-- 0/0               1 2023-11-14 22:13 ${long}`,
      '',
    ])
  })
  it('keeps sparse contents sparse', () => {
    const size = 300_000
    const entry = file('sparse', '', { content: { size, extents: [{ offset: 200_000, data: encode('here') }] } })
    const [back] = readTar(tarBytes([entry]))
    expect(back!.content!.extents.length).toBe(1)
    expect(equal(bytesOf(back!), bytesOf(entry))).toBe(true)
    expect(tarSize([entry])).toBe(tarBytes([entry]).length)
  })
})

describe('reading', () => {
  it('reads what GNU tar writes, with long names, in pieces of any size', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tar-'))
    try {
      const long = 'n'.repeat(180)
      mkdirSync(join(dir, 'sub'))
      writeFileSync(join(dir, 'sub', long), 'long')
      writeFileSync(join(dir, 'a'), 'aaa')
      linkSync(join(dir, 'a'), join(dir, 'b'))
      symlinkSync(long, join(dir, 'c'))
      for (const format of ['gnu', 'pax', 'ustar']) {
        const archive = execFileSync('tar', [
          'cf',
          '-',
          `--format=${format}`,
          '--sort=name',
          '-C',
          dir,
          'a',
          'b',
          ...(format === 'ustar' ? [] : ['c', 'sub']),
        ])
        async function* pieces() {
          for (let at = 0; at < archive.length; at += 333) yield archive.subarray(at, at + 333)
        }
        const entries: TarEntry[] = []
        for await (const entry of readTarStream(pieces())) entries.push(entry)
        expect(entries.slice(0, 2)).toMatchObject([
          { name: 'a', type: 'file' },
          { name: 'b', type: 'hardlink', linkname: 'a' },
        ])
        expect(decode(bytesOf(entries[0]!))).toBe('aaa')
        if (format === 'ustar') continue
        expect(entries[2]).toMatchObject({ type: 'symlink', linkname: long })
        expect(entries[4]!.name).toBe(`sub/${long}`)
      }
    } finally {
      rmSync(dir, { recursive: true })
    }
  })
  it('says what is wrong', () => {
    const archive = tarBytes([file('a', 'hello')])
    expect(() => readTar(archive.subarray(0, 700))).toThrow(new TarError('eof'))
    const broken = archive.slice()
    broken[0] = 0x41
    expect(() => readTar(broken)).toThrow(new TarError('header'))
    expect(() => readTar(encode('not a tar at all'.repeat(64)))).toThrow(new TarError('header'))
    expect(readTar(new Uint8Array(1024))).toEqual([])
  })
  it('writes a docker export byte for byte as it was', () => {
    // `docker export` of a small container by Docker 28.5, compressed.
    const real = gunzipSync(readFileSync(join(import.meta.dirname, 'tar/testing/export.tar.gz')))
    const entries = readTar(new Uint8Array(real))
    expect(entries.map((entry) => entry.name)).toContain('data/sub/한글.txt')
    const ours = tarBytes(entries)
    expect(equal(ours, new Uint8Array(real.subarray(0, ours.length)))).toBe(true)
  })
})
