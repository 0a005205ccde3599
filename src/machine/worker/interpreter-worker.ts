/** The inside of an interpreter's worker in the page: a Channel to the kernel, then the interpreter. */
import { Channel, sharedWaiter, type Waiter } from '../../userland/interpreters/worker/channel.ts'
import type { Start } from './answers.ts'

export type InterpreterMain = (
  channel: Channel,
  boot: unknown,
  assets: unknown,
  shared: boolean,
) => Promise<void> | void

/** Runs `main` with what was posted as `boot`. A failure of main is a failure of the worker. */
export function serveInterpreter(main: InterpreterMain): void {
  let start: Start | null = null
  addEventListener('message', (event: MessageEvent<Start | { boot: unknown }>) => {
    if (!('boot' in event.data)) {
      start = event.data
      return
    }
    if (!start) return
    const shared = 'memory' in start
    const waiter =
      'memory' in start ? sharedWaiter(start.memory, () => postMessage('more')) : requestWaiter(start.address)
    const channel = new Channel(
      (request) => postMessage(request),
      waiter,
      () => performance.now(),
    )
    const run = async (assets: unknown, boot: unknown): Promise<void> => main(channel, boot, assets, shared)
    run(start.assets, event.data.boot).catch((error: unknown) => reportError(error))
  })
}

/** A request that the service worker answers when the machine did; 204: not yet, ask again (it must not keep one open for minutes). */
function requestWaiter(address: string): Waiter {
  return {
    wait() {
      for (;;) {
        const request = new XMLHttpRequest()
        request.open('GET', address, false)
        request.responseType = 'arraybuffer'
        request.send()
        if (request.status === 200) return new Uint8Array(request.response as ArrayBuffer)
        if (request.status !== 204) throw new Error(`The service worker did not answer: ${request.status}`)
      }
    },
    signals: () => [],
  }
}
