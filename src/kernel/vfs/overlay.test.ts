/** A container's root over an image: docker diff as recorded (transcripts of Docker 28.5), copying up, sizes, and what it all costs. */
import { describe, expect, it } from 'vitest'
import { SysError } from '../../base/abi/errno.ts'
import type { Clock } from '../../base/clock.ts'
import {
  applyLayer,
  createTreeFs,
  diffTrees,
  EMPTY_TREE,
  executable,
  fileContent,
  MountIds,
  MountTable,
  programOf,
  treeSize,
  type LayerEntry,
  type TreeFs,
  type TreeRoot,
} from './index.ts'
import { layerOfTar, tarOfLayer } from './layer-tar.ts'
import * as sys from './operations.ts'
import type { Tree } from './tree-store.ts'
import { readTar, tarBytes } from '../../base/tar.ts'

const later = { now: () => 2000 } as unknown as Clock
const dir = (path: string): LayerEntry => ({ path, type: 'dir', mode: 0o755, uid: 0, gid: 0, mtime: 1000 })
const file = (path: string, text: string, size?: number): LayerEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 1000,
  content: fileContent(text, size),
})
const image = applyLayer(EMPTY_TREE, [
  dir('bin'),
  file('bin/busybox', 'elf'),
  { path: 'bin/sh', type: 'hardlink', linkname: 'bin/busybox', mode: 0, uid: 0, gid: 0, mtime: 0 },
  dir('etc'),
  file('etc/group', 'g'),
  file('etc/passwd', 'p'),
  dir('home'),
  file('home/f', ''),
  dir('root'),
  dir('tmp'),
  dir('etc/nginx'),
  dir('etc/nginx/conf.d'),
  file('etc/nginx/conf.d/default.conf', 'server'),
])
const container = (base: TreeRoot = image): TreeFs => createTreeFs(base, { type: 'overlay', clock: later })
const rootOf = (fs: TreeFs) => {
  const table = new MountTable(fs, new MountIds())
  return { root: table.root, cwd: table.root, credentials: { uid: 0, gid: 0, groups: [] } }
}
const lines = (fs: TreeFs): string[] => fs.changes().map(({ kind, path }) => `${kind} ${path}`)

