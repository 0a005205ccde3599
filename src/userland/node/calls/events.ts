/**
 * Calls that answer later: each runs beside the program and posts an event with the token it was given; `wait` gives the program what
 * happened since, or stands still until something does. libuv's poll phase, with Sys instead of epoll.
 */
import { SysError } from '../../../base/abi/errno.ts'
import { ResolveError, type Sys } from '../../../kernel/sys/types.ts'
import { framed } from './files.ts'
import type { InterpreterCalls } from '../../interpreters/calls.ts'

type Event = { token: number; v?: unknown; e?: string } | { signal: number }

/** Memory of a node that does nothing: its text, V8 and libuv. Bytes. */
const RESIDENT = 38_000_000
/** Differences below this are not told to the kernel. */
const GRAIN = 1 << 20

export class EventQueue {
  private readonly sys: Sys
  private readonly queue: { event: Event; bytes?: Uint8Array }[] = []
  private wake: (() => void) | null = null
  private sleepUntil = Infinity
  private accounted = 0
  private failure: unknown = null

  constructor(sys: Sys) {
    this.sys = sys
  }
  post(event: Event, bytes?: Uint8Array): void {
    this.queue.push(bytes ? { event, bytes } : { event })
    this.wake?.()
  }
  /** Starts `work`; what it gives, or its error, is the event of `token`. */
  begin(token: number, work: () => Promise<unknown>): void {
    work().then(
      (value) => {
        if (value instanceof Uint8Array) this.post({ token }, value)
        else this.post({ token, v: value ?? null })
      },
      (error: unknown) => {
        if (error instanceof SysError || error instanceof ResolveError) this.post({ token, e: error.code })
        else {
          // The process ends; whoever waits for it is told.
          this.failure = error
          this.wake?.()
        }
      },
    )
  }
  /** `timeout` in ms, -1 without end. */
  async wait(timeout: number, memory: number): Promise<Uint8Array> {
    const { sys } = this
    await this.account(memory)
    if (timeout === 0) await sys.breathe()
    const until = timeout < 0 ? Infinity : sys.monotonic() + timeout
    while (!this.queue.length && timeout !== 0 && sys.monotonic() < until) {
      if (until < this.sleepUntil) this.sleep(until)
      await sys.until(new Promise<void>((resolve) => (this.wake = resolve)))
      this.wake = null
      if (this.failure) throw this.failure
    }
    const taken = this.queue.splice(0)
    return framed(
      taken.map(({ event, bytes }) => (bytes ? { ...event, n: bytes.length } : event)),
      taken.flatMap(({ bytes }) => bytes ?? []),
    )
  }
  /** One sleep at a time, so that a server which is asked often does not gather them. */
  private sleep(until: number): void {
    const { sys } = this
    this.sleepUntil = until
    sys.sleep(Math.max(0, until - sys.monotonic())).then(
      () => {
        if (this.sleepUntil === until) this.sleepUntil = Infinity
        this.wake?.()
      },
      (error: unknown) => {
        if (this.sleepUntil === until) this.sleepUntil = Infinity
        if (!(error instanceof SysError)) this.failure = error
        this.wake?.()
      },
    )
  }
  async account(memory: number): Promise<void> {
    const wanted = RESIDENT + memory
    if (Math.abs(wanted - this.accounted) < GRAIN) return
    const more = wanted - this.accounted
    this.accounted = wanted
    await this.sys.allocate(more)
  }
}

export const eventCalls = (queue: EventQueue): InterpreterCalls => ({
  wait: (_, timeout: number, memory: number) => queue.wait(timeout, memory),
  /** A quantum of computing is over. */
  async tick(sys, memory: number) {
    await queue.account(memory)
    await sys.breathe()
  },
  signal(sys, number: number, on: boolean) {
    sys.signal(number, on ? (caught) => queue.post({ signal: caught }) : 'default', { restart: true })
  },
})
