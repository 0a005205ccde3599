/** http.IncomingMessage */
const { Readable } = require('stream')
/** Later values of these are dropped; of the others they are joined. */
const SINGLE = new Set(
  'age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent'.split(
    ' ',
  ),
)

function IncomingMessage(socket) {
  Readable.call(this, { autoDestroy: true, highWaterMark: socket?.readableHighWaterMark })
  this._readableState.readingMore = true
  this.httpVersionMajor = null
  this.httpVersionMinor = null
  this.httpVersion = null
  this.complete = false
  this.rawHeaders = []
  this.rawTrailers = []
  this.trailers = {}
  this.joinDuplicateHeaders = false
  this.aborted = false
  this.upgrade = null
  this.url = ''
  this.method = null
  this.statusCode = null
  this.statusMessage = null
  this.client = socket
  this.socket = socket
  this._consumed = false
  this._dumped = false
  const hide = (name, value) =>
    Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true })
  hide('_headers', null)
  hide('_resume', null)
}
Object.setPrototypeOf(IncomingMessage.prototype, Readable.prototype)
Object.setPrototypeOf(IncomingMessage, Readable)
Object.defineProperty(IncomingMessage.prototype, 'connection', {
  get() {
    return this.socket
  },
  set(value) {
    this.socket = value
  },
  configurable: true,
})
Object.defineProperty(IncomingMessage.prototype, 'headers', {
  get() {
    if (this._headers) return this._headers
    const headers = (this._headers = {})
    for (let i = 0; i < this.rawHeaders.length; i += 2) {
      const name = this.rawHeaders[i].toLowerCase()
      const value = this.rawHeaders[i + 1]
      if (name === 'set-cookie') (headers[name] ??= []).push(value)
      else if (headers[name] === undefined) headers[name] = value
      else if (!SINGLE.has(name)) headers[name] += (name === 'cookie' ? '; ' : ', ') + value
    }
    return headers
  },
  set(value) {
    this._headers = value
  },
  configurable: true,
  enumerable: false,
})
Object.defineProperty(IncomingMessage.prototype, 'headersDistinct', {
  get() {
    const headers = {}
    for (let i = 0; i < this.rawHeaders.length; i += 2)
      (headers[this.rawHeaders[i].toLowerCase()] ??= []).push(this.rawHeaders[i + 1])
    return headers
  },
  configurable: true,
})
IncomingMessage.prototype._read = function () {
  this._consumed = true
  this._readableState.readingMore = false
  this._resume?.()
}
IncomingMessage.prototype._destroy = function (error, callback) {
  if (!this.readableEnded || !this.complete) {
    this.aborted = true
    this.emit('aborted')
  }
  if (this.socket && !this.socket.destroyed && this.aborted) this.socket.destroy(error ?? undefined)
  if (error && !this.listenerCount('error')) error = null
  process.nextTick(callback, error)
}
IncomingMessage.prototype.setTimeout = function (ms, callback) {
  if (callback) this.on('timeout', callback)
  this.socket.setTimeout(ms)
  return this
}
IncomingMessage.prototype._dump = function () {
  if (this._dumped) return
  this._dumped = true
  this.resume()
}
IncomingMessage.prototype._fill = function (message) {
  this.rawHeaders = message.rawHeaders
  this.httpVersionMajor = message.major
  this.httpVersionMinor = message.minor
  this.httpVersion = `${message.major}.${message.minor}`
  if (message.method !== undefined) {
    this.method = message.method
    this.url = message.url
  } else {
    this.statusCode = message.status
    this.statusMessage = message.statusMessage
  }
}
module.exports = { IncomingMessage }
