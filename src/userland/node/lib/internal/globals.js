/** Everything that node puts on globalThis. */
const loop = require('internal/loop')
const { coded } = require('internal/errors')

const hidden = (name, value) =>
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
const shown = (name, value) =>
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: true })
const lazy = (name, load) =>
  Object.defineProperty(globalThis, name, {
    configurable: true,
    enumerable: false,
    get() {
      const value = load()
      hidden(name, value)
      return value
    },
    set(value) {
      hidden(name, value)
    },
  })

/** sfc32, seeded by the simulation's generator. */
function generator([a, b, c, d]) {
  return () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
}
function installTime() {
  const Native = Date
  const now = () => Math.floor(binding.now())
  const Simulated = function Date(...args) {
    if (!new.target) return new Native(now()).toString()
    return Reflect.construct(Native, args.length ? args : [now()], new.target === Simulated ? Simulated : new.target)
  }
  Simulated.prototype = Native.prototype
  Object.defineProperty(Native.prototype, 'constructor', { value: Simulated, writable: true, configurable: true })
  Object.defineProperty(Simulated, 'length', { value: 7 })
  hidden('Date', Simulated)
  for (const [name, value] of [
    ['now', now],
    ['parse', Native.parse],
    ['UTC', Native.UTC],
  ])
    Object.defineProperty(Simulated, name, { value, writable: true, configurable: true, enumerable: false })
  Object.defineProperty(Math, 'random', {
    value: generator(binding.start.seed),
    writable: true,
    configurable: true,
    enumerable: false,
  })
}

class TextEncoder {
  get encoding() {
    return 'utf-8'
  }
  encode(text = '') {
    return binding.encode(String(text))
  }
  encodeInto(text, target) {
    const bytes = binding.encode(String(text)).subarray(0, target.length)
    target.set(bytes)
    return { read: text.length, written: bytes.length }
  }
}
class TextDecoder {
  constructor(label = 'utf-8', options = {}) {
    this.encoding = String(label)
      .toLowerCase()
      .replace(/^utf8$/, 'utf-8')
    this.fatal = Boolean(options.fatal)
    this.ignoreBOM = Boolean(options.ignoreBOM)
    this.rest = new Uint8Array(0)
    try {
      binding.decode(new Uint8Array(0), this.encoding, false)
    } catch {
      throw coded(RangeError, 'ERR_ENCODING_NOT_SUPPORTED', `The "${label}" encoding is not supported`)
    }
  }
  decode(input = new Uint8Array(0), options = {}) {
    let bytes =
      input instanceof ArrayBuffer
        ? new Uint8Array(input)
        : new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    if (this.rest.length) {
      const whole = new Uint8Array(this.rest.length + bytes.length)
      whole.set(this.rest)
      whole.set(bytes, this.rest.length)
      bytes = whole
    }
    this.rest = new Uint8Array(0)
    if (options.stream && this.encoding === 'utf-8') {
      let cut = bytes.length
      for (let back = 1; back <= 3 && back <= bytes.length; back++) {
        const byte = bytes[bytes.length - back]
        if ((byte & 0xc0) === 0x80) continue
        const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
        if (need > back) cut = bytes.length - back
        break
      }
      this.rest = bytes.slice(cut)
      bytes = bytes.subarray(0, cut)
    }
    try {
      return binding.decode(bytes, this.encoding, this.fatal)
    } catch {
      throw coded(
        TypeError,
        'ERR_ENCODING_INVALID_ENCODED_DATA',
        `The encoded data was not valid for encoding ${this.encoding}`,
      )
    }
  }
}

function install() {
  installTime()
  shown('global', globalThis)
  hidden('process', process_())
  hidden('globalThis', globalThis)
  Object.defineProperty(globalThis, Symbol.toStringTag, { value: 'global', configurable: true })
  shown('clearImmediate', loop.clearImmediate)
  shown('setImmediate', loop.setImmediate)
  shown('clearInterval', loop.clearInterval)
  shown('clearTimeout', loop.clearTimeout)
  shown('setInterval', loop.setInterval)
  shown('setTimeout', loop.setTimeout)
  shown('queueMicrotask', (callback) => {
    if (typeof callback !== 'function')
      throw require('internal/errors').invalidArgType('callback', 'of type function', callback)
    Promise.resolve().then(() => loop.guarded(callback))
  })
  lazy('structuredClone', () => require('internal/clone').structuredClone)
  shown('atob', (text) => {
    const { Buffer } = require('buffer')
    const clean = String(text).replace(/[\t\n\f\r ]/g, '')
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean) || clean.replace(/=+$/, '').length % 4 === 1)
      throw new (require('internal/abort').DOMException)(
        'The string to be decoded is not correctly encoded.',
        'InvalidCharacterError',
      )
    return Buffer.from(clean, 'base64').toString('latin1')
  })
  shown('btoa', (text) => {
    const string = String(text)
    for (let i = 0; i < string.length; i++)
      if (string.charCodeAt(i) > 255)
        throw new (require('internal/abort').DOMException)('Invalid character', 'InvalidCharacterError')
    return require('buffer').Buffer.from(string, 'latin1').toString('base64')
  })
  lazy('performance', () => require('perf_hooks').performance)
  lazy('fetch', () => require('internal/fetch').fetch)
  for (const name of ['Headers', 'Request', 'Response', 'FormData']) lazy(name, () => require('internal/fetch')[name])
  lazy('crypto', () => require('crypto').webcrypto)
  for (const name of ['Event', 'CustomEvent', 'EventTarget', 'AbortController', 'AbortSignal', 'DOMException'])
    lazy(name, () => require('internal/abort')[name])
  hidden('TextEncoder', TextEncoder)
  hidden('TextDecoder', TextDecoder)
  lazy('Buffer', () => require('buffer').Buffer)
  lazy('Blob', () => require('buffer').Blob)
  for (const name of ['URL', 'URLSearchParams']) lazy(name, () => require('internal/url')[name])
  lazy('console', () => require('internal/console'))
  lazy('navigator', () => ({
    hardwareConcurrency: require('os').cpus().length,
    language: 'en-US',
    languages: ['en-US'],
    platform: 'linux',
    userAgent: `Node.js/${binding.start.version.split('.')[0]}`,
  }))
  for (const name of [
    'BroadcastChannel',
    'MessageChannel',
    'MessagePort',
    'ReadableStream',
    'WritableStream',
    'TransformStream',
    'WebSocket',
    'CompressionStream',
  ])
    lazy(name, () => notThere(name))
}
const notThere = (name) =>
  class {
    constructor() {
      throw require('internal/errors').notSimulated(name)
    }
  }
const process_ = () => {
  const { process } = require('internal/process')
  process.nextTick = loop.nextTick
  return process
}
module.exports = { install, TextEncoder, TextDecoder, generator }
