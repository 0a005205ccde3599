/** Functions for lib/_naru.py that look into the interpreter itself. */
import type { Context } from './context.ts'
import type { EmscriptenModule } from './emscripten.ts'

export function ownFunctions(
  { memory }: Context,
  _module: EmscriptenModule,
): Record<string, (...args: never[]) => unknown> {
  return {
    /** Copies a word of memory: how a built-in type gets the slot of a Python class. */
    copyWord: (from: number, to: number) => memory.setI32(to, memory.i32(from)),
  }
}
