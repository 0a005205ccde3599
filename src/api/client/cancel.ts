/** An AbortController for core code. */
import type { AbortSignalLike } from '../transport.ts'

export class Cancel implements AbortSignalLike {
  aborted = false
  private readonly listeners = new Set<() => void>()
  addEventListener(_type: 'abort', listener: () => void): void {
    if (this.aborted) listener()
    else this.listeners.add(listener)
  }
  removeEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.delete(listener)
  }
  abort(): void {
    if (this.aborted) return
    this.aborted = true
    for (const listener of [...this.listeners]) listener()
    this.listeners.clear()
  }
  /** One more that is given up with this one, or alone. */
  child(): Cancel {
    const child = new Cancel()
    this.addEventListener('abort', () => child.abort())
    return child
  }
}
