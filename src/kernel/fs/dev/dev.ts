/** The tmpfs on /dev: what runc puts there for a container (libcontainer specconv AllowedDevices), and what udev leaves on the host. */
import { S_IFBLK, S_IFCHR } from '../../../base/abi/files.ts'
import type { Clock } from '../../../base/clock.ts'
import { EMPTY_TREE } from '../../vfs/tree.ts'
import { createTreeFs, type TreeFs } from '../../vfs/tree-fs.ts'
import { makeDevice } from '../../vfs/filesystem.ts'
import { DEVICES } from './memory-devices.ts'

const ROOT = { uid: 0, gid: 0 }
/** Group tty of Debian and of runc's devpts. */
export const TTY_GID = 5

/** `devices`: all of the host's, as a privileged container gets them. */
export function createDevFs(clock: Clock, kind: 'container' | 'host', options: { devices?: boolean } = {}): TreeFs {
  const fs = createTreeFs(EMPTY_TREE, {
    type: kind === 'host' ? 'devtmpfs' : 'tmpfs',
    clock,
    sizeLimit: kind === 'host' ? 0 : 64 * 1024 * 1024,
  })
  fs.root.setattr({ mode: 0o755 })
  const node = (name: string, mode: number, rdev: number, gid = 0): void => {
    fs.root.mknod(name, { mode, uid: 0, gid }, rdev)
  }
  for (const name of ['null', 'zero', 'full', 'random', 'urandom', 'tty'] as const)
    node(name, S_IFCHR | 0o666, DEVICES[name], name === 'tty' && kind === 'host' ? TTY_GID : 0)
  const link = (name: string, target: string): void => {
    fs.root.symlink(name, target, { ...ROOT, mode: 0o777 })
  }
  link('fd', '/proc/self/fd')
  link('stdin', '/proc/self/fd/0')
  link('stdout', '/proc/self/fd/1')
  link('stderr', '/proc/self/fd/2')
  link('core', '/proc/kcore')
  for (const name of ['pts', 'shm', 'mqueue']) fs.root.mkdir(name, { ...ROOT, mode: 0o755 })
  if (kind === 'container') link('ptmx', 'pts/ptmx')
  else {
    node('ptmx', S_IFCHR | 0o666, DEVICES.ptmx, TTY_GID)
    node('console', S_IFCHR | 0o600, DEVICES.console, TTY_GID)
  }
  if (kind === 'host' || options.devices) {
    node('kmsg', S_IFCHR | 0o644, DEVICES.kmsg)
    // The disk, gid 6 = disk.
    node('vda', S_IFBLK | 0o660, makeDevice(254, 0), 6)
    node('vda1', S_IFBLK | 0o660, makeDevice(254, 1), 6)
  }
  return fs
}
