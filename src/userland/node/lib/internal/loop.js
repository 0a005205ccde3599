/**
 * The event loop's phases: timers, poll, check. The worker (engine.ts) drives it: it calls `turn` for each piece of work, runs the microtasks
 * after each, and waits in the kernel for what `timeout` says.
 */
const sys = require('internal/sys')

// ---- nextTick
const ticks = []
function nextTick(callback, ...args) {
  if (typeof callback !== 'function')
    throw require('internal/errors').invalidArgType('callback', 'of type function', callback)
  if (process._exiting) return
  ticks.push(args.length ? () => callback(...args) : callback)
}
/** One queued tick is run; false when there is none. */
function tick() {
  const next = ticks.shift()
  if (!next) return false
  guarded(next)
  return true
}

// ---- timers
let sequence = 0
/** Sorted by time, then by age. */
const timers = []
class Timeout {
  constructor(callback, ms, args, repeat) {
    const delay = Number(ms)
    let after = delay >= 1 && delay <= 2147483647 ? Math.trunc(delay) : 1
    if (delay > 2147483647) {
      process.emitWarning(
        `${delay} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`,
        'TimeoutOverflowWarning',
      )
      after = 1
    }
    this._idleTimeout = after
    this._onTimeout = callback
    this._timerArgs = args
    this._repeat = repeat ? after : null
    this._destroyed = false
    hide(this, 'referenced', true)
    hide(this, 'at', 0)
    hide(this, 'seq', 0)
    this.start()
  }
  start() {
    this.at = binding.monotonic() + this._idleTimeout
    this.seq = sequence++
    let i = timers.length
    while (i > 0 && timers[i - 1].at > this.at) i--
    timers.splice(i, 0, this)
  }
  stop() {
    const i = timers.indexOf(this)
    if (i >= 0) timers.splice(i, 1)
  }
  ref() {
    this.referenced = true
    return this
  }
  unref() {
    this.referenced = false
    return this
  }
  hasRef() {
    return this.referenced
  }
  refresh() {
    if (!this._destroyed) {
      this.stop()
      this.start()
    }
    return this
  }
  close() {
    clear(this)
    return this
  }
  [Symbol.toPrimitive]() {
    const id = this.seq + 1
    byId.set(id, this)
    return id
  }
}
const hide = (target, name, value) =>
  Object.defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true })
const byId = new Map()
function clear(timer) {
  const found = typeof timer === 'object' && timer !== null ? timer : byId.get(Number(timer))
  if (found instanceof Immediate) return clearImmediate(found)
  if (!found || !(found instanceof Timeout)) return
  found._destroyed = true
  found.stop()
}
const checked = (callback) => {
  if (typeof callback !== 'function')
    throw require('internal/errors').invalidArgType('callback', 'of type function', callback)
}
function setTimeout(callback, ms, ...args) {
  checked(callback)
  return new Timeout(callback, ms, args, false)
}
function setInterval(callback, ms, ...args) {
  checked(callback)
  return new Timeout(callback, ms, args, true)
}
function due() {
  const next = timers[0]
  if (!next || next.at > binding.monotonic() + 0.0005) return undefined
  timers.shift()
  return () => {
    if (next._destroyed) return
    try {
      next._onTimeout(...next._timerArgs)
    } finally {
      if (next._repeat !== null && !next._destroyed) next.start()
      else if (!timers.includes(next)) next._destroyed = true
    }
  }
}

// ---- check
class Immediate {
  constructor(callback, args) {
    this._onImmediate = callback
    this._argv = args
    hide(this, 'referenced', true)
  }
  ref() {
    this.referenced = true
    return this
  }
  unref() {
    this.referenced = false
    return this
  }
  hasRef() {
    return this.referenced
  }
}
let immediates = []
let checking = []
function setImmediate(callback, ...args) {
  checked(callback)
  const immediate = new Immediate(callback, args)
  immediates.push(immediate)
  return immediate
}
function clearImmediate(immediate) {
  immediates = immediates.filter((each) => each !== immediate)
  checking = checking.filter((each) => each !== immediate)
}

// ---- poll: answers of file operations come with the turn after the next
let completions = []
let ready = []
const complete = (callback) => completions.push(callback)

/** Work that can be done at once, phase by phase. */
let phase = 'timers'
let events = []
/** The next piece of work, or undefined when the loop must wait (or end). */
function next() {
  for (let turns = 0; turns < 8; turns++) {
    if (phase === 'timers') {
      const timer = due()
      if (timer) return timer
      phase = 'poll'
    }
    if (phase === 'poll') {
      if (sys.hasLocal()) for (const event of sys.takeLocal()) events.push(() => sys.deliver(event)?.())
      if (events.length) return events.shift()
      if (ready.length) return ready.shift()
      ready = completions
      completions = []
      checking = immediates
      immediates = []
      phase = 'check'
    }
    if (phase === 'check') {
      if (checking.length) {
        const immediate = checking.shift()
        return () => immediate._onImmediate(...immediate._argv)
      }
      phase = 'timers'
      if (!busy()) return undefined
    }
  }
  return undefined
}
const busy = () =>
  immediates.length > 0 ||
  completions.length > 0 ||
  ready.length > 0 ||
  events.length > 0 ||
  sys.hasLocal() ||
  (timers.length > 0 && timers[0].at <= binding.monotonic())
/** How long to wait in the kernel: milliseconds, -1 without end, -2: nothing keeps the program alive. */
function timeout() {
  if (busy()) return 0
  const alive = sys.references() > 0 || timers.some((timer) => timer.referenced)
  if (!alive) return -2
  return timers.length ? Math.max(0, timers[0].at - binding.monotonic()) : -1
}
/** An event of the kernel's. */
function post(event, bytes) {
  const work = event.signal !== undefined ? binding.onSignal(event.signal) : sys.deliver(event, bytes)
  if (work) events.push(work)
}
/** Runs a piece of work; what it throws is an uncaught exception. */
function guarded(work) {
  try {
    work()
  } catch (error) {
    require('internal/main').uncaught(error, 'uncaughtException')
  }
}
/** One piece; false when there is none. */
function turn() {
  const work = next()
  if (!work) return false
  guarded(work)
  return true
}
module.exports = {
  nextTick,
  tick,
  turn,
  timeout,
  post,
  guarded,
  complete,
  setTimeout,
  setInterval,
  setImmediate,
  clearTimeout: clear,
  clearInterval: clear,
  clearImmediate,
  Timeout,
  Immediate,
}

/** util.promisify(setTimeout) and (setImmediate). */
const custom = Symbol.for('nodejs.util.promisify.custom')
for (const [name, method] of Object.entries({ setTimeout, setImmediate }))
  Object.defineProperty(method, custom, { get: () => require('timers').promises[name], configurable: true })
