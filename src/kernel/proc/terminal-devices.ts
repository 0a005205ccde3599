/** The terminals among the devices: /dev/tty (the caller's own), and ptys with their node in a devpts. */
import { O_RDWR, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { EMPTY } from '../../base/bytes.ts'
import { DevPts } from '../fs/dev/devpts.ts'
import { DEVICES } from '../fs/dev/memory-devices.ts'
import { PtyPair } from '../tty/pty.ts'
import type { WindowSize } from '../../base/abi/termios.ts'
import type { DeviceTable, Inode } from '../vfs/filesystem.ts'
import type { MountTable } from '../vfs/mount-namespace.ts'
import * as operations from '../vfs/operations.ts'
import { resolve, walk } from '../vfs/walk.ts'
import { OpenFile, type Readiness } from './description.ts'
import { sendGroup } from './signal.ts'
import { Task } from './task.ts'
import type { WaitQueue } from './wait-queue.ts'

export function createPtyIn(fs: DevPts, size: WindowSize, uid: number): PtyPair {
  const index = fs.nextIndex()
  const pty: PtyPair = new PtyPair({
    index,
    size,
    signalGroup: (group, signal) => sendGroup(group, signal, null),
    stat: () => node.stat(),
    onGone: () => fs.removeSlave(index),
  })
  const node: Inode = fs.addSlave(index, { open: (context) => openSlave(pty, context.flags) }, { uid })
  return pty
}
function openSlave(pty: PtyPair, flags: number): OpenFile {
  if (pty.hungUp) throw new SysError('EIO')
  return pty.openSlave(flags)
}

/** runc: the terminal of a container's first process is its /dev/console. */
export function bindConsole(table: MountTable, pty: PtyPair): void {
  const context = { root: table.root, cwd: table.root, credentials: { uid: 0, gid: 0, groups: [] } }
  const slave = walk(context, `/dev/${pty.name}`, true).found
  if (!slave) return
  if (!walk(context, '/dev/console', true).found) operations.writeFile(context, '/dev/console', '', { mode: 0o600 })
  const { source, flags, data } = slave.mount
  const how = { target: '/dev/console', root: `/${pty.index}`, rootInode: slave.inode, source, flags, data }
  table.mountAt(slave.mount.fs, resolve(context, '/dev/console'), how)
}

/** The master side opened through ptmx, for programs that make terminals themselves (script, a terminal multiplexer). */
export class MasterFile extends OpenFile {
  readonly pty: PtyPair
  override readonly queue: WaitQueue
  constructor(pty: PtyPair, flags = O_RDWR) {
    super(flags)
    this.pty = pty
    this.queue = pty.masterQueue
  }
  /** EIO when the slave side is gone. */
  override read(max: number): Uint8Array | null {
    const data = this.pty.takeOutput(max)
    if (data) return data
    if (this.pty.ended) throw new SysError('EIO')
    return null
  }
  override write(data: Uint8Array): number {
    return this.pty.offer(data)
  }
  override poll(): Readiness {
    return { in: this.pty.hasOutput || this.pty.ended, out: true, hup: this.pty.ended }
  }
  override stat(): Stat {
    return this.pty.stat()
  }
  override describe(): string {
    return '/dev/ptmx'
  }
  protected override release(): void {
    this.pty.close()
  }
}

export function registerTerminals(table: DeviceTable): void {
  table.register('char', DEVICES.tty, {
    open(_inode, context) {
      const terminal = context.process instanceof Task ? context.process.group.session.terminal : null
      if (!(terminal instanceof PtyPair)) throw new SysError('ENXIO')
      return openSlave(terminal, context.flags)
    },
  })
  // The node outside of a devpts, as the host's /dev has it: the caller's /dev/pts is meant.
  table.register('char', DEVICES.ptmx, {
    open(_inode, context) {
      if (!(context.process instanceof Task)) throw new SysError('ENXIO')
      const { fs } = resolve(context.process, '/dev/pts').mount
      if (!(fs instanceof DevPts)) throw new SysError('ENODEV')
      return fs.options.openMaster(fs, context)
    },
  })
  table.register('char', DEVICES.console, { open: (inode, context) => new Console(inode, context.flags) })
}

/** The host's console: nobody looks at it. */
class Console extends OpenFile {
  private readonly inode: Inode
  constructor(inode: Inode, flags: number) {
    super(flags)
    this.inode = inode
  }
  override read(): Uint8Array {
    return EMPTY
  }
  override write(data: Uint8Array): number {
    return data.length
  }
  override stat(): Stat {
    return this.inode.stat()
  }
  override describe(): string {
    return '/dev/console'
  }
}
