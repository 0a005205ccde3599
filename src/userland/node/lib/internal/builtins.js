/** Names of the built-in modules that user code may require. Those with `false` exist in node and are not simulated. */
const NAMES = {
  assert: true,
  'assert/strict': true,
  async_hooks: true,
  buffer: true,
  child_process: true,
  cluster: false,
  console: true,
  constants: true,
  crypto: true,
  dgram: false,
  diagnostics_channel: true,
  dns: true,
  'dns/promises': true,
  domain: false,
  events: true,
  fs: true,
  'fs/promises': true,
  http: true,
  http2: false,
  https: true,
  inspector: false,
  module: true,
  net: true,
  os: true,
  path: true,
  'path/posix': true,
  'path/win32': true,
  perf_hooks: true,
  process: true,
  punycode: false,
  querystring: true,
  readline: true,
  'readline/promises': true,
  repl: false,
  stream: true,
  'stream/consumers': true,
  'stream/promises': true,
  'stream/web': false,
  string_decoder: true,
  sys: true,
  timers: true,
  'timers/promises': true,
  tls: true,
  trace_events: false,
  tty: true,
  url: true,
  util: true,
  'util/types': true,
  v8: true,
  vm: true,
  wasi: false,
  worker_threads: true,
  zlib: true,
}
/** Only with the prefix node:. */
const PREFIXED = { test: false, sqlite: false, sea: false, 'test/reporters': false }

/** The name without its prefix, or null when the request is none of them. */
function builtinName(request) {
  const name = request.startsWith('node:') ? request.slice(5) : request
  if (Object.hasOwn(NAMES, name)) return name
  if (request.startsWith('node:') && Object.hasOwn(PREFIXED, name)) return name
  return null
}
function load(name) {
  if ((NAMES[name] ?? PREFIXED[name]) === false) {
    const error = new Error(`the module node:${name} is not simulated yet`)
    error.code = 'ERR_NOT_SIMULATED'
    throw error
  }
  return binding.internal(name)
}
module.exports = { builtinName, load, names: Object.keys(NAMES), isBuiltin: (request) => builtinName(request) !== null }
