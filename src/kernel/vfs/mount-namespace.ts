/**
 * Mount namespaces (mount_namespaces(7)): a tree of mounts. A mount covers one inode of its parent mount; the target may be a file. Binds are
 * mounts whose root is an inode inside another file system. Leaves out propagation: every mount is private, as runc makes them.
 */
import { SysError } from '../../base/abi/errno.ts'
import type { MountNamespace, MountOptions, MountPoint } from '../proc/types.ts'
import { isDirectory, type Inode, type MountableFs } from './filesystem.ts'
import type { FileSystem } from './types.ts'
import { resolve } from './walk.ts'

/** An inode as reached through a mount: what a path names. Immutable. */
export interface Location {
  readonly mount: Mount
  readonly inode: Inode
  /** How the last step got here: the directory and the name in it; null for roots. For files, whose inodes do not know their parents. */
  readonly via: { readonly dir: Location; readonly name: string } | null
}

/** Numbers handed out by one kernel: mount ids and anonymous device numbers. */
export class MountIds {
  private mounts = 21
  private devices = 20
  nextMount(): number {
    return this.mounts++
  }
  nextDevice(): number {
    return this.devices++
  }
}

export class Mount implements MountPoint {
  readonly id: number
  readonly fs: MountableFs
  /** What this mount shows as its root. */
  readonly rootInode: Inode
  /** Path of rootInode inside fs, for mountinfo. */
  readonly root: string
  readonly target: string
  readonly source: string
  readonly data: string
  readonly flags: readonly ('noexec' | 'nosuid' | 'nodev' | 'relatime' | 'noatime')[]
  readOnly: boolean
  /** runc's read-only and masking mounts are made last, after the engine's. */
  readonly late: boolean
  /** What it covers; null for the namespace's root. */
  readonly covered: Location | null
  /** Mounts on inodes of this one, the topmost last, by inode number. */
  readonly children = new Map<number, Mount[]>()

  constructor(
    id: number,
    fs: MountableFs,
    rootInode: Inode,
    covered: Location | null,
    options: MountOptions & { target: string; late?: boolean },
  ) {
    this.id = id
    this.fs = fs
    this.rootInode = rootInode
    this.covered = covered
    this.root = options.root ?? '/'
    this.target = options.target
    this.source = options.source ?? fs.type
    this.data = options.data ?? ''
    this.flags = options.flags ?? []
    this.readOnly = options.readOnly ?? false
    this.late = options.late ?? false
  }
  /** The mount on top of `inode`, if any. */
  on(inode: Inode): Mount | undefined {
    if (this.children.size === 0) return undefined
    return this.children.get(inode.ino)?.at(-1)
  }
}

const clean = (path: string): string =>
  '/' +
  path
    .split('/')
    .filter((part) => part && part !== '.')
    .join('/')

export class MountTable implements MountNamespace {
  rootMount: Mount
  private list: Mount[] = []
  private readonly ids: MountIds

  constructor(root: FileSystem, ids: MountIds, options: MountOptions = {}) {
    this.ids = ids
    this.rootMount = this.make(root as MountableFs, null, { ...options, target: '/' })
    this.list.push(this.rootMount)
  }

  /** In the order in which they were made; late ones last. */
  get mounts(): readonly Mount[] {
    return [...this.list.filter((mount) => !mount.late), ...this.list.filter((mount) => mount.late)]
  }
  get root(): Location {
    return { mount: this.rootMount, inode: this.rootMount.rootInode, via: null }
  }

  mount(fs: FileSystem, target: string, options: MountOptions = {}): void {
    this.mountAt(fs as MountableFs, this.locate(target), { ...options, target: clean(target) })
  }

  /** As mount(), on a location found already. ENOTDIR when one side is a directory and the other is not. */
  mountAt(
    fs: MountableFs,
    at: Location,
    options: MountOptions & { target: string; rootInode?: Inode; late?: boolean },
  ): Mount {
    const mount = this.make(fs, at, options)
    if (isDirectory(mount.rootInode) !== isDirectory(at.inode)) throw new SysError('ENOTDIR', options.target)
    const stack = at.mount.children.get(at.inode.ino)
    if (stack) stack.push(mount)
    else at.mount.children.set(at.inode.ino, [mount])
    this.list.push(mount)
    return mount
  }

  umount(target: string): void {
    this.umountAt(this.locate(target))
  }
  /** EINVAL when it is not the root of a mount, EBUSY when something is mounted below. */
  umountAt(at: Location): void {
    const { mount } = at
    if (at.inode.ino !== mount.rootInode.ino || at.inode.fs !== mount.fs || !mount.covered) throw new SysError('EINVAL')
    if (mount.children.size) throw new SysError('EBUSY')
    const { mount: parent, inode } = mount.covered
    const stack = parent.children.get(inode.ino)
    const index = stack?.indexOf(mount) ?? -1
    if (!stack || index < 0) throw new SysError('EINVAL')
    stack.splice(index, 1)
    if (!stack.length) parent.children.delete(inode.ino)
    this.list = this.list.filter((other) => other !== mount)
  }

  /** A copy whose mounts are its own. Locations (cwd, root) of the old one can be carried over with `translate`. */
  clone(): MountTable {
    return this.cloneWith().table
  }
  cloneWith(): { table: MountTable; translate(location: Location): Location } {
    const copies = new Map<Mount, Mount>()
    const translate = (location: Location): Location => ({
      mount: copies.get(location.mount) ?? location.mount,
      inode: location.inode,
      via: location.via && { dir: translate(location.via.dir), name: location.via.name },
    })
    for (const mount of this.list)
      copies.set(
        mount,
        new Mount(this.ids.nextMount(), mount.fs, mount.rootInode, mount.covered && translate(mount.covered), mount),
      )
    for (const [mount, copy] of copies)
      for (const [ino, stack] of mount.children)
        copy.children.set(
          ino,
          stack.map((child) => copies.get(child)!),
        )
    const table = Object.create(MountTable.prototype) as MountTable
    Object.assign(table, { ids: this.ids, rootMount: copies.get(this.rootMount), list: [...copies.values()] })
    return { table, translate }
  }

  /** remount,ro and remount,rw of the mount that holds `target`. */
  setReadOnly(target: string, readOnly: boolean): void {
    this.locate(target).mount.readOnly = readOnly
  }

  private locate(path: string): Location {
    return resolve({ root: this.root, cwd: this.root, credentials: { uid: 0, gid: 0, groups: [] } }, path)
  }

  private make(
    fs: MountableFs,
    covered: Location | null,
    options: MountOptions & { target: string; rootInode?: Inode; late?: boolean },
  ): Mount {
    if (!fs.device) fs.device = this.ids.nextDevice()
    let rootInode = options.rootInode ?? fs.root
    if (!options.rootInode)
      for (const name of (options.root ?? '/').split('/')) {
        if (!name || name === '.') continue
        const next = isDirectory(rootInode) ? rootInode.lookup(name) : null
        if (!next) throw new SysError('ENOENT', options.root)
        rootInode = next
      }
    return new Mount(this.ids.nextMount(), fs, rootInode, covered, options)
  }
}
