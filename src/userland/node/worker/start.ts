/** Makes the QuickJS of one node: the compiled program is shared by all, its instance and memory are this worker's own. */
import { newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten-core'
import variant from '@jitl/quickjs-ng-wasmfile-release-sync'
import type { NodeHost } from './engine.ts'

/** WebAssembly, of which core code knows nothing. */
interface Instance {
  exports: Record<string, unknown>
}
type Instantiate = (program: object, imports: object) => Promise<Instance>

export async function quickJs(program: object, instantiate: Instantiate, realNow: () => number): Promise<NodeHost> {
  let table: object | undefined
  const customized = newVariant(variant, {
    emscriptenModule: {
      instantiateWasm(imports: object, receive: (instance: Instance) => void) {
        void instantiate(program, imports).then((instance) => {
          // Names are minified: the table is the export with get and grow and without a buffer.
          table = Object.values(instance.exports).find(
            (value): value is object =>
              typeof value === 'object' && value !== null && 'grow' in value && !('buffer' in value),
          )
          receive(instance)
        })
        return {}
      },
    } as object,
  })
  const module = await newQuickJSWASMModuleFromVariant(customized)
  return { runtime: module.newRuntime(), memory: module.getWasmMemory(), table, realNow }
}
