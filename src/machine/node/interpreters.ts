/** Workers for interpreters in Node: worker_threads that run the bundle's <kind>-worker.js (scripts/lib/bundle.mjs). */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import {
  InterpretersUnavailable,
  provideInterpreters,
  type InterpreterHost,
  type InterpreterKind,
  type InterpreterWorker,
} from '../../userland/interpreters/host.ts'
import { SharedAnswers } from '../../userland/interpreters/worker/channel.ts'

/** `folder`: where the workers' files lie; the folder of the bundle unless said. */
export function provideNodeInterpreters(folder?: URL): void {
  provideInterpreters(nodeInterpreters(folder))
}

/** What all workers of a kind share. */
const ASSETS: Partial<Record<InterpreterKind, () => Promise<unknown>>> = {
  python: async () => (await import('./python-assets.ts')).pythonAssets(),
  node: async () => (await import('./node-assets.ts')).nodeAssets(),
}

export const nodeInterpreters = (folder?: URL): InterpreterHost => ({
  async start(kind) {
    // A shared chunk lies in a folder beside the entries.
    const places = folder ? [folder] : [new URL('./', import.meta.url), new URL('../', import.meta.url)]
    const file = places
      .map((place) => new URL(`${kind}-worker.js`, place))
      .find((url) => existsSync(fileURLToPath(url)))
    if (!file) throw new InterpretersUnavailable(`the file ${kind}-worker.js is missing`)
    const answers = new SharedAnswers()
    const worker = new Worker(file, {
      workerData: { memory: answers.memory, assets: await ASSETS[kind]?.() },
      execArgv: [],
    })
    return connect(worker, answers)
  },
  after(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
})

function connect(worker: Worker, answers: SharedAnswers): InterpreterWorker {
  let ended = false
  return {
    post: (message) => worker.postMessage(message),
    onMessage(listener) {
      worker.on('message', (message: unknown) => {
        if (ended) return
        if (message === 'more') answers.more()
        else listener(message)
      })
    },
    onFailure(listener) {
      worker.on('error', (error) => {
        if (!ended) listener(error instanceof Error ? (error.stack ?? error.message) : String(error))
      })
    },
    answer: (bytes) => answers.answer(bytes),
    signal: (number) => answers.signal(number),
    unseen: () => answers.unseen(),
    terminate() {
      ended = true
      void worker.terminate()
    },
  }
}
