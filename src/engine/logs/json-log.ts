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

export class JsonLog {
  private entries: LogEntry[] = []
  private bytes = 0
  private readonly limit: number
  private readonly followers = new Set<Queue<LogEntry>>()
  private readonly partial: { 1: Uint8Array[]; 2: Uint8Array[] } = { 1: [], 2: [] }
  constructor(options: { maxBytes?: number } = {}) {
    this.limit = options.maxBytes || DEFAULT_BYTES
  }
  /** Output as it comes; lines are logged when they are whole. */
  write(stream: 1 | 2, data: Uint8Array, time: () => Nanos): void {
    let start = 0
    for (;;) {
      const end = data.indexOf(NEWLINE, start)
      if (end < 0) break
      this.put(stream, data.subarray(start, end + 1), time)
      start = end + 1
    }
    if (start < data.length) {
      this.partial[stream].push(data.slice(start))
      const length = this.partial[stream].reduce((sum, part) => sum + part.length, 0)
      if (length >= LINE_MAX) this.flush(stream, time)
    }
  }
  private put(stream: 1 | 2, rest: Uint8Array, time: () => Nanos): void {
    const parts = this.partial[stream]
    const line = parts.length ? concat([...parts, rest]) : rest.slice()
    this.partial[stream] = []
    this.append({ stream, time: time(), data: line })
  }
  private flush(stream: 1 | 2, time: () => Nanos): void {
    const parts = this.partial[stream]
    if (!parts.length) return
    this.partial[stream] = []
    this.append({ stream, time: time(), data: concat(parts) })
  }
  /** The process ended: what was begun is logged as it is, followers are at their end. */
  close(time: () => Nanos): void {
    this.flush(1, time)
    this.flush(2, time)
    for (const follower of this.followers) follower.end()
    this.followers.clear()
  }
  private append(entry: LogEntry): void {
    this.entries.push(entry)
    this.bytes += entry.data.length + OVERHEAD
    if (this.bytes > this.limit) {
      let drop = 0
      while (this.bytes > this.limit * 0.8 && drop < this.entries.length - 1) {
        this.bytes -= this.entries[drop++]!.data.length + OVERHEAD
      }
      this.entries.splice(0, drop)
    }
    for (const follower of this.followers) follower.push(entry)
  }
  read(): readonly LogEntry[] {
    return this.entries
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
    return [...this.entries]
  }
  restore(entries: readonly LogEntry[]): void {
    this.entries = [...entries]
    this.bytes = entries.reduce((sum, entry) => sum + entry.data.length + OVERHEAD, 0)
  }
}
/** The bytes that max-size × max-file of a LogConfig allow; 0 = no limit given. */
export function logLimit(config: Readonly<Record<string, string>> | null | undefined): number {
  const size = /^(\d+(?:\.\d+)?)\s*([kmg]?)b?$/i.exec(config?.['max-size'] ?? '')
  if (!size) return 0
  const unit = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[size[2]!.toLowerCase()] ?? 1
  return Math.floor(Number(size[1]) * unit) * Math.max(1, Number(config?.['max-file'] ?? 1))
}
