/** What went wrong with a write, told by kind: the page says something else about a full disk than about a lost lock. */
import type { SaveResult } from './types.ts'

/** Thrown inside a write transaction when another tab has taken the machine over; aborts the transaction. */
export class NotOwnerError extends Error {
  override readonly name = 'NotOwnerError'
}

export function failureOf(error: unknown): SaveResult {
  for (let e: unknown = error; typeof e === 'object' && e !== null; e = (e as { inner?: unknown }).inner) {
    const name = (e as { name?: string }).name
    if (name === 'NotOwnerError') return { ok: false, reason: 'not-owner', error }
    if (name === 'QuotaExceededError') return { ok: false, reason: 'quota', error }
  }
  return { ok: false, reason: 'failed', error }
}
