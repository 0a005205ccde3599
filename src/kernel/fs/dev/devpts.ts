/** devpts (Documentation/filesystems/devpts.rst): one instance for each mount, its ptys numbered from 0, and the ptmx that makes new ones. */
import { S_IFCHR, S_IFDIR, type DirEntry, type Stat } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { OpenFile } from '../../proc/description.ts'
import { makeDevice, type AttributeChange, type Inode, type OpenContext } from '../../vfs/filesystem.ts'
import { entry, SyntheticFs, SyntheticInode, type Attributes } from '../synthetic/inode.ts'
import { DEVICES } from './memory-devices.ts'

export interface DevPtsOptions {
  /** ms since the epoch */
  now(): number
  /** 0620 and 5 as mount options mode and gid. */
  mode?: number
  gid?: number
  /** open(2) of ptmx: makes a pty with addSlave() and returns its master side. */
  openMaster(fs: DevPts, context: OpenContext): OpenFile
}
/** The slave side of a pty, as its device node opens it. */
export interface SlaveDevice {
  open(context: OpenContext): OpenFile
}

export class DevPts extends SyntheticFs {
  readonly options: DevPtsOptions
  readonly slaves = new Map<number, SlaveInode>()
  constructor(options: DevPtsOptions) {
    super('devpts', options.now(), 'EPERM')
    this.options = options
    this.root = new DevPtsRoot(this)
  }
  /** The lowest free number, which addSlave() will take. */
  nextIndex(): number {
    let index = 0
    while (this.slaves.has(index)) index++
    return index
  }
  addSlave(index: number, device: SlaveDevice, owner: { uid: number }): SlaveInode {
    const inode = new SlaveInode(this, index, device, {
      mode: this.options.mode ?? 0o620,
      uid: owner.uid,
      gid: this.options.gid ?? 5,
    })
    this.slaves.set(index, inode)
    return inode
  }
  removeSlave(index: number): void {
    this.slaves.delete(index)
  }
}

class DevPtsRoot extends SyntheticInode {
  private readonly ptmx: Inode
  constructor(fs: DevPts) {
    super(fs, fs.allocate(), S_IFDIR, { mode: 0o755 })
    this.ptmx = new PtmxInode(fs)
  }
  private get pts(): DevPts {
    return this.fs as DevPts
  }
  override lookup(name: string): Inode | null {
    if (name === 'ptmx') return this.ptmx
    return /^\d+$/.test(name) ? (this.pts.slaves.get(Number(name)) ?? null) : null
  }
  override readdir(): DirEntry[] {
    return [
      ...[...this.pts.slaves].sort(([a], [b]) => a - b).map(([index, inode]) => entry(String(index), inode)),
      entry('ptmx', this.ptmx),
    ]
  }
}

abstract class PtsNode extends SyntheticInode {
  private readonly rdev: number
  private readonly made: number
  constructor(fs: DevPts, ino: number, rdev: number, attributes: Attributes) {
    super(fs, ino, S_IFCHR, attributes)
    this.rdev = rdev
    this.made = fs.options.now()
  }
  override stat(): Stat {
    return { ...super.stat(), rdev: this.rdev, atime: this.made, mtime: this.made, ctime: this.made }
  }
  override setattr(change: AttributeChange): void {
    if (change.size !== undefined) throw new SysError('EINVAL')
    this.mode = change.mode ?? this.mode
    this.uid = change.uid ?? this.uid
    this.gid = change.gid ?? this.gid
  }
}
/** mode 666 because containers mount devpts with ptmxmode=0666. */
class PtmxInode extends PtsNode {
  constructor(fs: DevPts) {
    super(fs, fs.allocate(), DEVICES.ptmx, { mode: 0o666 })
  }
  openSpecial(context: OpenContext): OpenFile {
    const fs = this.fs as DevPts
    return fs.options.openMaster(fs, context)
  }
}
export class SlaveInode extends PtsNode {
  private readonly device: SlaveDevice
  readonly index: number
  constructor(fs: DevPts, index: number, device: SlaveDevice, attributes: Attributes) {
    super(fs, 1000 + index, makeDevice(136, index), attributes)
    this.index = index
    this.device = device
  }
  openSpecial(context: OpenContext): OpenFile {
    return this.device.open(context)
  }
}
