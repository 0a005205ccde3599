/**
 * Rejected promises that nobody waits for. QuickJS tells of them through JS_SetHostPromiseRejectionTracker, which quickjs-emscripten does not
 * export: we enter a function into its table and write the function's number where that call would, into the runtime's structure. The place is
 * found by what lies around it (the interrupt handler before, the empty list of jobs after); where it is not found nothing is tracked, and an
 * unhandled rejection is not seen.
 */
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'
import type { NodeHost } from './engine.ts'

export interface Rejection {
  promise: QuickJSHandle
  reason: QuickJSHandle
}
interface Table {
  grow(count: number): number
  set(index: number, value: unknown): void
}
/** What we need of the insides of quickjs-emscripten-core 0.32. */
interface Inside {
  ctx: { value: number }
  memory: { heapValueHandle(pointer: number): QuickJSHandle }
}
/** (context: i32, promise: i64, reason: i64, handled: i32, opaque: i32) → nothing: imported as e.f, exported as f. */
const ADAPTER = Uint8Array.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 9, 1, 0x60, 5, 0x7f, 0x7e, 0x7e, 0x7f, 0x7f, 0, 2, 7, 1, 1, 0x65, 1, 0x66, 0, 0,
  7, 5, 1, 1, 0x66, 0, 0,
])
/** Bytes of the runtime's structure that are looked at. */
const SCANNED = 2048
/** The list of jobs begins at most so many words after the interrupt handler. */
const NEAR = 12

/** A function that gives what was rejected since the last time and is still unhandled. */
export function trackRejections(vm: QuickJSContext, host: NodeHost): () => Rejection[] {
  const pending = new Map<bigint, Rejection>()
  const place = findTracker(host)
  if (place !== null && host.table) {
    const { ctx, memory } = vm as unknown as Inside
    const keep = (bits: bigint): QuickJSHandle => {
      // A JSValue of ours as the vessel: it holds a number, which needs no release.
      const vessel = vm.newNumber(0)
      const address = (vessel as unknown as { value: number }).value
      const view = new DataView(host.memory.buffer)
      const before = view.getBigUint64(address, true)
      view.setBigUint64(address, BigInt.asUintN(64, bits), true)
      const pointer = host.duplicate(ctx.value, address)
      new DataView(host.memory.buffer).setBigUint64(address, before, true)
      vessel.dispose()
      return memory.heapValueHandle(pointer)
    }
    const tracker = (_context: number, promise: bigint, reason: bigint, handled: number): void => {
      const known = pending.get(promise)
      if (handled) {
        known?.promise.dispose()
        known?.reason.dispose()
        pending.delete(promise)
      } else if (!known) pending.set(promise, { promise: keep(promise), reason: keep(reason) })
    }
    const table = host.table as Table
    try {
      const index = table.grow(1)
      table.set(index, host.adapt(ADAPTER, tracker))
      new DataView(host.memory.buffer).setUint32(place, index, true)
    } catch {
      // A table that may not grow: rejections stay unseen.
    }
  }
  return () => {
    const found = [...pending.values()]
    pending.clear()
    return found
  }
}
/** Address of the tracker's function pointer. */
function findTracker({ runtime, memory }: NodeHost): number | null {
  const at = (runtime as unknown as { rt: { value: number } }).rt.value
  const words = (): Uint32Array => new Uint32Array(memory.buffer.slice(at, at + SCANNED))
  runtime.removeInterruptHandler()
  const without = words()
  runtime.setInterruptHandler(() => undefined)
  const handler = words().findIndex((word, i) => word !== without[i])
  if (handler < 0) return null
  const now = words()
  for (let i = handler + 2; i < handler + 2 + NEAR; i++) {
    const address = at + 4 * i
    if (now[i] === address && now[i + 1] === address && now[i - 2] === 0 && now[i - 1] === 0) return address - 8
  }
  return null
}
