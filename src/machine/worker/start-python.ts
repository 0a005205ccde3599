/** A file of its own, so that what python needs is no part of the first download. CPython and its library are loaded and compiled once. */
import archiveUrl from 'pyodide/python_stdlib.zip?url'
import programUrl from 'pyodide/pyodide.asm.wasm?url'
import type { PythonAssets } from '../../userland/interpreters/python/worker/cpython.ts'

export const startPython = (): Worker =>
  new Worker(new URL('./python-worker.ts', import.meta.url), { type: 'module', name: 'python' })

let assets: Promise<PythonAssets> | null = null
export function pythonAssets(): Promise<PythonAssets> {
  return (assets ??= load().catch((error: unknown) => {
    // The network may be back the next time.
    assets = null
    throw error
  }))
}
async function load(): Promise<PythonAssets> {
  const [program, archive] = await Promise.all([
    WebAssembly.compileStreaming(fetch(new URL(programUrl, import.meta.url))),
    fetch(new URL(archiveUrl, import.meta.url)).then((answer) => answer.arrayBuffer()),
  ])
  return { program, library: new Uint8Array(archive) }
}
