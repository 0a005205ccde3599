/** Bytes from a writer to one reader: the sending half of a hijacked connection, and of streamed uploads. */
export class ByteQueue implements AsyncIterable<Uint8Array> {
  private readonly chunks: Uint8Array[] = []
  private ended = false
  private wake: (() => void) | null = null
  push(chunk: Uint8Array): void {
    if (this.ended || chunk.length === 0) return
    this.chunks.push(chunk)
    this.wake?.()
  }
  /** What was pushed is still read. */
  end(): void {
    this.ended = true
    this.wake?.()
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.chunks.shift()
      if (chunk) yield chunk
      else if (this.ended) return
      else {
        await new Promise<void>((resolve) => (this.wake = resolve))
        this.wake = null
      }
    }
  }
}
