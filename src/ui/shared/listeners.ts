/** A list of callbacks. */
export class Listeners<Args extends unknown[]> {
  private readonly all = new Set<(...args: Args) => void>()

  /** Returns the way out. */
  add(listener: (...args: Args) => void): () => void {
    this.all.add(listener)
    return () => this.all.delete(listener)
  }
  tell(...args: Args): void {
    for (const listener of this.all) listener(...args)
  }
}
