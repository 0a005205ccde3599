/** What a start of node does, and what happens when an error is caught by nobody. */
const loop = require('internal/loop')
const stack = require('internal/stack')
const { process, isExiting } = require('internal/process')
const { start } = binding

function run() {
  const { Module, makeRequire } = require('internal/modules/cjs')
  const esm = require('internal/modules/esm')
  const path = require('path')
  const packages = require('internal/modules/package')
  const here = () => {
    const module = new Module('[eval]')
    module.filename = path.join(process.cwd(), '[eval]')
    module.paths = packages.nodeModulePaths(process.cwd())
    return module
  }
  for (const request of start.preload) {
    if (request.esm) esm.dynamicImport(request.name).catch((error) => uncaught(error, 'uncaughtException'))
    else Module._load(request.name, here(), false)
  }
  switch (start.mode) {
    case 'file': {
      const wanted = path.resolve(start.script)
      const file = Module._resolveFilename(wanted, null, true)
      process.argv[1] = file
      if (
        file.endsWith('.mjs') ||
        (/\.(js|)$/.test(path.extname(file) || '.js') &&
          !file.endsWith('.cjs') &&
          require('internal/modules/cjs').isEsm(file, packages.readText(file) ?? ''))
      ) {
        mainPromise(esm.importMain(file))
      } else Module._load(file, null, true)
      return
    }
    case 'check': {
      const file = Module._resolveFilename(path.resolve(start.script), null, true)
      const { isEsm, readText } = require('internal/modules/cjs')
      const content = readText(file)
      if (isEsm(file, content)) throw require('internal/errors').notSimulated('--check of an ES module')
      stack.sources.set(file, content)
      binding.evalCode(Module.wrap(content.startsWith('#!') ? `//${content}` : content), file)
      return
    }
    case 'eval': {
      const name = start.script === null ? '[eval]' : start.name
      const content = start.code
      if (start.inputType === 'module' || (start.inputType === undefined && looksLikeModule(content))) {
        const file = path.join(process.cwd(), '[eval1]')
        stack.sources.set(file, content)
        mainPromise(evalModule(esm, file, content))
        return
      }
      const module = here()
      stack.sources.set(name, content)
      for (const [key, value] of Object.entries({
        require: makeRequire(module),
        module,
        exports: module.exports,
        __filename: name,
        __dirname: '.',
      }))
        Object.defineProperty(globalThis, key, { value, writable: true, configurable: true, enumerable: false })
      installBuiltinGetters()
      const value = binding.evalCode(content.startsWith('#!') ? `//${content}` : content, name)
      if (start.print) {
        if (value instanceof Promise) {
          // As node does: the promise is shown as it is.
        }
        console.log(value)
      }
      return
    }
    case 'repl':
      require('internal/repl').startRepl(here(), makeRequire)
  }
}
/** -e and the REPL know built-in modules by their names. */
function installBuiltinGetters() {
  const builtins = require('internal/builtins')
  for (const name of builtins.names) {
    if (!/^\w+$/.test(name) || name in globalThis) continue
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get: () => builtins.load(name),
      set(value) {
        Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true })
      },
    })
  }
}
function looksLikeModule(content) {
  const { esmSyntax } = require('internal/modules/cjs')
  if (!esmSyntax.test(content)) return false
  return true
}
function evalModule(esm, file, content) {
  const original = binding.moduleSource
  binding.moduleSource = (name) => (name === file ? esm.userSource(file, content) : original(name))
  const resolve = binding.resolveModule
  binding.resolveModule = (base, request) => (request === file ? file : resolve(base, request))
  return esm.importMain(file)
}
let pendingMain = null
function mainPromise(promise) {
  pendingMain = promise
  promise.then(
    () => (pendingMain = null),
    (error) => {
      pendingMain = null
      uncaught(error, 'uncaughtException')
    },
  )
}

