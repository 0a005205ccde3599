/**
 * sysfs (sysfs(5)) as far as programs in containers look at it: network interfaces, CPUs, a disk, the firmware directory that runc masks.
 */
import { S_IFDIR, S_IFLNK, type DirEntry } from '../../../base/abi/files.ts'
import type { NetInterface, NetworkNamespace } from '../../net/types.ts'
import type { Inode } from '../../vfs/filesystem.ts'
import { SyntheticFs, SyntheticInode } from '../synthetic/inode.ts'
import { ContentFile, StaticDir, TextLink } from '../synthetic/nodes.ts'

export interface SysFsOptions {
  /** ms since the epoch */
  time: number
  cpus: number
  net: NetworkNamespace
}

export function createSysFs(options: SysFsOptions): SyntheticFs {
  const fs = new SyntheticFs('sysfs', options.time, 'EACCES')
  const root = new StaticDir(fs, null)
  fs.root = root
  const directory = (path: string): StaticDir => {
    let dir = root
    for (const part of path.split('/')) {
      let next = dir.lookup(part)
      if (!(next instanceof StaticDir)) dir.set(part, (next = new StaticDir(fs, dir, { mode: 0o755 })))
      dir = next as StaticDir
    }
    return dir
  }
  const file = (path: string, text: string | (() => string)): void => {
    const slash = path.lastIndexOf('/')
    const read = typeof text === 'string' ? () => text : text
    directory(path.slice(0, slash)).set(path.slice(slash + 1), new ContentFile(fs, { read }, { size: 4096 }))
  }
  for (const path of [
    'block',
    'bus',
    'class',
    'dev/block',
    'dev/char',
    'devices/virtual',
    'firmware',
    'fs',
    'hypervisor',
    'kernel',
    'module',
    'power',
  ])
    directory(path)
  const range = options.cpus > 1 ? `0-${options.cpus - 1}\n` : '0\n'
  for (const name of ['online', 'possible', 'present']) file(`devices/system/cpu/${name}`, range)
  for (let cpu = 0; cpu < options.cpus; cpu++) {
    file(`devices/system/cpu/cpu${cpu}/topology/core_id`, `${cpu}\n`)
    file(`devices/system/cpu/cpu${cpu}/topology/physical_package_id`, '0\n')
  }
  file('devices/system/node/online', '0\n')
  file('kernel/mm/transparent_hugepage/enabled', 'always [madvise] never\n')
  file('class/dmi/id/product_name', 'Standard PC\n')
  file('class/dmi/id/sys_vendor', 'QEMU\n')
  file('block/vda/size', '125829120\n')
  file('block/vda/ro', '0\n')
  // Where runc mounts the control groups.
  directory('fs/cgroup')
  directory('class').set('net', new NetClass(fs, directory('class'), options.net))
  directory('devices/virtual').set('net', new NetDevices(fs, directory('devices/virtual'), options.net))
  return fs
}

/** Inode numbers: interface N takes BASE + N * 64. */
const BASE = 1 << 20
const find = (net: NetworkNamespace, name: string): NetInterface | undefined =>
  net.interfaces.find((candidate) => candidate.name === name)

/** /sys/class/net: links to the devices. */
class NetClass extends SyntheticInode {
  protected readonly net: NetworkNamespace
  private readonly up: Inode
  constructor(fs: SyntheticFs, up: Inode, net: NetworkNamespace) {
    super(fs, fs.allocate(), S_IFDIR, { mode: 0o755 })
    this.up = up
    this.net = net
  }
  override parent(): Inode {
    return this.up
  }
  override lookup(name: string): Inode | null {
    const device = find(this.net, name)
    return device
      ? new TextLink(this.fs, `../../devices/virtual/net/${name}`, { mode: 0o777, ino: BASE + device.index * 64 })
      : null
  }
  override readdir(): DirEntry[] {
    return this.net.interfaces.map(({ name, index }) => ({ name, ino: BASE + index * 64, type: S_IFLNK }))
  }
}
class NetDevices extends NetClass {
  override lookup(name: string): Inode | null {
    const device = find(this.net, name)
    return device ? deviceDirectory(this.fs, this, this.net, device) : null
  }
  override readdir(): DirEntry[] {
    return this.net.interfaces.map(({ name, index }) => ({ name, ino: BASE + index * 64 + 1, type: S_IFDIR }))
  }
}

function deviceDirectory(fs: SyntheticFs, up: Inode, net: NetworkNamespace, device: NetInterface): StaticDir {
  let ino = BASE + device.index * 64 + 1
  const dir = new StaticDir(fs, up, { mode: 0o755 }, ino)
  const now = (): NetInterface => find(net, device.name) ?? device
  const file = (target: StaticDir, name: string, read: () => string): void =>
    target.set(name, new ContentFile(fs, { read: () => `${read()}\n` }, { size: 4096, ino: ++ino }))
  file(dir, 'address', () => now().mac || '00:00:00:00:00:00')
  file(dir, 'ifindex', () => String(now().index))
  file(dir, 'iflink', () => String(now().peerIndex ?? now().index))
  file(dir, 'mtu', () => String(now().mtu))
  file(dir, 'operstate', () => (now().kind === 'loopback' ? 'unknown' : now().up ? 'up' : 'down'))
  file(dir, 'carrier', () => (now().up ? '1' : '0'))
  file(dir, 'type', () => (now().kind === 'loopback' ? '772' : '1'))
  file(dir, 'flags', () => (now().kind === 'loopback' ? '0x9' : now().up ? '0x1003' : '0x1002'))
  file(dir, 'tx_queue_len', () => (now().kind === 'veth' || now().kind === 'bridge' ? '0' : '1000'))
  file(dir, 'speed', () => '10000')
  const statistics = new StaticDir(fs, dir, { mode: 0o755 }, ++ino)
  dir.set('statistics', statistics)
  file(statistics, 'rx_bytes', () => String(now().stats.rxBytes))
  file(statistics, 'rx_packets', () => String(now().stats.rxPackets))
  file(statistics, 'tx_bytes', () => String(now().stats.txBytes))
  file(statistics, 'tx_packets', () => String(now().stats.txPackets))
  for (const name of ['rx_errors', 'tx_errors', 'rx_dropped', 'tx_dropped']) file(statistics, name, () => '0')
  return dir
}
