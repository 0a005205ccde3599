/** http.OutgoingMessage: headers, and a body of known length or in chunks. */
const { Stream } = require('stream')
const { Buffer } = require('buffer')
const { coded, invalidArgType } = require('internal/errors')

const TOKEN = /^[\^_`a-zA-Z\-0-9!#$%&'*+.|~]+$/
const INVALID = /[^\t\x20-\x7e\x80-\xff]/
function validateHeaderName(name) {
  if (typeof name !== 'string' || !name || !TOKEN.test(name))
    throw coded(TypeError, 'ERR_INVALID_HTTP_TOKEN', `Header name must be a valid HTTP token ["${name}"]`)
}
function validateHeaderValue(name, value) {
  if (value === undefined)
    throw coded(TypeError, 'ERR_HTTP_INVALID_HEADER_VALUE', `Invalid value "${value}" for header "${name}"`)
  if (INVALID.test(String(value)))
    throw coded(TypeError, 'ERR_INVALID_CHAR', `Invalid character in header content ["${name}"]`)
}
let dateCache = { at: -1, text: '' }
const utcDate = () => {
  const at = Math.floor(Date.now() / 1000)
  if (dateCache.at !== at) dateCache = { at, text: new Date(at * 1000).toUTCString() }
  return dateCache.text
}

function OutgoingMessage() {
  Stream.call(this)
  this.outputData = []
  this.writable = true
  this.destroyed = false
  this._last = false
  this.chunkedEncoding = false
  this.shouldKeepAlive = true
  this.maxRequestsOnConnectionReached = false
  this._defaultKeepAlive = true
  this.useChunkedEncodingByDefault = true
  this.sendDate = false
  this._removedConnection = false
  this._removedContLen = false
  this._removedTE = false
  this.strictContentLength = false
  this._contentLength = null
  this._hasBody = true
  this._trailer = ''
  this.finished = false
  this._headerSent = false
  this._closed = false
  this.socket = null
  this._header = null
  const hide = (name, value) =>
    Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true })
  hide('_headers', new Map())
  hide('_finishedWriting', false)
  hide('_pendingWrites', 0)
  hide('_headSent', false)
  hide('_needDrain', false)
}
Object.setPrototypeOf(OutgoingMessage.prototype, Stream.prototype)
Object.setPrototypeOf(OutgoingMessage, Stream)
const P = OutgoingMessage.prototype
const getter = (name, get) => Object.defineProperty(P, name, { get, configurable: true, enumerable: false })
getter('headersSent', function () {
  return this._header !== null
})
getter('writableEnded', function () {
  return this.finished
})
getter('writableFinished', function () {
  return this._finishedWriting
})
getter('writableLength', function () {
  return this.outputData.reduce((sum, { data }) => sum + data.length, 0) + (this.socket?.writableLength ?? 0)
})
getter('writableHighWaterMark', () => 16384)
getter('writableObjectMode', () => false)
getter('writableNeedDrain', function () {
  return this._needDrain
})
getter('errored', function () {
  return this._errored ?? null
})
getter('closed', function () {
  return this._closed
})
Object.defineProperty(P, 'connection', {
  get() {
    return this.socket
  },
  set(value) {
    this.socket = value
  },
  configurable: true,
})

P.setHeader = function (name, value) {
  if (this._header) throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot set headers after they are sent to the client')
  validateHeaderName(name)
  for (const each of Array.isArray(value) ? value : [value]) validateHeaderValue(name, each)
  this._headers.set(name.toLowerCase(), [name, value])
  return this
}
P.setHeaders = function (headers) {
  for (const [name, value] of headers) this.setHeader(name, value)
  return this
}
P.appendHeader = function (name, value) {
  const old = this.getHeader(name)
  return this.setHeader(name, old === undefined ? value : [old, value].flat())
}
P.getHeader = function (name) {
  if (typeof name !== 'string') throw invalidArgType('name', 'of type string', name)
  return this._headers.get(name.toLowerCase())?.[1]
}
P.getHeaders = function () {
  const out = Object.create(null)
  for (const [key, [, value]] of this._headers) out[key] = value
  return out
}
P.getHeaderNames = function () {
  return [...this._headers.keys()]
}
P.getRawHeaderNames = function () {
  return [...this._headers.values()].map(([name]) => name)
}
P.hasHeader = function (name) {
  return this._headers.has(String(name).toLowerCase())
}
P.removeHeader = function (name) {
  if (this._header)
    throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot remove headers after they are sent to the client')
  const key = String(name).toLowerCase()
  if (key === 'connection') this._removedConnection = true
  if (key === 'content-length') this._removedContLen = true
  if (key === 'transfer-encoding') this._removedTE = true
  if (key === 'date') this.sendDate = false
  this._headers.delete(key)
}
P._send = function (data, encoding, callback) {
  if (!this._headSent) {
    const head = Buffer.from(this._header, 'latin1')
    const body = typeof data === 'string' ? Buffer.from(data, encoding) : data
    this._headSent = this._headerSent = true
    return this._writeRaw(body?.length ? Buffer.concat([head, body]) : head, callback)
  }
  if (data.length === 0) {
    if (callback) process.nextTick(callback)
    return true
  }
  return this._writeRaw(typeof data === 'string' ? Buffer.from(data, encoding) : data, callback)
}
P._writeRaw = function (data, callback) {
  if (this.destroyed) return false
  if (!this.socket) {
    this.outputData.push({ data, callback })
    this._needDrain = true
    return false
  }
  const more = this.socket.write(data, callback)
  if (!more) this._needDrain = true
  return more
}
P._flush = function () {
  for (const { data, callback } of this.outputData.splice(0)) this.socket.write(data, callback)
  if (this._needDrain && !this.finished) {
    this._needDrain = false
    this.emit('drain')
  }
  if (this.finished) this._finish()
}
/** The head as text. `first`: request or status line. */
P._storeHeader = function (first) {
  let text = first
  const seen = new Set()
  for (const [key, [name, value]] of this._headers) {
    seen.add(key)
    if (Array.isArray(value) && key !== 'cookie') for (const each of value) text += `${name}: ${each}\r\n`
    else text += `${name}: ${Array.isArray(value) ? value.join('; ') : value}\r\n`
    if (key === 'connection') {
      if (/\bclose\b/i.test(String(value))) this._last = true
      else this.shouldKeepAlive = true
    }
    if (key === 'transfer-encoding' && /\bchunked\b/i.test(String(value))) this.chunkedEncoding = true
    if (key === 'content-length') this._contentLength = +value
  }
  if (this.sendDate && !seen.has('date')) text += `Date: ${utcDate()}\r\n`
  if (!seen.has('connection') && !this._removedConnection) {
    const keep =
      this.shouldKeepAlive &&
      (seen.has('content-length') ||
        this.useChunkedEncodingByDefault ||
        this.agent ||
        !this._hasBody ||
        this._contentLength !== null)
    if (keep && !this.maxRequestsOnConnectionReached) {
      text += 'Connection: keep-alive\r\n'
      if (this._keepAliveTimeout && this._defaultKeepAlive && !this.agent)
        text += `Keep-Alive: timeout=${Math.floor(this._keepAliveTimeout / 1000)}\r\n`
    } else {
      this._last = true
      text += 'Connection: close\r\n'
    }
  }
  if (!seen.has('content-length') && !seen.has('transfer-encoding')) {
    if (!this._hasBody) this.chunkedEncoding = false
    else if (!this.useChunkedEncodingByDefault) this._last = true
    else if (this._contentLength !== null && !this._removedContLen) text += `Content-Length: ${this._contentLength}\r\n`
    else if (!this._removedTE) {
      text += 'Transfer-Encoding: chunked\r\n'
      this.chunkedEncoding = true
    } else this._last = true
  }
  this._header = `${text}\r\n`
}
const lengthOf = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length)
function checkChunk(chunk) {
  if (chunk === null) throw coded(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream')
  if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array))
    throw invalidArgType('chunk', 'of type string or an instance of Buffer or Uint8Array', chunk)
}
P.write = function (chunk, encoding, callback) {
  if (typeof encoding === 'function') return this.write(chunk, undefined, encoding)
  checkChunk(chunk)
  if (this.finished) {
    const error = coded(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
    process.nextTick(() => {
      this.emit('error', error)
      callback?.(error)
    })
    return false
  }
  if (this.destroyed) return false
  if (!this._header) {
    if (
      this._contentLength === null &&
      this._headers.get('content-length') === undefined &&
      !this.useChunkedEncodingByDefault
    )
      this._contentLength = null
    this._implicitHeader()
  }
  if (!this._hasBody) {
    if (callback) process.nextTick(callback)
    return true
  }
  return this._body(chunk, encoding, callback)
}
P._body = function (chunk, encoding, callback) {
  if (!this.chunkedEncoding) return this._send(chunk, encoding, callback)
  const length = lengthOf(chunk, encoding)
  if (length === 0) {
    if (callback) process.nextTick(callback)
    return true
  }
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
  return this._send(
    Buffer.concat([Buffer.from(`${length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]),
    undefined,
    callback,
  )
}
P.end = function (chunk, encoding, callback) {
  if (typeof chunk === 'function') return this.end(undefined, undefined, chunk)
  if (typeof encoding === 'function') return this.end(chunk, undefined, encoding)
  if (this.finished) {
    if (callback) {
      if (this._finishedWriting)
        process.nextTick(
          callback,
          coded(Error, 'ERR_STREAM_ALREADY_FINISHED', 'Cannot call end after a stream was finished'),
        )
      else this.once('finish', callback)
    }
    return this
  }
  if (callback) this.once('finish', callback)
  const has = chunk !== undefined && chunk !== null
  if (has) checkChunk(chunk)
  if (!this._header) {
    this._contentLength = has ? lengthOf(chunk, encoding) : 0
    this._implicitHeader()
  }
  if (has && this._hasBody && lengthOf(chunk, encoding) > 0) {
    if (this.chunkedEncoding) {
      this.finished = true
      this._send(
        Buffer.concat([
          Buffer.from(`${lengthOf(chunk, encoding).toString(16)}\r\n`),
          typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
          Buffer.from(`\r\n0\r\n${this._trailer}\r\n`),
        ]),
      )
    } else this._send(chunk, encoding)
  } else if (this._hasBody && this.chunkedEncoding) this._send(Buffer.from(`0\r\n${this._trailer}\r\n`))
  else if (!this._headSent) this._send(Buffer.alloc(0))
  this.finished = true
  if (this.socket) this._finish()
  return this
}
/** All is handed to the socket: 'finish' when it has gone. */
P._finish = function () {
  if (this._finishing) return
  Object.defineProperty(this, '_finishing', { value: true, enumerable: false, configurable: true })
  const done = () => {
    this._finishedWriting = true
    this.emit('prefinish')
    this.emit('finish')
    this._afterFinish?.()
  }
  if (this.socket.writableLength > 0) this.socket.write(Buffer.alloc(0), done)
  else process.nextTick(done)
}
P.addTrailers = function (headers) {
  for (const [name, value] of Array.isArray(headers) ? headers : Object.entries(headers))
    this._trailer += `${name}: ${value}\r\n`
}
P.flushHeaders = function () {
  if (!this._header) this._implicitHeader()
  this._send(Buffer.alloc(0))
}
P.cork = P.uncork = function () {}
P.setTimeout = function (ms, callback) {
  if (callback) this.on('timeout', callback)
  if (this.socket) this.socket.setTimeout(ms)
  else this.once('socket', (socket) => socket.setTimeout(ms))
  return this
}
P.destroy = function (error) {
  if (this.destroyed) return this
  this.destroyed = true
  this._errored = error ?? null
  if (this.socket) this.socket.destroy(error)
  else this.once('socket', (socket) => socket.destroy(error))
  return this
}
P.pipe = function () {
  this.emit('error', coded(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable'))
}
P._implicitHeader = function () {
  throw coded(Error, 'ERR_METHOD_NOT_IMPLEMENTED', 'The _implicitHeader() method is not implemented')
}
module.exports = { OutgoingMessage, validateHeaderName, validateHeaderValue, utcDate }
