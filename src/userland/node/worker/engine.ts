/**
 * One node in its worker: QuickJS, the natives that the built-in modules (../lib) stand on, and the event loop's driver. All of a program's
 * system calls go through one native, which stands still until the kernel answered (interpreters/worker/channel.ts).
 *
 * Time: while a program computes the simulation's clock stands still, so the engine's own count of steps makes time pass (STEP_MS for each
 * 10,000 of them) until the next call; on a clock that follows real time it is real time.
 */
import { encode } from '../../../base/bytes.ts'
import { CallError, type Channel } from '../../interpreters/worker/channel.ts'
import { Natives } from './values.ts'
import { builtinSource } from './sources.ts'
import { compress, decodeText, derive, digest, intl, url } from './natives.ts'
import { trackRejections } from './rejections.ts'
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core'
import type { NodeBoot } from '../boot.ts'

export interface NodeHost {
  /** A fresh QuickJS; `memory` is its WebAssembly memory. */
  runtime: QuickJSRuntime
  memory: { buffer: ArrayBufferLike }
  /** The instance's table of functions, to hear of rejected promises; undefined: they are not heard of. */
  table: object | undefined
  /** QTS_DupValuePointer. */
  duplicate: (context: number, value: number) => number
  /** A function of ours as one of WebAssembly: `bytes` is a module that imports it as e.f and exports it as f. */
  adapt: (bytes: Uint8Array, f: (...args: never[]) => void) => unknown
  realNow: () => number
}

/** QuickJS grows its stack downwards in WebAssembly's, which has room for no more. */
const STACK_BYTES = 256 * 1024
/** As node's heap on a small machine; past it the program ends as V8 ends it. */
const HEAP_BYTES = 512 * 1024 * 1024
/** Processor time of 10,000 steps, in ms. */
const STEP_MS = 1
/** Of a system call. */
const CALL_MS = 0.01
/** Of loading the main module: a timer of 1 ms is due after it. */
const LOAD_MS = 1.2
/** The kernel is told each four of these: a quantum of 4 ms. */
const STEPS_PER_TICK = 4
/** Pieces of work before the kernel is asked for events although there is more to do. */
const TURNS = 64

export function runNode(channel: Channel, boot: NodeBoot, host: NodeHost): void {
  new Engine(channel, boot, host).run()
}

class Engine {
  private readonly channel: Channel
  private readonly boot: NodeBoot
  private readonly host: NodeHost
  private readonly vm: QuickJSContext
  private readonly values: Natives
  private readonly initial: number
  private spent = 0
  private steps = 0
  private main: Record<string, QuickJSHandle> = {}

  constructor(channel: Channel, boot: NodeBoot, host: NodeHost) {
    this.channel = channel
    this.boot = boot
    this.host = host
    this.initial = host.memory.buffer.byteLength
    channel.now = boot.now
    channel.answeredAt = host.realNow()
    host.runtime.setMaxStackSize(STACK_BYTES)
    host.runtime.setMemoryLimit(HEAP_BYTES)
    this.vm = host.runtime.newContext()
    this.values = new Natives(this.vm)
  }

  private now(): number {
    const { channel, host, boot } = this
    return channel.now + (boot.realTime ? host.realNow() - channel.answeredAt : this.spent)
  }
  private call(name: string, ...args: unknown[]): unknown {
    const before = this.channel.now
    try {
      return this.channel.call(name, ...args)
    } finally {
      // What the kernel's clock went on is not counted twice, and time does not go back.
      this.spent = Math.max(0, this.spent + CALL_MS - (this.channel.now - before))
      this.steps = 0
    }
  }
  /** Each 10,000 steps of a program. True: it must stop. */
  private step(): true | undefined {
    this.spent += STEP_MS
    if (++this.steps < STEPS_PER_TICK) return undefined
    try {
      this.call('node.tick', this.grown())
      return undefined
    } catch (error) {
      // The kernel does not answer any more: this worker is being ended.
      if (!(error instanceof CallError)) return true
      throw error
    }
  }
  private exit(status: number): never {
    this.channel.exit(status)
    // The kernel's side ends this worker; nothing of the program may run any more.
    for (;;) continue
  }
  /** How much the program's memory grew since it began. */
  private grown(): number {
    return this.host.memory.buffer.byteLength - this.initial
  }
  private memoryUsed(): number {
    const usage = this.host.runtime.computeMemoryUsage()
    const used = this.vm.getProp(usage, 'memory_used_size')
    const bytes = this.vm.getNumber(used)
    used.dispose()
    usage.dispose()
    return Number.isFinite(bytes) ? bytes : 0
  }