describe('docker diff', () => {
  it('is empty at first and lists as the recording', () => {
    const fs = container()
    const ctx = rootOf(fs)
    expect(lines(fs)).toEqual([])
    sys.readFile(ctx, '/etc/passwd')
    expect(lines(fs)).toEqual([])
    sys.writeFile(ctx, '/etc/new.conf', 'x')
    sys.writeFile(ctx, '/etc/passwd', 'y', { append: true })
    sys.unlink(ctx, '/etc/group')
    expect(lines(fs)).toEqual(['C /etc', 'D /etc/group', 'A /etc/new.conf', 'C /etc/passwd'])
    fs.mkdir('/opt/app/lib', { recursive: true })
    sys.writeFile(ctx, '/opt/app/lib/a', '')
    sys.writeFile(ctx, '/opt/app/b', '')
    sys.chmod(ctx, '/tmp', 0o700)
    expect(lines(fs).slice(4)).toEqual([
      'A /opt',
      'A /opt/app',
      'A /opt/app/b',
      'A /opt/app/lib',
      'A /opt/app/lib/a',
      'C /tmp',
    ])
    sys.unlink(ctx, '/etc/new.conf')
    expect(lines(fs).slice(0, 3)).toEqual(['C /etc', 'D /etc/group', 'C /etc/passwd'])
    sys.unlink(ctx, '/home/f')
    sys.rmdir(ctx, '/home')
    expect(lines(fs).filter((line) => line.includes('home'))).toEqual(['D /home'])
  })
  it('shows moves as deletions and additions, and a rewritten file with its directories', () => {
    const fs = container()
    const ctx = rootOf(fs)
    sys.rename(ctx, '/etc/group', '/etc/groups')
    // sed -i: a new file is renamed over the old one.
    sys.writeFile(ctx, '/etc/nginx/conf.d/sedX', 'server6')
    sys.rename(ctx, '/etc/nginx/conf.d/sedX', '/etc/nginx/conf.d/default.conf')
    expect(lines(fs)).toEqual([
      'C /etc',
      'D /etc/group',
      'A /etc/groups',
      'C /etc/nginx',
      'C /etc/nginx/conf.d',
      'C /etc/nginx/conf.d/default.conf',
    ])
  })
  it('compares owner, mode, size and time of files, owner and mode of directories, nothing else', () => {
    for (const [change, expected] of [
      [(ctx) => (sys.chmod(ctx, '/etc/group', 0o600), sys.chmod(ctx, '/etc/group', 0o644)), []],
      [(ctx) => (sys.mkdir(ctx, '/etc/x'), sys.rmdir(ctx, '/etc/x')), []],
      [(ctx) => sys.utimes(ctx, '/etc', 5, 5), []],
      [(ctx) => sys.utimes(ctx, '/etc/group', 5, 5), ['C /etc', 'C /etc/group']],
      [(ctx) => sys.chown(ctx, '/etc', 1, -1), ['C /etc']],
      [(ctx) => sys.link(ctx, '/etc/group', '/etc/g'), ['C /etc', 'A /etc/g']],
      [(ctx) => (sys.unlink(ctx, '/home/f'), sys.rmdir(ctx, '/home'), sys.writeFile(ctx, '/home', '')), ['C /home']],
      [
        (ctx) => (
          sys.unlink(ctx, '/home/f'),
          sys.rmdir(ctx, '/home'),
          sys.mkdir(ctx, '/home', 0o755),
          sys.writeFile(ctx, '/home/n', '')
        ),
        ['C /home', 'D /home/f', 'A /home/n'],
      ],
      [(ctx) => (sys.mkdir(ctx, '/new'), sys.rename(ctx, '/new', '/new2')), ['A /new2']],
    ] as [(ctx: ReturnType<typeof rootOf>) => void, string[]][]) {
      const fs = container()
      change(rootOf(fs))
      expect(lines(fs)).toEqual(expected)
    }
    expect(() => sys.rename(rootOf(container()), '/etc', '/etc2')).toThrow(
      expect.objectContaining({ code: 'EXDEV' }) as Error,
    )
  })
  it('makes the layer that a commit needs, through a tar and back', () => {
    const fs = container()
    const ctx = rootOf(fs)
    sys.unlink(ctx, '/etc/group')
    sys.writeFile(ctx, '/root/note', 'hello')
    sys.symlink(ctx, 'note', '/root/link')
    const layer = diffTrees(image, fs.snapshot())
    const back = layerOfTar(readTar(tarBytes(tarOfLayer(layer))))
    expect(back.map(({ path, type }) => `${type} ${path}`)).toEqual([
      'dir etc',
      'whiteout etc/group',
      'dir root',
      'symlink root/link',
      'file root/note',
    ])
    const child = container(applyLayer(image, back))
    expect([child.exists('/etc/group'), child.exists('/etc/passwd'), child.readlink('/root/link')]).toEqual([
      false,
      true,
      'note',
    ])
    expect(fs.changedBytes()).toBe(9)
  })
})

