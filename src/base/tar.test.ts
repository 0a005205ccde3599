import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { concat, decode, encode } from './bytes.ts'
import { readTar, writeTar, type TarEntry } from './tar.ts'

const collect = async (archive: Uint8Array): Promise<TarEntry[]> => {
  const out: TarEntry[] = []
  for await (const entry of readTar(archive)) out.push(entry)
  return out
}
const base = { mode: 0o644, uid: 1000, gid: 33, mtime: 1795324064000 }
const file = (name: string, text: string): TarEntry => ({
  ...base,
  name,
  type: 'file',
  content: { size: text.length, extents: [{ offset: 0, data: encode(text) }] },
})

describe('tar', () => {
  it('writes what tar(1) reads, long names and links included', () => {
    const long = `${'directory/'.repeat(18)}${'x'.repeat(120)}`
    const archive = concat([
      ...writeTar([
        { ...base, name: 'a', type: 'dir', mode: 0o755 },
        file('a/hello', 'hi\n'),
        { ...base, name: 'a/link', type: 'symlink', linkname: 'hello' },
        file(long, 'deep'),
        file('한글.txt', 'k'),
      ]),
    ])
    const directory = mkdtempSync(join(tmpdir(), 'tar-'))
    writeFileSync(join(directory, 'x.tar'), archive)
    const listed = execFileSync(
      'tar',
      ['tvf', join(directory, 'x.tar'), '--numeric-owner', '--quoting-style=literal'],
      {
        encoding: 'utf8',
      },
    )
    expect(listed).toContain('-rw-r--r-- 1000/33')
    expect(listed).toContain('a/link -> hello')
    expect(listed).toContain(long)
    expect(listed).toContain('한글.txt')
  })
  it('reads what tar(1) writes', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tar-'))
    writeFileSync(join(directory, 'f'), 'content')
    const archive = execFileSync('tar', ['cf', '-', '--format=gnu', '-C', directory, '.'])
    const entries = await collect(new Uint8Array(archive))
    const found = entries.find((entry) => entry.name === './f')
    expect(found?.content?.size).toBe(7)
    expect(decode(found!.content!.extents[0]!.data)).toBe('content')
    expect(entries.find((entry) => entry.name === './')?.type).toBe('dir')
  })
  it('keeps a hole a hole', async () => {
    const size = 5_000_000
    const sparse: TarEntry = {
      ...base,
      name: 'big',
      type: 'file',
      content: { size, extents: [{ offset: 1_000_000, data: encode('x') }] },
    }
    const [back] = await collect(concat([...writeTar([sparse])]))
    expect(back!.content!.size).toBe(size)
    const stored = back!.content!.extents.reduce((sum, extent) => sum + extent.data.length, 0)
    expect(stored).toBeLessThan(200_000)
    const extent = back!.content!.extents.find((e) => e.offset <= 1_000_000 && e.offset + e.data.length > 1_000_000)!
    expect(extent.data[1_000_000 - extent.offset]).toBe(120)
  })
  it('says what is wrong with what is no archive', async () => {
    await expect(collect(encode('not a tar'))).rejects.toThrow('unexpected EOF')
    await expect(collect(new Uint8Array(1024).fill(65))).rejects.toThrow('invalid tar header')
    expect(await collect(new Uint8Array(0))).toEqual([])
  })
})
