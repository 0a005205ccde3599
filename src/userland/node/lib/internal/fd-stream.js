/** Streams on descriptors: reading by the kernel's events, writing at once. */
const { Readable, Writable } = require('stream')
const { raw, begin, SysFailure } = require('internal/sys')
const { uvException } = require('internal/errors')
const { Buffer } = require('buffer')

/** Reads a pipe, a terminal or a file that something else opened. */
class FdReadable extends Readable {
  constructor(fd, options) {
    super({ highWaterMark: 65536, ...options })
    this.fd = fd
    Object.defineProperty(this, '_pending', { value: null, writable: true, enumerable: false })
  }
  _read() {
    if (this._pending) return
    this._pending = begin('readLater', [this.fd, 65536], undefined, (code, bytes) => {
      this._pending = null
      if (code === 'EAGAIN' || code === 'EINTR') return this._read()
      if (code && code !== 'EIO') return this.destroy(uvException({ code, syscall: 'read' }))
      if (code || bytes.byteLength === 0) return this.push(null)
      this.push(Buffer.from(bytes))
    })
    if (this._unref) this._pending.unref()
  }
  pause() {
    // A paused stdin does not keep the program alive.
    this._pending?.unref()
    return super.pause()
  }
  resume() {
    if (!this._unref) this._pending?.ref()
    return super.resume()
  }
  ref() {
    this._unref = false
    this._pending?.ref()
    return this
  }
  unref() {
    this._unref = true
    this._pending?.unref()
    return this
  }
  _destroy(error, callback) {
    this._pending?.forget()
    this._pending = null
    if (this.fd > 2) {
      try {
        raw('close', [this.fd])
      } catch (failure) {
        if (!(failure instanceof SysFailure)) throw failure
      }
    }
    callback(error)
  }
}
function writeAll(fd, chunk) {
  raw('write', [fd, null], chunk)
}
/** Writes at once, as node does for files and terminals (and pipes on Linux). */
function syncWritable(fd, Base = Writable, extra) {
  const stream = new Base({
    decodeStrings: true,
    write(chunk, encoding, callback) {
      try {
        writeAll(fd, chunk)
      } catch (error) {
        if (!(error instanceof SysFailure)) throw error
        const failure = uvException({ code: error.code, syscall: 'write' })
        failure.message = `write ${error.code}`
        return callback(failure)
      }
      callback()
    },
    ...extra,
  })
  stream.fd = fd
  return stream
}
module.exports = { FdReadable, syncWritable, writeAll }
