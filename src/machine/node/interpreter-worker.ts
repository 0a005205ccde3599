/** The inside of a worker of worker_threads: a Channel to the kernel, then the interpreter. */
import { parentPort, workerData } from 'node:worker_threads'
import { Channel, sharedWaiter } from '../../userland/interpreters/worker/channel.ts'

/** Runs `main` with what was posted as `boot`. A failure of main is a failure of the worker. */
export function serveInterpreter(main: (channel: Channel, boot: unknown) => Promise<void> | void): void {
  const port = parentPort
  if (!port) throw new Error('This file runs in a worker.')
  const { memory } = workerData as { memory: SharedArrayBuffer }
  const channel = new Channel(
    (request) => port.postMessage(request),
    sharedWaiter(memory, () => port.postMessage('more')),
    () => performance.now(),
  )
  port.once('message', ({ boot }: { boot: unknown }) => void main(channel, boot))
}
