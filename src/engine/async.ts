/** Small asynchronous tools: a queue that is read once, a latch. Everything resolves in microtasks. */

/** What is pushed comes out of the iterator, in order; end() ends it. Unbounded: see below() for writers that should wait. */
export class Queue<T> implements AsyncIterable<T> {
  private items: T[] = []
  private reader: ((result: IteratorResult<T>) => void) | null = null
  private writers: { limit: number; resolve: () => void }[] = []
  private ended = false
  /** Called when the reader left before the end. */
  onReturn: (() => void) | null = null
  get closed(): boolean {
    return this.ended
  }
  push(item: T): void {
    if (this.ended) return
    if (this.reader) {
      const resolve = this.reader
      this.reader = null
      resolve({ value: item, done: false })
    } else this.items.push(item)
  }
  end(): void {
    if (this.ended) return
    this.ended = true
    const resolve = this.reader
    this.reader = null
    resolve?.({ value: undefined, done: true })
    this.wakeWriters()
  }
  /** Items that nobody has taken yet. */
  get waiting(): number {
    return this.items.length
  }
  /** Resolves when at most `limit` items wait, or the reader is gone. */
  below(limit: number): Promise<void> {
    if (this.ended || this.items.length <= limit) return Promise.resolve()
    return new Promise((resolve) => this.writers.push({ limit, resolve }))
  }
  private wakeWriters(): void {
    if (!this.writers.length) return
    const ready = this.writers.filter(({ limit }) => this.ended || this.items.length <= limit)
    this.writers = this.writers.filter((writer) => !ready.includes(writer))
    for (const { resolve } of ready) resolve()
  }
  private take(): T {
    const item = this.items.shift()!
    this.wakeWriters()
    return item
  }
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return {
      next: () => {
        if (this.items.length) return Promise.resolve({ value: this.take(), done: false })
        if (this.ended) return Promise.resolve({ value: undefined, done: true })
        return new Promise((resolve) => (this.reader = resolve))
      },
      return: () => {
        this.items = []
        this.end()
        this.onReturn?.()
        return Promise.resolve({ value: undefined, done: true })
      },
    }
  }
}

/** A promise that is resolved from outside, once. */
export interface Latch<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  readonly done: boolean
}
export function latch<T = void>(): Latch<T> {
  let settle: (value: T) => void = () => {}
  let done = false
  const promise = new Promise<T>((resolve) => (settle = resolve))
  return {
    promise,
    resolve(value: T) {
      done = true
      settle(value)
    },
    get done() {
      return done
    },
  }
}
/** Operations on one thing, one after the other, in the order they came: a mutex. */
export class Mutex {
  private tail: Promise<void> = Promise.resolve()
  run<T>(fn: () => Promise<T>): Promise<T> {
    const result = this.tail.then(fn)
    this.tail = result.then(
      () => {},
      () => {},
    )
    return result
  }
}
