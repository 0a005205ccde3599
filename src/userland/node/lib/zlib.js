/** node:zlib: gzip, deflate and their inverses (fflate in the worker); streams compress when they end. Brotli and zstd are not simulated. */
const { Transform } = require('stream')
const { Buffer } = require('buffer')
const { coded, notSimulated } = require('internal/errors')
const { complete } = require('internal/loop')

const constants = {
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_SYNC_FLUSH: 2,
  Z_FULL_FLUSH: 3,
  Z_FINISH: 4,
  Z_BLOCK: 5,
  Z_OK: 0,
  Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1,
  Z_DEFAULT_STRATEGY: 0,
  Z_DEFAULT_CHUNK: 16384,
  BROTLI_OPERATION_FLUSH: 1,
  BROTLI_PARAM_QUALITY: 1,
}
const bytesOf = (data) =>
  typeof data === 'string'
    ? Buffer.from(data)
    : data instanceof ArrayBuffer
      ? new Uint8Array(data)
      : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
function run(kind, data, options) {
  try {
    return Buffer.from(binding.zlib(kind, bytesOf(data), options?.level ?? 6))
  } catch {
    const error = coded(Error, 'Z_DATA_ERROR', 'incorrect header check')
    error.errno = -3
    throw error
  }
}
const KINDS = {
  gzip: 'Gzip',
  gunzip: 'Gunzip',
  deflate: 'Deflate',
  inflate: 'Inflate',
  deflateRaw: 'DeflateRaw',
  inflateRaw: 'InflateRaw',
  unzip: 'Unzip',
}
const zlib = { constants, codes: {}, ...constants, crc32: (data, start = 0) => binding.crc32(bytesOf(data), start) }
for (const [kind, name] of Object.entries(KINDS)) {
  class Stream extends Transform {
    constructor(options) {
      super(options)
      Object.defineProperty(this, '_settings', { value: options, enumerable: false })
      Object.defineProperty(this, '_parts', { value: [], enumerable: false })
    }
    _transform(chunk, encoding, callback) {
      this._parts.push(chunk)
      callback()
    }
    _flush(callback) {
      try {
        this.push(run(kind, Buffer.concat(this._parts), this._settings))
        callback()
      } catch (error) {
        callback(error)
      }
    }
    flush(kindOrCallback, callback) {
      const done = typeof kindOrCallback === 'function' ? kindOrCallback : callback
      if (done) process.nextTick(done)
    }
    close(callback) {
      if (callback) process.nextTick(callback)
      this.destroy()
    }
  }
  Object.defineProperty(Stream, 'name', { value: name })
  zlib[name] = Stream
  zlib[`create${name}`] = (options) => new Stream(options)
  zlib[`${kind}Sync`] = (data, options) => run(kind, data, options)
  zlib[kind] = (data, options, callback) => {
    const done = typeof options === 'function' ? options : callback
    let result
    let error = null
    try {
      result = run(kind, data, typeof options === 'function' ? {} : options)
    } catch (failure) {
      error = failure
    }
    complete(() => done(error, result))
  }
}
for (const name of [
  'createBrotliCompress',
  'createBrotliDecompress',
  'brotliCompress',
  'brotliCompressSync',
  'brotliDecompress',
  'brotliDecompressSync',
  'zstdCompress',
  'zstdCompressSync',
])
  zlib[name] = () => {
    throw notSimulated(`zlib.${name}`)
  }
module.exports = zlib
