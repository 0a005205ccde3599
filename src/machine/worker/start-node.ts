/** A file of its own, so that what node needs is no part of the first download. QuickJS is loaded and compiled once. */
import programUrl from '@jitl/quickjs-ng-wasmfile-release-sync/wasm?url'
import { exportTable } from '../../userland/node/worker/patch.ts'

export const startNode = (): Worker =>
  new Worker(new URL('./node-worker.ts', import.meta.url), { type: 'module', name: 'node' })

let assets: Promise<WebAssembly.Module> | null = null
export function nodeAssets(): Promise<WebAssembly.Module> {
  return (assets ??= load().catch((error: unknown) => {
    // The network may be back the next time.
    assets = null
    throw error
  }))
}
async function load(): Promise<WebAssembly.Module> {
  const answer = await fetch(new URL(programUrl, import.meta.url))
  return WebAssembly.compile(new Uint8Array(exportTable(new Uint8Array(await answer.arrayBuffer()))))
}
