/** CPython and its library, read and compiled once for all workers of this process. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { PythonAssets } from '../../userland/interpreters/python/worker/cpython.ts'

let assets: Promise<PythonAssets> | null = null
export function pythonAssets(): Promise<PythonAssets> {
  return (assets ??= load())
}
async function load(): Promise<PythonAssets> {
  const require = createRequire(import.meta.url)
  const file = (name: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(require.resolve(`pyodide/${name}`)))
  return { program: await WebAssembly.compile(file('pyodide.asm.wasm')), library: file('python_stdlib.zip') }
}
