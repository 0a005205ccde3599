/**
 * CPython 3.11 as Pyodide compiled it, without Pyodide: of the package we use only the program (pyodide.asm.*) and the standard library. All of
 * its system calls go to the simulated kernel, so it starts, reads files, talks to terminals and ends as CPython on Linux does (Py_RunMain is
 * the real one), in about 0.1 s.
 *
 *   Pyodide's program ── imports ──▶ files.ts terminal.ts waiting.ts sockets.ts process.ts ── Channel ──▶ kernel
 *
 * What Emscripten lacks (fork, kill, setsockopt, Linux's error numbers) lib/_naru.py adds in Python. Left out: threads, ctypes, ssl, sqlite3.
 */
import type { Installation } from '../installation.ts'
import type { Channel } from '../../worker/channel.ts'
import type { Context } from './context.ts'
import { Memory, type CFunction, type EmscriptenModule, type Imports } from './emscripten.ts'
import { fileCalls } from './files.ts'
import { Library } from './library.ts'
import { Ended, processCalls } from './process.ts'
import { Requests } from './requests.ts'
import { SignalFlow } from './signals.ts'
import { socketCalls } from './sockets.ts'
import { terminalCalls } from './terminal.ts'
import { waitingCalls } from './waiting.ts'
import { ownFunctions } from './own.ts'

export interface PythonBoot {
  argv: readonly string[]
  env: Readonly<Record<string, string>>
  now: number
  /** See Context. */
  realTime: boolean
  /** Python code that runs before the program does. */
  prelude: string
  installation: Installation
  /** Files of ours in the library. */
  library: Readonly<Record<string, string>>
}
/** What the machine's side brings: everything is loaded once and shared by all pythons. */
export interface PythonAssets {
  /** Compiled, a WebAssembly.Module. */
  program: object
  library: Uint8Array
}
export interface PythonHost {
  /** Of pyodide.asm.js. */
  createModule: (options: object) => Promise<EmscriptenModule>
  /** WebAssembly.instantiate of the program. */
  instantiate: (program: object, imports: Imports) => Promise<{ exports: Record<string, CFunction> }>
  realNow: () => number
  /** Signals are seen in shared memory. */
  shared: boolean
}

const STATUS_BYTES = 32
const CONFIG_BYTES = 1024
const SIGINT = 2
/** What this build says of itself. */
const BUILT = { version: '3.11.3', line: '3.11', date: 'Mar 31 2024', time: '11:27:51' }
/** Where the program's initialised data ends, generously. */
const CONSTANTS_BYTES = 4_000_000

export async function runPython(
  channel: Channel,
  boot: PythonBoot,
  assets: PythonAssets,
  host: PythonHost,
): Promise<void> {
  channel.now = boot.now
  channel.answeredAt = host.realNow()
  let module: EmscriptenModule | null = null
  const memory = new Memory(() => module!.HEAPU8.buffer)
  const flow = new SignalFlow(channel, host.shared, host.realNow)
  const requests = new Requests(channel)
  const context: Context = {
    channel,
    memory,
    library: new Library(assets.library, boot.library, boot.installation.library),
    requests,
    realNow: host.realNow,
    realTime: boot.realTime,
    startedAt: boot.now,
    computed: () => flow.computed,
    hearSignals: () => flow.hear(),
  }
  requests.interrupted = context.hearSignals
  let functions: Record<string, CFunction> = {}
  let growHeap: (size: number) => number = () => 0
  const ours = {
    ...fileCalls(context),
    ...terminalCalls(context),
    ...waitingCalls(context),
    ...socketCalls(context, (size) => functions.malloc!(size!)),
    ...processCalls(context, boot.env),
    _Py_CheckEmscriptenSignals_Helper: () => flow.look(),
    // The container's memory limit counts what the interpreter takes.
    emscripten_resize_heap: (size: number) => {
      const before = memory.bytes.length
      const grown = growHeap(size)
      if (grown) channel.call('allocate', memory.bytes.length - before)
      return grown
    },
  }
  const options: Record<string, unknown> = {
    noInitialRun: true,
    noImageDecoding: true,
    noAudioDecoding: true,
    // Pyodide's own part of the program wants these; we never come there.
    API: {
      config: { jsglobals: {}, env: {}, packages: [], args: [], _node_mounts: [] },
      lockFilePromise: new Promise(() => {}),
    },
    print: () => {},
    printErr: () => {},
    instantiateWasm: (imports: Imports, done: (instance: object, program: object) => void) => {
      growHeap = imports.env!.emscripten_resize_heap as typeof growHeap
      for (const names of Object.values(imports))
        for (const [name, fn] of Object.entries(ours))
          if (name in names) names[name] = fn as (...args: never[]) => unknown
      void host.instantiate(assets.program, imports).then((instance) => {
        functions = instance.exports
        done(instance, assets.program)
      })
      return {}
    },
  }
  // The C library looks at its surroundings while the module starts.
  options.preRun = [() => (module = options as unknown as EmscriptenModule)]
  module = await host.createModule(options)
  flow.trip = (signal) => void functions.PyErr_SetInterruptEx!(signal)
  requests.own = ownFunctions(context, module, functions, boot.installation)
  const ended = run(functions, module, memory, boot)
  channel.exit(ended.status, ended.killed)
}

