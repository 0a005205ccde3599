/** What the CLI said to the engine, newest last. */
export interface Request {
  key: number
  at: number
  method: string
  path: string
  status: number
  /** Milliseconds. */
  ms: number
}
const KEPT = 300

export class Talk {
  requests: Request[] = $state.raw([])
  private next = 1

  heard(event: { method: string; path: string; status: number; ms: number }): void {
    const request = { key: this.next++, at: Date.now(), ...event }
    this.requests = [...this.requests.slice(1 - KEPT), request]
  }
  clear(): void {
    this.requests = []
  }
}
