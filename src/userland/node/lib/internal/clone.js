/** structuredClone. */
function structuredClone(value, options) {
  void options
  const seen = new Map()
  const failure = (what) =>
    new (require('internal/abort').DOMException)(`${what} could not be cloned.`, 'DataCloneError')
  function clone(input) {
    if (typeof input === 'symbol') throw failure(String(input))
    if (typeof input === 'function') throw failure(String(input))
    if (typeof input !== 'object' || input === null) return input
    if (seen.has(input)) return seen.get(input)
    const keep = (copy) => {
      seen.set(input, copy)
      return copy
    }
    if (input instanceof Date) return keep(new Date(input.getTime()))
    if (input instanceof RegExp) return keep(new RegExp(input.source, input.flags))
    if (input instanceof Boolean || input instanceof Number || input instanceof String)
      return keep(Object(input.valueOf()))
    if (input instanceof ArrayBuffer) return keep(input.slice(0))
    if (ArrayBuffer.isView(input)) {
      const buffer = input.buffer.slice(input.byteOffset, input.byteOffset + input.byteLength)
      const Kind = input instanceof Uint8Array ? Uint8Array : input.constructor
      return keep(new Kind(buffer))
    }
    if (input instanceof Map) {
      const copy = keep(new Map())
      for (const [key, item] of input) copy.set(clone(key), clone(item))
      return copy
    }
    if (input instanceof Set) {
      const copy = keep(new Set())
      for (const item of input) copy.add(clone(item))
      return copy
    }
    if (input instanceof Error) {
      const Kind = { TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError }[input.name] ?? Error
      const copy = keep(new Kind(input.message))
      Object.defineProperty(copy, 'stack', {
        value: input.stack,
        writable: true,
        configurable: true,
        enumerable: false,
      })
      if ('cause' in input)
        Object.defineProperty(copy, 'cause', {
          value: clone(input.cause),
          writable: true,
          configurable: true,
          enumerable: false,
        })
      return copy
    }
    if (input instanceof WeakMap || input instanceof WeakSet || input instanceof Promise)
      throw failure(`#<${input.constructor.name}>`)
    const copy = keep(Array.isArray(input) ? new Array(input.length) : {})
    for (const key of Object.keys(input)) copy[key] = clone(input[key])
    return copy
  }
  return clone(value)
}
module.exports = { structuredClone }
