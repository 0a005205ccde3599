/**
 * Whose turn it is to compute: one interpreter of a machine at a time, in the order in which they asked. Workers run in real time; if two ran
 * at once, which of them makes its next call first would be chance, and the same seed would no longer give the same state.
 */
import type { Rng } from '../../base/rng.ts'

export class Turns {
  private holder: object | null = null
  private readonly queue: { owner: object; go: () => void }[] = []

  /** Resolves when `owner` has the turn; at once when it has it already. */
  take(owner: object): Promise<void> {
    if (!this.holder || this.holder === owner) {
      this.holder = owner
      return Promise.resolve()
    }
    return new Promise((go) => this.queue.push({ owner, go }))
  }
  /** Gives the turn back, or the place in the queue. */
  drop(owner: object): void {
    const place = this.queue.findIndex((waiting) => waiting.owner === owner)
    if (place >= 0) this.queue.splice(place, 1)
    if (this.holder !== owner) return
    const next = this.queue.shift()
    this.holder = next?.owner ?? null
    next?.go()
  }
}

/** A machine is known by its generator: all its programs share one. */
const machines = new WeakMap<Rng, Turns>()
export function turnsOf(rng: Rng): Turns {
  let turns = machines.get(rng)
  if (!turns) machines.set(rng, (turns = new Turns()))
  return turns
}
