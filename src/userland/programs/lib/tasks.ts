/** Several things under way in one process: tasks whose failure is the program's, and a queue to wait for what happens. */
import { SysError } from '../../../base/abi/errno.ts'

/** Detached work of a program. What is thrown there, and is no SysError, comes out of `failure`. */
export class Tasks {
  private reject!: (error: unknown) => void
  /** Never resolves. */
  readonly failure: Promise<never>
  constructor() {
    this.failure = new Promise<never>((_, reject) => (this.reject = reject))
    // Waited for only while the program waits; a failure after that concerns nobody.
    this.failure.catch(() => {})
  }
  run(task: () => Promise<void>): void {
    task().catch((error: unknown) => {
      if (!(error instanceof SysError)) this.reject(error)
    })
  }
}

/** A queue of happenings. One reader. */
export class Mailbox<T> {
  private readonly queue: T[] = []
  private wake: ((value: T) => void) | null = null
  post(value: T): void {
    if (this.wake) {
      const wake = this.wake
      this.wake = null
      wake(value)
    } else this.queue.push(value)
  }
  next(): Promise<T> {
    if (this.queue.length) return Promise.resolve(this.queue.shift()!)
    return new Promise((resolve) => (this.wake = resolve))
  }
}
