/** Functions for lib/_naru.py that look into the interpreter itself: layouts of CPython 3.11's objects on wasm32. */
import type { Installation } from '../installation.ts'
import { CallError } from '../../worker/channel.ts'
import type { Context } from './context.ts'
import type { CFunction, EmscriptenModule } from './emscripten.ts'

/** PyObject.ob_type; PyCFunctionObject.m_ml; PyMethodDef.ml_meth. */
const OB_TYPE = 4
const M_ML = 8
const ML_METH = 4
const SIGINT = 2
/** PyTupleObject.ob_item */
const OB_ITEM = 12

export function ownFunctions(
  context: Context,
  module: EmscriptenModule,
  functions: Record<string, CFunction>,
  installation: Installation,
): Record<string, (...args: never[]) => unknown> {
  const { memory, channel } = context
  const variable = (name: string): number => module[`_${name}`] as number
  const f = (name: string): CFunction => functions[name]!
  const text = (value: string): number => {
    const at = f('malloc')(value.length + 1)
    memory.setText(at, value, value.length + 1)
    return at
  }
  const negative = text('sleep length must be non-negative')

  /** time.sleep (Modules/timemodule.c pysleep): Emscripten's would spin. */
  const sleep = (_module: number, argument: number): number => {
    const isFloat = memory.i32(argument + OB_TYPE) === variable('PyFloat_Type')
    // Numbers only; the message for others is that of integers, as in CPython.
    if (!isFloat && f('PyNumber_Index')(argument) === 0) return 0
    const seconds = f('PyFloat_AsDouble')(argument)
    if (f('PyErr_Occurred')()) return 0
    if (seconds < 0) {
      f('PyErr_SetString')(memory.i32(variable('PyExc_ValueError')), negative)
      return 0
    }
    const until = (channel.call('now') as number) + seconds * 1000
    for (let left = seconds * 1000; left >= 0; left = until - channel.now) {
      try {
        channel.call('sleep', left)
        break
      } catch (error) {
        if (!(error instanceof CallError)) throw error
        context.hearSignals()
        if (f('PyErr_CheckSignals')() !== 0) return 0
      }
    }
    const none = variable('_Py_NoneStruct')
    memory.setI32(none, memory.i32(none) + 1)
    return none
  }
  const readline = (_input: number, _output: number, prompt: number): number => {
    let line: string | null | false
    try {
      line = channel.call('readline', prompt ? memory.text(prompt) : '') as string | null | false
    } catch (error) {
      if (!(error instanceof CallError)) throw error
      line = null
    }
    if (line === false) {
      // SIGINT is told by the empty answer; others' handlers run later.
      for (const signal of channel.signals()) if (signal !== SIGINT) f('PyErr_SetInterruptEx')(signal)
      return 0
    }
    const text = line === null ? '' : `${line}\n`
    const size = new TextEncoder().encode(text).length + 1
    const at = f('PyMem_RawMalloc')(size)
    memory.setText(at, text, size)
    return at
  }
  return {
    /** Built-in types get slots (offsets into PyTypeObject) of a class written in Python. */
    copySlots: (from: number, types: readonly number[], offsets: readonly number[]) => {
      for (const type of types) for (const offset of offsets) memory.setI32(type + offset, memory.i32(from + offset))
    },
    /** An item of a tuple. */
    setItem: (tuple: number, index: number, item: number) => memory.setI32(tuple + OB_ITEM + 4 * index, item),
    installation: () => installation,
    hear: () => context.hearSignals(),
    /** The built-in function at that address becomes our sleep. */
    replaceSleep: (builtin: number) =>
      memory.setI32(memory.i32(builtin + M_ML) + ML_METH, module.addFunction(sleep as CFunction, 'iii')),
    /** What the C library's prompt does from now on (PyOS_ReadlineFunctionPointer; the interpreter's lock is not held there). */
    useReadline: () => {
      memory.setI32(variable('PyOS_ReadlineFunctionPointer'), module.addFunction(readline as CFunction, 'iiii'))
    },
  }
}
