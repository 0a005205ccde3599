/** The host's own time functions, looked up on globalThis: the one place in the core's reach that knows them. */
import type { HostTime } from '../base/clock.ts'

interface HostGlobals {
  Date: { now(): number }
  performance: { now(): number; timeOrigin: number }
  setTimeout(fn: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
  setImmediate?(fn: () => void): unknown
  MessageChannel: new () => {
    port1: { onmessage: (() => void) | null }
    port2: { postMessage(value: unknown): void }
  }
}

export function hostTime(): HostTime {
  const host = globalThis as unknown as HostGlobals
  return {
    now: () => host.performance.timeOrigin + host.performance.now(),
    macrotask: host.setImmediate ? (fn) => void host.setImmediate!(fn) : messageTask(host),
    setTimeout: (fn, ms) => host.setTimeout(fn, ms),
    clearTimeout: (handle) => host.clearTimeout(handle),
  }
}

/** setTimeout(0) is clamped to 4 ms in browsers when nested; a message is not. */
function messageTask(host: HostGlobals): (fn: () => void) => void {
  const channel = new host.MessageChannel()
  const queue: (() => void)[] = []
  channel.port1.onmessage = () => queue.shift()?.()
  return (fn) => {
    queue.push(fn)
    channel.port2.postMessage(null)
  }
}
