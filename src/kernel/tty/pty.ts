/**
 * A pseudo-terminal pair (pty(7), drivers/tty/pty.c). The slave side is what processes open; the master side is held by a terminal emulator or by
 * the engine through the Pty interface. Output waits in a bounded buffer until the master takes it: a program that nobody listens to blocks.
 */
import { O_RDWR, S_IFCHR, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import type { Termios, WindowSize } from '../../base/abi/termios.ts'
import { EMPTY } from '../../base/bytes.ts'
import { OpenFile, type Readiness } from '../proc/description.ts'
import type { ControllingTerminal, ProcessGroup, Session } from '../proc/group.ts'
import { WaitQueue } from '../proc/wait-queue.ts'
import { LineDiscipline } from './line-discipline.ts'
import type { Pty } from './types.ts'

/** Bytes written and not yet shown. */
const OUTPUT_SIZE = 16384
/** Bytes typed and not yet taken by the line discipline. */
const INPUT_SIZE = 65536
/** Major number of Unix98 pty slaves. */
const SLAVE_MAJOR = 136

export interface PtyOptions {
  index: number
  size: WindowSize
  /** Signals a process group, from the kernel. */
  signalGroup(group: ProcessGroup, signal: number): void
  /** Attributes of the node in devpts. */
  stat?(): Stat
  /** Called when both sides are gone: the index is free again. */
  onGone?(): void
}

export class PtyPair implements Pty, ControllingTerminal {
  readonly index: number
  readonly name: string
  readonly discipline: LineDiscipline
  /** Woken for the slave's readers and writers. */
  readonly queue = new WaitQueue()
  /** The master let go: reads end, writes fail. */
  hungUp = false
  session: Session | null = null
  foreground: ProcessGroup | null = null
  private readonly options: PtyOptions
  private window: WindowSize
  private slaves = 0
  /** A slave was opened and all are closed since. */
  private slaveGone = false
  private stopped = false
  private pending: Uint8Array[] = []
  private outputSize = 0
  private heldEcho: number[] = []
  private incoming: Uint8Array[] = []
  private incomingSize = 0
  /** Woken for the master's reader and writers. */
  readonly masterQueue = new WaitQueue()
  private receiving = false

  constructor(options: PtyOptions) {
    this.options = options
    this.index = options.index
    this.name = `pts/${options.index}`
    this.window = { ...options.size }
    this.discipline = new LineDiscipline({
      echo: (bytes) => this.echo(bytes),
      signal: (signal) => this.signalForeground(signal),
      flushOutput: () => this.flushOutput(),
      flow: (stopped) => this.setStopped(stopped),
      changed: () => this.readable(),
    })
  }

  // ---- the master's side

  get termios(): Termios {
    return this.discipline.termios
  }
  set termios(termios: Termios) {
    this.discipline.termios = termios
    this.queue.wake()
  }
  get size(): WindowSize {
    return this.window
  }
  get foregroundGroup(): number {
    return this.foreground?.pid.global ?? 0
  }
  resize(size: WindowSize): void {
    if (size.rows === this.window.rows && size.cols === this.window.cols) return
    this.window = { rows: size.rows, cols: size.cols }
    this.signalForeground(SIGNALS.SIGWINCH.number)
  }
  openSlave(flags = O_RDWR): TtyFile {
    return new TtyFile(this, flags)
  }

  async input(data: Uint8Array): Promise<void> {
    if (this.hungUp || !data.length) return
    this.accept(data)
    while (this.incomingSize > INPUT_SIZE && !this.hungUp) await this.masterChange()
  }
  /** As input(), for a writer that can be told to wait: 0 when there is no room. */
  offer(data: Uint8Array): number {
    if (this.incomingSize > INPUT_SIZE) return 0
    this.accept(data.slice())
    return data.length
  }
  private accept(data: Uint8Array): void {
    this.incoming.push(data)
    this.incomingSize += data.length
    this.receive()
  }
  /** Hands what was typed to the discipline as far as it has room. */
  private receive(): void {
    if (this.receiving) return
    this.receiving = true
    let progress = false
    while (this.incoming.length) {
      const first = this.incoming[0]!
      const taken = this.discipline.receive(first)
      if (taken) progress = true
      this.incomingSize -= taken
      if (taken < first.length) {
        this.incoming[0] = first.subarray(taken)
        break
      }
      this.incoming.shift()
    }
    this.receiving = false
    if (progress) this.masterQueue.wake()
  }

  async *output(): AsyncIterable<Uint8Array> {
    for (;;) {
      const chunk = this.takeOutput()
      if (chunk) yield chunk
      else if (this.ended) return
      else await this.masterChange()
    }
  }
  /** What is to be shown next; null when there is nothing now. */
  takeOutput(max = Infinity): Uint8Array | null {
    const first = this.pending.shift()
    if (!first) return null
    const chunk = first.length > max ? first.subarray(0, max) : first
    if (chunk !== first) this.pending.unshift(first.subarray(max))
    this.outputSize -= chunk.length
    this.queue.wake()
    return chunk
  }
  get hasOutput(): boolean {
    return this.pending.length > 0
  }
  /** Nothing more will come: the slave side closed, or the master let go. */
  get ended(): boolean {
    return this.slaveGone || this.hungUp
  }
  private masterChange(): Promise<void> {
    return new Promise((resolve) => {
      const remove = this.masterQueue.add(() => {
        remove()
        resolve()
      })
    })
  }

  /** The master's last close: the terminal hangs up (__tty_hangup). */
  close(): void {
    if (this.hungUp) return
    this.hungUp = true
    const { session, foreground } = this
    this.session = null
    this.foreground = null
    if (session) session.terminal = null
    this.incoming = []
    this.incomingSize = 0
    this.queue.wake()
    this.masterQueue.wake()
    for (const group of new Set([session?.leader?.group, foreground])) {
      if (!group) continue
      this.options.signalGroup(group, SIGNALS.SIGHUP.number)
      this.options.signalGroup(group, SIGNALS.SIGCONT.number)
    }
    if (!this.slaves) this.options.onGone?.()
  }

  // ---- the slave's side

  opened(): void {
    this.slaves++
    this.slaveGone = false
  }
  closed(): void {
    if (--this.slaves) return
    this.slaveGone = true
    this.masterQueue.wake()
    if (this.hungUp) this.options.onGone?.()
  }
  read(max: number): Uint8Array | null {
    if (this.hungUp) return EMPTY
    return this.discipline.read(max)
  }
  /** EIO after a hang-up; 0 while the terminal is stopped (^S) or nobody takes the output. */
  write(data: Uint8Array): number {
    if (this.hungUp) throw new SysError('EIO')
    if (this.stopped || this.outputSize >= OUTPUT_SIZE) return 0
    const { output, termios } = this.discipline
    if (!termios.OPOST) {
      const part = data.slice(0, OUTPUT_SIZE - this.outputSize)
      this.show(part)
      return part.length
    }
    const out: number[] = []
    let taken = 0
    while (taken < data.length && this.outputSize + out.length < OUTPUT_SIZE) output.put(data[taken++]!, out)
    this.show(Uint8Array.from(out))
    return taken
  }
  poll(): Readiness {
    if (this.hungUp) return { in: true, out: true, hup: true, err: true }
    return { in: this.discipline.readable, out: !this.stopped && this.outputSize < OUTPUT_SIZE }
  }
  stat(): Stat {
    if (this.options.stat) return this.options.stat()
    const rdev = SLAVE_MAJOR * 256 + this.index
    const rest = { nlink: 1, uid: 0, gid: 5, size: 0, blksize: 1024, blocks: 0, atime: 0, mtime: 0, ctime: 0 }
    return { dev: 24, ino: this.index + 3, mode: S_IFCHR | 0o620, rdev, ...rest }
  }

  private readable(): void {
    this.receive()
    this.queue.wake()
  }
  private show(bytes: Uint8Array): void {
    if (!bytes.length) return
    this.pending.push(bytes)
    this.outputSize += bytes.length
    this.masterQueue.wake()
  }
  /** Echoes are dropped when there is no room at all, as Linux does. */
  private echo(bytes: number[]): void {
    if (this.stopped) this.heldEcho.push(...bytes)
    else if (this.outputSize < 2 * OUTPUT_SIZE) this.show(Uint8Array.from(bytes))
  }
  private flushOutput(): void {
    this.pending = []
    this.outputSize = 0
    this.heldEcho = []
    this.queue.wake()
  }
  private setStopped(stopped: boolean): void {
    this.stopped = stopped
    if (stopped) return
    const held = this.heldEcho
    this.heldEcho = []
    this.show(Uint8Array.from(held))
    this.queue.wake()
  }
  private signalForeground(signal: number): void {
    if (this.foreground) this.options.signalGroup(this.foreground, signal)
  }
}

/** The slave side as a process has it open. */
export class TtyFile extends OpenFile {
  readonly tty: PtyPair
  override readonly queue: WaitQueue
  constructor(tty: PtyPair, flags: number) {
    super(flags)
    this.tty = tty
    this.queue = tty.queue
    tty.opened()
  }
  override read(max: number): Uint8Array | null {
    return this.tty.read(max)
  }
  override write(data: Uint8Array): number {
    return this.tty.write(data)
  }
  override poll(): Readiness {
    return this.tty.poll()
  }
  override stat(): Stat {
    return this.tty.stat()
  }
  override describe(): string {
    return `/dev/${this.tty.name}`
  }
  protected override release(): void {
    this.tty.closed()
  }
}
