/**
 * Time as the simulated world sees it. Two clocks share one interface:
 *
 *  - EventClock: discrete events. When every process waits for time, time jumps to the next timer, so `sleep 60` costs nothing and
 *    runs are reproducible. "Every process waits" is observed, not declared: all simulated work runs in microtasks, so a macrotask
 *    of the host starts only when nothing is runnable.
 *  - WallClock: timers fire in real time. Used where a person watches.
 *
 * Core code never touches Date.now or setTimeout; the host's functions are injected by the composition root.
 */
export interface Timer {
  cancel(): void
}

export interface Clock {
  /** Milliseconds since the Unix epoch; may have a fraction. Never goes backwards. */
  now(): number
  /** Milliseconds since this clock was made. */
  monotonic(): number
  /** Calls `fn` once, `ms` later (0 or less: as soon as nothing else is runnable). */
  timer(ms: number, fn: () => void): Timer
  /** Resolves `ms` later. For processes use Sys.sleep, which signals interrupt. */
  sleep(ms: number): Promise<void>
  /** A delay that only makes work feel real (pulls, builds): waits on a paced clock, returns at once on the others. */
  pace(ms: number): Promise<void>
  /** True when pace() waits: a person watches. */
  readonly paced: boolean
  /** Ends one quantum of a running computation: lets everything else run and charges the quantum to simulated time. */
  breathe(): Promise<void>
  /** Work outside the simulation (a real worker, a socket of the host) is under way: time must not jump until the returned function is called. */
  hold(): () => void
}

/** What a clock needs of the world outside. */
export interface HostTime {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs `fn` in a new macrotask: after all microtasks, and after the host had a chance to handle its input. */
  macrotask(fn: () => void): void
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

/** Length of a quantum in milliseconds of simulated time; Linux's default is 4 ms at HZ=250. */
const QUANTUM_MS = 4

interface Entry {
  at: number
  seq: number
  fn: (() => void) | null
}

/** Binary heap on (at, seq): timers of the same instant fire in the order they were set. */
class TimerHeap {
  private items: Entry[] = []
  private dead = 0
  get size(): number {
    return this.items.length - this.dead
  }
  push(entry: Entry): void {
    const items = this.items
    let i = items.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (before(items[parent]!, entry)) break
      items[i] = items[parent]!
      i = parent
    }
    items[i] = entry
  }
  cancelled(): void {
    if (++this.dead > 64 && this.dead > this.items.length / 2) {
      const live = this.items.filter((entry) => entry.fn)
      this.items = []
      this.dead = 0
      for (const entry of live) this.push(entry)
    }
  }
  peek(): Entry | undefined {
    while (this.items.length && !this.items[0]!.fn) {
      this.pop()
      this.dead--
    }
    return this.items[0]
  }
  pop(): Entry | undefined {
    const items = this.items
    const top = items[0]
    const last = items.pop()
    if (!last || !top || items.length === 0) return top
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= items.length) break
      if (child + 1 < items.length && before(items[child + 1]!, items[child]!)) child++
      if (!before(items[child]!, last)) break
      items[i] = items[child]!
      i = child
    }
    items[i] = last
    return top
  }
}
const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.seq < b.seq)

abstract class TimerClock {
  protected readonly heap = new TimerHeap()
  private seq = 0
  abstract now(): number
  protected abstract changed(): void

  timer(ms: number, fn: () => void): Timer {
    const entry: Entry = { at: this.now() + Math.max(0, ms), seq: this.seq++, fn }
    this.heap.push(entry)
    this.changed()
    return {
      cancel: () => {
        if (!entry.fn) return
        entry.fn = null
        this.heap.cancelled()
      },
    }
  }
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.timer(ms, resolve))
  }
  breathe(): Promise<void> {
    return this.sleep(QUANTUM_MS)
  }
  /** Fires every timer due at `time`, each in order; microtasks run between macrotasks, not between these. */
  protected fireNext(): void {
    const entry = this.heap.pop()
    const fn = entry?.fn
    if (entry) entry.fn = null
    fn?.()
  }
}

/** See the file's header. `start` is the epoch in milliseconds at which the world begins. */
export class EventClock extends TimerClock implements Clock {
  readonly paced = false
  private time: number
  private holds = 0
  private pumping = false
  private readonly start: number
  private readonly host: Pick<HostTime, 'macrotask'>
  constructor(start: number, host: Pick<HostTime, 'macrotask'>) {
    super()
    this.start = start
    this.host = host
    this.time = start
  }
  now(): number {
    return this.time
  }
  monotonic(): number {
    return this.time - this.start
  }
  pace(): Promise<void> {
    return Promise.resolve()
  }
  hold(): () => void {
    this.holds++
    let held = true
    return () => {
      if (!held) return
      held = false
      this.holds--
      this.changed()
    }
  }
  protected changed(): void {
    if (this.pumping || this.holds || !this.heap.size) return
    this.pumping = true
    this.host.macrotask(() => {
      this.pumping = false
      if (this.holds) return
      const next = this.heap.peek()
      if (next) {
        if (next.at > this.time) this.time = next.at
        this.fireNext()
      }
      this.changed()
    })
  }
}

/** Real time. `paced` turns pace() delays on; `rate` makes simulated time run faster (2: twice as fast). */
export class WallClock extends TimerClock implements Clock {
  readonly paced: boolean
  private readonly host: HostTime
  private readonly bootAt: number
  private armed: { at: number; handle: unknown } | null = null
  private last = 0
  constructor(host: HostTime, options: { paced: boolean }) {
    super()
    this.host = host
    this.paced = options.paced
    this.bootAt = host.now()
  }
  now(): number {
    return (this.last = Math.max(this.last, this.host.now()))
  }
  monotonic(): number {
    return this.now() - this.bootAt
  }
  pace(ms: number): Promise<void> {
    return this.paced ? this.sleep(ms) : Promise.resolve()
  }
  override breathe(): Promise<void> {
    return new Promise((resolve) => this.host.macrotask(resolve))
  }
  hold(): () => void {
    return () => {}
  }
  protected changed(): void {
    const next = this.heap.peek()
    if (!next || (this.armed && this.armed.at <= next.at)) return
    if (this.armed) this.host.clearTimeout(this.armed.handle)
    const handle = this.host.setTimeout(
      () => {
        this.armed = null
        const now = this.now()
        for (let entry = this.heap.peek(); entry && entry.at <= now; entry = this.heap.peek()) this.fireNext()
        this.changed()
      },
      Math.max(0, next.at - this.now()),
    )
    this.armed = { at: next.at, handle }
  }
}
