/** Paths through mounts, links and permissions, as system calls see them. */
import { beforeEach, describe, expect, it } from 'vitest'
import { SysError } from '../../base/abi/errno.ts'
import { O_CREAT, O_WRONLY } from '../../base/abi/files.ts'
import { decode } from '../../base/bytes.ts'
import type { Clock } from '../../base/clock.ts'
import {
  createTreeFs,
  EMPTY_TREE,
  MountIds,
  MountTable,
  pathOf,
  resolve,
  type TreeFs,
  type WalkContext,
} from './index.ts'
import * as sys from './operations.ts'

let time = 1000
const clock = { now: () => ++time } as unknown as Clock
let disk: TreeFs
let volume: TreeFs
let table: MountTable
let root: WalkContext
const as = (uid: number, context = root): WalkContext => ({ ...context, credentials: { uid, gid: uid, groups: [] } })
const code = (fn: () => unknown): string => {
  try {
    fn()
    return 'ok'
  } catch (error) {
    if (error instanceof SysError) return error.code
    throw error
  }
}

beforeEach(() => {
  disk = createTreeFs(EMPTY_TREE, { type: 'ext4', clock })
  volume = createTreeFs(EMPTY_TREE, { type: 'ext4', clock })
  for (const dir of ['/etc', '/mnt/data', '/home/u', '/tmp']) disk.mkdir(dir, { recursive: true })
  disk.writeFile('/etc/hosts', 'image')
  volume.mkdir('/sub')
  volume.writeFile('/hosts', 'engine')
  volume.writeFile('/sub/f', 'f')
  table = new MountTable(disk, new MountIds())
  root = { root: table.root, cwd: table.root, credentials: { uid: 0, gid: 0, groups: [] } }
})

describe('mounts', () => {
  it('cover directories and single files, and are left again by ..', () => {
    table.mount(volume, '/mnt/data', { root: '/sub' })
    table.mount(volume, '/etc/hosts', { root: '/hosts' })
    expect(decode(sys.readFile(root, '/etc/hosts'))).toBe('engine')
    expect(sys.readdir(root, '/mnt/data').map(({ name }) => name)).toEqual(['f'])
    expect(sys.realpath(root, '/mnt/data/../../mnt/data/f')).toBe('/mnt/data/f')
    expect(sys.realpath({ ...root, cwd: resolve(root, '/mnt/data') }, '..')).toBe('/mnt')
    expect(code(() => table.mount(volume, '/etc/hosts'))).toBe('ENOTDIR')
    expect(code(() => table.umount('/mnt'))).toBe('EINVAL')
    table.umount('/mnt/data')
    expect(sys.readdir(root, '/mnt/data')).toEqual([])
  })
  it('cannot be removed, renamed or linked across; docker containers know "Device or resource busy"', () => {
    table.mount(volume, '/mnt/data')
    table.mount(volume, '/etc/hosts', { root: '/hosts' })
    expect(code(() => sys.unlink(root, '/etc/hosts'))).toBe('EBUSY')
    expect(code(() => sys.rmdir(root, '/mnt/data'))).toBe('EBUSY')
    expect(code(() => sys.rename(root, '/mnt/data', '/mnt/x'))).toBe('EBUSY')
    expect(code(() => sys.rename(root, '/mnt/data/hosts', '/hosts'))).toBe('EXDEV')
    expect(code(() => sys.link(root, '/mnt/data/hosts', '/hosts'))).toBe('EXDEV')
    // A bind of the same file system is another mount all the same.
    table.mount(disk, '/tmp', { root: '/home' })
    expect(code(() => sys.rename(root, '/tmp/u', '/u'))).toBe('EXDEV')
  })
  it('are read-only each for itself', () => {
    table.mount(volume, '/mnt/data', { readOnly: true })
    expect(code(() => sys.writeFile(root, '/mnt/data/hosts', ''))).toBe('EROFS')
    expect(code(() => sys.open(root, '/mnt/data/new', O_CREAT | O_WRONLY))).toBe('EROFS')
    expect(code(() => sys.mkdir(root, '/mnt/data/sub'))).toBe('EEXIST')
    expect(code(() => sys.unlink(root, '/mnt/data/nosuch'))).toBe('EROFS')
    expect(code(() => sys.chmod(root, '/mnt/data/hosts', 0))).toBe('EROFS')
    volume.writeFile('/hosts', 'from the other side')
    expect(decode(sys.readFile(root, '/mnt/data/hosts'))).toBe('from the other side')
  })
  it('are copied with the namespace and then independent', () => {
    table.mount(volume, '/mnt/data')
    const copy = table.clone()
    const there = { ...root, root: copy.root, cwd: copy.root }
    copy.umount('/mnt/data')
    expect(sys.readdir(there, '/mnt/data')).toEqual([])
    expect(sys.readdir(root, '/mnt/data')).toHaveLength(2)
  })
})

