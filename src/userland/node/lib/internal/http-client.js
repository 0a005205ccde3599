/** http.ClientRequest and http.Agent. */
const net = require('net')
const EventEmitter = require('events')
const { IncomingMessage } = require('internal/http-incoming')
const { OutgoingMessage } = require('internal/http-outgoing')
const { HttpParser } = require('internal/http-parser')
const { coded, invalidArgType } = require('internal/errors')
const { URL, urlToHttpOptions } = require('internal/url')
const { Buffer } = require('buffer')

class Agent extends EventEmitter {
  constructor(options = {}) {
    super()
    this.options = { path: null, ...options, noDelay: true }
    this.requests = Object.create(null)
    this.sockets = Object.create(null)
    this.freeSockets = Object.create(null)
    this.keepAliveMsecs = options.keepAliveMsecs ?? 1000
    this.keepAlive = options.keepAlive ?? false
    this.maxSockets = options.maxSockets ?? Infinity
    this.maxFreeSockets = options.maxFreeSockets ?? 256
    this.scheduling = options.scheduling ?? 'lifo'
    this.maxTotalSockets = Infinity
    this.totalSocketCount = 0
    this.defaultPort = 80
    this.protocol = 'http:'
  }
  getName({ host = 'localhost', port = '', localAddress = '', family = '' } = {}) {
    return `${host}:${port}:${localAddress}${family === 4 || family === 6 ? `:${family}` : ''}`
  }
  createConnection(options, callback) {
    return net.createConnection(options, callback)
  }
  addRequest(request, options) {
    const name = this.getName(options)
    const free = this.freeSockets[name]
    while (free?.length) {
      const socket = free.pop()
      if (!free.length) delete this.freeSockets[name]
      if (socket.destroyed || !socket.writable) continue
      clearTimeout(socket._freeTimer)
      socket.ref()
      ;(this.sockets[name] ??= []).push(socket)
      request.reusedSocket = true
      request.onSocket(socket)
      return
    }
    if ((this.sockets[name]?.length ?? 0) >= this.maxSockets) {
      ;(this.requests[name] ??= []).push(() => this.addRequest(request, options))
      return
    }
    const socket = this.createConnection({ ...options, path: undefined })
    ;(this.sockets[name] ??= []).push(socket)
    this.totalSocketCount++
    socket.on('close', () => {
      this.totalSocketCount--
      this.#remove(this.sockets, name, socket)
      this.#remove(this.freeSockets, name, socket)
      this.#nextOf(name)
    })
    request.onSocket(socket)
  }
  #remove(lists, name, socket) {
    const list = lists[name]
    if (!list) return
    lists[name] = list.filter((each) => each !== socket)
    if (!lists[name].length) delete lists[name]
  }
  #nextOf(name) {
    const next = this.requests[name]?.shift()
    if (this.requests[name] && !this.requests[name].length) delete this.requests[name]
    next?.()
  }
  /** The response is over and the connection may serve again. */
  release(socket, options) {
    const name = this.getName(options)
    this.#remove(this.sockets, name, socket)
    if (!this.keepAlive || socket.destroyed) return void socket.destroySoon()
    ;(this.freeSockets[name] ??= []).push(socket)
    socket.unref()
    socket._freeTimer = setTimeout(() => socket.destroy(), socket._keepAliveHint ?? 5000)
    socket._freeTimer.unref()
    this.#nextOf(name)
  }
  destroy() {
    for (const lists of [this.sockets, this.freeSockets])
      for (const list of Object.values(lists)) for (const socket of list) socket.destroy()
  }
}
const globalAgent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 })

