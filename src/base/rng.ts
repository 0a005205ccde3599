/**
 * Randomness and identifiers, reproducible from one seed. The generator is sfc32 (Chris Doty-Humphrey, PractRand), seeded through
 * splitmix32; it is not cryptographic and need not be: nothing here protects a secret.
 */
export interface Rng {
  /** An integer in [0, n). */
  int(n: number): number
  /** A number in [0, 1). */
  float(): number
  bytes(length: number): Uint8Array
  /** An independent stream: drawing from it does not move this one. */
  fork(label: string): Rng
  /** The generator's state, for snapshots. */
  state(): RngState
}
export type RngState = readonly [number, number, number, number]

export class SeededRng implements Rng {
  private a: number
  private b: number
  private c: number
  private d: number
  constructor(seed: number | RngState) {
    if (typeof seed === 'number') {
      let s = seed >>> 0
      const next = (): number => {
        s = (s + 0x9e3779b9) | 0
        let t = s ^ (s >>> 16)
        t = Math.imul(t, 0x21f0aaad)
        t ^= t >>> 15
        t = Math.imul(t, 0x735a2d97)
        return t ^ (t >>> 15)
      }
      this.a = next()
      this.b = next()
      this.c = next()
      this.d = 1
      for (let i = 0; i < 12; i++) this.next()
    } else {
      ;[this.a, this.b, this.c, this.d] = seed
    }
  }
  private next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0
    this.d = (this.d + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (this.c << 21) | (this.c >>> 11)
    this.c = (this.c + t) | 0
    return t >>> 0
  }
  float(): number {
    return this.next() / 4294967296
  }
  int(n: number): number {
    return Math.floor(this.float() * n)
  }
  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length)
    for (let i = 0; i < length; i++) out[i] = this.next() & 0xff
    return out
  }
  fork(label: string): Rng {
    let hash = 2166136261
    for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 16777619)
    return new SeededRng((hash ^ this.a ^ Math.imul(this.c, 31)) >>> 0)
  }
  state(): RngState {
    return [this.a, this.b, this.c, this.d]
  }
}

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'))
export const hex = (bytes: Uint8Array): string => {
  let out = ''
  for (const byte of bytes) out += HEX[byte]!
  return out
}
/** A random identifier as moby's stringid.GenerateRandomID makes it: 64 hex digits whose first 12 are not all decimal. */
export function randomId(rng: Rng): string {
  for (;;) {
    const id = hex(rng.bytes(32))
    if (!/^\d{12}/.test(id)) return id
  }
}
