/**
 * Workers for interpreters in the page: module workers below the machine's own. They wait for answers by shared memory where the page is
 * isolated from others (crossOriginIsolated), else by a synchronous request that the service worker answers (scripts/lib/service-worker.mjs):
 * the machine posts the answer to the same address. The way of the package sync-message; ours is smaller and has one kind of message.
 */
import {
  InterpretersUnavailable,
  type InterpreterKind,
  type InterpreterWorker,
} from '../../userland/interpreters/host.ts'
import { SharedAnswers } from '../../userland/interpreters/worker/channel.ts'
import { ANSWERS, type Start } from './answers.ts'

interface Kind {
  worker: Worker
  /** What all workers of the kind share. */
  assets: unknown
}
const KINDS: Readonly<Record<InterpreterKind, () => Promise<Kind>>> = {
  python: async () => {
    const { startPython, pythonAssets } = await import('./start-python.ts')
    return { assets: await pythonAssets(), worker: startPython() }
  },
  node: async () => {
    const { startNode, nodeAssets } = await import('./start-node.ts')
    return { assets: await nodeAssets(), worker: startNode() }
  },
}

export async function startInterpreter(kind: InterpreterKind): Promise<InterpreterWorker> {
  if (crossOriginIsolated) return shared(await KINDS[kind]())
  if (!(await serviceWorkerAnswers()))
    throw new InterpretersUnavailable(
      'this browser gives the page neither shared memory nor a service worker (a private window, perhaps, or a page that was not loaded over https)',
    )
  return requested(await KINDS[kind]())
}

function listeners(
  worker: Worker,
  onMore: () => void,
): Pick<InterpreterWorker, 'post' | 'onMessage' | 'onFailure' | 'terminate'> {
  return {
    post: (message) => worker.postMessage(message),
    onMessage(listener) {
      worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (data === 'more') onMore()
        else listener(data)
      })
    },
    onFailure(listener) {
      worker.addEventListener('error', (event) => {
        // Else it would become an error of the machine's.
        event.preventDefault()
        listener(event.message || 'its script could not be loaded')
      })
    },
    terminate: () => worker.terminate(),
  }
}
function shared({ worker, assets }: Kind): InterpreterWorker {
  const answers = new SharedAnswers()
  worker.postMessage({ assets, memory: answers.memory } satisfies Start)
  return {
    ...listeners(worker, () => answers.more()),
    answer: (bytes) => answers.answer(bytes),
    signal: (number) => answers.signal(number),
    unseen: () => answers.unseen(),
  }
}
function requested({ worker, assets }: Kind): InterpreterWorker {
  const address = new URL(`${ANSWERS}${crypto.randomUUID()}`, base()).href
  worker.postMessage({ assets, address } satisfies Start)
  return {
    ...listeners(worker, () => {}),
    answer: (bytes) => void fetch(address, { method: 'PUT', body: bytes.slice() }),
    signal: () => false,
    unseen: () => false,
  }
}

/** The page's folder: scripts lie in assets/ below it in a build, in src/ while developing. */
const base = (): string => self.location.href.replace(/(assets|src)\/.*$/, '')

let answering: Promise<boolean> | null = null
/** Asked again until it is so: the first visit's service worker takes a moment. */
async function serviceWorkerAnswers(): Promise<boolean> {
  answering ??= fetch(new URL(`${ANSWERS}ready`, base())).then(
    async (answer) => answer.ok && (await answer.text()) === 'ready',
    () => false,
  )
  const ready = await answering
  if (!ready) answering = null
  return ready
}
