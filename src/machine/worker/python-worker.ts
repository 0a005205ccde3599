/** The worker that runs one python in the page. */
import asmUrl from 'pyodide/pyodide.asm.js?url'
import {
  runPython,
  type PythonAssets,
  type PythonBoot,
  type PythonHost,
} from '../../userland/interpreters/python/worker/cpython.ts'
import { serveInterpreter } from './interpreter-worker.ts'

serveInterpreter(async (channel, boot, assets, shared) => {
  // A script of Emscripten's that leaves its function on globalThis.
  await import(/* @vite-ignore */ new URL(asmUrl, import.meta.url).href)
  const { _createPyodideModule } = globalThis as unknown as { _createPyodideModule: PythonHost['createModule'] }
  await runPython(channel, boot as PythonBoot, assets as PythonAssets, {
    createModule: _createPyodideModule,
    instantiate: (program, imports) =>
      WebAssembly.instantiate(program as WebAssembly.Module, imports as WebAssembly.Imports) as ReturnType<
        PythonHost['instantiate']
      >,
    realNow: () => performance.now(),
    shared,
  })
})
