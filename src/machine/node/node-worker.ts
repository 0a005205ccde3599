/** The worker that runs one simulated node in Node. */
import { workerData } from 'node:worker_threads'
import type { NodeBoot } from '../../userland/node/boot.ts'
import { runNode } from '../../userland/node/worker/engine.ts'
import { quickJs } from '../../userland/node/worker/start.ts'
import { serveInterpreter } from './interpreter-worker.ts'

serveInterpreter(async (channel, boot) => {
  const { assets } = workerData as { assets: WebAssembly.Module }
  const host = await quickJs(
    assets,
    (program, imports) => WebAssembly.instantiate(program as WebAssembly.Module, imports as WebAssembly.Imports),
    () => performance.now(),
  )
  runNode(channel, boot as NodeBoot, host)
})
