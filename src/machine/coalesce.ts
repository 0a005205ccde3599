import type { Clock } from '../base/clock.ts'

/** Calls `fn` once per frame (16 ms) at most, the first time soon after the first call: many changes make one picture. */
export function coalesce(clock: Clock, fn: () => void): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    clock.timer(clock.paced ? 16 : 0, () => {
      waiting = false
      fn()
    })
  }
}
