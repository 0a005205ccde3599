/** node:util */
const inspecting = require('internal/inspect')
const { invalidArgType, coded } = require('internal/errors')
const { inspect, format, formatWithOptions } = inspecting

const kCustom = Symbol.for('nodejs.util.promisify.custom')
function promisify(original) {
  if (typeof original !== 'function') throw invalidArgType('original', 'of type function', original)
  if (original[kCustom]) return original[kCustom]
  function promisified(...args) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error, ...values) => (error ? reject(error) : resolve(values[0]))])
    })
  }
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original))
  return Object.defineProperties(promisified, Object.getOwnPropertyDescriptors(original))
}
promisify.custom = kCustom
function callbackify(original) {
  if (typeof original !== 'function') throw invalidArgType('original', 'of type function', original)
  return function (...args) {
    const callback = args.pop()
    Reflect.apply(original, this, args).then(
      (value) => process.nextTick(callback, null, value),
      (reason) =>
        process.nextTick(
          callback,
          reason ?? coded(Error, 'ERR_FALSY_VALUE_REJECTION', 'Promise was rejected with falsy value'),
        ),
    )
  }
}
function inherits(constructor, superConstructor) {
  Object.defineProperty(constructor, 'super_', { value: superConstructor, writable: true, configurable: true })
  Object.setPrototypeOf(constructor.prototype, superConstructor.prototype)
}
const warnedCodes = new Set()
function deprecate(fn, message, code) {
  if (process.noDeprecation) return fn
  let warned = false
  function deprecated(...args) {
    if (!warned) {
      warned = true
      if (code === undefined || !warnedCodes.has(code)) {
        if (code !== undefined) warnedCodes.add(code)
        process.emitWarning(message, 'DeprecationWarning', code)
      }
    }
    if (new.target) return Reflect.construct(fn, args, new.target)
    return Reflect.apply(fn, this, args)
  }
  Object.setPrototypeOf(deprecated, fn)
  if (fn.prototype) deprecated.prototype = fn.prototype
  return deprecated
}
function debuglog(set) {
  const names = (process.env.NODE_DEBUG ?? '').toUpperCase().split(',')
  const enabled = names.some(
    (name) => name !== '' && new RegExp(`^${name.replace(/\*/g, '.*')}$`).test(set.toUpperCase()),
  )
  const log = (...args) => {
    if (enabled) binding.writeSync(2, `${set.toUpperCase()} ${process.pid}: ${format(...args)}\n`)
  }
  log.enabled = enabled
  return log
}
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1)
const types = {
  isExternal: () => false,
  isDate: (value) => value instanceof Date,
  isArgumentsObject: (value) => tag(value) === 'Arguments',
  isBoxedPrimitive: (value) => value instanceof Number || value instanceof String || value instanceof Boolean,
  isNumberObject: (value) => value instanceof Number,
  isStringObject: (value) => value instanceof String,
  isBooleanObject: (value) => value instanceof Boolean,
  isNativeError: (value) => value instanceof Error,
  isRegExp: (value) => value instanceof RegExp,
  isAsyncFunction: (value) => typeof value === 'function' && tag(value) === 'AsyncFunction',
  isGeneratorFunction: (value) => typeof value === 'function' && /GeneratorFunction$/.test(tag(value)),
  isGeneratorObject: (value) => tag(value) === 'Generator',
  isPromise: (value) => value instanceof Promise,
  isMap: (value) => value instanceof Map,
  isSet: (value) => value instanceof Set,
  isMapIterator: (value) => tag(value) === 'Map Iterator',
  isSetIterator: (value) => tag(value) === 'Set Iterator',
  isWeakMap: (value) => value instanceof WeakMap,
  isWeakSet: (value) => value instanceof WeakSet,
  isArrayBuffer: (value) => value instanceof ArrayBuffer,
  isAnyArrayBuffer: (value) => value instanceof ArrayBuffer || tag(value) === 'SharedArrayBuffer',
  isSharedArrayBuffer: (value) => tag(value) === 'SharedArrayBuffer',
  isDataView: (value) => value instanceof DataView,
  isArrayBufferView: (value) => ArrayBuffer.isView(value),
  isTypedArray: (value) => ArrayBuffer.isView(value) && !(value instanceof DataView),
  isUint8Array: (value) => value instanceof Uint8Array,
  isProxy: () => false,
  isModuleNamespaceObject: (value) => tag(value) === 'Module',
}
const STYLES = inspect.colors
function styleText(styles, text) {
  let out = String(text)
  for (const style of [styles].flat()) {
    const codes = STYLES[style]
    if (!codes)
      throw coded(
        TypeError,
        'ERR_INVALID_ARG_VALUE',
        `The argument 'format' must be one of: ${Object.keys(STYLES)
          .map((name) => `'${name}'`)
          .join(', ')}. Received ${inspect(style)}`,
      )
    out = `\x1b[${codes[0]}m${out}\x1b[${codes[1]}m`
  }
  return out
}
function parseEnv(content) {
  const out = {}
  const lines = /(?:^|^)\s*(?:export\s+)?([\w.-]+)\s*=\s*("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|[^#\r\n]*)/gm
  for (const [, key, value] of content.matchAll(lines)) {
    const text = value.trim()
    const quote = text[0]
    out[key] =
      quote === '"' && text.length > 1
        ? text.slice(1, -1).replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')
        : (quote === "'" || quote === '`') && text.length > 1
          ? text.slice(1, -1)
          : text
  }
  return out
}
function parseArgs({
  args = process.argv.slice(2),
  options = {},
  strict = true,
  allowPositionals = !strict,
  tokens,
} = {}) {
  void tokens
  const values = Object.create(null)
  const positionals = []
  const set = (name, value) => {
    if (options[name]?.multiple) (values[name] ??= []).push(value)
    else values[name] = value
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg === '--') {
      positionals.push(...args.slice(i + 1))
      break
    }
    const long = /^--([^=]+)(?:=(.*))?$/s.exec(arg)
    const name = long
      ? long[1]
      : /^-\w/.test(arg)
        ? Object.keys(options).find((key) => options[key].short === arg[1])
        : undefined
    if (!long && !/^-\w/.test(arg)) {
      if (!allowPositionals && strict)
        throw coded(
          TypeError,
          'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL',
          `Unexpected argument '${arg}'. This command does not take positional arguments`,
        )
      positionals.push(arg)
      continue
    }
    const option = name === undefined ? undefined : options[name]
    if (!option) {
      if (strict)
        throw coded(
          TypeError,
          'ERR_PARSE_ARGS_UNKNOWN_OPTION',
          `Unknown option '${long ? `--${long[1]}` : arg.slice(0, 2)}'`,
        )
      set(long ? long[1] : arg[1], long?.[2] ?? true)
      continue
    }
    if (option.type === 'boolean') set(name, true)
    else {
      const value = long ? (long[2] ?? args[++i]) : arg.length > 2 ? arg.slice(2) : args[++i]
      if (value === undefined)
        throw coded(
          TypeError,
          'ERR_PARSE_ARGS_INVALID_OPTION_VALUE',
          `Option '${option.short ? `-${option.short}, ` : ''}--${name} <value>' argument missing`,
        )
      set(name, value)
    }
  }
  for (const [name, option] of Object.entries(options))
    if (option.default !== undefined && values[name] === undefined) values[name] = option.default
  return { values, positionals }
}
function systemErrorName(number) {
  const { UV } = require('internal/errors')
  return Object.keys(UV).find((code) => UV[code][0] === -number)
}
module.exports = {
  inspect,
  format,
  formatWithOptions,
  promisify,
  callbackify,
  inherits,
  deprecate,
  debuglog,
  debug: debuglog,
  types,
  styleText,
  parseArgs,
  parseEnv,
  isDeepStrictEqual: (a, b) => require('internal/deep-equal').deepEqual(a, b, true),
  stripVTControlCharacters: (text) => String(text).replace(/\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07/g, ''),
  toUSVString: (text) => String(text).toWellFormed?.() ?? String(text),
  getSystemErrorName: systemErrorName,
  aborted: (signal) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
  get TextEncoder() {
    return globalThis.TextEncoder
  },
  get TextDecoder() {
    return globalThis.TextDecoder
  },
  isArray: Array.isArray,
  isBoolean: (value) => typeof value === 'boolean',
  isBuffer: (value) => require('buffer').Buffer.isBuffer(value),
  isDate: types.isDate,
  isError: (value) => value instanceof Error,
  isFunction: (value) => typeof value === 'function',
  isNull: (value) => value === null,
  isNullOrUndefined: (value) => value === null || value === undefined,
  isNumber: (value) => typeof value === 'number',
  isObject: (value) => value !== null && typeof value === 'object',
  isPrimitive: (value) => value === null || (typeof value !== 'object' && typeof value !== 'function'),
  isRegExp: types.isRegExp,
  isString: (value) => typeof value === 'string',
  isSymbol: (value) => typeof value === 'symbol',
  isUndefined: (value) => value === undefined,
}