describe('walking', () => {
  it('stays inside a changed root and knows its own path', () => {
    const jail = { ...root, root: resolve(root, '/home'), cwd: resolve(root, '/home') }
    disk.symlink('/etc', '/home/link')
    expect(code(() => sys.stat(jail, '/link'))).toBe('ENOENT')
    expect(sys.realpath(jail, '/../../u/..')).toBe('/')
    expect(sys.realpath(jail, 'u')).toBe('/u')
    const cwd = resolve(root, '/home/u')
    sys.rename(root, '/home', '/house')
    expect(pathOf(cwd, root.root)).toBe('/house/u')
    sys.rmdir(root, '/house/u')
    expect(pathOf(cwd, root.root)).toBeNull()
    expect(code(() => sys.mkdir({ ...root, cwd }, 'x'))).toBe('ENOENT')
  })
  it('follows links up to forty, and long names not at all', () => {
    disk.symlink('b', '/tmp/a')
    disk.symlink('a', '/tmp/b')
    expect(code(() => sys.stat(root, '/tmp/a'))).toBe('ELOOP')
    expect(code(() => sys.stat(root, `/${'x'.repeat(256)}`))).toBe('ENAMETOOLONG')
    expect(code(() => sys.stat(root, `/${'한'.repeat(86)}`))).toBe('ENAMETOOLONG')
    expect(code(() => sys.stat(root, '/x'.repeat(2100)))).toBe('ENAMETOOLONG')
    disk.symlink('made', '/tmp/dangling')
    sys.writeFile(root, '/tmp/dangling', 'x')
    expect(sys.stat(root, '/tmp/made').size).toBe(1)
  })
})

describe('permissions', () => {
  it('ask for search on the way, write in the directory, the owner for modes', () => {
    disk.mkdir('/secret', { mode: 0o700 })
    disk.writeFile('/secret/f', 'x', { mode: 0o666 })
    disk.mkdir('/open', { mode: 0o777 })
    const user = as(1000)
    expect(code(() => sys.readFile(user, '/secret/f'))).toBe('EACCES')
    expect(code(() => sys.stat(user, '/secret/f'))).toBe('EACCES')
    expect(code(() => sys.writeFile(user, '/etc/hosts', ''))).toBe('EACCES')
    expect(code(() => sys.mkdir(user, '/etc/new'))).toBe('EACCES')
    sys.writeFile({ ...user, umask: 0o022 }, '/open/mine', 'x')
    expect(sys.stat(root, '/open/mine')).toMatchObject({ uid: 1000, gid: 1000, mode: 0o100644 })
    expect(code(() => sys.chmod(as(1001), '/open/mine', 0o777))).toBe('EPERM')
    expect(code(() => sys.chown(user, '/open/mine', 0, -1))).toBe('EPERM')
    expect(code(() => sys.utimes(as(1001), '/open/mine', 1, 1))).toBe('EPERM')
    expect(code(() => sys.unlink(as(1001), '/open/mine'))).toBe('ok')
  })
  it('keep others out of sticky directories and pass groups on', () => {
    disk.mkdir('/shared', { mode: 0o1777 })
    sys.writeFile(as(1000), '/shared/a', '')
    expect(code(() => sys.unlink(as(1001), '/shared/a'))).toBe('EPERM')
    expect(code(() => sys.rename(as(1001), '/shared/a', '/shared/b'))).toBe('EPERM')
    expect(code(() => sys.unlink(as(1000), '/shared/a'))).toBe('ok')
    disk.mkdir('/team', { mode: 0o2777, gid: 50 })
    sys.mkdir(as(1000), '/team/d')
    expect(sys.stat(root, '/team/d')).toMatchObject({ gid: 50, mode: 0o42777 })
    sys.chown(root, '/team/d', 7, 7)
    expect(sys.stat(root, '/team/d').mode).toBe(0o42777)
    disk.writeFile('/prog', '', { mode: 0o4755 })
    sys.chown(root, '/prog', 7, 7)
    expect(sys.stat(root, '/prog').mode).toBe(0o100755)
  })
  it('let root do all but execute what nobody may', () => {
    disk.writeFile('/data', '', { mode: 0 })
    expect(code(() => sys.readFile(root, '/data'))).toBe('ok')
    expect(code(() => sys.access(root, '/data', 1))).toBe('EACCES')
    expect(code(() => sys.access(root, '/data', 6))).toBe('ok')
  })
})
