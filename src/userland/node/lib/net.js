/** node:net: TCP over the container's network. Unix sockets are not simulated. */
const EventEmitter = require('events')
const { Duplex } = require('stream')
const { raw, begin, SysFailure } = require('internal/sys')
const { socketException, uvException, coded, invalidArgType, notSimulated, outOfRange } = require('internal/errors')
const { Buffer } = require('buffer')

const v4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/
const isIPv4 = (text) => v4.test(String(text))
const isIPv6 = (text) => {
  const [head] = String(text).split('%')
  if (!/^[\da-f:.]+$/i.test(head) || !head.includes(':')) return false
  return binding.url('parse', [`http://[${head}]/`, null]) !== null
}
const isIP = (text) => (isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0)

function Socket(options = {}) {
  if (!(this instanceof Socket)) return new Socket(options)
  Duplex.call(this, {
    allowHalfOpen: Boolean(options.allowHalfOpen),
    emitClose: true,
    autoDestroy: true,
    decodeStrings: true,
    highWaterMark: 16384,
    signal: options.signal,
  })
  const hide = (name, value) =>
    Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true })
  hide('_fd', null)
  hide('_pending', null)
  hide('_accepting', null)
  hide('_queued', null)
  hide('_unref', false)
  hide('_idle', null)
  this.connecting = false
  this._hadError = false
  this._host = null
  this._parent = null
  this._server = null
  this.server = null
  this.timeout = 0
  this.bytesRead = 0
  this._bytesWritten = 0
  if (options._fd !== undefined) this._adopt(options)
  this.on('end', () => {
    if (!this.allowHalfOpen && !this.writableEnded) this.end()
  })
}
Object.setPrototypeOf(Socket.prototype, Duplex.prototype)
Object.setPrototypeOf(Socket, Duplex)
Socket.prototype._adopt = function ({ _fd, local, peer }) {
  this._fd = _fd
  this.localAddress = local?.address
  this.localPort = local?.port
  this.localFamily = local && (local.address.includes(':') ? 'IPv6' : 'IPv4')
  this.remoteAddress = peer?.address
  this.remotePort = peer?.port
  this.remoteFamily = peer && (peer.address.includes(':') ? 'IPv6' : 'IPv4')
}
Socket.prototype.connect = function (...args) {
  const [options, callback] = normalize(args)
  if (options.path) throw notSimulated('a connection to a Unix socket')
  const port = Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw coded(
      RangeError,
      'ERR_SOCKET_BAD_PORT',
      `Port should be >= 0 and < 65536. Received ${require('internal/inspect').inspect(options.port)}.`,
    )
  const host = options.host || 'localhost'
  this.connecting = true
  this._host = host
  if (callback) this.once('connect', callback)
  const lookup = options.lookup ?? require('dns').lookup
  const tryAll = (list) => {
    const errors = []
    const next = () => {
      const address = list.shift()
      if (!address) {
        if (errors.length === 1) return this.destroy(errors[0])
        const error = new AggregateError(errors)
        error.code = errors[0]?.code
        Object.defineProperty(error, 'stack', {
          value: `AggregateError [${error.code}]: \n    at internalConnectMultiple (node:net:1139:18)\n    at afterConnectMultiple (node:net:1714:7)`,
          writable: true,
          configurable: true,
          enumerable: false,
        })
        return this.destroy(error)
      }
      this._accepting = begin('connect', [address, port], undefined, (code, value) => {
        this._accepting = null
        if (this.destroyed) {
          if (!code) raw('close', [value.fd])
          return
        }
        if (code) {
          const error = socketException(code, 'connect', address, port)
          Object.defineProperty(error, 'stack', {
            value: `Error: ${error.message}\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)`,
            writable: true,
            configurable: true,
            enumerable: false,
          })
          errors.push(error)
          return next()
        }
        this._adopt({ _fd: value.fd, local: value.local, peer: value.peer })
        this.connecting = false
        this.emit('connect')
        this.emit('ready')
        if (this._queued) {
          const queued = this._queued
          this._queued = null
          queued()
        }
        if (!this.destroyed) this.read(0)
      })
      if (this._unref) this._accepting.unref()
    }
    next()
  }
  if (isIP(host)) process.nextTick(() => this.destroyed || tryAll([host]))
  else
    lookup(host, { all: true, family: options.family ?? 0 }, (error, found) => {
      if (this.destroyed) return
      this.emit('lookup', error, Array.isArray(found) ? found[0]?.address : found, 4, host)
      if (error) return this.destroy(error)
      tryAll(Array.isArray(found) ? found.map((each) => each.address) : [found])
    })
  return this
}
Socket.prototype._read = function () {
  if (this._pending) return
  if (this._fd === null) {
    if (this.connecting) this.once('connect', () => this._read())
    return
  }
  this._pending = begin('readLater', [this._fd, 65536], undefined, (code, bytes) => {
    this._pending = null
    if (this.destroyed) return
    this._touch()
    if (code) return this.destroy(ioError('read', code))
    if (bytes.byteLength === 0) {
      this.push(null)
      // An ended socket that nobody reads must still see its end.
      this.read(0)
      return
    }
    this.bytesRead += bytes.byteLength
    this.push(Object.setPrototypeOf(new Uint8Array(bytes), Buffer.prototype))
  })
  if (this._unref) this._pending.unref()
}
const ioError = (syscall, code) => {
  const error = uvException({ code, syscall })
  error.message = `${syscall} ${code}`
  Object.defineProperty(error, 'stack', {
    value: `Error: ${error.message}\n    at TCP.onStreamRead (node:internal/stream_base_commons:216:20)`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
  return error
}
Socket.prototype._write = function (chunk, encoding, callback) {
  if (this.connecting || this._fd === null) {
    this._queued = () => this._write(chunk, encoding, callback)
    return
  }
  this._touch()
  // A flush.
  if (chunk.length === 0) return callback()
  this._bytesWritten += chunk.length
  begin('writeLater', [this._fd], chunk, (code) => callback(code ? ioError('write', code) : null))
}
Socket.prototype._final = function (callback) {
  if (this.connecting) {
    this.once('connect', () => this._final(callback))
    return
  }
  if (this._fd !== null) {
    try {
      raw('shutdown', [this._fd])
    } catch (error) {
      if (!(error instanceof SysFailure)) throw error
    }
  }
  callback()
}
Socket.prototype._destroy = function (error, callback) {
  this.connecting = false
  this._accepting?.forget()
  this._pending?.forget()
  this._pending = null
  clearTimeout(this._idle)
  const fd = this._fd
  this._fd = null
  if (fd !== null) {
    try {
      raw('close', [fd])
    } catch (failure) {
      if (!(failure instanceof SysFailure)) throw failure
    }
  }
  const server = this._server
  callback(error)
  // 'close' of a socket tells whether it was an error.
  if (server) {
    server._connections--
    server._all.delete(this)
    server._emitCloseIfDrained()
  }
}
Socket.prototype._touch = function () {
  if (this.timeout > 0) {
    clearTimeout(this._idle)
    this._idle = setTimeout(() => this.emit('timeout'), this.timeout)
    this._idle.unref()
  }
}
Socket.prototype.setTimeout = function (ms, callback) {
  this.timeout = ms
  clearTimeout(this._idle)
  if (ms > 0) {
    if (callback) this.once('timeout', callback)
    this._touch()
  } else if (callback) this.removeListener('timeout', callback)
  return this
}
Socket.prototype.setNoDelay = Socket.prototype.setKeepAlive = function () {
  return this
}
Socket.prototype.address = function () {
  return this._fd === null ? {} : { address: this.localAddress, family: this.localFamily, port: this.localPort }
}
Socket.prototype.destroySoon = function () {
  if (this.writable) this.end()
  if (this.writableFinished) this.destroy()
  else this.once('finish', this.destroy)
}
Socket.prototype.resetAndDestroy = function () {
  return this.destroy()
}
Socket.prototype.ref = function () {
  this._unref = false
  this._pending?.ref()
  this._accepting?.ref()
  return this
}
Socket.prototype.unref = function () {
  this._unref = true
  this._pending?.unref()
  this._accepting?.unref()
  return this
}
Object.defineProperty(Socket.prototype, 'pending', {
  get() {
    return this._fd === null || this.connecting
  },
  configurable: true,
})
Object.defineProperty(Socket.prototype, 'readyState', {
  get() {
    return this.connecting
      ? 'opening'
      : this.readable && this.writable
        ? 'open'
        : this.readable
          ? 'readOnly'
          : this.writable
            ? 'writeOnly'
            : 'closed'
  },
  configurable: true,
})
Object.defineProperty(Socket.prototype, 'bytesWritten', {
  get() {
    return this._bytesWritten + this.writableLength
  },
  configurable: true,
})
Object.defineProperty(Socket.prototype, '_handle', {
  get() {
    return this._fd === null ? null : { fd: this._fd }
  },
  configurable: true,
})

/** (options | port [, host] | path) and a callback */
function normalize(args) {
  const list = [...args]
  const callback = typeof list.at(-1) === 'function' ? list.pop() : null
  const [first, second] = list
  if (first !== null && typeof first === 'object') return [first, callback]
  if (typeof first === 'string' && !/^\d+$/.test(first)) return [{ path: first }, callback]
  const options = { port: first }
  if (typeof second === 'string') options.host = second
  else if (typeof second === 'number') options.backlog = second
  if (typeof list[2] === 'number') options.backlog = list[2]
  return [options, callback]
}

function Server(options, listener) {
  if (!(this instanceof Server)) return new Server(options, listener)
  EventEmitter.call(this)
  const given = typeof options === 'function' ? {} : (options ?? {})
  const callback = typeof options === 'function' ? options : listener
  if (callback) this.on('connection', callback)
  this._connections = 0
  this.allowHalfOpen = given.allowHalfOpen ?? false
  this.pauseOnConnect = Boolean(given.pauseOnConnect)
  const hide = (name, value) =>
    Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true })
  hide('_fd', null)
  hide('_accept', null)
  hide('_all', new Set())
  hide('_bound', null)
  hide('_unref', false)
  hide('_closing', false)
}
Object.setPrototypeOf(Server.prototype, EventEmitter.prototype)
Object.setPrototypeOf(Server, EventEmitter)
Server.prototype.listen = function (...args) {
  const [options, callback] = normalize(args)
  if (this._fd !== null)
    throw coded(Error, 'ERR_SERVER_ALREADY_LISTEN', 'Listen method has been called more than once without closing.')
  if (callback) this.once('listening', callback)
  if (options.path !== undefined) throw notSimulated('a server on a Unix socket')
  const port = options.port === undefined || options.port === null || options.port === '' ? 0 : Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw coded(
      RangeError,
      'ERR_SOCKET_BAD_PORT',
      `options.port should be >= 0 and < 65536. Received ${typeof options.port === 'string' ? `type string ('${options.port}')` : require('internal/inspect').inspect(options.port)}.`,
    )
  const bound = (host) => {
    try {
      const result = raw('listen', [host ?? null, port, options.backlog ?? 511])
      this._fd = result.fd
      this._bound = result
    } catch (error) {
      if (!(error instanceof SysFailure)) throw error
      const failure = socketException(
        error.code,
        error.code === 'EACCES' || error.code === 'EADDRINUSE' ? 'listen' : 'listen',
        host ?? '::',
        port,
        true,
      )
      const site = failure.stack
        .split('\n')
        .filter((line) => line.startsWith('    at ') && !line.includes('node:'))
        .slice(0, 2)
      Object.defineProperty(failure, 'stack', {
        value: `Error: ${failure.message}\n    at Server.setupListenHandle [as _listen2] (node:net:1937:16)\n    at listenInCluster (node:net:1994:12)\n    at Server.listen (node:net:2099:7)${site.map((line) => `\n${line}`).join('')}`,
        writable: true,
        configurable: true,
        enumerable: false,
      })
      Object.defineProperty(failure, require('internal/main').emittedAt, { value: 'Server', configurable: true })
      require('internal/stack').places.set(failure, {
        excerpt: "node:events:497\n      throw er; // Unhandled 'error' event\n      ^",
      })
      process.nextTick(() => this.emit('error', failure))
      return
    }
    this._next()
    process.nextTick(() => {
      if (this._fd !== null) this.emit('listening')
    })
  }
  const host = options.host
  if (!host || isIP(host)) bound(host)
  else
    require('dns').lookup(host, (error, address) => {
      if (error) this.emit('error', error)
      else bound(address)
    })
  return this
}
Server.prototype._next = function () {
  if (this._fd === null || this._accept) return
  this._accept = begin('accept', [this._fd], undefined, (code, value) => {
    this._accept = null
    if (code) {
      if (this._fd !== null && code !== 'EBADF' && code !== 'EINVAL') this._next()
      return
    }
    if (this._fd === null) return void raw('close', [value.fd])
    this._next()
    if (this.maxConnections !== undefined && this._connections >= this.maxConnections) {
      raw('close', [value.fd])
      this.emit('drop', { localPort: value.local.port, remoteAddress: value.peer.address, remotePort: value.peer.port })
      return
    }
    const socket = new Socket({
      _fd: value.fd,
      local: value.local,
      peer: value.peer,
      allowHalfOpen: this.allowHalfOpen,
    })
    socket._server = socket.server = this
    this._connections++
    this._all.add(socket)
    this.emit('connection', socket)
    if (!this.pauseOnConnect) socket.read(0)
  })
  if (this._unref) this._accept.unref()
}
Server.prototype.address = function () {
  if (!this._bound || this._fd === null) return null
  const { address, port } = this._bound
  return { address, family: address.includes(':') ? 'IPv6' : 'IPv4', port }
}
Object.defineProperty(Server.prototype, 'listening', {
  get() {
    return this._fd !== null
  },
  configurable: true,
  enumerable: true,
})
Server.prototype.getConnections = function (callback) {
  process.nextTick(() => callback(null, this._connections))
  return this
}
Server.prototype.close = function (callback) {
  if (callback) {
    if (this._fd === null)
      this.once('close', () => callback(coded(Error, 'ERR_SERVER_NOT_RUNNING', 'Server is not running.')))
    else this.once('close', callback)
  }
  this._accept?.forget()
  this._accept = null
  if (this._fd !== null) {
    raw('close', [this._fd])
    this._fd = null
    this._closing = true
  } else if (callback) this._closing = true
  this._emitCloseIfDrained()
  return this
}
Server.prototype._emitCloseIfDrained = function () {
  if (!this._closing || this._fd !== null || this._connections > 0) return
  this._closing = false
  process.nextTick(() => this.emit('close'))
}
Server.prototype.ref = function () {
  this._unref = false
  this._accept?.ref()
  return this
}
Server.prototype.unref = function () {
  this._unref = true
  this._accept?.unref()
  return this
}
Server.prototype[Symbol.asyncDispose ?? Symbol('asyncDispose')] = function () {
  return new Promise((resolve) => this.close(resolve))
}
function connect(...args) {
  const [options] = normalize(args)
  const socket = new Socket(options)
  if (options.timeout) socket.setTimeout(options.timeout)
  return socket.connect(...args)
}
class BlockList {
  constructor() {
    throw notSimulated('net.BlockList')
  }
}
void outOfRange
void invalidArgType
module.exports = {
  Socket,
  Stream: Socket,
  Server,
  connect,
  createConnection: connect,
  createServer: (options, listener) => new Server(options, listener),
  isIP,
  isIPv4,
  isIPv6,
  BlockList,
  getDefaultAutoSelectFamily: () => true,
  setDefaultAutoSelectFamily: () => {},
}
