/**
 * Stacks and messages of errors as V8 writes them. QuickJS calls Error.prepareStackTrace with call sites for every error; here its words
 * and its columns become V8's.
 */
const WRAPPER = '(function (exports, require, module, __filename, __dirname) { '
/** path → source text, for callers' names and the line that node prints under an uncaught error. */
const sources = new Map()
/** Paths of ES modules: V8 names them by URL. */
const esm = new Set()
let userHook
const builtinErrors = new Set([
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'EvalError',
  'URIError',
])

const CJS_TAIL = [
  '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
  '    at Object..js (node:internal/modules/cjs/loader:1706:10)',
  '    at Module.load (node:internal/modules/cjs/loader:1289:32)',
  '    at Function._load (node:internal/modules/cjs/loader:1108:12)',
  '    at TracingChannel.traceSync (node:diagnostics_channel:322:14)',
  '    at wrapModuleLoad (node:internal/modules/cjs/loader:220:24)',
]
const MAIN_TAIL = [
  '    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:170:5)',
  '    at node:internal/main/run_main_module:36:49',
]
const REQUIRE_TAIL = [
  '    at Module.require (node:internal/modules/cjs/loader:1311:12)',
  '    at require (node:internal/modules/helpers:136:16)',
]
const EVAL_TAIL = [
  '    at runScriptInThisContext (node:internal/vm:209:10)',
  '    at node:internal/process/execution:118:14',
  '    at [eval]-wrapper:6:24',
  '    at runScript (node:internal/process/execution:101:62)',
  '    at evalScript (node:internal/process/execution:133:3)',
  '    at node:internal/main/eval_string:51:3',
]
const ESM_TAIL = [
  '    at ModuleJob.run (node:internal/modules/esm/module_job:343:25)',
  '    at async onImport.tracePromise.__proto__ (node:internal/modules/esm/loader:665:26)',
  '    at async asyncRunEntryPointWithESMLoader (node:internal/modules/run_main:117:5)',
]