/** python3's main(): Py_BytesMain, with our prelude between initialisation and the program. */
function run(
  functions: Record<string, CFunction>,
  module: EmscriptenModule,
  memory: Memory,
  boot: PythonBoot,
): { status: number; killed?: number } {
  const c = (name: string): CFunction => functions[name]!
  const text = (value: string): number => {
    const size = new TextEncoder().encode(value).length + 1
    const at = c('malloc')(size)
    memory.setText(at, value, size)
    return at
  }
  const argv = c('malloc')(4 * boot.argv.length + 4)
  boot.argv.forEach((argument, index) => memory.setI32(argv + 4 * index, text(argument)))
  memory.setI32(argv + 4 * boot.argv.length, 0)
  const config = c('malloc')(CONFIG_BYTES)
  const status = c('malloc')(STATUS_BYTES)
  /** PyStatus: its first word says whether it is an error (1) or a wish to exit (2), the last one the exit code. */
  const check = (): void => {
    if (memory.i32(status) === 0) return
    c('Py_ExitStatusException')(status)
  }
  const { version, date, time } = boot.installation
  // sys.version, sys.platform and the banner are made of these.
  rename(memory, BUILT.version, version)
  rename(memory, BUILT.date, date)
  rename(memory, BUILT.time, time)
  const line = version.slice(0, version.lastIndexOf('.'))
  if (line !== BUILT.line) rename(memory, BUILT.line, line)
  memory.setText(c('Py_GetPlatform')(), 'linux', 6)
  memory.setText(c('Py_GetCompiler')(), '[GCC 12.2.0]', 13)
  try {
    c('PyConfig_InitPythonConfig')(config)
    c('PyConfig_SetBytesArgv')(status, config, boot.argv.length, argv)
    check()
    c('Py_InitializeFromConfig')(status, config)
    check()
    c('PyConfig_Clear')(config)
    memory.bytes[module._Py_EMSCRIPTEN_SIGNAL_HANDLING as number] = 1
    c('PyRun_SimpleStringFlags')(text(boot.prelude), 0)
    const code = c('Py_RunMain')()
    return memory.i32(module.__Py_UnhandledKeyboardInterrupt as number)
      ? { status: 128 + SIGINT, killed: SIGINT }
      : { status: code & 0xff }
  } catch (error) {
    if (!(error instanceof Ended)) throw error
    return memory.i32(module.__Py_UnhandledKeyboardInterrupt as number)
      ? { status: 128 + SIGINT, killed: SIGINT }
      : { status: error.status & 0xff }
  }
}

/** Overwrites a text among the program's constants: what it says its version and platform are. */
function rename(memory: Memory, from: string, to: string): void {
  const { bytes } = memory
  const constants = new TextDecoder('latin1').decode(bytes.slice(0, CONSTANTS_BYTES))
  for (let at = constants.indexOf(from); at >= 0; at = constants.indexOf(from, at + 1))
    for (let i = 0; i < to.length; i++) bytes[at + i] = to.charCodeAt(i)
}
