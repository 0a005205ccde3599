/** Makes the QuickJS of one node: the compiled program is shared by all, its instance and memory are this worker's own. */
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core'
import variant from '@jitl/quickjs-ng-wasmfile-release-sync'
import { TABLE_NAME } from './patch.ts'
import type { NodeHost } from './engine.ts'

/** WebAssembly, of which core code knows nothing. */
interface Instance {
  exports: Record<string, unknown>
}
type Instantiate = (program: object, imports: object) => Promise<Instance>

/** The host's WebAssembly, as much as a small module needs. */
const { Module, Instance } = (
  globalThis as unknown as {
    WebAssembly: {
      Module: new (bytes: Uint8Array) => object
      Instance: new (module: object, imports: object) => Instance
    }
  }
).WebAssembly

export async function quickJs(program: object, instantiate: Instantiate, realNow: () => number): Promise<NodeHost> {
  let table: object | undefined
  const customized = newVariant(variant, {
    emscriptenModule: {
      instantiateWasm(imports: object, receive: (instance: Instance) => void) {
        void instantiate(program, imports).then((instance) => {
          table = instance.exports[TABLE_NAME] as object | undefined
          receive(instance)
        })
        return {}
      },
    } as object,
  })
  const module = await newQuickJSWASMModuleFromVariant(customized)
  const ffi = module.getFFI() as unknown as { QTS_DupValuePointer(context: number, value: number): number }
  return {
    runtime: module.newRuntime(),
    memory: module.getWasmMemory(),
    table,
    duplicate: (context, value) => ffi.QTS_DupValuePointer(context, value),
    adapt: (bytes, f) => new Instance(new Module(bytes), { e: { f } }).exports['f'],
    realNow,
  }
}
