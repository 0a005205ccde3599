/**
 * First script of a simulated node: makes the internal `require`, the globals and the event loop's face. `binding` holds the natives that
 * the worker gives (engine.ts). The value of this script is a function; it returns what the worker calls afterwards.
 */
;(function (binding) {
  'use strict'
  const cache = new Map()
  /** Ids that one internal module asks for under another's name. */
  const ALIASES = {
    'string_decoder/': 'string_decoder',
    'process/': 'process',
    'abort-controller': 'internal/abort',
    'readable-stream': 'vendor/readable-stream/lib/stream',
    'base64-js': 'vendor/base64-js/index',
    ieee754: 'vendor/ieee754/index',
  }
  function requireFrom(base) {
    return (request) => {
      let id = ALIASES[request] ?? request
      if (id.startsWith('node:')) id = id.slice(5)
      if (id.startsWith('.')) {
        const parts = base.split('/').slice(0, -1)
        for (const part of id.split('/')) {
          if (part === '..') parts.pop()
          else if (part !== '.') parts.push(part)
        }
        id = parts.join('/').replace(/\.js$/, '')
      }
      return internal(id)
    }
  }
  function internal(id) {
    const known = cache.get(id)
    if (known) return known.exports
    let source = binding.source(id)
    if (source === undefined && binding.source(`${id}/index`) !== undefined) return internal(`${id}/index`)
    if (source === undefined) throw new Error(`no internal module ${id}`)
    const module = { exports: {}, id }
    cache.set(id, module)
    const factory = binding.evalCode(`(function (exports, require, module, binding) {${source}\n})`, `node:${id}`)
    try {
      factory.call(module.exports, module.exports, requireFrom(id), module, binding)
    } catch (error) {
      cache.delete(id)
      throw error
    }
    return module.exports
  }
  binding.internal = internal
  binding.builtins = internal('internal/builtins')
  internal('internal/stack').install()
  internal('internal/atomics').install()
  internal('internal/intl').install()
  cache.set('process', { exports: internal('internal/process').process })
  internal('internal/globals').install()
  return internal('internal/main')
})
