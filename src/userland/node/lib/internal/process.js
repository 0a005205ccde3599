/** The `process` object. What the worker knows of it comes from binding.start. */
const EventEmitter = require('events')
const { raw, fileCall, SysFailure } = require('internal/sys')
const { coded, invalidArgType, uvException, notSimulated } = require('internal/errors')
const { start } = binding

function processClass() {}
Object.defineProperty(processClass, 'name', { value: 'process' })
processClass.prototype = Object.create(EventEmitter.prototype, { constructor: { value: processClass } })
Object.defineProperty(processClass.prototype, Symbol.toStringTag, { value: 'process' })
const process = Object.create(processClass.prototype)
EventEmitter.call(process)

process.version = `v${start.version}`
process.versions = {
  node: start.version,
  acorn: '8.15.0',
  ada: '2.9.2',
  ares: '1.34.5',
  brotli: '1.1.0',
  cldr: '47.0',
  icu: '77.1',
  llhttp: '9.3.0',
  modules: start.version.startsWith('22') ? '127' : start.version.startsWith('20') ? '115' : '108',
  napi: '10',
  nghttp2: '1.64.0',
  openssl: '3.0.17',
  simdjson: '3.10.1',
  simdutf: '6.0.3',
  tz: '2025b',
  undici: '6.22.0',
  unicode: '16.0',
  uv: '1.51.0',
  uvwasi: '0.0.23',
  v8: '12.4.254.21-node.33',
  zlib: '1.3.1-470d3a2',
}
process.arch = 'x64'
process.platform = 'linux'
process.release = {
  name: 'node',
  lts: start.version.startsWith('22') ? 'Jod' : start.version.startsWith('20') ? 'Iron' : 'Hydrogen',
  sourceUrl: `https://nodejs.org/download/release/v${start.version}/node-v${start.version}.tar.gz`,
  headersUrl: `https://nodejs.org/download/release/v${start.version}/node-v${start.version}-headers.tar.gz`,
}
process.title = 'node'
process.pid = start.pid
process.ppid = start.ppid
process.execPath = start.execPath
process.execArgv = start.execArgv
process.argv0 = start.argv0
process.argv = start.argv
process.exitCode = undefined
process.features = { inspector: true, debug: false, uv: true, ipv6: true, tls: true }
process.config = { target_defaults: {}, variables: {} }
process.report = undefined
process.debugPort = 9229
process.allowedNodeEnvironmentFlags = new Set()

