/** node:diagnostics_channel */
const channels = new Map()
class Channel {
  constructor(name) {
    this.name = name
    this._subscribers = []
  }
  get hasSubscribers() {
    return this._subscribers.length > 0
  }
  subscribe(fn) {
    this._subscribers.push(fn)
  }
  unsubscribe(fn) {
    const at = this._subscribers.indexOf(fn)
    if (at >= 0) this._subscribers.splice(at, 1)
    return at >= 0
  }
  publish(message) {
    for (const fn of [...this._subscribers]) fn(message, this.name)
  }
}
function channel(name) {
  let found = channels.get(name)
  if (!found) channels.set(name, (found = new Channel(name)))
  return found
}
const tracingChannel = (name) => {
  const out = {
    get hasSubscribers() {
      return false
    },
    traceSync: (fn, context, self, ...args) => fn.apply(self, args),
    tracePromise: (fn, context, self, ...args) => fn.apply(self, args),
    traceCallback: (fn, position, context, self, ...args) => fn.apply(self, args),
    subscribe() {},
    unsubscribe() {},
  }
  for (const part of ['start', 'end', 'asyncStart', 'asyncEnd', 'error']) out[part] = channel(`tracing:${name}:${part}`)
  return out
}
module.exports = {
  Channel,
  channel,
  tracingChannel,
  hasSubscribers: (name) => channels.get(name)?.hasSubscribers ?? false,
  subscribe: (name, fn) => channel(name).subscribe(fn),
  unsubscribe: (name, fn) => channel(name).unsubscribe(fn),
}
