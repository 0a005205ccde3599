/** QuickJS, compiled once for all workers of this process. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { exportTable } from '../../userland/node/worker/patch.ts'

let assets: Promise<WebAssembly.Module> | null = null
export const nodeAssets = (): Promise<WebAssembly.Module> =>
  (assets ??= WebAssembly.compile(
    new Uint8Array(
      exportTable(readFileSync(createRequire(import.meta.url).resolve('@jitl/quickjs-ng-wasmfile-release-sync/wasm'))),
    ),
  ))
