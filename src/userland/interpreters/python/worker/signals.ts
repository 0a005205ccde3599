/** Caught signals on their way into CPython, and the quantum's end while it computes. */
import type { Channel } from '../../worker/channel.ts'

/** CPython looks after signals every 50 checks of its evaluation loop (Py_EMSCRIPTEN_SIGNAL_HANDLING); so many looks are a quantum. */
const LOOKS_PER_TICK = 640
/** What a tick charges on a clock of events. */
const QUANTUM_MS = 4
/** Without shared memory a tick costs a request: only as often as this, in ms of real time. */
const MS_PER_TICK = 60

export class SignalFlow {
  private readonly channel: Channel
  private readonly byCount: boolean
  private readonly realNow: () => number
  private queue: number[] = []
  private looks = 0
  private tickedAt = 0
  /** PyErr_SetInterruptEx. */
  trip: (signal: number) => void = () => {}

  constructor(channel: Channel, byCount: boolean, realNow: () => number) {
    this.channel = channel
    this.byCount = byCount
    this.realNow = realNow
    this.tickedAt = realNow()
  }
  get computed(): number {
    return (Math.min(this.looks, LOOKS_PER_TICK) / LOOKS_PER_TICK) * QUANTUM_MS
  }
  /** A call was interrupted: its handlers run before it is tried again. */
  hear(): void {
    for (const signal of [...this.queue.splice(0), ...this.channel.signals()]) this.trip(signal)
  }
  /** From the evaluation loop: a signal that came, or 0. */
  look(): number {
    if (++this.looks >= LOOKS_PER_TICK && this.due()) {
      this.looks = 0
      this.channel.call('tick')
      this.tickedAt = this.realNow()
    }
    this.queue.push(...this.channel.signals())
    return this.queue.shift() ?? 0
  }
  private due(): boolean {
    return this.byCount || this.realNow() - this.tickedAt >= MS_PER_TICK
  }
}
