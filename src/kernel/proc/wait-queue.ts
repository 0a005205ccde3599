/**
 * What a sleeping process waits on (wait_event(9)): whoever changes the condition calls wake(), every sleeper looks again.
 * Wake-ups may be spurious; sleepers always re-check. Nothing is allocated until somebody sleeps.
 */
export class WaitQueue {
  private sleepers: Set<() => void> | null = null

  /** Calls `wake` at every wake() until the returned function is called. */
  add(wake: () => void): () => void {
    const sleepers = (this.sleepers ??= new Set())
    sleepers.add(wake)
    return () => {
      sleepers.delete(wake)
    }
  }

  wake(): void {
    if (!this.sleepers?.size) return
    for (const sleeper of [...this.sleepers]) sleeper()
  }

  get busy(): boolean {
    return !!this.sleepers?.size
  }
}
