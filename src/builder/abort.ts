/** Cancellation that passes on: a build's own, the client's, another's. */
import type { AbortSignalLike } from '../api/transport.ts'
import { CanceledError } from './errors.ts'

export class Abort implements AbortSignalLike {
  aborted = false
  private readonly listeners = new Set<() => void>()
  addEventListener(_type: 'abort', listener: () => void): void {
    this.listeners.add(listener)
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
  /** Throws CanceledError when aborted. */
  check(): void {
    if (this.aborted) throw new CanceledError()
  }
  /** The promise, or CanceledError when the abort comes first. What is left behind may still fail: nobody hears it. */
  race<T>(promise: Promise<T>): Promise<T> {
    if (this.aborted) {
      promise.catch(() => {})
      return Promise.reject(new CanceledError())
    }
    return new Promise<T>((resolve, reject) => {
      const stop = (): void => reject(new CanceledError())
      this.addEventListener('abort', stop)
      promise.then(
        (value) => {
          this.removeEventListener('abort', stop)
          resolve(value)
        },
        (error: unknown) => {
          this.removeEventListener('abort', stop)
          reject(error as Error)
        },
      )
    })
  }
}
