/** Pipes and FIFOs (pipe(7), fs/pipe.c): a bounded buffer, back-pressure, end of file when no writer is left, EPIPE when no reader is. */
import { O_RDONLY, O_WRONLY, S_IFIFO, type Stat } from '../../base/abi/files.ts'
import { SysError } from '../../base/abi/errno.ts'
import { EMPTY } from '../../base/bytes.ts'
import { OpenFile, type Readiness } from './description.ts'
import { WaitQueue } from './wait-queue.ts'

export const PIPE_SIZE = 65536
/** Writes up to this size are atomic: all or nothing at a time. */
const PIPE_BUF = 4096

export class PipeBuffer {
  /** Inode number. */
  readonly id: number
  readers = 0
  writers = 0
  /** How often each side was opened: what an open(2) of a FIFO waits for. */
  readersEver = 0
  writersEver = 0
  readonly queue = new WaitQueue()
  private readonly chunks: Uint8Array[] = []
  /** Consumed bytes of chunks[0]. */
  private skip = 0
  size = 0

  constructor(id: number) {
    this.id = id
  }

  take(max: number): Uint8Array {
    const first = this.chunks[0]
    if (!first) return EMPTY
    const want = Math.min(max, this.size)
    // Usually one write is one read.
    if (first.length - this.skip >= want) {
      const part = first.subarray(this.skip, this.skip + want)
      this.consume(want)
      return part
    }
    const out = new Uint8Array(want)
    let at = 0
    while (at < want) {
      const chunk = this.chunks[0]!
      const part = chunk.subarray(this.skip, this.skip + want - at)
      out.set(part, at)
      at += part.length
      this.consume(part.length)
    }
    return out
  }
  private consume(count: number): void {
    this.skip += count
    this.size -= count
    if (this.skip < this.chunks[0]!.length) return
    this.chunks.shift()
    this.skip = 0
  }
  /** Takes what fits; copies, because writers may reuse their buffers. */
  put(data: Uint8Array): number {
    const room = PIPE_SIZE - this.size
    if (data.length <= PIPE_BUF && data.length > room) return 0
    const count = Math.min(room, data.length)
    if (count <= 0) return 0
    this.chunks.push(data.slice(0, count))
    this.size += count
    return count
  }
}

/** An end of a pipe, or a FIFO opened for reading, writing or both. */
export class PipeEnd extends OpenFile {
  readonly pipe: PipeBuffer
  override readonly queue: WaitQueue
  private readonly attributes: (() => Stat) | null
  private readonly path: string | null

  /** `fifo`: the named pipe's path and attributes. */
  constructor(pipe: PipeBuffer, flags: number, fifo?: { path: string; stat: () => Stat }) {
    super(flags)
    this.pipe = pipe
    this.queue = pipe.queue
    this.attributes = fifo?.stat ?? null
    this.path = fifo?.path ?? null
    if (this.readable) {
      pipe.readers++
      pipe.readersEver++
    }
    if (this.writable) {
      pipe.writers++
      pipe.writersEver++
    }
    pipe.queue.wake()
  }

  override read(max: number): Uint8Array | null {
    const { pipe } = this
    if (pipe.size) {
      const data = pipe.take(max)
      pipe.queue.wake()
      return data
    }
    return pipe.writers ? null : EMPTY
  }
  override write(data: Uint8Array): number {
    const { pipe } = this
    if (!pipe.readers) throw new SysError('EPIPE')
    const count = pipe.put(data)
    if (count) pipe.queue.wake()
    return count
  }
  override poll(): Readiness {
    const { pipe } = this
    return {
      in: this.readable && (pipe.size > 0 || pipe.writers === 0),
      out: this.writable && (PIPE_SIZE - pipe.size >= PIPE_BUF || pipe.readers === 0),
      hup: this.readable && pipe.writers === 0,
      err: this.writable && pipe.readers === 0,
    }
  }
  override stat(): Stat {
    if (this.attributes) return this.attributes()
    return {
      dev: 13,
      ino: this.pipe.id,
      mode: S_IFIFO | 0o600,
      nlink: 1,
      uid: 0,
      gid: 0,
      rdev: 0,
      size: 0,
      blksize: 4096,
      blocks: 0,
      atime: 0,
      mtime: 0,
      ctime: 0,
    }
  }
  override describe(): string {
    return this.path ?? `pipe:[${this.pipe.id}]`
  }
  protected override release(): void {
    if (this.readable) this.pipe.readers--
    if (this.writable) this.pipe.writers--
    this.pipe.queue.wake()
  }
}

export function createPipe(id: number): { reader: PipeEnd; writer: PipeEnd } {
  const pipe = new PipeBuffer(id)
  return { reader: new PipeEnd(pipe, O_RDONLY), writer: new PipeEnd(pipe, O_WRONLY) }
}
