/** The engine's chance, as a thing that a restored snapshot can set: identifiers must go on where they were, not begin again. */
import { SeededRng, type Rng, type RngState } from '../base/rng.ts'

export class EngineRng implements Rng {
  private inner: Rng
  constructor(inner: Rng) {
    this.inner = inner
  }
  int(n: number): number {
    return this.inner.int(n)
  }
  float(): number {
    return this.inner.float()
  }
  bytes(length: number): Uint8Array {
    return this.inner.bytes(length)
  }
  fork(label: string): Rng {
    return this.inner.fork(label)
  }
  state(): RngState {
    return this.inner.state()
  }
  restore(state: RngState): void {
    this.inner = new SeededRng(state)
  }
}
