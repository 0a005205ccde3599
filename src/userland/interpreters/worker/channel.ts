/** The worker's side: calls that stand still until the kernel answered (wire.ts). How to stand still is the host's (Waiter). */
import { EMPTY } from '../../../base/bytes.ts'
import { decodeAnswer, SHARED, type Answer, type Request } from '../wire.ts'

export interface Waiter {
  /** Blocks this thread until an answer is there. */
  wait(): Uint8Array
  /** Signals marked in shared memory since the last time, if there is such a thing. */
  signals(): number[]
}
/** A call failed; `errno` as Linux numbers them. */
export class CallError extends Error {
  readonly code: string
  readonly errno: number
  constructor(error: NonNullable<Answer['error']>) {
    super(error.message)
    this.code = error.code
    this.errno = error.errno
  }
}

export class Channel {
  private readonly send: (request: Request) => void
  private readonly waiter: Waiter
  private pending: number[] = []
  /** Simulated time at the last answer, ms since the epoch. */
  now = 0
  /** Real time then, as `realNow` gave it. */
  answeredAt = 0
  private readonly realNow: () => number

  constructor(send: (request: Request) => void, waiter: Waiter, realNow: () => number) {
    this.send = send
    this.waiter = waiter
    this.realNow = realNow
  }

  /** The result of a call of calls.ts: JSON, or a Uint8Array. Throws CallError. */
  call(name: string, ...args: readonly unknown[]): unknown {
    this.send({ call: name, args })
    const { answer, bytes } = decodeAnswer(this.waiter.wait())
    this.now = answer.now
    this.answeredAt = this.realNow()
    this.pending.push(...answer.signals)
    if (answer.error) throw new CallError(answer.error)
    return answer.binary ? bytes : answer.value
  }
  bytes(name: string, ...args: readonly unknown[]): Uint8Array {
    const result = this.call(name, ...args)
    return result instanceof Uint8Array ? result : EMPTY
  }
  /** Caught signals since the last time. Costs no call: of those that come while the interpreter computes it knows by shared memory, or after the next tick. */
  signals(): number[] {
    const signals = [...this.pending, ...this.waiter.signals()]
    this.pending = []
    return signals
  }
  /** The last thing that a worker does. */
  exit(status: number, killed?: number): void {
    this.send(killed === undefined ? { exit: status } : { exit: status, killed })
  }
}

/** Waits by Atomics. `more` asks for the next part of a long answer. */
export function sharedWaiter(memory: SharedArrayBuffer, more: () => void): Waiter {
  const words = new Int32Array(memory, 0, SHARED.dataAt / 4)
  const data = new Uint8Array(memory, SHARED.dataAt)
  return {
    wait() {
      const parts: Uint8Array[] = []
      for (;;) {
        Atomics.wait(words, SHARED.state, 0)
        const last = Atomics.load(words, SHARED.state) === 2
        parts.push(data.slice(0, Atomics.load(words, SHARED.length)))
        Atomics.store(words, SHARED.state, 0)
        if (last) return joined(parts)
        more()
      }
    },
    signals() {
      const bits = Atomics.exchange(words, SHARED.signals, 0)
      const signals: number[] = []
      if (bits) for (let n = 1; n <= 31; n++) if (bits & (1 << (n - 1))) signals.push(n)
      return signals
    },
  }
}
/** The other end of it: writes answers into shared memory. */
export class SharedAnswers {
  readonly memory: SharedArrayBuffer
  private readonly words: Int32Array
  private readonly data: Uint8Array
  private rest: Uint8Array = EMPTY
  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(SHARED.bytes)) {
    this.memory = memory
    this.words = new Int32Array(memory, 0, SHARED.dataAt / 4)
    this.data = new Uint8Array(memory, SHARED.dataAt)
  }
  answer(bytes: Uint8Array): void {
    this.rest = bytes
    this.more()
  }
  more(): void {
    const part = this.rest.subarray(0, this.data.length)
    this.rest = this.rest.subarray(part.length)
    this.data.set(part)
    Atomics.store(this.words, SHARED.length, part.length)
    Atomics.store(this.words, SHARED.state, this.rest.length ? 1 : 2)
    Atomics.notify(this.words, SHARED.state)
  }
  signal(number: number): boolean {
    if (number < 1 || number > 31) return false
    Atomics.or(this.words, SHARED.signals, 1 << (number - 1))
    return true
  }
  unseen(): boolean {
    return Atomics.load(this.words, SHARED.signals) !== 0
  }
}

function joined(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
