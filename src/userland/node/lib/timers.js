/** node:timers */
const loop = require('internal/loop')
const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = loop
const aborted = (signal) => signal.reason
const promises = {
  setTimeout: (ms, value, { signal, ref = true } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(aborted(signal))
      const timer = setTimeout(() => resolve(value), ms)
      if (!ref) timer.unref()
      signal?.addEventListener('abort', () => {
        clearTimeout(timer)
        reject(aborted(signal))
      })
    }),
  setImmediate: (value) => new Promise((resolve) => setImmediate(() => resolve(value))),
  async *setInterval(ms, value, options) {
    for (;;) yield await promises.setTimeout(ms, value, options)
  },
  scheduler: {
    wait: (ms, options) => promises.setTimeout(ms, undefined, options),
    yield: () => promises.setImmediate(),
  },
}
module.exports = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate, promises }
