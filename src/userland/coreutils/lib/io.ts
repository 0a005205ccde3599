/** stdio as programs use it: a buffered standard output that knows terminals, and readers of lines. */
import { concat } from '../../../base/bytes.ts'
import { O_RDONLY } from '../../../base/abi/files.ts'
import { SysError } from '../../../base/abi/errno.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import { fromText, toBinary, toText } from './text.ts'

/** glibc buffers a pipe or file by 4096 bytes and a terminal by lines. */
const BUFFER = 4096
/** After so many full buffers a program has used up a quantum. */
/** Bytes that a kept line costs beside its text. */
const LINE_COST = 48
const BUFFERS_A_QUANTUM = 64

export class Out {
  private readonly sys: Sys
  readonly fd: Fd
  private parts: (Uint8Array | string)[] = []
  private size = 0
  private flushes = 0
  private byLine: boolean | null = null
  constructor(sys: Sys, fd: Fd = 1) {
    this.sys = sys
    this.fd = fd
  }
  /** setvbuf(_IOLBF), or with `null` as stdio decides. */
  lineBuffered(on: boolean | null): void {
    this.byLine = on
  }
  /** Text goes out as UTF-8. Await what it returns: the buffer may have to be written. */
  put(data: Uint8Array | string): Promise<void> | void {
    if (data.length === 0) return
    this.parts.push(data)
    this.size += data.length
    if (this.size >= BUFFER) return this.flush()
    this.byLine ??= this.isTerminal()
    if (this.byLine && (typeof data === 'string' ? data.includes('\n') : data.includes(10))) return this.flush()
  }
  private isTerminal(): boolean {
    try {
      return this.sys.isatty(this.fd)
    } catch (error) {
      if (error instanceof SysError) return false
      throw error
    }
  }
  async flush(): Promise<void> {
    if (!this.parts.length) return
    const parts: Uint8Array[] = []
    let text = ''
    for (const part of this.parts) {
      if (typeof part === 'string') text += part
      else {
        if (text) parts.push(fromText(text))
        text = ''
        parts.push(part)
      }
    }
    if (text) parts.push(fromText(text))
    this.parts = []
    this.size = 0
    await this.sys.write(this.fd, concat(parts))
    if (++this.flushes % BUFFERS_A_QUANTUM === 0) await this.sys.breathe()
  }
}

/** Opens for reading; '-' is standard input. The returned `close` leaves standard input open. */
export async function openInput(sys: Sys, name: string): Promise<{ fd: Fd; close: () => void }> {
  if (name === '-') return { fd: 0, close: () => {} }
  const fd = await sys.open(name, O_RDONLY)
  return { fd, close: () => sys.close(fd) }
}

/** Lines of a descriptor as they arrive, without their terminator. */
export class LineReader {
  private readonly sys: Sys
  private readonly fd: Fd
  private readonly delimiter: number
  private readonly decodeLine: (bytes: Uint8Array) => string
  private rest: Uint8Array[] = []
  private queue: string[] = []
  private at = 0
  private ended = false
  private reads = 0
  /** Whether the line returned last ended in the delimiter (only a file's last one may not). */
  terminated = true
  /** The program keeps all lines: what is read counts as its memory. */
  private readonly keeps: boolean
  constructor(sys: Sys, fd: Fd, options: { binary?: boolean; delimiter?: number; keeps?: boolean } = {}) {
    this.keeps = options.keeps ?? false
    this.sys = sys
    this.fd = fd
    this.delimiter = options.delimiter ?? 10
    this.decodeLine = options.binary ? toBinary : toText
  }
  /** Has the next line already been read from the descriptor? */
  get buffered(): boolean {
    return this.at < this.queue.length
  }
  /** null at the end. */
  async next(): Promise<string | null> {
    for (;;) {
      if (this.at < this.queue.length) {
        this.terminated = true
        return this.queue[this.at++]!
      }
      if (this.ended) {
        if (!this.rest.length) return null
        const last = concat(this.rest)
        this.rest = []
        this.terminated = false
        return this.decodeLine(last)
      }
      await this.fill()
    }
  }
  private async fill(): Promise<void> {
    const chunk = await this.sys.read(this.fd)
    if (++this.reads % BUFFERS_A_QUANTUM === 0) await this.sys.breathe()
    if (!chunk.length) {
      this.ended = true
      return
    }
    const last = chunk.lastIndexOf(this.delimiter)
    // A line without an end, and lines that the program keeps, are memory.
    if (last < 0 || this.keeps) await this.sys.allocate(chunk.length)
    if (last < 0) {
      this.rest.push(chunk)
      return
    }
    this.rest.push(chunk.subarray(0, last))
    const text = this.decodeLine(concat(this.rest))
    this.queue = text.split(String.fromCharCode(this.delimiter))
    if (this.keeps) await this.sys.allocate(this.queue.length * LINE_COST)
    this.at = 0
    this.rest = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : []
  }
  /** What was read beyond the lines taken, for programs that give the rest back. */
  pendingBytes(): number {
    let size = 0
    for (const part of this.rest) size += part.length
    for (let i = this.at; i < this.queue.length; i++) size += fromText(this.queue[i]!).length + 1
    return size
  }
}
