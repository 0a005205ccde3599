/** fs.createReadStream and fs.createWriteStream. */
const { Readable, Writable } = require('stream')
const fs = require('fs')
const { complete } = require('internal/loop')
const { Buffer } = require('buffer')
const { outOfRange } = require('internal/errors')

const settings = (options) => (typeof options === 'string' ? { encoding: options } : (options ?? {}))
function ReadStream(path, given) {
  if (!(this instanceof ReadStream)) return new ReadStream(path, given)
  const options = settings(given)
  Readable.call(this, {
    highWaterMark: options.highWaterMark ?? 65536,
    encoding: options.encoding,
    emitClose: options.emitClose ?? true,
    autoDestroy: true,
    signal: options.signal,
  })
  this.fd = typeof options.fd === 'object' && options.fd !== null ? options.fd.fd : (options.fd ?? null)
  this.path = path
  this.flags = options.flags ?? 'r'
  this.mode = options.mode ?? 0o666
  this.start = options.start
  this.end = options.end ?? Infinity
  this.pos = options.start
  this.bytesRead = 0
  this.autoClose = options.autoClose ?? true
  if (this.start !== undefined && this.start > this.end)
    throw outOfRange('start', `<= "end" (here: ${this.end})`, this.start)
}
Object.setPrototypeOf(ReadStream.prototype, Readable.prototype)
Object.setPrototypeOf(ReadStream, Readable)
const opening = (stream, callback) => {
  if (stream.fd !== null) return callback()
  fs.open(stream.path, stream.flags, stream.mode, (error, fd) => {
    if (error) return callback(error)
    stream.fd = fd
    callback()
    stream.emit('open', fd)
    stream.emit('ready')
  })
}
ReadStream.prototype._construct = function (callback) {
  opening(this, callback)
}
ReadStream.prototype._read = function (size) {
  const left = this.end === Infinity ? size : this.end - (this.pos ?? this.bytesRead) + 1
  const count = Math.min(size, left)
  if (count <= 0) return void this.push(null)
  const buffer = Buffer.allocUnsafe(count)
  fs.read(this.fd, buffer, 0, count, this.pos ?? null, (error, bytes) => {
    if (error) return this.destroy(error)
    if (bytes === 0) return this.push(null)
    this.bytesRead += bytes
    if (this.pos !== undefined) this.pos += bytes
    this.push(bytes === count ? buffer : buffer.subarray(0, bytes))
  })
}
function release(stream, error, callback) {
  const { fd } = stream
  stream.fd = null
  if (fd === null || !stream.autoClose) return callback(error)
  try {
    fs.closeSync(fd)
  } catch (failure) {
    return callback(error ?? failure)
  }
  complete(() => callback(error))
}
ReadStream.prototype._destroy = function (error, callback) {
  release(this, error, callback)
}
ReadStream.prototype.close = function (callback) {
  if (callback) this.once('close', callback)
  this.destroy()
}
Object.defineProperty(ReadStream.prototype, 'pending', {
  get() {
    return this.fd === null
  },
})

function WriteStream(path, given) {
  if (!(this instanceof WriteStream)) return new WriteStream(path, given)
  const options = settings(given)
  Writable.call(this, {
    highWaterMark: options.highWaterMark ?? 16384,
    decodeStrings: true,
    defaultEncoding: options.encoding ?? 'utf8',
    emitClose: options.emitClose ?? true,
    autoDestroy: true,
    signal: options.signal,
  })
  this.fd = options.fd ?? null
  this.path = path
  this.flags = options.flags ?? 'w'
  this.mode = options.mode ?? 0o666
  this.start = options.start
  this.pos = options.start
  this.bytesWritten = 0
  this.autoClose = options.autoClose ?? true
}
Object.setPrototypeOf(WriteStream.prototype, Writable.prototype)
Object.setPrototypeOf(WriteStream, Writable)
WriteStream.prototype._construct = function (callback) {
  opening(this, callback)
}
WriteStream.prototype._write = function (data, encoding, callback) {
  fs.write(this.fd, data, 0, data.length, this.pos ?? null, (error, bytes) => {
    if (error) return callback(error)
    this.bytesWritten += bytes
    if (this.pos !== undefined) this.pos += bytes
    callback()
  })
}
WriteStream.prototype._destroy = function (error, callback) {
  release(this, error, callback)
}
WriteStream.prototype.close = function (callback) {
  if (callback) this.once('close', callback)
  this.end()
}
WriteStream.prototype.destroySoon = WriteStream.prototype.end
Object.defineProperty(WriteStream.prototype, 'pending', {
  get() {
    return this.fd === null
  },
})
module.exports = {
  ReadStream,
  WriteStream,
  createReadStream: (path, options) => new ReadStream(path, options),
  createWriteStream: (path, options) => new WriteStream(path, options),
}
