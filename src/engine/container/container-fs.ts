/**
 * A container's files as cp, export and commit see them, running or not (moby daemon/containerfs_linux.go): its root and its volumes and
 * bind mounts, but neither /proc nor any tmpfs.
 */
import { SysError } from '../../base/abi/errno.ts'
import { operations, type MountTable } from '../../kernel/vfs/index.ts'
import type { LayerEntry, TreeFileSystem } from '../../kernel/vfs/types.ts'
import { baseOf, parentOf } from '../host.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { planMounts } from './mount-plan.ts'
import { walkContext } from './look-path.ts'

const ROOT = { uid: 0, gid: 0, groups: [] }

export interface Place {
  readonly fs: TreeFileSystem
  /** Inside `fs`. */
  readonly path: string
  /** In the container, links resolved. */
  readonly real: string
  readonly readOnly: boolean
  /** Inside a mount, not the root file system. */
  readonly mounted: boolean
}
export class ContainerFs {
  private readonly mounts: MountTable
  private readonly container: Container
  constructor(ctx: ContainerContext, container: Container) {
    this.container = container
    const mount = ctx.kernel.createMountNamespace(container.rootfs, {
      readOnly: container.hostConfig.ReadonlyRootfs ?? false,
    })
    for (const { fs, target, ...options } of planMounts(ctx, container, { all: false }))
      mount.mount(fs, target, options)
    this.mounts = mount as MountTable
  }
  /** Throws SysError. A last component that does not exist is fine without `follow`. */
  locate(path: string, options: { follow: boolean }): Place {
    const context = walkContext({ mount: this.mounts }, ROOT)
    let real: string
    if (options.follow || path === '/') real = operations.realpath(context, path)
    else {
      const parent = operations.realpath(context, parentOf(path))
      real = `${parent === '/' ? '' : parent}/${baseOf(path)}`
    }
    return this.place(real)
  }
  private place(real: string): Place {
    const covering = [...this.mounts.mounts]
      .reverse()
      .filter((mount) => mount.target === '/' || real === mount.target || real.startsWith(`${mount.target}/`))
      .sort((a, b) => b.target.length - a.target.length)[0]!
    const rest = covering.target === '/' ? real : real.slice(covering.target.length)
    const root = covering.root === '/' ? '' : covering.root
    const mounted = covering.target !== '/'
    return {
      fs: covering.fs as unknown as TreeFileSystem,
      path: `${root}${rest}` || '/',
      real,
      readOnly: mounted ? covering.readOnly : (this.container.hostConfig.ReadonlyRootfs ?? false),
      mounted,
    }
  }
  /** The subtree at a place, with what is mounted below it. */
  entries(place: Place): LayerEntry[] {
    let entries = place.fs.entries(place.path)
    for (const mount of this.mounts.mounts) {
      const prefix = place.real === '/' ? '/' : `${place.real}/`
      if (mount.target === '/' || !mount.target.startsWith(prefix)) continue
      const below = mount.target.slice(prefix.length)
      const inner = (mount.fs as unknown as TreeFileSystem).entries(mount.root).map((entry) => ({
        ...entry,
        path: entry.path === '' ? below : `${below}/${entry.path}`,
      }))
      const at = entries.findIndex((entry) => entry.path === below)
      entries = entries.filter((entry) => entry.path !== below && !entry.path.startsWith(`${below}/`))
      entries.splice(at < 0 ? entries.length : at, 0, ...inner)
    }
    return entries
  }
}
export const isSysError = (error: unknown): error is SysError => error instanceof SysError
