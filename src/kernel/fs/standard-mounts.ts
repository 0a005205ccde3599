/**
 * The mounts of a container as runc makes them from Docker's default spec (moby oci/defaults.go, runc libcontainer/rootfs_linux.go), and those of the
 * host. The root must have the directories; they are made when missing, as runc does.
 */
import { S_IFDIR } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import type { Clock } from '../../base/clock.ts'
import type { NetworkNamespace } from '../net/types.ts'
import { type Inode, type MountableFs } from '../vfs/filesystem.ts'
import type { MountTable } from '../vfs/mount-namespace.ts'
import { EMPTY_TREE } from '../vfs/tree.ts'
import { createTreeFs } from '../vfs/tree-fs.ts'
import { resolve } from '../vfs/walk.ts'
import { createDevFs } from './dev/dev.ts'
import type { DevPts } from './dev/devpts.ts'
import type { CgroupSource } from './proc/source.ts'
import { createCgroupFs } from './sys/cgroup-fs.ts'
import { createSysFs } from './sys/sys-fs.ts'
import { createTmpfs } from './tmpfs.ts'

export interface StandardMounts {
  kind: 'container' | 'host'
  clock: Clock
  cpus: number
  memoryBytes: number
  proc: MountableFs
  devpts: DevPts
  net: NetworkNamespace
  cgroup?: CgroupSource
  /** bytes; Docker's default is 64 MiB */
  shmSize?: number
  /** /dev/shm of a shared IPC namespace. */
  shm?: MountableFs
  privileged?: boolean
}

/** Hidden from containers (moby oci.DefaultLinuxSpec MaskedPaths); those that do not exist are passed over. */
export const MASKED_PATHS = [
  '/proc/asound',
  '/proc/acpi',
  '/proc/interrupts',
  '/proc/kcore',
  '/proc/keys',
  '/proc/latency_stats',
  '/proc/timer_list',
  '/proc/timer_stats',
  '/proc/sched_debug',
  '/proc/scsi',
  '/sys/firmware',
  '/sys/devices/virtual/powercap',
] as const
export const READ_ONLY_PATHS = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'] as const

export function mountStandard(table: MountTable, options: StandardMounts): { shm: MountableFs } {
  const { clock, memoryBytes, privileged } = options
  const host = options.kind === 'host'
  const mount = (fs: MountableFs, target: string, extra: Parameters<MountTable['mount']>[2]): void => {
    ensureDirectory(table, target)
    table.mount(fs, target, extra)
  }
  const STRICT = ['nosuid', 'nodev', 'noexec', 'relatime'] as const
  mount(options.proc, '/proc', { source: 'proc', flags: STRICT })
  const dev = createDevFs(clock, options.kind, { devices: privileged })
  if (host)
    mount(dev, '/dev', {
      source: 'udev',
      data: `size=${Math.floor(memoryBytes / 2048)}k,nr_inodes=3083615,mode=755`,
      flags: ['nosuid', 'relatime'],
    })
  else mount(dev, '/dev', { source: 'tmpfs', data: 'size=65536k,mode=755', flags: ['nosuid'] })
  mount(options.devpts, '/dev/pts', {
    source: 'devpts',
    data: host ? 'gid=5,mode=620,ptmxmode=000' : 'gid=5,mode=620,ptmxmode=666',
    flags: ['nosuid', 'noexec', 'relatime'],
  })
  const sys = createSysFs({ time: clock.now(), cpus: options.cpus, net: options.net })
  mount(sys, '/sys', { source: 'sysfs', readOnly: !host && !privileged, flags: STRICT })
  if (options.cgroup)
    mount(createCgroupFs(options.cgroup, clock.now()), '/sys/fs/cgroup', {
      source: host ? 'cgroup2' : 'cgroup',
      readOnly: !host && !privileged,
      data: 'nsdelegate,memory_recursiveprot',
      flags: STRICT,
    })
  const mqueue = createTreeFs(EMPTY_TREE, { type: 'mqueue', clock })
  mqueue.root.setattr({ mode: 0o1777 })
  mount(mqueue, '/dev/mqueue', { source: 'mqueue', flags: STRICT })
  const shmSize = options.shmSize ?? 64 * 1024 * 1024
  const shm = options.shm ?? createTmpfs(clock, memoryBytes, { size: host ? 0 : shmSize, mode: 0o1777 })
  mount(shm, '/dev/shm', {
    source: host ? 'tmpfs' : 'shm',
    data: host ? '' : `size=${Math.ceil(shmSize / 1024)}k`,
    flags: host ? ['nosuid', 'nodev'] : STRICT,
  })
  if (!host && !privileged) {
    for (const path of READ_ONLY_PATHS) bindReadOnly(table, path)
    for (const path of MASKED_PATHS) maskPath(table, clock, path, memoryBytes)
  }
  return { shm }
}

/** Makes missing directories of a mount target, mode 0755, as runc does. */
export function ensureDirectory(table: MountTable, path: string): void {
  let done = ''
  for (const name of path.split('/')) {
    if (!name) continue
    const parent = done || '/'
    done += `/${name}`
    try {
      resolve(contextOf(table), done)
    } catch (error) {
      if (!(error instanceof SysError) || error.code !== 'ENOENT') throw error
      resolve(contextOf(table), parent).inode.mkdir(name, { mode: 0o755, uid: 0, gid: 0 })
    }
  }
}
const contextOf = (table: MountTable) => ({
  root: table.root,
  cwd: table.root,
  credentials: { uid: 0, gid: 0, groups: [] },
})

function existing(table: MountTable, path: string) {
  try {
    return resolve(contextOf(table), path)
  } catch (error) {
    if (error instanceof SysError) return null
    throw error
  }
}

/** A bind mount of `path` on itself, read-only. */
export function bindReadOnly(table: MountTable, path: string): void {
  const at = existing(table, path)
  if (!at) return
  const { source, data, flags } = at.mount
  table.mountAt(at.mount.fs, at, {
    target: path,
    late: true,
    root: path.replace(at.mount.target, '') || '/',
    rootInode: at.inode,
    readOnly: true,
    source,
    data,
    flags,
  })
}

/** An empty read-only tmpfs over a directory, /dev/null over a file. */
export function maskPath(table: MountTable, clock: Clock, path: string, memoryBytes: number): void {
  const at = existing(table, path)
  if (!at) return
  if (at.inode.type === S_IFDIR) {
    const empty = createTmpfs(clock, memoryBytes, { mode: 0o755 })
    table.mountAt(empty, at, { target: path, late: true, readOnly: true, source: 'tmpfs', flags: ['relatime'] })
    return
  }
  const nothing = existing(table, '/dev/null')
  if (!nothing) return
  const inode: Inode = nothing.inode
  const { source, data, flags } = nothing.mount
  table.mountAt(nothing.mount.fs, at, {
    target: path,
    late: true,
    root: '/null',
    rootInode: inode,
    source,
    data,
    flags,
  })
}

/** The terminal of a container's first process is its console too: the pty's slave, bound on an empty /dev/console. */
export function bindConsole(table: MountTable, index: number): void {
  const dev = resolve(contextOf(table), '/dev')
  const pts = resolve(contextOf(table), `/dev/pts/${index}`)
  if (!dev.inode.lookup('console')) dev.inode.create('console', { mode: 0o620, uid: 0, gid: 0 })
  const { source, data, flags } = pts.mount
  table.mountAt(pts.mount.fs, resolve(contextOf(table), '/dev/console'), {
    target: '/dev/console',
    root: `/${index}`,
    rootInode: pts.inode,
    source,
    data,
    flags,
  })
}
