/** http.Server and http.ServerResponse. */
const net = require('net')
const { IncomingMessage } = require('internal/http-incoming')
const { OutgoingMessage, validateHeaderName, validateHeaderValue } = require('internal/http-outgoing')
const { HttpParser } = require('internal/http-parser')
const { coded } = require('internal/errors')
const STATUS_CODES = require('internal/http-status')

function ServerResponse(request, options) {
  OutgoingMessage.call(this)
  this.req = request
  this.statusCode = 200
  this.statusMessage = undefined
  this.sendDate = true
  this._sent100 = false
  this._expect_continue = false
  if (request.method === 'HEAD') this._hasBody = false
  if (request.httpVersionMajor < 1 || request.httpVersionMinor < 1) {
    this.useChunkedEncodingByDefault = false
    this.shouldKeepAlive = /keep-alive/i.test(request.headers.connection ?? '')
  } else if (/\bclose\b/i.test(request.headers.connection ?? '')) this.shouldKeepAlive = false
  void options
}
Object.setPrototypeOf(ServerResponse.prototype, OutgoingMessage.prototype)
Object.setPrototypeOf(ServerResponse, OutgoingMessage)
ServerResponse.prototype._implicitHeader = function () {
  this.writeHead(this.statusCode)
}
ServerResponse.prototype.writeHead = function (status, reason, given) {
  if (this._header)
    throw coded(Error, 'ERR_HTTP_HEADERS_SENT', 'Cannot write headers after they are sent to the client')
  const original = status
  const code = status | 0
  if (code < 100 || code > 999)
    throw coded(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${original}`)
  let headers = given
  if (typeof reason === 'string') this.statusMessage = reason
  else {
    this.statusMessage ||= STATUS_CODES[code] ?? 'unknown'
    headers ??= reason
  }
  this.statusCode = code
  if (Array.isArray(headers)) {
    if (Array.isArray(headers[0])) for (const [name, value] of headers) this.appendHeader(name, value)
    else for (let i = 0; i < headers.length; i += 2) this.appendHeader(headers[i], headers[i + 1])
  } else if (headers) for (const name of Object.keys(headers)) if (name) this.setHeader(name, headers[name])
  if (/[^\t\x20-\x7e\x80-\xff]/.test(this.statusMessage))
    throw coded(TypeError, 'ERR_INVALID_CHAR', 'Invalid character in statusMessage')
  if (code === 204 || code === 304 || (code >= 100 && code <= 199)) this._hasBody = false
  if (this._expect_continue && !this._sent100) this.shouldKeepAlive = false
  this._storeHeader(`HTTP/1.1 ${code} ${this.statusMessage}\r\n`)
  return this
}
ServerResponse.prototype.writeHeader = ServerResponse.prototype.writeHead
ServerResponse.prototype.writeContinue = function (callback) {
  this._writeRaw(require('buffer').Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), callback)
  this._sent100 = true
}
ServerResponse.prototype.writeProcessing = function () {
  this._writeRaw(require('buffer').Buffer.from('HTTP/1.1 102 Processing\r\n\r\n'))
}
ServerResponse.prototype.writeEarlyHints = function () {}
ServerResponse.prototype.assignSocket = function (socket) {
  this.socket = socket
  this.emit('socket', socket)
  this._flush()
}
ServerResponse.prototype.detachSocket = function () {
  this.socket = null
}
ServerResponse.prototype.statusCode = 200
ServerResponse.prototype.statusMessage = undefined

function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener)
  const given = typeof options === 'function' ? {} : (options ?? {})
  const callback = typeof options === 'function' ? options : listener
  net.Server.call(this, { allowHalfOpen: true })
  if (callback) this.on('request', callback)
  this.timeout = 0
  this.keepAliveTimeout = given.keepAliveTimeout ?? 5000
  this.headersTimeout = given.headersTimeout ?? 60000
  this.requestTimeout = given.requestTimeout ?? 300000
  this.maxHeadersCount = null
  this.maxRequestsPerSocket = 0
  Object.defineProperty(this, '_options', { value: given, enumerable: false })
  this.on('connection', (socket) => serve(this, socket))
}
Object.setPrototypeOf(Server.prototype, net.Server.prototype)
Object.setPrototypeOf(Server, net.Server)
Server.prototype.setTimeout = function (ms, callback) {
  this.timeout = ms
  if (callback) this.on('timeout', callback)
  return this
}
Server.prototype.closeAllConnections = function () {
  for (const socket of this._all) socket.destroy()
}
Server.prototype.closeIdleConnections = function () {
  for (const socket of this._all) if (!socket._busy) socket.destroy()
}
Server.prototype.close = function (...args) {
  const result = net.Server.prototype.close.apply(this, args)
  this.closeIdleConnections()
  return result
}

/** One connection: requests one after the other. */
function serve(server, socket) {
  const Request = server._options.IncomingMessage ?? IncomingMessage
  const Response = server._options.ServerResponse ?? ServerResponse
  let request = null
  let response = null
  let idle = null
  socket._busy = false
  const waitForNext = () => {
    clearTimeout(idle)
    if (server.keepAliveTimeout > 0) {
      idle = setTimeout(() => socket.destroy(), server.keepAliveTimeout)
      idle.unref()
    }
  }
  const parser = new HttpParser(true, {
    onHead(message) {
      clearTimeout(idle)
      socket._busy = true
      request = new Request(socket)
      request._fill(message)
      request._resume = () => socket.resume()
      const { headers } = request
      if (
        /\bupgrade\b/i.test(headers.connection ?? '') &&
        headers.upgrade !== undefined &&
        server.listenerCount('upgrade') > 0
      ) {
        socket.removeListener('data', onData)
        socket.removeListener('end', onEnd)
        request.upgrade = true
        request.complete = true
        const head = parser.pending
        const upgraded = request
        process.nextTick(() => server.emit('upgrade', upgraded, socket, head))
        return { kind: 'stop' }
      }
      response = new Response(request)
      response._keepAliveTimeout = server.keepAliveTimeout
      // `Connection: close` of a server that is closing.
      if (!server.listening) response.shouldKeepAlive = false
      const current = response
      const own = request
      response._afterFinish = () => {
        if (!own.complete) own._dump()
        current.detachSocket()
        current._closed = true
        current.destroyed = true
        current.emit('close')
        if (current._last) socket.destroySoon()
        else {
          socket._busy = false
          response = null
          if (!server.listening) return void socket.destroySoon()
          waitForNext()
          parser.paused = false
          parser.run()
          if (!socket.destroyed) socket.resume()
        }
      }
      response.assignSocket(socket)
      socket.setTimeout(server.timeout)
      if (request.httpVersionMinor >= 1 && request.httpVersionMajor === 1 && headers.host === undefined) {
        response.writeHead(400, ['Connection', 'close'])
        response.end()
        return { kind: 'none' }
      }
      const chunked = /\bchunked\b/i.test(headers['transfer-encoding'] ?? '')
      const length = +(headers['content-length'] ?? 0)
      const go = () => {
        if (/100-continue/i.test(headers.expect ?? '')) {
          response._expect_continue = true
          if (server.listenerCount('checkContinue') > 0) return server.emit('checkContinue', own, current)
          current.writeContinue()
        }
        server.emit('request', own, current)
      }
      go()
      if (chunked) return { kind: 'chunked' }
      return length > 0 ? { kind: 'length', length } : { kind: 'none' }
    },
    onBody(bytes) {
      if (!request._dumped && !request.push(bytes)) socket.pause()
    },
    onEnd() {
      request.complete = true
      request.push(null)
      // The next request of the connection waits for this one's response.
      if (response) parser.paused = true
    },
    onFailure(code) {
      if (code === 'ECONNRESET') return abort()
      const error = coded(
        Error,
        code,
        `Parse Error: ${code === 'HPE_INVALID_METHOD' ? 'Invalid method encountered' : code === 'HPE_INVALID_HEADER_TOKEN' ? 'Invalid header token' : code === 'HPE_HEADER_OVERFLOW' ? 'Header overflow' : 'Invalid message'}`,
      )
      if (server.listenerCount('clientError') > 0) {
        server.emit('clientError', error, socket)
        return
      }
      if (socket.writable)
        socket.write(
          code === 'HPE_HEADER_OVERFLOW'
            ? 'HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n'
            : 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n',
        )
      socket.destroySoon()
    },
  })
  const abort = () => {
    if (request && !request.complete) request.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    socket.destroy()
  }
  const onData = (bytes) => parser.push(bytes)
  const onEnd = () => {
    parser.end()
    if (!socket._busy) socket.end()
  }
  socket.on('data', onData)
  socket.on('end', onEnd)
  socket.on('drain', () => {
    if (response?._needDrain) {
      response._needDrain = false
      if (!response.finished) response.emit('drain')
    }
  })
  socket.on('timeout', () => {
    const heard = request && !request.complete && request.emit('timeout', socket)
    const other = response && response.emit('timeout', socket)
    if (!heard && !other && !server.emit('timeout', socket)) socket.destroy()
  })
  socket.on('error', (error) => {
    if (server.listenerCount('clientError') > 0) server.emit('clientError', error, socket)
  })
  socket.on('close', () => {
    clearTimeout(idle)
    if (request && !request.complete && !request.destroyed) {
      request.aborted = true
      request.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    }
    if (response && !response._closed) {
      response.destroyed = true
      response._closed = true
      response.emit('close')
    }
  })
  waitForNext()
}
module.exports = { Server, ServerResponse, validateHeaderName, validateHeaderValue }