/** The lines above an uncaught error: where it arose. */
function excerpt(error) {
  const place = error !== null && typeof error === 'object' ? stack.places.get(error) : undefined
  if (!place) return null
  if (place.excerpt) return place.excerpt
  const { file, line } = place
  const text = stack.lineOf(file, line)
  const shown = stack.esm.has(file) ? `file://${file}` : file
  if (text === undefined) return `${shown}:${line}`
  const { begin, width } = caret(error, place, text)
  return `${shown}:${line}\n${text}\n${text.slice(0, begin).replace(/[^\t]/g, ' ')}${'^'.repeat(width)}\n`.replace(
    /\n$/,
    '',
  )
}
function caret(error, { file, line, col, width }, text) {
  if (width) return { begin: col - 1, width }
  const thrown = /^(\s*(?:.*?[\s;{(])?)throw\b/.exec(text)
  if (error instanceof SyntaxError) return syntaxCaret(error, text)
  let begin = stack.column(file, line, col) - 1
  if (thrown && begin >= thrown[1].length) begin = thrown[1].length
  const property = /\((?:reading|setting) '(.*)'\)$/.exec(error.message)
  if (property) {
    const at = text.indexOf(property[1], Math.max(0, begin - 1))
    if (at >= 0) begin = at
  }
  return { begin: Math.max(0, Math.min(begin, text.length)), width: 1 }
}
function syntaxCaret(error, text) {
  const token = /^Unexpected token '(.*)'$/.exec(error.message)?.[1]
  if (token) {
    const at = text.indexOf(token)
    if (at >= 0) return { begin: at, width: token.length }
  }
  const at = /\S/.exec(text)?.index ?? 0
  return { begin: at, width: 1 }
}

/** An error nobody caught: listeners are asked, or the process ends with status 1 (7 when a listener fails). */
function uncaught(error, origin) {
  if (isExiting()) {
    // Thrown by an 'exit' listener.
    print(error)
    binding.exit(1)
  }
  if (typeof process._capture === 'function') return process._capture(error)
  if (process.listenerCount('uncaughtExceptionMonitor')) process.emit('uncaughtExceptionMonitor', error, origin)
  if (process.listenerCount('uncaughtException') > 0) {
    try {
      process.emit('uncaughtException', error, origin)
    } catch (failure) {
      print(failure)
      binding.exit(7)
    }
    return
  }
  if (binding.onUncaught?.(error)) return
  print(error)
  process.exitCode = 1
  try {
    process._exiting = true
    process.emit('exit', 1)
  } catch {
    // Its own failure would hide this one.
  }
  binding.exit(Number(process.exitCode ?? 1) || 1)
}
function print(error) {
  const { inspect } = require('internal/inspect')
  const isError =
    error instanceof Error || (error !== null && typeof error === 'object' && typeof error.stack === 'string')
  const head = excerpt(error)
  const colors = false
  if (isError) {
    const text =
      error instanceof SyntaxError && stack.places.get(error)?.file ? syntaxStack(error) : inspect(error, { colors })
    const emitted = error[emittedAt]
    binding.writeSync(
      2,
      `${head === null ? '' : `${head}\n\n`}${emitted ? text.replace(/( \{\n|$)/, (brace) => `\nEmitted 'error' event on ${emitted} instance at:\n    at emitErrorNT (node:internal/streams/destroy:170:8)\n    at process.processTicksAndRejections (node:internal/process/task_queues:90:21)${brace}`) : text}\n\nNode.js ${process.version}\n`,
    )
    return
  }
  binding.writeSync(
    2,
    `${head === null ? 'Uncaught:' : head}\n${inspect(error, { colors })}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)\n\nNode.js ${process.version}\n`,
  )
}
const emittedAt = Symbol('emitted at')
function syntaxStack(error) {
  const { file } = stack.places.get(error)
  if (stack.esm.has(file))
    return `SyntaxError: ${error.message}\n    at compileSourceTextModule (node:internal/modules/esm/utils:344:16)\n    at ModuleLoader.moduleStrategy (node:internal/modules/esm/translators:109:18)\n    at #translate (node:internal/modules/esm/loader:534:12)\n    at ModuleLoader.loadAndTranslate (node:internal/modules/esm/loader:581:27)`
  if (file.startsWith('/'))
    return `SyntaxError: ${error.message}\n    at wrapSafe (node:internal/modules/cjs/loader:1515:18)\n    at Module._compile (node:internal/modules/cjs/loader:1537:20)\n    at Object..js (node:internal/modules/cjs/loader:1706:10)\n    at Module.load (node:internal/modules/cjs/loader:1289:32)\n    at Function._load (node:internal/modules/cjs/loader:1108:12)\n    at TracingChannel.traceSync (node:diagnostics_channel:322:14)\n    at wrapModuleLoad (node:internal/modules/cjs/loader:220:24)\n    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:170:5)\n    at node:internal/main/run_main_module:36:49`
  return `SyntaxError: ${error.message}\n    at makeContextifyScript (node:internal/vm:185:14)\n    at node:internal/process/execution:107:22\n    at [eval]-wrapper:6:24\n    at runScript (node:internal/process/execution:101:62)\n    at evalScript (node:internal/process/execution:133:3)\n    at node:internal/main/eval_string:51:3`
}

/** A promise rejected and nobody had asked for its outcome by the end of the turn. */
function unhandledRejection(promise, reason) {
  const mode = start.unhandledRejections ?? 'throw'
  if (mode === 'none') return
  if (process.listenerCount('unhandledRejection') > 0 && mode !== 'strict') {
    loop.guarded(() => process.emit('unhandledRejection', reason, promise))
    return
  }
  if (mode === 'warn' || mode === 'warn-with-error-codes') {
    const { inspect } = require('internal/inspect')
    process.emitWarning(
      `${reason instanceof Error ? (reason.stack ?? reason) : inspect(reason)}`,
      'UnhandledPromiseRejectionWarning',
    )
    if (mode === 'warn-with-error-codes') process.exitCode = 1
    return
  }
  if (reason instanceof Error) return uncaught(reason, 'unhandledRejection')
  const { inspect } = require('internal/inspect')
  const text =
    typeof reason === 'object' && reason !== null
      ? reason.constructor === Object
        ? '#<Object>'
        : inspect(reason)
      : String(reason)
  const error = new Error(
    `This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${text}".`,
  )
  Object.defineProperty(error, 'name', { value: 'UnhandledPromiseRejection', enumerable: false })
  Object.defineProperty(error, 'stack', {
    value: `UnhandledPromiseRejection: ${error.message}`,
    enumerable: false,
    writable: true,
    configurable: true,
  })
  error.code = 'ERR_UNHANDLED_REJECTION'
  stack.places.set(error, {
    excerpt:
      'node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^',
  })
  uncaught(error, 'unhandledRejection')
}

/** Nothing is left to do: 'beforeExit' may add work (true), else the program ends. */
function finish() {
  if (!finish.asked) {
    finish.asked = true
    loop.guarded(() => process.emit('beforeExit', Number(process.exitCode ?? 0)))
    return true
  }
  if (pendingMain) {
    binding.writeSync(
      2,
      `Warning: Detected unsettled top-level await at ${start.mode === 'file' ? `file://${process.argv[1]}` : '[eval1]'}\n\n\n`,
    )
    process.exitCode ??= 13
  }
  process.exit()
  return false
}
module.exports = {
  run: () => loop.guarded(run),
  uncaught,
  unhandledRejection,
  installBuiltinGetters,
  excerpt,
  emittedAt,
  finish,
  again: () => (finish.asked = false),
  tick: loop.tick,
  turn() {
    require('internal/modules/package').forget()
    const worked = loop.turn()
    if (worked) finish.asked = false
    return worked
  },
  timeout: loop.timeout,
  post: (json, bytes) => loop.post(JSON.parse(json), bytes),
}
