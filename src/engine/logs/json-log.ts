/**
 * The json-file log driver (moby daemon/logger/jsonfilelog): lines with their stream and time. Kept in memory; max-size and max-file bound
 * it as they bound the files there, and without them the oldest lines go beyond 4 MiB, so that a chatty container cannot fill the page.
 */
import { concat } from '../../base/bytes.ts'
import { Queue } from '../async.ts'
import type { Nanos } from '../time.ts'

export interface LogEntry {
  readonly stream: 1 | 2
  readonly time: Nanos
  /** With its newline, unless the line is longer than the buffer or the process ended in the middle of it. */
  readonly data: Uint8Array
}
/** Longer lines are cut (moby daemon/logger/copier.go). */
const LINE_MAX = 16 * 1024
const DEFAULT_BYTES = 4 * 1024 * 1024
/** {"log":"…\n","stream":"stdout","time":"…"} around the text. */
const OVERHEAD = 74
const NEWLINE = 10

/** Whole lines that came together; lines are told apart when somebody reads them. */
interface Block {
  readonly stream: 1 | 2
  /** Of the first line; each further one is a microsecond later. */
  readonly time: Nanos
  readonly data: Uint8Array
  /** What it counts for the limit. */
  readonly cost: number
}
const LINE_STEP = 1000n

export class JsonLog {
  private blocks: Block[] = []
  private bytes = 0
  private readonly limit: number
  private readonly followers = new Set<Queue<LogEntry>>()
  private readonly partial: { 1: Uint8Array[]; 2: Uint8Array[] } = { 1: [], 2: [] }
  constructor(options: { maxBytes?: number } = {}) {
    this.limit = options.maxBytes || DEFAULT_BYTES
  }
  /** Output as it comes; lines are logged when they are whole. */
  write(stream: 1 | 2, data: Uint8Array, time: () => Nanos): void {
    const end = data.lastIndexOf(NEWLINE) + 1
    const parts = this.partial[stream]
    if (end > 0) {
      const whole = data.subarray(0, end)
      this.append(stream, time(), parts.length ? concat([...parts, whole]) : whole.slice())
      this.partial[stream] = []
    }
    if (end < data.length) {
      this.partial[stream].push(data.slice(end))
      const length = this.partial[stream].reduce((sum, part) => sum + part.length, 0)
      if (length >= LINE_MAX) this.flush(stream, time)
    }
  }
  private flush(stream: 1 | 2, time: () => Nanos): void {
    const parts = this.partial[stream]
    if (!parts.length) return
    this.partial[stream] = []
    this.append(stream, time(), concat(parts))
  }
  /** The process ended: what was begun is logged as it is, followers are at their end. */
  close(time: () => Nanos): void {
    this.flush(1, time)
    this.flush(2, time)
    for (const follower of this.followers) follower.end()
    this.followers.clear()
  }
  private append(stream: 1 | 2, time: Nanos, data: Uint8Array): void {
    let lines = 0
    for (let at = data.indexOf(NEWLINE); at >= 0; at = data.indexOf(NEWLINE, at + 1)) lines++
    const block: Block = { stream, time, data, cost: data.length + OVERHEAD * Math.max(1, lines) }
    this.blocks.push(block)
    this.bytes += block.cost
    if (this.bytes > this.limit) {
      let drop = 0
      while (this.bytes > this.limit * 0.8 && drop < this.blocks.length - 1) this.bytes -= this.blocks[drop++]!.cost
      this.blocks.splice(0, drop)
    }
    if (!this.followers.size) return
    for (const line of linesOf(block)) for (const follower of this.followers) follower.push(line)
  }
  read(): LogEntry[] {
    return this.blocks.flatMap((block) => [...linesOf(block)])
  }
  follow(): Queue<LogEntry> {
    const queue = new Queue<LogEntry>()
    this.followers.add(queue)
    queue.onReturn = () => this.followers.delete(queue)
    return queue
  }
  unfollow(queue: Queue<LogEntry>): void {
    this.followers.delete(queue)
    queue.end()
  }
  state(): LogEntry[] {
    return this.blocks.map(({ stream, time, data }) => ({ stream, time, data }))
  }
  restore(entries: readonly LogEntry[]): void {
    this.blocks = []
    this.bytes = 0
    for (const { stream, time, data } of entries) this.append(stream, time, data)
  }
}
function* linesOf({ stream, time, data }: Block): Iterable<LogEntry> {
  let start = 0
  for (let stamp = time; start < data.length; stamp += LINE_STEP) {
    const end = data.indexOf(NEWLINE, start)
    const stop = end < 0 ? data.length : end + 1
    yield { stream, time: stamp, data: data.subarray(start, stop) }
    start = stop
  }
}
/** The bytes that max-size × max-file of a LogConfig allow; 0 = no limit given. */
export function logLimit(config: Readonly<Record<string, string>> | null | undefined): number {
  const size = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(config?.['max-size'] ?? '')
  if (!size) return 0
  const unit = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[size[2]!.toLowerCase()] ?? 1
  return Math.floor(Number(size[1]) * unit) * Math.max(1, Number(config?.['max-file'] ?? 1))
}