const lineOf = (file, line) => sources.get(file)?.split('\n', line)[line - 1]
/** Where V8 would see it: QuickJS names the dot of a member call and the class after `new`. */
function column(file, line, col) {
  const text = lineOf(file, line)
  if (text === undefined) return col
  if (text[col - 1] === '.') return col + (text[col] === '?' ? 2 : 1)
  const before = /\bnew\s+$/.exec(text.slice(0, col - 1))
  return before ? before.index + 1 : col
}
/** The expression that is called at this position, as V8 names it in "x.y is not a function". */
function callee(file, line, col) {
  const text = lineOf(file, line)
  if (text === undefined) return undefined
  let end = col - 1
  if (text[end] === '.' || text[end] === '?') while (text[end] === '.' || text[end] === '?') end++
  const word = /^[\w$#]+/.exec(text.slice(end))
  if (word) end += word[0].length
  const begin = /(?:[\w$]+|\)|\]|this|super)(?:\??\.[\w$#]+|\[[^[\]]*\])*$/.exec(text.slice(0, end))
  if (!begin) return undefined
  return begin[0].startsWith(')') || begin[0].startsWith(']') ? `(intermediate value)${begin[0].slice(1)}` : begin[0]
}

/** QuickJS's words for mistakes of syntax, and V8's. */
const SYNTAX = {
  "expecting ')'": 'missing ) after argument list',
  'unexpected end of string': 'Invalid or unexpected token',
  'invalid number literal': 'Invalid or unexpected token',
  'invalid first character of private name': 'Invalid or unexpected token',
  'return not in a function': 'Illegal return statement',
  'missing initializer for const variable': 'Missing initializer in const declaration',
  'function name expected': 'Function statements require a function name',
  'class statement requires a name': "Unexpected token '{'",
  'invalid property name': "Unexpected token ','",
  'expecting property name': "Unexpected token ','",
  'break must be inside loop or switch': 'Illegal break statement',
  'continue must be inside loop': 'Illegal continue statement: no surrounding iteration statement',
  'super() is only valid in a derived class constructor': "'super' keyword unexpected here",
  "'super' is only valid in a method": "'super' keyword unexpected here",
  'unexpected line terminator in regexp': 'Invalid regular expression: missing /',
  'invalid destructuring target': 'Invalid destructuring assignment target',
  'invalid assignment left-hand side': 'Invalid left-hand side in assignment',
  'variable name expected': 'Missing initializer in destructuring declaration',
  'expecting catch or finally': 'Missing catch or finally after try',
  'line terminator not allowed after throw': 'Illegal newline after throw',
  'missing formal parameter': "Unexpected token '}'",
  'expecting field name': "Unexpected token '}'",
  'unsupported keyword: export': "Unexpected token 'export'",
  'unsupported keyword: import': 'Cannot use import statement outside a module',
  'unexpected token in expression': 'Unexpected end of input',
  'invalid use of strict mode reserved identifier': 'Unexpected strict mode reserved word',
}
function syntaxWords(message, line) {
  if (Object.hasOwn(SYNTAX, message)) return SYNTAX[message]
  let found
  if (
    (found = /^unexpected token in expression: '(.*)'$/.exec(message)) ||
    (found = /^[Uu]nexpected token:? '(.*)'$/.exec(message))
  ) {
    if (found[1] === '') return 'Unexpected end of input'
    return /^[@#\\]$/.test(found[1]) ? 'Invalid or unexpected token' : `Unexpected token '${found[1]}'`
  }
  if (/^expecting '.'$/.test(message) || message === 'Unexpected token') {
    const text = line ?? ''
    if (/\bawait\b/.test(text)) return 'await is only valid in async functions and the top level bodies of modules'
    const words = /^\s*([\w$]+)\s+([\w$]+)/.exec(text)
    return words && !KEYWORDS.has(words[1]) ? `Unexpected identifier '${words[2]}'` : 'Unexpected token'
  }
  if ((found = /^invalid redefinition of (?:lexical identifier|parameter name|global identifier)/.exec(message))) {
    const name = /\b(?:let|const|class|function|var)\s+([\w$]+)/.exec(line ?? '')?.[1]
    return name ? `Identifier '${name}' has already been declared` : 'Identifier has already been declared'
  }
  if ((found = /^'(.*)' is not a valid lexical identifier$/.exec(message)))
    return `${found[1]} is disallowed as a lexically bound name`
  if (
    (found = /^Could not find export '(.*)' in module '(.*)'$/i.exec(message)) ||
    (found = /^export '(.*)' in module '(.*)' (?:is|not).*$/i.exec(message))
  )
    return `The requested module '${found[2]}' does not provide an export named '${found[1]}'`
  return message
}
const KEYWORDS = new Set(
  'const let var function class return if for while async await new typeof throw import export else do try case'.split(
    ' ',
  ),
)
/** Other errors of the language itself. */
const WORDS = {
  'invalid number of digits': 'toFixed() digits argument must be between 0 and 100',
  'invalid array length': 'Invalid array length',
  'invalid repeat count': 'Invalid count value: -1',
  'expecting hex digit': 'URI malformed',
  'malformed UTF-8': 'URI malformed',
  'cannot convert BigInt to number': 'Cannot mix BigInt and other types, use explicit conversions',
  'cannot convert symbol to string': 'Cannot convert a Symbol value to a string',
  'cannot convert symbol to number': 'Cannot convert a Symbol value to a number',
  'empty array': 'Reduce of empty array with no initial value',
  'object is not extensible': 'Cannot add property, object is not extensible',
  "invalid 'instanceof' right operand": "Right-hand side of 'instanceof' is not callable",
  'circular reference': 'Converting circular structure to JSON',
  "class constructors must be invoked with 'new'": "Class constructor cannot be invoked without 'new'",
  'must be called with new': "Class constructor cannot be invoked without 'new'",
}
function words(error, file, line, col) {
  const { message } = error
  let found
  if ((found = /^cannot read property '(.*)' of (null|undefined)$/.exec(message))) {
    if (found[1] === 'Symbol.iterator') return `${found[2]} is not iterable`
    return `Cannot read properties of ${found[2]} (reading '${found[1]}')`
  }
  if ((found = /^cannot set property '(.*)' of (null|undefined)$/.exec(message)))
    return `Cannot set properties of ${found[2]} (setting '${found[1]}')`
  if (message === 'not a function') {
    const name = callee(file, line, col)
    const text = lineOf(file, line) ?? ''
    const constructed = /\bnew\s+$/.test(text.slice(0, col - 1))
    return `${name ?? '(intermediate value)'} is not a ${constructed ? 'constructor' : 'function'}`
  }
  if (message === 'not a constructor')
    return `${callee(file, line, col) ?? '(intermediate value)'} is not a constructor`
  if (message === 'value is not iterable') return `${callee(file, line, col) ?? 'object'} is not iterable`
  if ((found = /^'(.*)' is read-only$/.exec(message)))
    return error instanceof TypeError && Object.getPrototypeOf(error) === TypeError.prototype
      ? declaredConst(file, found[1])
        ? 'Assignment to constant variable.'
        : `Cannot assign to read only property '${found[1]}' of object`
      : message
  if ((found = /^(\S+) is not initialized$/.exec(message))) return `Cannot access '${found[1]}' before initialization`
  if (message === "class constructors must be invoked with 'new'")
    return `Class constructor ${callee(file, line, col) ?? ''} cannot be invoked without 'new'`
  if (message === 'circular reference') return circularWords
  if (Object.hasOwn(WORDS, message)) return WORDS[message]
  if (error instanceof SyntaxError) return syntaxWords(message, lineOf(file, line))
  return message
}
const circularWords = 'Converting circular structure to JSON'
const declaredConst = (file, name) => {
  const text = sources.get(file)
  return (
    text === undefined ||
    text === '' ||
    new RegExp(`\\b(const|import)\\b[^;]*\\b${name.replace(/\$/g, '\\$')}\\b`).test(text)
  )
}

/** The sites as lines "    at …", node's own frames of loading as node has them. */
function lines(sites) {
  const out = []
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i]
    const file = site.getFileName()
    if (file === null || site.isNative()) {
      const name = site.getFunctionName()
      const previous = out.at(-1)
      if (name && previous) {
        const type = {
          map: 'Array',
          forEach: 'Array',
          filter: 'Array',
          reduce: 'Array',
          some: 'Array',
          every: 'Array',
          find: 'Array',
          sort: 'Array',
          parse: 'JSON',
          stringify: 'JSON',
        }[name]
        if (type || name === 'Promise')
          out.push(`    at ${name === 'Promise' ? 'new ' : `${type}.`}${name} (<anonymous>)`)
      } else if (name === 'parse') out.push('    at JSON.parse (<anonymous>)')
      continue
    }
    if (file === '<input>' || file.startsWith('node:internal/bootstrap')) continue
    let name = site.getFunctionName() ?? ''
    let line = site.getLineNumber()
    // QuickJS counts from 0 in a text's first line.
    let col = site.getColumnNumber() + (line === 1 ? 1 : 0)
    if (file.startsWith('node:')) {
      if (
        file === 'node:internal/modules/cjs' ||
        file === 'node:internal/main' ||
        file === 'node:internal/loop' ||
        file === 'node:internal/stack' ||
        file === 'node:internal/repl'
      )
        continue
      if (/^node:(internal\/sys|internal\/errors)/.test(file)) continue
      out.push(
        `    at ${name ? `${name} (` : ''}${file.replace('node:vendor/readable-stream/lib/', 'node:')}:${line}:${col}${name ? ')' : ''}`,
      )
      continue
    }
    const wrapped = !esm.has(file) && sources.has(file) && file !== '[eval]' && !file.startsWith('REPL')
    const text = sources.get(file)
    if (wrapped && line === 1) col = Math.max(1, col - WRAPPER.length)
    if (wrapped && name === '') name = isTop(sites, i) ? 'Object.<anonymous>' : ''
    if (name === '<eval>') name = ''
    col = text === undefined ? col : column(file, line, col)
    const where = `${esm.has(file) ? `file://${file}` : file}:${line}:${col}`
    out.push(name ? `    at ${name} (${where})` : `    at ${where}`)
    if (name === 'Object.<anonymous>') {
      out.push(...CJS_TAIL)
      const outer = sites.slice(i + 1).findIndex((next) => {
        const nextFile = next.getFileName()
        return nextFile !== null && !next.isNative() && !nextFile.startsWith('node:')
      })
      if (outer < 0) {
        out.push(...MAIN_TAIL)
        break
      }
      out.push(...REQUIRE_TAIL)
      i += outer
    } else if (file === '[eval]' && site.getFunctionName() === '<eval>') {
      out.push(...EVAL_TAIL)
      break
    } else if (
      esm.has(file) &&
      (!site.getFunctionName() || site.getFunctionName() === '<eval>') &&
      i === sites.length - 1
    ) {
      out.push(...ESM_TAIL)
    }
  }
  return out
}
/** Is this frame a module's own function? It is called by the loader. */
const isTop = (sites, i) => {
  for (let at = i + 1; at < sites.length; at++) {
    if (sites[at].isNative()) continue
    return sites[at].getFileName() === 'node:internal/modules/cjs'
  }
  return false
}

function site0(sites) {
  for (const site of sites) {
    const file = site.getFileName()
    if (file !== null && !site.isNative())
      return { file, line: site.getLineNumber(), col: site.getColumnNumber() + (site.getLineNumber() === 1 ? 1 : 0) }
  }
  return undefined
}
/** Where the error arose in the user's own text; for the excerpt of an uncaught one. */
const places = new WeakMap()

function prepare(error, sites) {
  const top = site0(sites)
  const native = error instanceof Error && builtinErrors.has(error.name) && top !== undefined
  if (native && sources.has(top.file)) {
    const wrapped = top.line === 1 && !esm.has(top.file) && top.file !== '[eval]'
    const col = wrapped ? Math.max(1, top.col - WRAPPER.length) : top.col
    const better = words(error, top.file, top.line, col)
    if (better !== error.message)
      Object.defineProperty(error, 'message', { value: better, enumerable: false, writable: true, configurable: true })
    places.set(error, { file: top.file, line: top.line, col })
  } else if (native && !top.file.startsWith('node:')) {
    const better = words(error, top.file, top.line, top.col)
    if (better !== error.message)
      Object.defineProperty(error, 'message', { value: better, enumerable: false, writable: true, configurable: true })
    if (error instanceof SyntaxError) places.set(error, { file: top.file, line: top.line, col: top.col })
  } else if (error !== null && typeof error === 'object') {
    const own = sites.find((site) => sources.has(site.getFileName()))
    if (own)
      places.set(error, {
        file: own.getFileName(),
        line: own.getLineNumber(),
        col: own.getColumnNumber() + (own.getLineNumber() === 1 ? 1 : 0),
      })
  }
  if (typeof userHook === 'function') {
    try {
      return userHook(
        error,
        sites.map((site) => new CallSite(site)),
      )
    } catch {
      return `${header(error)}`
    }
  }
  const limit = Number.isFinite(Error.stackTraceLimit) ? Math.max(0, Error.stackTraceLimit) : 10
  return [header(error), ...lines(sites).slice(0, limit)].join('\n')
}
/** The class's name is not yet set where an error's constructor runs: as in V8, it is that of the nearest built-in class. */
function header(error) {
  try {
    if (!(error instanceof Error)) {
      if (error?.constructor?.name === 'Object' || error?.message === undefined) return error?.name ?? 'Error'
    }
    const { name, message } = error
    const title = name === undefined ? 'Error' : String(name)
    return message === '' || message === undefined ? title : `${title}: ${message}`
  } catch {
    return 'Error'
  }
}

/** A call site with V8's methods: QuickJS's have some of them. */
class CallSite {
  constructor(site) {
    Object.defineProperty(this, 'site', { value: site, enumerable: false })
  }
  getThis() {
    return undefined
  }
  getTypeName() {
    return null
  }
  getFunction() {
    return undefined
  }
  getFunctionName() {
    return this.site.getFunctionName() || null
  }
  getMethodName() {
    return null
  }
  getFileName() {
    return this.site.getFileName() ?? undefined
  }
  getScriptNameOrSourceURL() {
    return this.getFileName()
  }
  getLineNumber() {
    return this.site.getLineNumber()
  }
  getColumnNumber() {
    return this.site.getColumnNumber()
  }
  getEvalOrigin() {
    return undefined
  }
  isToplevel() {
    return true
  }
  isEval() {
    return false
  }
  isNative() {
    return this.site.isNative()
  }
  isConstructor() {
    return false
  }
  isAsync() {
    return false
  }
  isPromiseAll() {
    return false
  }
  toString() {
    const name = this.getFunctionName()
    const where = `${this.getFileName() ?? '<anonymous>'}:${this.getLineNumber()}:${this.getColumnNumber()}`
    return name ? `${name} (${where})` : where
  }
}
/** Collects sites for captureStackTrace while it is set. */
let inner
function install() {
  const hook = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')
  const dispatch = (error, sites) => (inner ? inner(error, sites) : prepare(error, sites))
  if (hook?.set) hook.set.call(Error, dispatch)
  else Error.prepareStackTrace = dispatch
  if (limit?.set) limit.set.call(Error, 100)
  else Error.stackTraceLimit = 100
  // What user code sees and sets; the engine's own hook and limit stay ours.
  let shown = 10
  Object.defineProperty(Error, 'prepareStackTrace', {
    get: () => userHook,
    set: (value) => (userHook = value),
    configurable: true,
    enumerable: false,
  })
  Object.defineProperty(Error, 'stackTraceLimit', {
    get: () => shown,
    set: (value) => (shown = value),
    configurable: true,
    enumerable: true,
  })
  const capture = Error.captureStackTrace
  Error.captureStackTrace = function captureStackTrace(target, above) {
    let sites = []
    inner = (_, found) => (sites = found)
    try {
      capture.call(Error, {})
    } finally {
      inner = undefined
    }
    sites = sites.slice(
      sites.findIndex((site) => site.getFunctionName() === 'captureStackTrace' && !site.isNative()) + 1,
    )
    if (typeof above === 'function') {
      const at = sites.findIndex((site) => site.getFunctionName() === above.name && above.name !== '')
      if (at >= 0) sites = sites.slice(at + 1)
    }
    Object.defineProperty(target, 'stack', {
      value: prepare(target, sites),
      writable: true,
      configurable: true,
      enumerable: false,
    })
  }
}

module.exports = { install, sources, esm, places, WRAPPER, lineOf, column, syntaxWords, header }
