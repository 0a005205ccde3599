/**
 * What a machine must bring so that interpreters can run: real workers. Core code has no Worker, so the composition root registers a factory
 * (machine/worker: module workers of the page; machine/node: worker_threads) before the first program starts. A module-level registration and
 * not an option of the kernel, because programs see nothing of the kernel but Sys, and a process of the host's has one way to make workers,
 * however many machines it boots.
 */
export type InterpreterKind = 'python' | 'node'

/** One real worker, which runs one interpreter of one simulated process. */
export interface InterpreterWorker {
  /** By structured clone; only before the first request is answered (afterwards the worker does not look at messages). */
  post(message: unknown): void
  /** Requests (wire.ts). At most one is under way. */
  onMessage(listener: (message: unknown) => void): void
  /** The worker could not start or died of a fault. */
  onFailure(listener: (reason: string) => void): void
  /** The bytes for which the worker waits (wire.ts). */
  answer(bytes: Uint8Array): void
  /** Marks a signal in shared memory, where the interpreter sees it while it computes. Returns false without shared memory. */
  signal(number: number): boolean
  /** Marked signals that the interpreter has not seen yet. */
  unseen(): boolean
  terminate(): void
}
export interface InterpreterHost {
  /** Throws InterpretersUnavailable. */
  start(kind: InterpreterKind): Promise<InterpreterWorker>
  /** Calls `fn` after so many milliseconds of real time; returns its cancellation. */
  after(ms: number, fn: () => void): () => void
}
/** The message says why, as a sentence for the person at the terminal. */
export class InterpretersUnavailable extends Error {}

let registered: InterpreterHost | null = null
export function provideInterpreters(host: InterpreterHost): void {
  registered = host
}
export function interpreterHost(): InterpreterHost {
  if (!registered) throw new InterpretersUnavailable('this machine was started without workers for interpreters')
  return registered
}