  private natives(): QuickJSHandle {
    const { values, vm, boot } = this
    const binding = vm.newObject()
    const define = values.definer(binding)
    define('sys', (op, json, bytes) => this.systemCall(values.text(op), values.text(json), bytes))
    define('rawEncode', (text) => values.bytes(encode(values.text(text))))
    define('byteLength', (text) => vm.newNumber(encode(values.text(text)).length))
    define('rawDecode', (buffer, offset, length, label, fatal) =>
      vm.newString(
        values.withBytes(buffer, vm.getNumber(offset), vm.getNumber(length), (bytes) =>
          decodeText(bytes, values.text(label), vm.dump(fatal) === true),
        ),
      ),
    )
    define('now', () => vm.newNumber(this.now()))
    define('monotonic', () => vm.newNumber(this.now() - boot.startedAt + STARTUP_MS))
    define('memory', () => vm.newNumber(this.memoryUsed()))
    define('exit', (status) => this.exit(vm.getNumber(status)))
    define('source', (id) => {
      const text = builtinSource(values.text(id))
      return text === undefined ? vm.undefined : vm.newString(text)
    })
    define('evalCode', (code, name) => vm.evalCode(values.text(code), values.text(name), { type: 'global' }))
    define('evalModule', (code, name) => vm.evalCode(values.text(code), values.text(name), { type: 'module' }))
    define('promiseState', (promise) => {
      const state = vm.getPromiseState(promise)
      const details = vm.newArray()
      const [number, value] =
        state.type === 'pending'
          ? [0, undefined]
          : state.type === 'fulfilled'
            ? [1, state.notAPromise ? undefined : state.value]
            : [2, state.error]
      vm.setProp(details, 0, vm.newNumber(number))
      if (value) vm.setProp(details, 1, value)
      return details
    })
    define('rawUrl', (op, args) => values.json(url(values.text(op), values.parsed(args))))
    define('rawIntl', (json) => {
      const [kind, locale, options, value] =
        values.parsed<[string, string | undefined, Record<string, unknown>, unknown]>(json)
      return values.json(intl(kind, locale ?? undefined, options ?? {}, value))
    })
    define('rawHash', (name, key, data) =>
      values.bytes(digest(values.text(name), values.optionalBytes(key), values.copy(data))),
    )
    define('rawKdf', (kind, password, salt, args) =>
      values.bytes(derive(values.text(kind), values.copy(password), values.copy(salt), values.parsed(args))),
    )
    define('rawZlib', (kind, data, level) =>
      values.bytes(compress(values.text(kind), values.copy(data), vm.getNumber(level))),
    )
    const start = values.json(boot)
    vm.setProp(binding, 'startJson', start)
    start.dispose()
    return binding
  }

  private systemCall(op: string, json: string, bytes: QuickJSHandle | undefined): QuickJSHandle {
    const { values, vm } = this
    const data = bytes === undefined || vm.typeof(bytes) === 'undefined' ? undefined : values.copy(bytes)
    try {
      const args = JSON.parse(json) as unknown[]
      const result = this.call(`node.${op}`, ...args, ...(data ? [data] : []))
      return result instanceof Uint8Array ? values.bytes(result) : vm.newString(JSON.stringify({ v: result ?? null }))
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      return vm.newString(JSON.stringify({ e: error.code }))
    }
  }

