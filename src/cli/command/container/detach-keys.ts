/** Key sequences that detach a terminal: "ctrl-p,ctrl-q" (moby/term). */
import { concat, EMPTY } from '../../../base/bytes.ts'

const CTRL = '@abcdefghijklmnopqrstuvwxyz[\\]^_'
export const DEFAULT_DETACH_KEYS = Uint8Array.of(16, 17)
/** null when a key is not known. */
export function parseDetachKeys(text: string): Uint8Array | null {
  const out: number[] = []
  for (const key of text.split(',')) {
    if (key.length === 1) out.push(key.charCodeAt(0))
    else if (key === 'DEL') out.push(127)
    else {
      const code = key.startsWith('ctrl-') && key.length === 6 ? CTRL.indexOf(key[5]!) : -1
      if (code < 0) return null
      out.push(code)
    }
  }
  return Uint8Array.from(out)
}

/** Watches what is typed for the sequence; a beginning of it is held back until it is clear that it is none. */
export class DetachWatcher {
  private matched = 0
  private readonly keys: Uint8Array
  constructor(keys: Uint8Array) {
    this.keys = keys
  }
  /** What goes on to the container, and whether the sequence is complete. */
  feed(typed: Uint8Array): { data: Uint8Array; detached: boolean } {
    const out: Uint8Array[] = []
    for (let i = 0; i < typed.length; i++) {
      if (typed[i] === this.keys[this.matched]) {
        this.matched++
        if (this.matched === this.keys.length) return { data: concat(out.length > 0 ? out : [EMPTY]), detached: true }
        continue
      }
      if (this.matched > 0) {
        out.push(this.keys.slice(0, this.matched))
        this.matched = 0
      }
      out.push(typed.subarray(i, i + 1))
    }
    return { data: out.length > 0 ? concat(out) : EMPTY, detached: false }
  }
}
