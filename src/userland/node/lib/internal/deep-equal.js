/** Deep equality as assert and util have it. */
function deepEqual(a, b, strict, seen = new Map()) {
  if (strict ? Object.is(a, b) : a == b || (a !== a && b !== b)) return true
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false
  if (strict && Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (Object.prototype.toString.call(a) !== Object.prototype.toString.call(b)) return false
  if (seen.get(a) === b) return true
  seen.set(a, b)
  if (a instanceof Date) {
    if (a.getTime() !== b.getTime()) return false
  } else if (a instanceof RegExp) {
    if (String(a) !== String(b)) return false
  } else if (a instanceof Error) {
    if (a.message !== b.message || a.name !== b.name) return false
  } else if (a instanceof Number || a instanceof String || a instanceof Boolean) {
    if (!Object.is(a.valueOf(), b.valueOf())) return false
  }
  if (Array.isArray(a) && a.length !== b.length) return false
  if (a instanceof ArrayBuffer) return deepEqual(new Uint8Array(a), new Uint8Array(b), strict, seen)
  if (a instanceof Map) {
    if (a.size !== b.size) return false
    for (const [key, value] of a) {
      let match = b.has(key) ? key : undefined
      if (match === undefined) match = [...b.keys()].find((other) => deepEqual(key, other, strict, seen))
      if (match === undefined && !b.has(match)) return false
      if (!deepEqual(value, b.get(match), strict, seen)) return false
    }
    return true
  }
  if (a instanceof Set) {
    if (a.size !== b.size) return false
    for (const value of a)
      if (!b.has(value) && ![...b].some((other) => deepEqual(value, other, strict, seen))) return false
    return true
  }
  const keys = Object.keys(a)
  const others = Object.keys(b)
  if (keys.length !== others.length) return false
  for (const key of keys) if (!Object.hasOwn(b, key) || !deepEqual(a[key], b[key], strict, seen)) return false
  if (strict) {
    const symbols = (value) =>
      Object.getOwnPropertySymbols(value).filter((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol))
    const own = symbols(a)
    if (own.length !== symbols(b).length) return false
    for (const symbol of own) if (!deepEqual(a[symbol], b[symbol], strict, seen)) return false
  }
  return true
}
module.exports = { deepEqual }