/** Assigned values become strings, as they must in an environment. */
process.env = new Proxy(Object.assign({}, start.env), {
  set(target, key, value) {
    if (typeof key === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string')
    target[key] = `${value}`
    if (key === 'TZ') binding.timeZone?.(target[key])
    return true
  },
  defineProperty(target, key, descriptor) {
    if ('value' in descriptor) target[key] = `${descriptor.value}`
    return true
  },
})

process.cwd = () => fileCall('cwd', [], 'uv_cwd')
process.chdir = (directory) => {
  if (typeof directory !== 'string') throw invalidArgType('directory', 'of type string', directory)
  try {
    raw('chdir', [directory])
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
    throw uvException({ code: error.code, syscall: 'chdir', path: process.cwd(), dest: directory })
  }
}
process.umask = (mask) =>
  raw('umask', [mask === undefined ? null : typeof mask === 'string' ? parseInt(mask, 8) : mask])
for (const name of ['getuid', 'geteuid', 'getgid', 'getegid']) process[name] = () => raw('ids', [])[name.slice(3)]
process.getgroups = () => raw('ids', []).groups
for (const name of ['setuid', 'setgid'])
  process[name] = (id) => {
    try {
      raw(name, [Number(id)])
    } catch (error) {
      if (!(error instanceof SysFailure)) throw error
      throw uvException({ code: error.code, syscall: name })
    }
  }
process.kill = (pid, signal = 'SIGTERM') => {
  if (pid != (pid | 0)) throw invalidArgType('pid', 'of type number', pid)
  const number = typeof signal === 'number' ? signal : signalNumber(signal)
  try {
    raw('kill', [Number(pid), number])
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
    throw uvException({ code: error.code, syscall: 'kill' })
  }
  return true
}
const signalNumber = (name) => {
  const number = start.signals[name]
  if (number === undefined) throw coded(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${name}`)
  return number
}

// ---- leaving
let exiting = false
process.reallyExit = (code) => binding.exit(code & 255)
process.exit = (code) => {
  if (code !== undefined) process.exitCode = code
  if (!exiting) {
    exiting = true
    process._exiting = true
    process.emit('exit', Number(process.exitCode ?? 0))
  }
  process.reallyExit(Number(process.exitCode ?? 0))
}
process.abort = () => {
  raw('kill', [process.pid, 6])
  binding.exit(134)
}

// ---- time and size
process.uptime = () => binding.monotonic() / 1000
process.hrtime = (previous) => {
  const ns = Math.round(binding.monotonic() * 1e6)
  let seconds = Math.floor(ns / 1e9)
  let rest = ns % 1e9
  if (previous) {
    seconds -= previous[0]
    rest -= previous[1]
    if (rest < 0) {
      seconds--
      rest += 1e9
    }
  }
  return [seconds, rest]
}
process.hrtime.bigint = () => BigInt(Math.round(binding.monotonic() * 1e6))
process.memoryUsage = () => {
  const used = binding.memory()
  return {
    rss: 41_000_000 + used,
    heapTotal: 4_000_000 + used,
    heapUsed: 3_600_000 + used,
    external: 2_200_000,
    arrayBuffers: 17_000,
  }
}
process.memoryUsage.rss = () => process.memoryUsage().rss
process.cpuUsage = () => ({ user: Math.round(binding.monotonic() * 10), system: Math.round(binding.monotonic() * 3) })
process.resourceUsage = () => ({
  userCPUTime: process.cpuUsage().user,
  systemCPUTime: process.cpuUsage().system,
  maxRSS: 41_000,
})
process.constrainedMemory = () => 0
process.availableMemory = () => raw('sysinfo', []).freemem

// ---- signals
const watched = new Set()
const isSignal = (name) => typeof name === 'string' && name.startsWith('SIG') && Object.hasOwn(start.signals, name)
process.on('newListener', (name) => {
  if (!isSignal(name) || watched.has(name)) return
  if (name === 'SIGKILL' || name === 'SIGSTOP') throw uvException({ code: 'EINVAL', syscall: 'uv_signal_start' })
  watched.add(name)
  raw('signal', [start.signals[name], true])
})
process.on('removeListener', (name) => {
  if (!isSignal(name) || process.listenerCount(name) > 0) return
  watched.delete(name)
  raw('signal', [start.signals[name], false])
})
binding.onSignal = (number) => {
  const name = Object.keys(start.signals).find((each) => start.signals[each] === number)
  return () => process.emit(name, name, number)
}

// ---- warnings
const warned = new Set()
process.emitWarning = (warning, type, code) => {
  const options = typeof type === 'object' && type !== null ? type : { type, code }
  let error = warning
  if (typeof warning === 'string') {
    error = new Error(warning)
    error.name = options.type ?? 'Warning'
    if (options.code) error.code = options.code
    if (options.detail) error.detail = options.detail
  }
  if (error.name === 'DeprecationWarning' && process.noDeprecation) return
  process.nextTick(() => {
    process.emit('warning', error)
    if (start.env.NODE_NO_WARNINGS === '1' || start.execArgv.includes('--no-warnings')) return
    const head = `(node:${process.pid}) ${error.code ? `[${error.code}] ` : ''}`
    binding.writeSync(2, `${head}${error.name}: ${error.message}${error.detail ? `\n${error.detail}` : ''}\n`)
    const hint = error.name === 'DeprecationWarning' ? 'deprecation' : 'warnings'
    if (!warned.has(hint)) {
      warned.add(hint)
      binding.writeSync(
        2,
        `(Use \`node --trace-${hint === 'deprecation' ? 'deprecation' : 'warnings'} ...\` to show where the warning was created)\n`,
      )
    }
  })
}

// ---- streams, made when first asked for
const streams = {}
for (const [name, fd] of [
  ['stdin', 0],
  ['stdout', 1],
  ['stderr', 2],
])
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => (streams[name] ??= require('internal/stdio').open(fd)),
    set: (value) => (streams[name] = value),
  })
binding.writeSync = (fd, text) => {
  const bytes = binding.encode(String(text))
  try {
    raw('write', [fd, null], bytes)
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
  }
}
process.openStdin = () => {
  process.stdin.resume()
  return process.stdin
}

process.binding = () => {
  throw notSimulated('process.binding')
}
process.dlopen = () => {
  throw notSimulated('process.dlopen')
}
process.setUncaughtExceptionCaptureCallback = (fn) => (process._capture = fn)
process.hasUncaughtExceptionCaptureCallback = () => Boolean(process._capture)
process.getBuiltinModule = (id) => {
  const builtins = require('internal/builtins')
  const name = builtins.builtinName(id)
  return name === null ? undefined : builtins.load(name)
}
process.setSourceMapsEnabled = () => {}
process.loadEnvFile = (path = '.env') => {
  const text = require('fs').readFileSync(path, 'utf8')
  for (const [key, value] of Object.entries(require('util').parseEnv(text)))
    if (!(key in process.env)) process.env[key] = value
}
module.exports = { process, isExiting: () => exiting }