  run(): void {
    const { vm, values, host } = this
    const prelude = this.must(vm.evalCode(builtinSource('internal/natives')!, 'node:internal/natives'))
    const binding = this.must(vm.callFunction(prelude, vm.undefined, this.natives()))
    const rejections = trackRejections(vm, host)
    host.runtime.setInterruptHandler(() => this.step())
    const bootstrap = this.must(vm.evalCode(builtinSource('internal/bootstrap')!, 'node:internal/bootstrap'))
    const main = this.must(vm.callFunction(bootstrap, vm.undefined, binding))
    for (const name of ['run', 'turn', 'tick', 'timeout', 'post', 'finish', 'unhandledRejection'])
      this.main[name] = vm.getProp(main, name)
    this.loadModules(binding)
    const drain = (): void => {
      do {
        while (this.ask('tick') === true) this.jobs()
        this.jobs()
      } while (this.ask('tick') === true)
      for (const { promise, reason } of rejections()) {
        this.must(vm.callFunction(this.main['unhandledRejection']!, vm.undefined, promise, reason)).dispose()
        promise.dispose()
        reason.dispose()
        this.jobs()
      }
    }
    this.ask('run')
    this.spent += LOAD_MS
    drain()
    for (;;) {
      for (let i = 0; i < TURNS && this.ask('turn') === true; i++) drain()
      const timeout = Number(this.ask('timeout'))
      if (timeout === -2) {
        this.ask('finish')
        drain()
        continue
      }
      const events = this.call('node.wait', timeout, this.grown())
      if (events instanceof Uint8Array) this.deliver(events)
    }
    void values
  }
  /** u32 length of the JSON, JSON of events (`n`: how many bytes belong to it), the bytes. */
  private deliver(data: Uint8Array): void {
    const { vm, values } = this
    const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true)
    const events = JSON.parse(decodeText(data.subarray(4, 4 + length), 'utf-8', false)) as { n?: number }[]
    let at = 4 + length
    for (const { n, ...event } of events) {
      const json = vm.newString(JSON.stringify(event))
      const bytes = n === undefined ? vm.undefined : values.bytes(data.subarray(at, at + n))
      at += n ?? 0
      this.must(vm.callFunction(this.main['post']!, vm.undefined, json, bytes)).dispose()
      json.dispose()
      if (n !== undefined) bytes.dispose()
    }
  }
  private jobs(): void {
    const result = this.host.runtime.executePendingJobs()
    if (result.error) {
      const error = this.vm.dump(result.error)
      result.error.dispose()
      this.fatal(error)
    }
  }
  private ask(name: string): unknown {
    const { vm } = this
    const result = this.must(vm.callFunction(this.main[name]!, vm.undefined))
    const value: unknown = vm.dump(result)
    result.dispose()
    return value
  }
  private must(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (!result.error) return result.value
    const error: unknown = this.vm.dump(result.error)
    result.error.dispose()
    return this.fatal(error)
  }
  /** Something that the built-in modules did not catch: memory is exhausted, or they have a fault. */
  private fatal(error: unknown): never {
    const { name, message, stack } = (error ?? {}) as { name?: string; message?: string; stack?: string }
    const text =
      message === 'out of memory'
        ? `\n<--- Last few GCs --->\n\n\n<--- JS stacktrace --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n`
        : `node: ${name ?? 'error'}: ${message ?? String(error)}\n${stack ?? ''}`
    this.call('node.write', 2, null, encode(text))
    this.call('node.raise', 6)
    return this.exit(134)
  }

  /** QuickJS's module loader asks the loader of ../lib. */
  private loadModules(binding: QuickJSHandle): void {
    const { vm, values } = this
    const through = (name: string, ...args: string[]): { value: string } | { error: QuickJSHandle } => {
      const fn = vm.getProp(binding, name)
      const handles = args.map((arg) => vm.newString(arg))
      const result = vm.callFunction(fn, binding, ...handles)
      fn.dispose()
      for (const handle of handles) handle.dispose()
      if (result.error) return { error: result.error }
      const value = values.text(result.value)
      result.value.dispose()
      return { value }
    }
    this.host.runtime.setModuleLoader(
      (name) => {
        const result = through('moduleSource', name)
        return 'error' in result ? { error: result.error as unknown as Error } : result.value
      },
      (base, request) => {
        const result = through('resolveModule', base, request)
        return 'error' in result ? { error: result.error as unknown as Error } : result.value
      },
    )
  }
}
/** What node needs before a program's first line. */
const STARTUP_MS = 24
