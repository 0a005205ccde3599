/** Values between QuickJS and this worker: texts, bytes, JSON; natives whose failures are thrown there. */
import type { QuickJSContext, QuickJSHandle, VmFunctionImplementation } from 'quickjs-emscripten-core'

/** Gives a handle, or { value } or { error }. */
type Native = (...args: QuickJSHandle[]) => ReturnType<VmFunctionImplementation<QuickJSHandle>>

export class Natives {
  private readonly vm: QuickJSContext
  constructor(vm: QuickJSContext) {
    this.vm = vm
  }
  definer(target: QuickJSHandle): (name: string, native: Native) => void {
    const { vm } = this
    return (name, native) => {
      const guarded: Native = (...args) => {
        try {
          return native(...args)
        } catch (error) {
          return {
            error: vm.newError(
              error instanceof Error
                ? { name: error.name, message: error.message }
                : { name: 'Error', message: String(error) },
            ),
          }
        }
      }
      const fn = vm.newFunction(name, guarded)
      vm.setProp(target, name, fn)
      fn.dispose()
    }
  }
  text(handle: QuickJSHandle): string {
    return this.vm.getString(handle)
  }
  parsed<T>(handle: QuickJSHandle): T {
    return JSON.parse(this.text(handle)) as T
  }
  json(value: unknown): QuickJSHandle {
    return this.vm.newString(JSON.stringify(value) ?? 'null')
  }
  /** A fresh ArrayBuffer. */
  bytes(data: Uint8Array): QuickJSHandle {
    const exact = data.byteLength === data.buffer.byteLength ? data.buffer : data.slice().buffer
    return this.vm.newArrayBuffer(exact as ArrayBuffer)
  }
  /** Of an ArrayBuffer there; valid while `work` runs. */
  withBytes<T>(buffer: QuickJSHandle, offset: number, length: number, work: (bytes: Uint8Array) => T): T {
    const lifetime = this.vm.getArrayBuffer(buffer)
    try {
      return work(lifetime.value.slice(offset, offset + length))
    } finally {
      lifetime.dispose()
    }
  }
  copy(buffer: QuickJSHandle): Uint8Array {
    const lifetime = this.vm.getArrayBuffer(buffer)
    try {
      return lifetime.value.slice()
    } finally {
      lifetime.dispose()
    }
  }
  optionalBytes(handle: QuickJSHandle): Uint8Array | null {
    return this.vm.typeof(handle) === 'object' && this.vm.dump(handle) !== null ? this.copy(handle) : null
  }
}
