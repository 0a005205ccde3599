/**
 * A program whose code runs in a real worker: the interpreter computes there and stands still in each system call until this side answers.
 *
 *   kernel program (here)                    worker (worker/channel.ts)
 *     start, boot  ─────────────────────────▶  load the interpreter, run
 *     ◀──────────────── { call, args } ──────  call(name, …) blocks
 *     do it with Sys, as any program would
 *     answer ───────────────────────────────▶  goes on
 *     ◀──────────────── { exit } ────────────
 *
 * Contract for an interpreter
 *  - runInterpreter(sys, { kind, boot, calls }) is the whole program; its number is the exit status. What `boot` gives is cloned into the worker; `calls`
 *    adds calls of its own to those of calls.ts.
 *  - While it computes, simulated time stands still (Clock.hold) and it has its machine's turn (turn.ts). So it must call 'tick' now and then,
 *    by a count of its own steps and not by a clock, else it is neither frozen by `docker pause` nor charged for processor time, and the same
 *    seed would not give the same state. One tick is a quantum of 4 ms. One that does not call for UNRESPONSIVE_MS of real time loses the hold:
 *    time goes on without it, so that others can kill it.
 *  - Signals do what they do to any process. With call 'signal' (number, 'catch') the interpreter takes one itself: blocking calls then fail with
 *    EINTR, and Channel.signals() tells of it, also while it computes where memory is shared.
 *  - When the process ends, execs or is killed, the worker is terminated at once, whatever it does.
 * Left out: threads; two calls at once.
 */
import { SysError, errnoNumber } from '../../base/abi/errno.ts'
import { ResolveError, type Sys } from '../../kernel/sys/types.ts'
import { systemCalls, type InterpreterCalls } from './calls.ts'
import { InterpretersUnavailable, interpreterHost, type InterpreterKind, type InterpreterWorker } from './host.ts'
import { turnsOf } from './turn.ts'
import { encodeAnswer, type Answer, type Request } from './wire.ts'

/** Signals of call 'signal' that came and that the interpreter has not heard of. */
export interface CaughtSignals {
  any(): boolean
}

export interface InterpreterOptions {
  kind: InterpreterKind
  /** Gives what is cloned into the worker; called when it runs. */
  boot: () => unknown
  calls?: InterpreterCalls | ((signals: CaughtSignals) => InterpreterCalls)
}

/** A caught signal that the interpreter has not heard of yet must not wait until these are over. */
const BLOCKING = new Set(['sleep', 'read', 'poll', 'pause', 'accept', 'connect', 'recvfrom', 'wait', 'readAll'])
const UNRESPONSIVE_MS = 1500
/** What sysexits.h calls EX_UNAVAILABLE. */
const UNAVAILABLE = 69

export async function runInterpreter(sys: Sys, options: InterpreterOptions): Promise<number> {
  let worker: InterpreterWorker
  try {
    worker = await loading(sys, () => interpreterHost().start(options.kind))
  } catch (error) {
    if (!(error instanceof InterpretersUnavailable)) throw error
    await sys.write(2, `${sys.argv[0] ?? options.kind}: cannot run here: ${error.message}\n`)
    return UNAVAILABLE
  }
  const session = new Session(sys, worker, options.calls)
  return session.run(options.boot())
}

const loading = <T>(sys: Sys, importer: () => Promise<T>): Promise<T> =>
  sys.load ? sys.load(importer) : sys.until(importer())

class Session {
  private readonly sys: Sys
  private readonly worker: InterpreterWorker
  private readonly calls: InterpreterCalls
  private readonly caught: number[] = []
  private failure: string | null = null
  private inbox: Request[] = []
  private wake: (() => void) | null = null

  constructor(sys: Sys, worker: InterpreterWorker, calls: InterpreterOptions['calls']) {
    this.sys = sys
    this.worker = worker
    const signals = { any: () => this.anySignal() }
    this.calls = { ...systemCalls, ...(typeof calls === 'function' ? calls(signals) : calls) }
    sys.onEnd(() => {
      turnsOf(sys.rng).drop(this)
      worker.terminate()
    })
    worker.onMessage((message) => {
      this.inbox.push(message as Request)
      this.wake?.()
    })
    worker.onFailure((reason) => {
      this.failure = reason
      this.wake?.()
    })
  }

