/** node:events. */
const { coded, invalidArgType } = require('internal/errors')
const kCapture = Symbol('kCapture')

function EventEmitter(options) {
  EventEmitter.init.call(this, options)
}
EventEmitter.prototype._events = undefined
EventEmitter.prototype._eventsCount = 0
EventEmitter.prototype._maxListeners = undefined
EventEmitter.init = function () {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null)
    this._eventsCount = 0
  }
  this._maxListeners = this._maxListeners || undefined
}
let defaultMaxListeners = 10
Object.defineProperty(EventEmitter, 'defaultMaxListeners', {
  enumerable: true,
  get: () => defaultMaxListeners,
  set: (value) => (defaultMaxListeners = value),
})
function check(listener) {
  if (typeof listener !== 'function') throw invalidArgType('listener', 'of type function', listener)
}
EventEmitter.prototype.setMaxListeners = function setMaxListeners(n) {
  this._maxListeners = n
  return this
}
EventEmitter.prototype.getMaxListeners = function getMaxListeners() {
  return this._maxListeners === undefined ? defaultMaxListeners : this._maxListeners
}
EventEmitter.prototype.emit = function emit(type, ...args) {
  const events = this._events
  if (type === 'error') {
    if (events?.[EventEmitter.errorMonitor] !== undefined) this.emit(EventEmitter.errorMonitor, ...args)
    if (events?.error === undefined) {
      const [error] = args
      if (error instanceof Error) throw error
      let text
      try {
        text = require('internal/inspect').inspect(error)
      } catch {
        text = error
      }
      const failure = coded(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${text})`)
      failure.context = error
      throw failure
    }
  }
  const handler = events?.[type]
  if (handler === undefined) return false
  if (typeof handler === 'function') Reflect.apply(handler, this, args)
  else for (const listener of handler.slice()) Reflect.apply(listener, this, args)
  return true
}
function add(target, type, listener, prepend) {
  check(listener)
  let events = target._events
  if (events === undefined) {
    events = target._events = Object.create(null)
    target._eventsCount = 0
  } else if (events.newListener !== undefined) {
    target.emit('newListener', type, listener.listener ?? listener)
    events = target._events
  }
  const existing = events[type]
  if (existing === undefined) {
    events[type] = listener
    target._eventsCount++
    return target
  }
  const list =
    typeof existing === 'function' ? (events[type] = prepend ? [listener, existing] : [existing, listener]) : existing
  if (list === existing) {
    if (prepend) list.unshift(listener)
    else list.push(listener)
  }
  const max = target.getMaxListeners()
  if (max > 0 && list.length > max && !list.warned) {
    list.warned = true
    const warning = new Error(
      `Possible EventEmitter memory leak detected. ${list.length} ${String(type)} listeners added to ${require('internal/inspect').inspect(target, { depth: -1 })}. MaxListeners is ${max}. Use emitter.setMaxListeners() to increase limit`,
    )
    warning.name = 'MaxListenersExceededWarning'
    globalThis.process?.emitWarning(warning)
  }
  return target
}
EventEmitter.prototype.addListener = function addListener(type, listener) {
  return add(this, type, listener, false)
}
EventEmitter.prototype.on = EventEmitter.prototype.addListener
EventEmitter.prototype.prependListener = function prependListener(type, listener) {
  return add(this, type, listener, true)
}
function onceWrap(target, type, listener) {
  check(listener)
  let fired = false
  const wrapped = function (...args) {
    if (fired) return undefined
    target.removeListener(type, wrapped)
    fired = true
    return Reflect.apply(listener, target, args)
  }
  wrapped.listener = listener
  return wrapped
}
EventEmitter.prototype.once = function once(type, listener) {
  return this.on(type, onceWrap(this, type, listener))
}
EventEmitter.prototype.prependOnceListener = function prependOnceListener(type, listener) {
  return this.prependListener(type, onceWrap(this, type, listener))
}
EventEmitter.prototype.removeListener = function removeListener(type, listener) {
  check(listener)
  const events = this._events
  const list = events?.[type]
  if (list === undefined) return this
  if (list === listener || list.listener === listener) {
    delete events[type]
    this._eventsCount--
  } else if (typeof list !== 'function') {
    let at = -1
    for (let i = list.length - 1; i >= 0; i--) {
      if (list[i] === listener || list[i].listener === listener) {
        at = i
        break
      }
    }
    if (at < 0) return this
    // A new array: emit may be walking the old one.
    const rest = list.filter((_, i) => i !== at)
    rest.warned = list.warned
    events[type] = rest.length === 1 ? rest[0] : rest
  } else return this
  if (events.removeListener !== undefined) this.emit('removeListener', type, listener.listener ?? listener)
  return this
}
EventEmitter.prototype.off = EventEmitter.prototype.removeListener
EventEmitter.prototype.removeAllListeners = function removeAllListeners(type) {
  const events = this._events
  if (events === undefined) return this
  if (arguments.length === 0) {
    if (events.removeListener !== undefined) {
      for (const key of Reflect.ownKeys(events)) if (key !== 'removeListener') this.removeAllListeners(key)
    }
    this._events = Object.create(null)
    this._eventsCount = 0
    return this
  }
  const list = events[type]
  if (list === undefined) return this
  if (typeof list === 'function') this.removeListener(type, list)
  else for (const listener of [...list].reverse()) this.removeListener(type, listener)
  return this
}
const listed = (target, type, unwrap) => {
  const list = target._events?.[type]
  if (list === undefined) return []
  const all = typeof list === 'function' ? [list] : [...list]
  return unwrap ? all.map((listener) => listener.listener ?? listener) : all
}
EventEmitter.prototype.listeners = function listeners(type) {
  return listed(this, type, true)
}
EventEmitter.prototype.rawListeners = function rawListeners(type) {
  return listed(this, type, false)
}
EventEmitter.prototype.listenerCount = function listenerCount(type, listener) {
  const all = listed(this, type, true)
  return listener === undefined ? all.length : all.filter((each) => each === listener).length
}
EventEmitter.prototype.eventNames = function eventNames() {
  return this._eventsCount > 0 ? Reflect.ownKeys(this._events) : []
}
EventEmitter.listenerCount = (emitter, type) => emitter.listenerCount(type)

function once(emitter, name, options = {}) {
  return new Promise((resolve, reject) => {
    const { signal } = options
    if (signal?.aborted) return reject(signal.reason)
    if (typeof emitter.addEventListener === 'function' && typeof emitter.on !== 'function') {
      emitter.addEventListener(name, (event) => resolve([event]), { once: true })
      return
    }
    const failed = (error) => {
      emitter.removeListener(name, happened)
      reject(error)
    }
    const happened = (...args) => {
      emitter.removeListener('error', failed)
      resolve(args)
    }
    emitter.once(name, happened)
    if (name !== 'error') emitter.once('error', failed)
    signal?.addEventListener('abort', () => {
      emitter.removeListener(name, happened)
      emitter.removeListener('error', failed)
      reject(signal.reason)
    })
  })
}
function on(emitter, name, options = {}) {
  const queue = []
  const waiting = []
  let failure = null
  let finished = false
  const happened = (...args) =>
    waiting.length ? waiting.shift().resolve({ value: args, done: false }) : queue.push(args)
  const failed = (error) => {
    failure = error
    if (waiting.length) waiting.shift().reject(error)
  }
  const iterator = {
    next() {
      if (queue.length) return Promise.resolve({ value: queue.shift(), done: false })
      if (failure) return Promise.reject(failure)
      if (finished) return Promise.resolve({ value: undefined, done: true })
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return() {
      emitter.removeListener(name, happened)
      emitter.removeListener('error', failed)
      finished = true
      for (const each of waiting) each.resolve({ value: undefined, done: true })
      return Promise.resolve({ value: undefined, done: true })
    },
    throw: (error) => failed(error),
    [Symbol.asyncIterator]() {
      return this
    },
  }
  emitter.on(name, happened)
  if (name !== 'error') emitter.on('error', failed)
  for (const end of options.close ?? []) emitter.on(end, () => iterator.return())
  options.signal?.addEventListener('abort', () => failed(options.signal.reason))
  return iterator
}
EventEmitter.errorMonitor = Symbol('events.errorMonitor')
EventEmitter.captureRejectionSymbol = Symbol.for('nodejs.rejection')
EventEmitter.captureRejections = false
EventEmitter.usingDomains = false
module.exports = EventEmitter
Object.assign(EventEmitter, {
  EventEmitter,
  once,
  on,
  getEventListeners: (emitter, type) => emitter.listeners?.(type) ?? [],
  getMaxListeners: (emitter) => emitter.getMaxListeners?.() ?? defaultMaxListeners,
  setMaxListeners: (n = 10, ...targets) => targets.forEach((target) => target.setMaxListeners?.(n)),
  addAbortListener(signal, listener) {
    if (signal.aborted) queueMicrotask(() => listener())
    else signal.addEventListener('abort', listener, { once: true })
    return { [Symbol.dispose ?? Symbol.for('dispose')]: () => signal.removeEventListener('abort', listener) }
  },
})
void kCapture
