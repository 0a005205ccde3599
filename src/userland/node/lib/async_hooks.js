/**
 * node:async_hooks: AsyncResource, and AsyncLocalStorage within one synchronous run and the callbacks bound to it. Stores do not follow
 * promises: run() warns the first time that an asynchronous function is given to it.
 */
const EventEmitter = require('events')
const { notSimulated } = require('internal/errors')
let current = new Map()
const restore = (store, work) => {
  const before = current
  current = store
  try {
    return work()
  } finally {
    current = before
  }
}
class AsyncLocalStorage {
  static bind(fn) {
    const store = current
    return (...args) => restore(store, () => fn(...args))
  }
  static snapshot() {
    const store = current
    return (fn, ...args) => restore(store, () => fn(...args))
  }
  run(value, fn, ...args) {
    return restore(new Map(current).set(this, value), () => {
      const result = fn(...args)
      if (result instanceof Promise)
        process.emitWarning('AsyncLocalStorage does not follow promises: not simulated yet')
      return result
    })
  }
  exit(fn, ...args) {
    const store = new Map(current)
    store.delete(this)
    return restore(store, () => fn(...args))
  }
  getStore() {
    return current.get(this)
  }
  enterWith(value) {
    current = new Map(current).set(this, value)
  }
  disable() {
    current.delete(this)
  }
}
class AsyncResource {
  constructor(type) {
    this.type = type
    Object.defineProperty(this, '_store', { value: current, enumerable: false })
  }
  runInAsyncScope(fn, self, ...args) {
    return restore(this._store, () => fn.apply(self, args))
  }
  bind(fn) {
    return (...args) => this.runInAsyncScope(fn, undefined, ...args)
  }
  static bind(fn) {
    return AsyncLocalStorage.bind(fn)
  }
  emitDestroy() {
    return this
  }
  asyncId() {
    return 1
  }
  triggerAsyncId() {
    return 0
  }
}
void EventEmitter
module.exports = {
  AsyncLocalStorage,
  AsyncResource,
  executionAsyncId: () => 1,
  triggerAsyncId: () => 0,
  executionAsyncResource: () => ({}),
  createHook: () => {
    throw notSimulated('async_hooks.createHook')
  },
}