function ClientRequest(input, given, callback) {
  OutgoingMessage.call(this)
  let options = {}
  let done = callback
  if (typeof input === 'string' || input instanceof URL)
    options = urlToHttpOptions(typeof input === 'string' ? new URL(input) : input)
  else {
    done = given
    given = input
  }
  if (typeof given === 'function') done = given
  else Object.assign(options, given ?? {})
  if (options.agent === undefined || options.agent === null) options.agent = globalAgent
  const agent = options.agent === false ? new Agent() : options.agent
  this.agent = agent
  const protocol = options.protocol || agent.protocol || 'http:'
  const expected = agent.protocol ?? 'http:'
  if (options.path && /[^\x21-\xff]/.test(options.path))
    throw coded(TypeError, 'ERR_UNESCAPED_CHARACTERS', 'Request path contains unescaped characters')
  if (protocol !== expected)
    throw coded(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${protocol}" not supported. Expected "${expected}"`)
  const port = (options.port = options.port || options.defaultPort || agent.defaultPort || 80)
  const host = (options.host = options.hostname || options.host || 'localhost')
  const method = (this.method = (options.method ?? 'GET').toUpperCase())
  if (options.method !== undefined && typeof options.method !== 'string')
    throw invalidArgType('options.method', 'of type string', options.method)
  this.path = options.path || '/'
  this.host = host
  this.protocol = protocol
  this.aborted = false
  this.timeout = options.timeout
  this.timeoutCb = null
  this.res = null
  this.reusedSocket = false
  this.maxHeadersCount = null
  this.shouldKeepAlive = agent.keepAlive
  if (done) this.once('response', done)
  if (['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'].includes(method))
    this.useChunkedEncodingByDefault = false
  else this.useChunkedEncodingByDefault = true
  const headers = options.headers
  if (Array.isArray(headers)) for (let i = 0; i < headers.length; i += 2) this.setHeader(headers[i], headers[i + 1])
  else if (headers)
    for (const name of Object.keys(headers)) if (headers[name] !== undefined) this.setHeader(name, headers[name])
  if (host && !this.getHeader('host') && options.setHost !== false) {
    const shown = net.isIPv6(host) ? `[${host}]` : host
    this.setHeader('Host', +port === (agent.defaultPort ?? 80) ? shown : `${shown}:${port}`)
  }
  if (options.auth && !this.getHeader('authorization'))
    this.setHeader('Authorization', `Basic ${Buffer.from(options.auth).toString('base64')}`)
  Object.defineProperty(this, '_where', { value: options, enumerable: false })
  if (options.signal) {
    if (options.signal.aborted) process.nextTick(() => this.destroy(options.signal.reason))
    else
      options.signal.addEventListener('abort', () =>
        this.destroy(
          Object.assign(new Error('The operation was aborted'), {
            name: 'AbortError',
            code: 'ABORT_ERR',
            cause: options.signal.reason,
          }),
        ),
      )
  }
  process.nextTick(() => {
    if (this.destroyed) return this._fail(this._errored)
    if (options.createConnection) this.onSocket(options.createConnection(options))
    else agent.addRequest(this, options)
  })
}
Object.setPrototypeOf(ClientRequest.prototype, OutgoingMessage.prototype)
Object.setPrototypeOf(ClientRequest, OutgoingMessage)
ClientRequest.prototype._implicitHeader = function () {
  if (!this.useChunkedEncodingByDefault && !this._contentLength) {
    this._hasBodyHeader = false
    this._removedContLen = this._removedTE = true
    const last = this._last
    this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`)
    this._last = last || /\r\nconnection: close\r\n/i.test(this._header)
    return
  }
  this.useChunkedEncodingByDefault = true
  this._storeHeader(`${this.method} ${this.path} HTTP/1.1\r\n`)
}
ClientRequest.prototype.onSocket = function (socket) {
  this.socket = socket
  if (this.destroyed) return void socket.destroy(this._errored)
  const request = this
  let response = null
  const options = this._where
  const parser = new HttpParser(false, {
    onHead(message) {
      if (message.status === 100 || (message.status > 101 && message.status < 200)) {
        request.emit(message.status === 100 ? 'continue' : 'information', {
          statusCode: message.status,
          httpVersion: `${message.major}.${message.minor}`,
        })
        return { kind: 'none', skipped: (response = 'informational') }
      }
      response = new IncomingMessage(socket)
      response._fill(message)
      response._resume = () => socket.resume()
      response.req = request
      request.res = response
      const { headers } = response
      if (message.status === 101) {
        finish()
        const upgraded = response
        if (request.listenerCount('upgrade') > 0) request.emit('upgrade', upgraded, socket, parser.pending)
        else socket.destroy()
        return { kind: 'stop' }
      }
      if (request.listenerCount('response') > 0) request.emit('response', response)
      else response._dump()
      const keep =
        response.httpVersionMinor === 1
          ? !/\bclose\b/i.test(headers.connection ?? '')
          : /keep-alive/i.test(headers.connection ?? '')
      socket._reusable = keep && request.shouldKeepAlive && !request._last
      const hint = /timeout=(\d+)/.exec(headers['keep-alive'] ?? '')
      if (hint) socket._keepAliveHint = Math.max(0, hint[1] * 1000 - 1000)
      if (request.method === 'HEAD' || message.status === 204 || message.status === 304) return { kind: 'none' }
      if (/\bchunked\b/i.test(headers['transfer-encoding'] ?? '')) return { kind: 'chunked' }
      if (headers['content-length'] !== undefined) return { kind: 'length', length: +headers['content-length'] }
      socket._reusable = false
      return { kind: 'close' }
    },
    onBody(bytes) {
      if (!response._dumped && !response.push(bytes)) socket.pause()
    },
    onEnd() {
      if (response === 'informational') {
        response = null
        return
      }
      response.complete = true
      response.push(null)
      finish()
      const done = () => {
        request.destroyed = true
        request._closed = true
        request.emit('close')
      }
      if (response.readableEnded || response._dumped) process.nextTick(done)
      else response.once('end', () => process.nextTick(done))
      if (socket._reusable && request.finished) {
        if (options.createConnection) socket.end()
        else request.agent.release(socket, options)
      } else socket.destroySoon()
    },
    onFailure(code) {
      if (code === 'ECONNRESET') return
      const error = coded(
        Error,
        code,
        `Parse Error: ${code === 'HPE_INVALID_CONSTANT' ? 'Expected HTTP/' : 'Invalid message'}`,
      )
      finish()
      socket.destroy()
      request._fail(error)
    },
  })
  const onData = (bytes) => parser.push(bytes)
  const onEnd = () => {
    parser.end()
    if (!request.res && !request._failed) {
      request._fail(hangUp())
      socket.destroy()
    }
  }
  const onError = (error) => {
    request._errored = error
    request._fail(error)
  }
  const onClose = () => {
    if (response && typeof response === 'object' && !response.complete) {
      response.aborted = true
      response.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
    } else if (!request.res) request._fail(request._errored ?? hangUp())
    finish()
    if (!request._closed) {
      request._closed = true
      request.destroyed = true
      request.emit('close')
    }
  }
  const onDrain = () => {
    request._needDrain = false
    if (!request.finished) request.emit('drain')
  }
  const onTimeout = () => request.emit('timeout')
  const finish = () => {
    socket.removeListener('data', onData)
    socket.removeListener('end', onEnd)
    socket.removeListener('error', onError)
    socket.removeListener('close', onClose)
    socket.removeListener('drain', onDrain)
    socket.removeListener('timeout', onTimeout)
    socket.on('error', ignore)
  }
  socket.removeListener('error', ignore)
  socket.on('data', onData)
  socket.on('end', onEnd)
  socket.on('error', onError)
  socket.on('close', onClose)
  socket.on('drain', onDrain)
  socket.on('timeout', onTimeout)
  if (this.timeout) socket.setTimeout(this.timeout)
  this.emit('socket', socket)
  this._flush()
}
const ignore = () => {}
const hangUp = () => {
  const error = new Error('socket hang up')
  Object.defineProperty(error, 'stack', {
    value:
      'Error: socket hang up\n    at Socket.socketOnEnd (node:_http_client:524:23)\n    at Socket.emit (node:events:530:35)\n    at endReadableNT (node:internal/streams/readable:1698:12)\n    at process.processTicksAndRejections (node:internal/process/task_queues:90:21)',
    writable: true,
    configurable: true,
    enumerable: false,
  })
  error.code = 'ECONNRESET'
  return error
}
ClientRequest.prototype._fail = function (error) {
  if (this._failed) return
  Object.defineProperty(this, '_failed', { value: true, enumerable: false })
  const reason = error ?? hangUp()
  if (this.listenerCount('error') === 0) {
    Object.defineProperty(reason, require('internal/main').emittedAt, {
      value: 'ClientRequest',
      enumerable: false,
      configurable: true,
    })
    require('internal/stack').places.set(reason, {
      excerpt: "node:events:497\n      throw er; // Unhandled 'error' event\n      ^",
    })
  }
  this.emit('error', reason)
  if (!this.socket && !this._closed) {
    this._closed = true
    this.emit('close')
  }
}
ClientRequest.prototype.destroy = function (error) {
  if (this.destroyed) return this
  this.destroyed = true
  this._errored = error ?? null
  if (this.res) this.res._dump()
  if (this.socket) this.socket.destroy(error)
  return this
}
ClientRequest.prototype.abort = function () {
  if (this.aborted) return
  this.aborted = true
  process.nextTick(() => this.emit('abort'))
  this.destroy()
}
ClientRequest.prototype.setNoDelay = ClientRequest.prototype.setSocketKeepAlive = function () {}
module.exports = { Agent, ClientRequest, globalAgent }
