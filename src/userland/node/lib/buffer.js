/** node:buffer: the buffer package (node's Buffer for browsers), with node's encodings and Blob. */
const base = require('vendor/buffer')
const { Buffer } = base
const utf8 = (name) => name === undefined || name === 'utf8' || name === 'utf-8' || name === 'UTF-8'

// UTF-8 by the worker's own engine: the package's loops are slow here.
const plainFrom = Buffer.from
Buffer.from = function from(value, encoding, length) {
  if (typeof value === 'string' && utf8(encoding)) return adopt(binding.encode(value))
  if (typeof value === 'string' && encoding === 'base64url')
    return plainFrom(value.replace(/-/g, '+').replace(/_/g, '/'), 'base64')
  return plainFrom(value, encoding, length)
}
const adopt = (bytes) => Object.setPrototypeOf(bytes, Buffer.prototype)
const plainToString = Buffer.prototype.toString
Buffer.prototype.toString = function toString(encoding, start, end) {
  if (utf8(encoding)) {
    const part = start === undefined && end === undefined ? this : this.subarray(Math.max(0, start ?? 0), end)
    return part.length ? binding.decode(part, 'utf-8', false) : ''
  }
  if (encoding === 'base64url')
    return plainToString.call(this, 'base64', start, end).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  return plainToString.call(this, encoding, start, end)
}
Buffer.prototype.toLocaleString = Buffer.prototype.toString
const plainByteLength = Buffer.byteLength
Buffer.byteLength = (value, encoding) =>
  typeof value === 'string' && utf8(encoding) ? binding.byteLength(value) : plainByteLength(value, encoding)
const plainIsEncoding = Buffer.isEncoding
Buffer.isEncoding = (name) => plainIsEncoding(name) || String(name).toLowerCase() === 'base64url'
Object.defineProperty(Buffer, 'name', { value: 'Buffer' })

class Blob {
  constructor(parts = [], options = {}) {
    const bytes = parts.map((part) =>
      part instanceof Blob
        ? part._bytes
        : typeof part === 'string'
          ? Buffer.from(part)
          : Buffer.from(part.buffer ?? part),
    )
    Object.defineProperty(this, '_bytes', { value: Buffer.concat(bytes) })
    this.type = options.type ?? ''
  }
  get size() {
    return this._bytes.length
  }
  async text() {
    return this._bytes.toString()
  }
  async arrayBuffer() {
    return this._bytes.buffer.slice(this._bytes.byteOffset, this._bytes.byteOffset + this._bytes.length)
  }
  slice(from, to, type) {
    return new Blob([this._bytes.subarray(from, to)], { type })
  }
}
class File extends Blob {
  constructor(parts, name, options = {}) {
    super(parts, options)
    this.name = name
    this.lastModified = options.lastModified ?? Date.now()
  }
}
module.exports = {
  Buffer,
  Blob,
  File,
  SlowBuffer: base.SlowBuffer,
  INSPECT_MAX_BYTES: 50,
  kMaxLength: 2 ** 53 - 1,
  kStringMaxLength: 536870888,
  constants: { MAX_LENGTH: 2 ** 53 - 1, MAX_STRING_LENGTH: 536870888 },
  atob: (text) => globalThis.atob(text),
  btoa: (text) => globalThis.btoa(text),
  isUtf8: (bytes) => {
    try {
      binding.decode(bytes, 'utf-8', true)
      return true
    } catch {
      return false
    }
  },
  isAscii: (bytes) => bytes.every((byte) => byte < 128),
}