describe('overlay', () => {
  it('breaks a hard link of the image when one of its names is written', () => {
    const fs = container()
    const ctx = rootOf(fs)
    expect(fs.stat('/bin/sh').nlink).toBe(2)
    sys.writeFile(ctx, '/bin/sh', '#!', { append: true })
    expect([fs.stat('/bin/sh').size, fs.stat('/bin/busybox').size]).toEqual([5, 3])
    expect(lines(fs)).toEqual(['C /bin', 'C /bin/sh'])
    const other = container()
    sys.unlink(rootOf(other), '/bin/sh')
    expect([lines(other), other.stat('/bin/busybox').nlink]).toEqual([['C /bin', 'D /bin/sh'], 2])
    const third = container()
    sys.rename(rootOf(third), '/bin/sh', '/tmp/sh')
    expect(lines(third)).toEqual(['C /bin', 'D /bin/sh', 'C /tmp', 'A /tmp/sh'])
  })
  it('counts one link for directories of several layers', () => {
    const child = container(applyLayer(image, [dir('etc'), file('etc/x', '')]))
    expect([child.stat('/etc').nlink, child.stat('/etc/nginx').nlink, child.stat('/tmp').nlink]).toEqual([1, 3, 2])
    child.writeFile('/tmp/x', '')
    expect(child.stat('/tmp').nlink).toBe(1)
  })
  it('keeps files of open handles, and layers on top of each other', () => {
    const opaque = applyLayer(image, [
      { ...dir('etc'), type: 'opaque' },
      dir('etc'),
      file('etc/only', ''),
      { path: 'tmp', type: 'whiteout', mode: 0o600, uid: 0, gid: 0, mtime: 0 },
      file('home', 'a file now'),
    ])
    const fs = container(opaque)
    expect(fs.readdir('/etc').map(({ name }) => name)).toEqual(['only'])
    expect([fs.exists('/tmp'), fs.stat('/home').size]).toEqual([false, 10])
  })
  it('runs out of space on a page, zeros or not', () => {
    for (const byte of [0, 7]) {
      const fs = createTreeFs(EMPTY_TREE, { type: 'tmpfs', clock: later, sizeLimit: 1024 * 1024 })
      const ctx = rootOf(fs)
      const opened = sys.open(ctx, '/big', 0o101)
      const handle = opened.kind === 'file' ? null! : opened.location.inode.open(true)
      let written = 0
      expect(() => {
        for (;;) written += handle.write(written, new Uint8Array(1000).fill(byte))
      }).toThrow(new SysError('ENOSPC'))
      expect([written, fs.statfs().free]).toEqual([1024 * 1024, 0])
      handle.truncate(0)
      expect(fs.statfs().free).toBe(256)
    }
  })
  it('knows programs and virtual sizes', () => {
    const content = executable('nginx', 1_240_000)
    expect([programOf(content), programOf(fileContent('#!/bin/sh\n')), content.size]).toEqual([
      'nginx',
      null,
      1_240_000,
    ])
    const big = applyLayer(EMPTY_TREE, [file('blob', 'start', 448_000_000)])
    expect(treeSize(big)).toBe(448_000_000)
    const fs = container(big)
    fs.root
      .lookup('blob')!
      .open(true)
      .write(5, new Uint8Array([1]))
    expect([fs.stat('/blob').size, fs.changedBytes()]).toEqual([448_000_000, 448_000_000])
  })
})

it('costs the same from an image of 10,000 files as from one of 10', () => {
  const make = (count: number): TreeRoot => {
    const entries: LayerEntry[] = []
    for (let i = 0; i < count; i++) {
      if (i % 100 === 0) entries.push(dir(`d${i / 100}`))
      entries.push(file(`d${Math.floor(i / 100)}/f${i}`, 'x'))
    }
    return applyLayer(EMPTY_TREE, entries)
  }
  // Pages of 128 inodes that a container has of its own after writing a file: what it costs in memory, and what is looked at for changes.
  const ownPages = (base: TreeRoot): number => {
    const fs = container(base)
    fs.writeFile('/d0/f1', 'changed')
    expect(lines(fs)).toEqual(['C /d0', 'C /d0/f1'])
    const [before, after] = [base as Tree, fs.snapshot() as Tree].map((tree) => tree.pages)
    return after!.filter((page, index) => page !== before![index]).length
  }
  expect(ownPages(make(10))).toBe(1)
  expect(ownPages(make(10_000))).toBe(1)
})
