/** What the system calls of a running Python share. */
import { CallError, type Channel } from '../../worker/channel.ts'
import { wasiErrno } from './errno.ts'
import type { Memory } from './emscripten.ts'
import type { Library } from './library.ts'
import type { Requests } from './requests.ts'

export interface Context {
  readonly channel: Channel
  readonly memory: Memory
  readonly library: Library
  readonly requests: Requests
  readonly realNow: () => number
  /** The machine's clock follows real time, also while a program computes. */
  readonly realTime: boolean
  /** Milliseconds of the present quantum that are over, by count. */
  computed(): number
  /** ms since the epoch: where the monotonic clock begins. */
  readonly startedAt: number
  /** Tells CPython of caught signals; called after each call that may have been interrupted. */
  hearSignals(): void
}

/** A system call: its value, or minus the error's number. */
export function syscall(context: Context, fn: () => number): number {
  try {
    return fn()
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    if (error.code === 'EINTR') context.hearSignals()
    return -wasiErrno(error.code)
  }
}
/** As WASI wants it: 0, or the error's number. */
export const wasi = (context: Context, fn: () => void): number =>
  -syscall(context, () => {
    fn()
    return 0
  })
export class Failure extends CallError {
  constructor(code: string) {
    super({ code, errno: 0, message: code })
  }
}
