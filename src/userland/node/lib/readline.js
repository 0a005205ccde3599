/**
 * node:readline. On a terminal the kernel's own line editing is used (the terminal stays in its cooked mode): history and completion while
 * typing are left out.
 */
const EventEmitter = require('events')
const { StringDecoder } = require('string_decoder')
const { coded } = require('internal/errors')

class Interface extends EventEmitter {
  constructor(input, output, completer, terminal) {
    super()
    const options = input && typeof input.on !== 'function' ? input : { input, output, completer, terminal }
    this.input = options.input
    this.output = options.output ?? undefined
    this.terminal = options.terminal ?? Boolean(this.output?.isTTY)
    this.line = ''
    this.cursor = 0
    this.history = []
    this.closed = false
    this.paused = false
    this._prompt = options.prompt ?? '> '
    this.crlfDelay = options.crlfDelay ?? 100
    const hide = (name, value) =>
      Object.defineProperty(this, name, { value, writable: true, enumerable: false, configurable: true })
    hide('_decoder', new StringDecoder('utf8'))
    hide('_rest', '')
    hide('_question', null)
    hide('_onData', (chunk) => this._data(typeof chunk === 'string' ? chunk : this._decoder.write(chunk)))
    hide('_onEnd', () => {
      if (this._rest) this._line(this._rest)
      this._rest = ''
      this.close()
    })
    hide('_onSigint', () => {
      if (this.listenerCount('SIGINT') > 0) this.emit('SIGINT')
      else {
        this.close()
        // As the raw mode's Ctrl+C does without a listener: the program ends by itself, or by the signal's default.
        if (process.listenerCount('SIGINT') <= 0) process.kill(process.pid, 'SIGINT')
      }
    })
    this.input.on('data', this._onData)
    this.input.on('end', this._onEnd)
    this.on('newListener', (name) => {
      if (name === 'SIGINT' && this.terminal && !this._sigint) {
        hide('_sigint', true)
        process.on('SIGINT', this._onSigint)
      }
    })
    options.signal?.addEventListener('abort', () => this.close())
    this.input.resume()
  }
  _data(text) {
    const lines = (this._rest + text).split(/\r\n|\n|\r(?!$)/)
    this._rest = lines.pop()
    if (this._rest.endsWith('\r')) this._rest = this._rest.slice(0, -1)
    for (const line of lines) {
      if (this.closed) return
      this._line(line)
    }
  }
  _line(line) {
    const question = this._question
    if (question) {
      this._question = null
      if (this._savedPrompt !== undefined) this._prompt = this._savedPrompt
      question(line)
    } else this.emit('line', line)
  }
  getPrompt() {
    return this._prompt
  }
  setPrompt(prompt) {
    this._prompt = String(prompt)
  }
  prompt() {
    if (this.closed) throw coded(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed')
    if (this.paused) this.resume()
    this.output?.write(this._prompt)
  }
  question(query, options, callback) {
    const done = typeof options === 'function' ? options : callback
    if (this.closed) throw coded(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed')
    if (typeof done !== 'function') return
    if (this._question) {
      this.prompt()
      return
    }
    if (this.paused) this.resume()
    this.output?.write(String(query))
    this._question = done
    options?.signal?.addEventListener?.('abort', () => (this._question = null))
  }
  pause() {
    if (this.paused) return this
    this.input.pause()
    this.paused = true
    this.emit('pause')
    return this
  }
  resume() {
    if (!this.paused) return this
    this.input.resume()
    this.paused = false
    this.emit('resume')
    return this
  }
  write(data) {
    if (this.closed) throw coded(Error, 'ERR_USE_AFTER_CLOSE', 'readline was closed')
    if (data !== null && data !== undefined) {
      if (this.terminal) this.output.write(data)
      this._data(String(data))
    }
  }
  close() {
    if (this.closed) return
    this.closed = true
    this.input.removeListener('data', this._onData)
    this.input.removeListener('end', this._onEnd)
    if (this._sigint) process.removeListener('SIGINT', this._onSigint)
    this.input.pause()
    this.emit('close')
  }
  getCursorPos() {
    return { rows: 0, cols: this.cursor }
  }
  [Symbol.asyncIterator]() {
    return EventEmitter.on(this, 'line', { close: ['close'] })[Symbol.asyncIterator] ? lineIterator(this) : undefined
  }
}
function lineIterator(source) {
  const queue = []
  const waiting = []
  let done = source.closed
  source.on('line', (line) => (waiting.length ? waiting.shift()({ value: line, done: false }) : queue.push(line)))
  source.on('close', () => {
    done = true
    for (const resolve of waiting.splice(0)) resolve({ value: undefined, done: true })
  })
  return {
    next: () =>
      queue.length
        ? Promise.resolve({ value: queue.shift(), done: false })
        : done
          ? Promise.resolve({ value: undefined, done: true })
          : new Promise((resolve) => waiting.push(resolve)),
    return: () => {
      source.close()
      return Promise.resolve({ value: undefined, done: true })
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
Object.defineProperty(Interface.prototype, '_sigint', { value: false, writable: true })
Interface.prototype.question[Symbol.for('nodejs.util.promisify.custom')] = function (query, options) {
  return new Promise((resolve) => this.question(query, options ?? {}, resolve))
}
class PromiseInterface extends Interface {
  question(query, options) {
    return new Promise((resolve) => super.question(query, options ?? {}, resolve))
  }
}
const createInterface = (...args) => new Interface(...args)
const escape = (stream, text, callback) => {
  stream?.write(text)
  if (callback) process.nextTick(callback)
  return true
}
module.exports = {
  Interface,
  createInterface,
  clearLine: (stream, direction, callback) =>
    escape(stream, direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K', callback),
  clearScreenDown: (stream, callback) => escape(stream, '\x1b[0J', callback),
  cursorTo: (stream, x, y, callback) =>
    escape(
      stream,
      typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`,
      typeof y === 'function' ? y : callback,
    ),
  moveCursor: (stream, dx, dy, callback) =>
    escape(
      stream,
      (dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : '') + (dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : ''),
      callback,
    ),
  emitKeypressEvents(stream) {
    if (stream[kKeys]) return
    stream[kKeys] = true
    const decoder = new StringDecoder('utf8')
    const names = {
      '\r': 'return',
      '\n': 'enter',
      '\t': 'tab',
      '\x7f': 'backspace',
      '\b': 'backspace',
      '\x1b': 'escape',
      ' ': 'space',
      '\x1b[A': 'up',
      '\x1b[B': 'down',
      '\x1b[C': 'right',
      '\x1b[D': 'left',
      '\x1b[H': 'home',
      '\x1b[F': 'end',
      '\x1b[3~': 'delete',
      '\x1b[5~': 'pageup',
      '\x1b[6~': 'pagedown',
    }
    stream.on('data', (chunk) => {
      if (stream.listenerCount('keypress') === 0) return
      for (const sequence of decoder.write(chunk).match(/\x1b\[[0-9;]*[A-Za-z~]|[\s\S]/gu) ?? []) {
        const code = sequence.charCodeAt(0)
        const key = { sequence, name: names[sequence], ctrl: false, meta: false, shift: false }
        if (key.name === undefined && sequence.length === 1 && code >= 1 && code <= 26)
          Object.assign(key, { name: String.fromCharCode(code + 96), ctrl: true })
        else if (key.name === undefined && /^[A-Z]$/.test(sequence))
          Object.assign(key, { name: sequence.toLowerCase(), shift: true })
        else if (key.name === undefined && sequence.length === 1) key.name = sequence
        stream.emit('keypress', sequence.length === 1 ? sequence : undefined, key)
      }
    })
  },
  promises: { Interface: PromiseInterface, createInterface: (...args) => new PromiseInterface(...args) },
}
const kKeys = Symbol('keypress')
