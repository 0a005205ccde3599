/** EventTarget, Event, AbortController as the web has them, without capture and bubbling. */
const kListeners = Symbol('listeners')
class Event {
  constructor(type, options = {}) {
    this.type = String(type)
    this.cancelable = Boolean(options.cancelable)
    this.bubbles = Boolean(options.bubbles)
    this.defaultPrevented = false
    this.target = null
    this.currentTarget = null
    this.timeStamp = binding.monotonic()
  }
  preventDefault() {
    if (this.cancelable) this.defaultPrevented = true
  }
  stopImmediatePropagation() {
    this.stopped = true
  }
  stopPropagation() {}
}
class CustomEvent extends Event {
  constructor(type, options = {}) {
    super(type, options)
    this.detail = options.detail ?? null
  }
}
class EventTarget {
  constructor() {
    Object.defineProperty(this, kListeners, { value: new Map(), enumerable: false })
  }
  addEventListener(type, listener, options) {
    if (!listener) return
    const list = this[kListeners].get(type) ?? []
    if (list.some((entry) => entry.listener === listener)) return
    list.push({ listener, once: typeof options === 'object' && options !== null && Boolean(options.once) })
    this[kListeners].set(type, list)
    options?.signal?.addEventListener('abort', () => this.removeEventListener(type, listener))
  }
  removeEventListener(type, listener) {
    const list = this[kListeners].get(type)
    if (list)
      this[kListeners].set(
        type,
        list.filter((entry) => entry.listener !== listener),
      )
  }
  dispatchEvent(event) {
    event.target = event.currentTarget = this
    const handler = this[`on${event.type}`]
    if (typeof handler === 'function') handler.call(this, event)
    for (const entry of [...(this[kListeners].get(event.type) ?? [])]) {
      if (entry.once) this.removeEventListener(event.type, entry.listener)
      if (typeof entry.listener === 'function') entry.listener.call(this, event)
      else entry.listener.handleEvent(event)
      if (event.stopped) break
    }
    return !event.defaultPrevented
  }
}
class DOMException extends Error {
  constructor(message = '', name = 'Error') {
    super(message)
    const title = typeof name === 'object' ? (name.name ?? 'Error') : name
    Object.defineProperty(this, 'name', { value: title, configurable: true, enumerable: false })
    Object.defineProperty(this, 'code', { value: CODES[title] ?? 0, configurable: true, enumerable: false })
    if (typeof this.stack === 'string')
      Object.defineProperty(this, 'stack', {
        value: this.stack.replace(/^Error/, title),
        configurable: true,
        writable: true,
        enumerable: false,
      })
  }
}
const CODES = {
  AbortError: 20,
  TimeoutError: 23,
  DataCloneError: 25,
  SyntaxError: 12,
  InvalidStateError: 11,
  NotFoundError: 8,
}
class AbortSignal extends EventTarget {
  constructor() {
    super()
    this.aborted = false
    this.reason = undefined
    this.onabort = null
  }
  throwIfAborted() {
    if (this.aborted) throw this.reason
  }
  static abort(reason) {
    const controller = new AbortController()
    controller.abort(reason)
    return controller.signal
  }
  static timeout(ms) {
    const controller = new AbortController()
    setTimeout(
      () => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
      ms,
    ).unref()
    return controller.signal
  }
  static any(signals) {
    const controller = new AbortController()
    for (const signal of signals) {
      if (signal.aborted) controller.abort(signal.reason)
      else signal.addEventListener('abort', () => controller.abort(signal.reason))
    }
    return controller.signal
  }
}
class AbortController {
  constructor() {
    this.signal = new AbortSignal()
  }
  abort(reason) {
    if (this.signal.aborted) return
    this.signal.aborted = true
    this.signal.reason = reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : reason
    this.signal.dispatchEvent(new Event('abort'))
  }
}
module.exports = { Event, CustomEvent, EventTarget, DOMException, AbortSignal, AbortController }
