/** mem(4): /dev/null, zero, full, random, urandom, kmsg. */
import type { Stat } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import { EMPTY } from '../../../base/bytes.ts'
import type { Rng } from '../../../base/rng.ts'
import { OpenFile } from '../../proc/description.ts'
import { makeDevice, type DeviceTable, type Inode, type OpenContext } from '../../vfs/filesystem.ts'

class MemoryDevice extends OpenFile {
  private readonly inode: Inode
  private readonly path: string
  private readonly source: (max: number) => Uint8Array
  private readonly full: boolean
  constructor(inode: Inode, context: OpenContext, source: (max: number) => Uint8Array, full: boolean) {
    super(context.flags)
    this.inode = inode
    this.path = context.path
    this.source = source
    this.full = full
  }
  override read(max: number): Uint8Array {
    return this.source(Math.min(max, 65536))
  }
  override write(data: Uint8Array): number {
    if (this.full && data.length) throw new SysError('ENOSPC')
    return data.length
  }
  override pread(_offset: number, length: number): Uint8Array {
    return this.read(length)
  }
  override seek(): number {
    return 0
  }
  override stat(): Stat {
    return this.inode.stat()
  }
  override describe(): string {
    return this.path
  }
}

export const DEVICES = {
  null: makeDevice(1, 3),
  zero: makeDevice(1, 5),
  full: makeDevice(1, 7),
  random: makeDevice(1, 8),
  urandom: makeDevice(1, 9),
  kmsg: makeDevice(1, 11),
  tty: makeDevice(5, 0),
  console: makeDevice(5, 1),
  ptmx: makeDevice(5, 2),
} as const

/** Registers what needs nothing but chance; tty, console and ptmx are kernel/proc's. */
export function registerMemoryDevices(table: DeviceTable, rng: Rng): void {
  const nothing = (): Uint8Array => EMPTY
  const zeros = (max: number): Uint8Array => new Uint8Array(max)
  const chance = (max: number): Uint8Array => rng.bytes(max)
  const add = (rdev: number, source: (max: number) => Uint8Array, full = false): void =>
    table.register('char', rdev, { open: (inode, context) => new MemoryDevice(inode, context, source, full) })
  add(DEVICES.null, nothing)
  add(DEVICES.zero, zeros)
  add(DEVICES.full, zeros, true)
  add(DEVICES.random, chance)
  add(DEVICES.urandom, chance)
  add(DEVICES.kmsg, nothing)
}
