/** Detach keys (moby/term ascii.go, proxy.go): a key sequence that ends an attachment and leaves the process alone. */
import { invalid } from '../../api/types/index.ts'

const DEFAULT = [16, 17]

/** "ctrl-p,ctrl-q" → codes. '' is the default. Throws invalidParameter. */
export function parseDetachKeys(text: string): number[] {
  if (text === '') return DEFAULT
  return text.split(',').map((key) => {
    if (key.length === 1) return key.charCodeAt(0)
    const name = key.startsWith('ctrl-') ? key.slice(5) : ''
    if (/^[a-z]$/.test(name)) return name.charCodeAt(0) - 96
    const special = { '@': 0, '[': 27, '\\': 28, ']': 29, '^': 30, _: 31 }[name]
    if (special === undefined) throw invalid(`Invalid detach keys (${text}) provided`)
    return special
  })
}
/** Looks for the sequence in what is typed. A beginning that is not followed up is passed on late, as the real proxy does. */
export class EscapeProxy {
  private readonly keys: readonly number[]
  private at = 0
  constructor(keys: readonly number[]) {
    this.keys = keys
  }
  /** What to pass on; `detached` when the sequence is complete. */
  feed(data: Uint8Array): { data: Uint8Array; detached: boolean } {
    const out: number[] = []
    for (const byte of data) {
      if (byte === this.keys[this.at]) {
        this.at++
        if (this.at === this.keys.length) {
          this.at = 0
          return { data: Uint8Array.from(out), detached: true }
        }
        continue
      }
      if (this.at) {
        out.push(...this.keys.slice(0, this.at))
        this.at = byte === this.keys[0] ? 1 : 0
        if (this.at) continue
      }
      out.push(byte)
    }
    return { data: Uint8Array.from(out), detached: false }
  }
}
