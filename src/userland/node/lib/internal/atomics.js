/** Atomics, which this QuickJS lacks: there is one thread, so plain reads and writes are atomic. wait() blocks the process for its time. */
function install() {
  if (globalThis.Atomics) return
  const change = (work) => (array, index, value) => {
    const before = array[index]
    array[index] = work(before, value)
    return before
  }
  const Atomics = {
    load: (array, index) => array[index],
    store: (array, index, value) => {
      array[index] = value
      return value
    },
    add: change((a, b) => a + b),
    sub: change((a, b) => a - b),
    and: change((a, b) => a & b),
    or: change((a, b) => a | b),
    xor: change((a, b) => a ^ b),
    exchange: change((_, b) => b),
    compareExchange(array, index, expected, value) {
      const before = array[index]
      if (before === expected) array[index] = value
      return before
    },
    isLockFree: () => true,
    notify: () => 0,
    wait(array, index, value, ms = Infinity) {
      if (array[index] !== value) return 'not-equal'
      require('internal/sys').raw('pause', [Number.isFinite(ms) ? ms : -1])
      return 'timed-out'
    },
  }
  for (const name of Object.keys(Atomics)) Object.defineProperty(Atomics, name, { enumerable: false })
  Object.defineProperty(Atomics, Symbol.toStringTag, { value: 'Atomics', configurable: true })
  Object.defineProperty(globalThis, 'Atomics', {
    value: Atomics,
    writable: true,
    configurable: true,
    enumerable: false,
  })
}
module.exports = { install }
