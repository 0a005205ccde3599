/** The terminals among the devices: /dev/tty (the caller's own), and ptys with their node in a devpts. */
import { O_RDWR, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { EMPTY } from '../../base/bytes.ts'
import type { DevPts } from '../fs/dev/devpts.ts'
import { DEVICES } from '../fs/dev/memory-devices.ts'
import { PtyPair } from '../tty/pty.ts'
import type { WindowSize } from '../../base/abi/termios.ts'
import type { DeviceTable, Inode } from '../vfs/filesystem.ts'
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
