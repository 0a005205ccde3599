/** Makes workers for the machine; the first one ahead of time. */
let early: Worker | null = null

export function startWorker(): void {
  early ??= create()
}
export function takeWorker(): Worker {
  const worker = early ?? create()
  early = null
  return worker
}
const create = (): Worker =>
  new Worker(new URL('../../machine/worker/worker.ts', import.meta.url), { type: 'module', name: 'naru' })
