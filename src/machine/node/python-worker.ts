/** The worker that runs one python in Node. */
import { createRequire } from 'node:module'
import { workerData } from 'node:worker_threads'
import {
  runPython,
  type PythonAssets,
  type PythonBoot,
  type PythonHost,
} from '../../userland/interpreters/python/worker/cpython.ts'
import { serveInterpreter } from './interpreter-worker.ts'

const require = createRequire(import.meta.url)
require('pyodide/pyodide.asm.js')
const { _createPyodideModule } = globalThis as unknown as { _createPyodideModule: PythonHost['createModule'] }

serveInterpreter((channel, boot) =>
  runPython(channel, boot as PythonBoot, (workerData as { assets: PythonAssets }).assets, {
    createModule: _createPyodideModule,
    instantiate: (program, imports) =>
      WebAssembly.instantiate(program as WebAssembly.Module, imports as WebAssembly.Imports) as ReturnType<
        PythonHost['instantiate']
      >,
    realNow: () => performance.now(),
    shared: true,
  }),
)
