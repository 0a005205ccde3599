/** What runc mounts into a container (libcontainer/specconv/example.go with Docker's additions): /proc, /dev, /dev/pts, /sys, /dev/shm, /dev/mqueue. */
import { O_RDWR } from '../../base/abi/files.ts'
import { createDevFs } from '../fs/dev/dev.ts'
import { DevPts } from '../fs/dev/devpts.ts'
import { createTmpfs } from '../fs/tmpfs.ts'
import type { NetworkNamespace } from '../net/types.ts'
import type { Inode, MountableFs } from '../vfs/filesystem.ts'
import type { MountTable } from '../vfs/mount-namespace.ts'
import * as operations from '../vfs/operations.ts'
import { walk } from '../vfs/walk.ts'
import type { Cgroup } from './cgroup.ts'
import type { System } from './system.ts'
import { createPtyIn, MasterFile } from './terminal-devices.ts'
import { Task } from './task.ts'
import type { MountOptions, PidNamespace, UtsNamespace } from './types.ts'

const ROOT = { uid: 0, gid: 0, groups: [] }
const SHM_SIZE = 64 * 1024 * 1024

export class StandardMounts {
  private readonly system: System
  /** /dev/shm by IPC namespace: containers that share it see each other's. */
  private readonly shm = new WeakMap<object, MountableFs>()
  constructor(system: System) {
    this.system = system
  }

  mountStandard(
    mount: MountTable,
    ns: { pid: PidNamespace; net: NetworkNamespace; uts: UtsNamespace; ipc: object },
    options: { shmSize?: number; privileged?: boolean; cgroup?: Cgroup },
  ): void {
    const { clock, options: kernel } = this.system
    const put = (fs: MountableFs, target: string, how: MountOptions): void => {
      ensureDirectory(mount, target)
      mount.mount(fs, target, how)
    }
    put(createDevFs(clock, 'container'), '/dev', { source: 'tmpfs', flags: ['nosuid'], data: 'size=65536k,mode=755' })
    const devpts: DevPts = new DevPts({
      now: () => clock.now(),
      openMaster: (fs, context) => this.openMaster(fs, context.process, context.flags),
    })
    put(devpts, '/dev/pts', {
      source: 'devpts',
      flags: ['nosuid', 'noexec', 'relatime'],
      data: 'gid=5,mode=620,ptmxmode=666',
    })
    const size = options.shmSize ?? SHM_SIZE
    let shm = this.shm.get(ns.ipc)
    if (!shm) this.shm.set(ns.ipc, (shm = createTmpfs(clock, kernel.memoryBytes, { size })))
    put(shm, '/dev/shm', {
      source: 'shm',
      flags: ['nosuid', 'nodev', 'noexec', 'relatime'],
      data: `size=${Math.ceil(size / 1024)}k`,
    })
  }

  private openMaster(fs: DevPts, process: unknown, flags = O_RDWR): MasterFile {
    const uid = process instanceof Task ? process.ids.euid : 0
    return new MasterFile(createPtyIn(fs, { rows: 0, cols: 0 }, uid), flags)
  }

  /** A /dev/null that belongs to no mount anybody sees. */
  nullNode(): Inode {
    return createDevFs(this.system.clock, 'container').root.lookup('null')!
  }
}

/** As runc does for images without these directories. */
function ensureDirectory(mount: MountTable, path: string): void {
  const context = { root: mount.root, cwd: mount.root, credentials: ROOT }
  if (!walk(context, path, true).found) operations.mkdir(context, path, 0o755)
}
