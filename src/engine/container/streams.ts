/**
 * Where a container's output goes and its input comes from (moby container/stream): output is broadcast to the log and to everybody attached,
 * input of all who are attached goes into one pipe.
 */
import { Queue } from '../async.ts'

export interface StreamChunk {
  readonly stream: 1 | 2
  readonly data: Uint8Array
}
/** Chunks that may wait for a client before the container has to. */
const BACKLOG = 64

export class StreamHub {
  private readonly listeners = new Set<Queue<StreamChunk>>()
  /** The container's stdin while it runs and has one. */
  stdin: { write(data: Uint8Array): Promise<void>; close(): void } | null = null
  /** Input of a client that attached before the start. */
  private early: Uint8Array[] = []
  private earlyClose = false

  /** From now on, until the main process's output ends. */
  subscribe(): Queue<StreamChunk> {
    const queue = new Queue<StreamChunk>()
    this.listeners.add(queue)
    queue.onReturn = () => this.listeners.delete(queue)
    return queue
  }
  unsubscribe(queue: Queue<StreamChunk>): void {
    this.listeners.delete(queue)
    queue.end()
  }
  /** Resolves at once, or when slow clients have taken enough of what waits for them. */
  publish(chunk: StreamChunk): Promise<void> | void {
    let slow = false
    for (const listener of this.listeners) {
      listener.push(chunk)
      if (listener.waiting > BACKLOG) slow = true
    }
    if (slow) return this.drained()
  }
  private async drained(): Promise<void> {
    const slow = [...this.listeners].filter((listener) => listener.waiting > BACKLOG)
    await Promise.all(slow.map((listener) => listener.below(BACKLOG)))
  }
  /** The output is at its end: everybody attached is let go. */
  finish(): void {
    for (const listener of [...this.listeners]) listener.end()
    this.listeners.clear()
    this.stdin = null
    this.early = []
    this.earlyClose = false
  }
  async write(data: Uint8Array): Promise<void> {
    if (this.stdin) await this.stdin.write(data)
    else this.early.push(data)
  }
  closeStdin(): void {
    if (this.stdin) this.stdin.close()
    else this.earlyClose = true
  }
  /** The process has started: what was typed before goes in first. */
  open(stdin: { write(data: Uint8Array): Promise<void>; close(): void } | null): void {
    this.stdin = stdin
    const early = this.early
    this.early = []
    const close = this.earlyClose
    this.earlyClose = false
    if (!stdin) return
    void (async () => {
      for (const data of early) await stdin.write(data)
      if (close) stdin.close()
    })().catch(() => {})
  }
}
