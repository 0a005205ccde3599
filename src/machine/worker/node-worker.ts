/** The worker that runs one simulated node in the page. */
import type { NodeBoot } from '../../userland/node/boot.ts'
import { runNode } from '../../userland/node/worker/engine.ts'
import { quickJs } from '../../userland/node/worker/start.ts'
import { serveInterpreter } from './interpreter-worker.ts'

serveInterpreter(async (channel, boot, assets) => {
  const host = await quickJs(
    assets as WebAssembly.Module,
    (program, imports) => WebAssembly.instantiate(program as WebAssembly.Module, imports as WebAssembly.Imports),
    () => performance.now(),
  )
  runNode(channel, boot as NodeBoot, host)
})
