/** What is pushed comes out of the iterator, in order; end() ends it. Resolves in microtasks. */
export class Queue<T> implements AsyncIterable<T> {
  private readonly items: T[] = []
  private wake: (() => void) | null = null
  private ended = false
  /** Called when the reader left before the end. */
  onReturn: (() => void) | null = null
  push(item: T): void {
    if (this.ended) return
    this.items.push(item)
    this.wake?.()
  }
  end(): void {
    this.ended = true
    this.wake?.()
  }
  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    try {
      for (;;) {
        while (this.items.length) yield this.items.shift()!
        if (this.ended) return
        await new Promise<void>((resolve) => (this.wake = resolve))
        this.wake = null
      }
    } finally {
      if (!this.ended) {
        this.ended = true
        this.onReturn?.()
      }
    }
  }
}