  async run(boot: unknown): Promise<number> {
    const { sys, worker } = this
    await this.takeTurn()
    worker.post({ boot })
    for (;;) {
      const request = await this.nextRequest()
      if (!request) {
        await sys.write(2, `${sys.argv[0] ?? ''}: the interpreter failed: ${this.failure ?? ''}\n`)
        return 134
      }
      if ('exit' in request) return this.end(request)
      turnsOf(sys.rng).drop(this)
      const [answer, bytes] = await this.answer(request)
      await this.takeTurn()
      worker.answer(encodeAnswer(answer, bytes))
    }
  }

  /** raise() of a signal with the default action; a PID 1 survives it and then exits. */
  private async end({ exit, killed }: { exit: number; killed?: number }): Promise<number> {
    const { sys } = this
    turnsOf(sys.rng).drop(this)
    this.worker.terminate()
    if (killed) {
      sys.signal(killed, 'default')
      sys.kill(sys.pid, killed)
      await sys.breathe()
    }
    return exit
  }

  private async takeTurn(): Promise<void> {
    const turn = turnsOf(this.sys.rng).take(this)
    await this.uninterrupted(() => this.sys.until(turn))
  }
  /** Waits while the worker computes; null when it failed. */
  private async nextRequest(): Promise<Request | null> {
    const arrived = new Promise<void>((resolve) => {
      if (this.inbox.length || this.failure !== null) resolve()
      else this.wake = resolve
    })
    let late = false
    let slow: () => void
    const patience = new Promise<void>((resolve) => (slow = resolve))
    const cancel = interpreterHost().after(UNRESPONSIVE_MS, () => {
      late = true
      slow()
    })
    const cancelAtEnd = this.sys.onEnd(cancel)
    await this.uninterrupted(() => loading(this.sys, () => Promise.race([arrived, patience])))
    cancel()
    cancelAtEnd()
    if (late && !this.inbox.length && this.failure === null) {
      turnsOf(this.sys.rng).drop(this)
      await this.uninterrupted(() => this.sys.until(arrived))
      await this.takeTurn()
    }
    this.wake = null
    return this.inbox.shift() ?? null
  }
  /** A handler that ran meanwhile is no reason to leave a computing worker alone. */
  private async uninterrupted(wait: () => Promise<void>): Promise<void> {
    for (;;)
      try {
        return await wait()
      } catch (error) {
        if (!(error instanceof SysError && error.code === 'EINTR')) throw error
      }
  }

  private async answer(request: { call: string; args: readonly unknown[] }): Promise<[Answer, Uint8Array?]> {
    let result: Pick<Answer, 'value' | 'binary' | 'error'>
    let bytes: Uint8Array | undefined
    try {
      const value = await this.perform(request.call, request.args)
      if (value instanceof Uint8Array) bytes = value
      result = bytes ? { binary: true } : { value: value ?? null }
    } catch (error) {
      result = { error: describe(error) }
    }
    return [{ ...result, signals: this.caught.splice(0), now: this.sys.now() }, bytes]
  }
  private perform(call: string, args: readonly unknown[]): unknown {
    if (call === 'signal') return this.signal(...(args as [number, 'default' | 'ignore' | 'catch']))
    if (call === 'tick') return this.sys.breathe()
    const perform = Object.hasOwn(this.calls, call) ? this.calls[call] : undefined
    if (!perform) throw new SysError('ENOSYS')
    if (BLOCKING.has(call) && this.anySignal()) throw new SysError('EINTR')
    return perform(this.sys, ...(args as never[]))
  }
  private anySignal(): boolean {
    return this.caught.length > 0 || this.worker.unseen()
  }
  /** Gives the disposition that was there before. */
  private signal(signal: number, how: 'default' | 'ignore' | 'catch'): string {
    const before = this.sys.disposition(signal)
    this.sys.signal(
      signal,
      how === 'catch'
        ? () => {
            if (!this.worker.signal(signal)) this.caught.push(signal)
          }
        : how,
    )
    return before
  }
}

function describe(error: unknown): NonNullable<Answer['error']> {
  if (error instanceof SysError) return { code: error.code, errno: errnoNumber(error.code), message: error.message }
  if (error instanceof ResolveError) return { code: error.code, errno: 0, message: error.message }
  throw error
}
