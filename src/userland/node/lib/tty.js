/** node:tty */
const { raw, SysFailure } = require('internal/sys')
const { Writable } = require('stream')
const { FdReadable, writeAll } = require('internal/fd-stream')
const { uvException } = require('internal/errors')

const isatty = (fd) => Number.isInteger(fd) && fd >= 0 && raw('isatty', [fd])

class ReadStream extends FdReadable {
  constructor(fd) {
    super(fd, { highWaterMark: 0 })
    this.isTTY = true
    this.isRaw = false
  }
  setRawMode(on) {
    raw('setRawMode', [this.fd, Boolean(on)])
    this.isRaw = Boolean(on)
    return this
  }
}
class WriteStream extends Writable {
  constructor(fd) {
    super({ decodeStrings: true })
    this.fd = fd
    this.isTTY = true
    this._resize = null
    this.on('newListener', (name) => {
      if (name === 'resize' && !this._resize) process.on('SIGWINCH', (this._resize = () => this._refreshSize()))
    })
  }
  get columns() {
    return this.getWindowSize()[0]
  }
  get rows() {
    return this.getWindowSize()[1]
  }
  getWindowSize() {
    return raw('winsize', [this.fd])
  }
  _refreshSize() {
    this.emit('resize')
  }
  _write(chunk, encoding, callback) {
    try {
      writeAll(this.fd, chunk)
      callback()
    } catch (error) {
      if (!(error instanceof SysFailure)) throw error
      callback(uvException({ code: error.code, syscall: 'write' }))
    }
  }
  getColorDepth(env = process.env) {
    if (env.FORCE_COLOR !== undefined) return { 0: 1, 1: 4, 2: 8, 3: 24 }[env.FORCE_COLOR] ?? 4
    if (env.NO_COLOR !== undefined || env.TERM === 'dumb') return 1
    if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return 24
    if (/-256(color)?$/i.test(env.TERM ?? '')) return 8
    return env.TERM ? 4 : 1
  }
  hasColors(count = 16, env) {
    return 2 ** this.getColorDepth(typeof count === 'object' ? count : env) >= (typeof count === 'number' ? count : 16)
  }
  _escape(text, callback) {
    this.write(text)
    if (callback) process.nextTick(callback)
    return true
  }
  cursorTo(x, y, callback) {
    return this._escape(
      typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`,
      typeof y === 'function' ? y : callback,
    )
  }
  moveCursor(dx, dy, callback) {
    const text =
      (dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '') + (dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : '')
    return this._escape(text, callback)
  }
  clearLine(direction, callback) {
    return this._escape(direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K', callback)
  }
  clearScreenDown(callback) {
    return this._escape('\x1b[0J', callback)
  }
}
module.exports = { isatty, ReadStream, WriteStream }
