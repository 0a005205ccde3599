/** The machine in its Web Worker. */
import { proxy, wrap, type Remote } from 'comlink'
import type { MachineFacade } from '../../machine/facade.ts'
import type { MachineConnection } from './connection.ts'
import { takeWorker } from './early-worker.ts'

/** How often the machine is asked for a sign of life, and how long it may stay silent. Milliseconds. */
const BEAT_MS = 4000
const SILENCE_MS = 15_000

export function connectWorker(): MachineConnection {
  const worker = takeWorker()
  const remote: Remote<MachineFacade> = wrap<MachineFacade>(worker)
  const listeners: ((reason: unknown) => void)[] = []
  let dead = false

  const crash = (reason: unknown): void => {
    if (dead) return
    close()
    for (const listener of listeners) listener(reason)
  }
  const close = (): void => {
    dead = true
    clearInterval(beat)
    worker.terminate()
  }
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    crash(event.error ?? event.message)
  })
  worker.addEventListener('messageerror', () => crash('a message could not be read'))

  // A spinning worker sends no error. Cancelling a subscription that does not exist costs nothing, so it serves as the question.
  let lastSign = performance.now()
  let asked = false
  const beat = setInterval(() => {
    const now = performance.now()
    // A laptop that slept, or a tab in the background, is no reason to give up on the machine.
    if (document.hidden || now - lastBeat > BEAT_MS * 2) lastSign = now
    lastBeat = now
    if (now - lastSign > SILENCE_MS) return crash('no sign of life')
    if (asked) return
    asked = true
    const answered = (): void => {
      asked = false
      lastSign = performance.now()
    }
    remote.unwatch(-1).then(answered, answered)
  }, BEAT_MS)
  let lastBeat = performance.now()

  return {
    // Every member of the facade is asynchronous already: what Remote adds is nothing that the callers see.
    facade: remote as unknown as MachineFacade,
    wrap: (callback) => proxy(callback),
    onCrash: (listener) => void listeners.push(listener),
    close,
  }
}
