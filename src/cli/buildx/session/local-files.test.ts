import { describe, expect, it } from 'vitest'
import { SysError } from '../../../base/abi/errno.ts'
import { S_IFDIR, S_IFLNK, S_IFREG, S_IFSOCK } from '../../../base/abi/files.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import { localFiles } from './local-files.ts'

/** Files below /ctx: text, "→ target" for a link, "=" for a socket. Folders come with what is in them; one that ends in / is empty. */
function tree(files: Record<string, string>): Sys {
  const nodes = new Map<string, string | null>([['/ctx', null]])
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split('/')
    for (let i = 1; i < parts.length; i++) nodes.set(`/ctx/${parts.slice(0, i).join('/')}`, null)
    if (!path.endsWith('/')) nodes.set(`/ctx/${path}`, text)
  }
  const at = (path: string): string | null => {
    const found = nodes.get(path)
    if (found === undefined) throw new SysError('ENOENT', path)
    return found
  }
  const sys: Partial<Sys> = {
    breathe: () => Promise.resolve(),
    lstat: (path) => {
      const text = at(path)
      const type = text === null ? S_IFDIR : text.startsWith('→') ? S_IFLNK : text === '=' ? S_IFSOCK : S_IFREG
      return { mode: type | 0o750, uid: 1000, gid: 1000, size: text?.length ?? 4096, mtime: 7 } as ReturnType<
        Sys['lstat']
      >
    },
    readlink: (path) => at(path)!.slice(2),
    readdir: (path) => {
      at(path)
      const names = [...nodes.keys()].filter((key) => key.slice(0, key.lastIndexOf('/')) === path)
      return ['.', '..', ...names.map((key) => key.slice(path.length + 1))].map((name) => ({ name })) as ReturnType<
        Sys['readdir']
      >
    },
  }
  return sys as Sys
}
async function sent(
  files: Record<string, string>,
  { include = [], exclude = [], follow = [] }: { include?: string[]; exclude?: string[]; follow?: string[] },
): Promise<string[]> {
  const out: string[] = []
  const source = localFiles(tree(files), '/ctx')
  for await (const { path } of source.stat({ include, exclude, follow })) out.push(path)
  return out
}
const APP = { 'a/one.js': '1', 'a/two.txt': '2', 'a/b/deep.js': '3', 'b.js': '4', 'c/x': '5', 'empty/': '' }

describe('the context as a build asks for it', () => {
  it('is everything, sorted, folders first, sockets left out', async () => {
    expect(await sent({ ...APP, sock: '=' }, {})).toEqual([
      'a',
      'a/b',
      'a/b/deep.js',
      'a/one.js',
      'a/two.txt',
      'b.js',
      'c',
      'c/x',
      'empty',
    ])
  })
  it('belongs to root, and a link is a link', async () => {
    const stats = []
    const source = localFiles(tree({ f: 'text', l: '→ f' }), '/ctx')
    for await (const stat of source.stat({ include: [], exclude: [], follow: [] })) stats.push(stat)
    expect(stats).toEqual([
      { path: 'f', mode: S_IFREG | 0o750, uid: 0, gid: 0, size: 4, mtime: 7 },
      { path: 'l', mode: S_IFLNK | 0o777, uid: 0, gid: 0, size: 3, mtime: 7, linkname: 'f' },
    ])
  })
  it.each<[string, Parameters<typeof sent>[1], string[]]>([
    ['only what is wanted, with its parents', { include: ['a/b'] }, ['a', 'a/b', 'a/b/deep.js']],
    ['wildcards at any depth', { include: ['**/*.js'] }, ['a', 'a/b', 'a/b/deep.js', 'a/one.js', 'b.js']],
    ['without what is left out', { exclude: ['a', 'c/*'] }, ['b.js', 'c', 'empty']],
    [
      'an exception below a folder that is left out',
      { exclude: ['a', '!a/b/deep.js'] },
      ['a', 'a/b', 'a/b/deep.js', 'b.js', 'c', 'c/x', 'empty'],
    ],
    [
      'the last pattern wins',
      { exclude: ['!b.js', '*.js'] },
      ['a', 'a/b', 'a/b/deep.js', 'a/one.js', 'a/two.txt', 'c', 'c/x', 'empty'],
    ],
    ['both at once', { include: ['a'], exclude: ['**/*.js'] }, ['a', 'a/b', 'a/two.txt']],
    ['nothing, when nothing fits', { include: ['nosuch'] }, []],
  ])('%s', async (_name, request, wanted) => {
    expect(await sent(APP, request)).toEqual(wanted)
  })
  it.each<[string, Record<string, string>, string[], string[]]>([
    ['a link and where it leads', { l: '→ a/f', 'a/f': '1', 'a/g': '2' }, ['l'], ['a', 'a/f', 'l']],
    ['over a link in the middle', { d: '→ real', 'real/x': '1', 'real/y': '2' }, ['d/x'], ['d', 'real', 'real/x']],
    ['a link out of the context stays at its root', { l: '→ ../../f', f: '1', g: '2' }, ['l'], ['f', 'l']],
    ['links that a wildcard names', { l1: '→ f', l2: '→ g', f: '1', g: '2', h: '3' }, ['l*'], ['f', 'g', 'l1', 'l2']],
    ['links in a circle', { a: '→ b', b: '→ a', c: '1' }, ['a'], ['a', 'b']],
    ['the root is everything', { a: '1', b: '2' }, ['.'], ['a', 'b']],
  ])('follows %s', async (_name, files, follow, wanted) => {
    expect(await sent(files, { follow })).toEqual(wanted)
  })
  it('says what is wrong with a pattern', async () => {
    await expect(sent(APP, { exclude: ['[a'] })).rejects.toThrow(
      'invalid excludepatterns: [[a]: syntax error in pattern',
    )
  })
})
