/** URL and URLSearchParams; parsing is the worker's own (binding.url). */
const { coded, invalidArgType } = require('internal/errors')

const parsePairs = (text) => {
  const out = []
  for (const pair of text.replace(/^\?/, '').split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const decode = (part) => {
      const spaced = part.replace(/\+/g, ' ')
      try {
        return decodeURIComponent(spaced)
      } catch {
        return spaced.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
      }
    }
    out.push([decode(at < 0 ? pair : pair.slice(0, at)), at < 0 ? '' : decode(pair.slice(at + 1))])
  }
  return out
}
const encode = (text) =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
class URLSearchParams {
  #list = []
  #url = null
  constructor(init = '') {
    if (typeof init === 'object' && init !== null) {
      if (init instanceof URLSearchParams) this.#list = [...init].map(([key, value]) => [key, value])
      else if (typeof init[Symbol.iterator] === 'function') {
        for (const pair of init) {
          if (pair?.length !== 2)
            throw coded(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple')
          this.#list.push([String(pair[0]), String(pair[1])])
        }
      } else for (const key of Object.keys(init)) this.#list.push([key, String(init[key])])
    } else this.#list = parsePairs(String(init))
  }
  static _of(url, search) {
    const params = new URLSearchParams(search)
    params.#url = url
    return params
  }
  _reset(search) {
    this.#list = parsePairs(search)
  }
  #changed() {
    this.#url?._setSearch(this.toString())
  }
  append(name, value) {
    this.#list.push([String(name), String(value)])
    this.#changed()
  }
  delete(name, value) {
    this.#list = this.#list.filter(
      ([key, item]) => key !== String(name) || (value !== undefined && item !== String(value)),
    )
    this.#changed()
  }
  get(name) {
    return this.#list.find(([key]) => key === String(name))?.[1] ?? null
  }
  getAll(name) {
    return this.#list.filter(([key]) => key === String(name)).map(([, value]) => value)
  }
  has(name, value) {
    return this.#list.some(([key, item]) => key === String(name) && (value === undefined || item === String(value)))
  }
  set(name, value) {
    const at = this.#list.findIndex(([key]) => key === String(name))
    if (at < 0) this.#list.push([String(name), String(value)])
    else {
      this.#list[at][1] = String(value)
      this.#list = this.#list.filter(([key], i) => i <= at || key !== String(name))
    }
    this.#changed()
  }
  sort() {
    this.#list.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    this.#changed()
  }
  forEach(callback, self) {
    for (const [key, value] of this.#list) callback.call(self, value, key, this)
  }
  *entries() {
    for (const [key, value] of this.#list) yield [key, value]
  }
  *keys() {
    for (const [key] of this.#list) yield key
  }
  *values() {
    for (const [, value] of this.#list) yield value
  }
  [Symbol.iterator]() {
    return this.entries()
  }
  get size() {
    return this.#list.length
  }
  toString() {
    return this.#list.map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&')
  }
  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/inspect')
    if (!this.#list.length) return 'URLSearchParams {}'
    return `URLSearchParams { ${this.#list.map(([key, value]) => `${inspect(key, options)} => ${inspect(value, options)}`).join(', ')} }`
  }
}
const PARTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
]
class URL {
  #parts
  #params = null
  constructor(input, base) {
    const parts = binding.url('parse', [`${input}`, base === undefined ? null : `${base}`])
    if (parts === null) {
      const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL')
      error.input = `${input}`
      if (base !== undefined) error.base = `${base}`
      throw error
    }
    this.#parts = parts
  }
  static canParse(input, base) {
    return binding.url('parse', [`${input}`, base === undefined ? null : `${base}`]) !== null
  }
  static parse(input, base) {
    return URL.canParse(input, base) ? new URL(input, base) : null
  }
  get searchParams() {
    return (this.#params ??= URLSearchParams._of(this, this.#parts.search))
  }
  _get(name) {
    return this.#parts[name]
  }
  _set(name, value) {
    const parts = binding.url('set', [this.#parts.href, name, `${value}`])
    if (parts === null) {
      const error = coded(TypeError, 'ERR_INVALID_URL', 'Invalid URL')
      error.input = `${value}`
      throw error
    }
    this.#parts = parts
    if (name === 'href' || name === 'search') this.#params?._reset(parts.search)
  }
  _setSearch(text) {
    this.#parts = binding.url('set', [this.#parts.href, 'search', text])
  }
  toString() {
    return this.#parts.href
  }
  toJSON() {
    return this.#parts.href
  }
  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    const { inspect } = require('internal/inspect')
    if (depth < 0) return '[URL]'
    const shown = {}
    for (const name of [...PARTS.slice(0, 10), 'searchParams', 'hash']) shown[name] = this[name]
    return `URL ${inspect(shown, options)}`
  }
}
for (const name of PARTS)
  Object.defineProperty(URL.prototype, name, {
    get() {
      return this._get(name)
    },
    set:
      name === 'origin'
        ? undefined
        : function (value) {
            this._set(name, value)
          },
    enumerable: true,
    configurable: true,
  })
for (const name of ['_get', '_set', '_setSearch']) Object.defineProperty(URL.prototype, name, { enumerable: false })

function fileURLToPath(value) {
  const url = typeof value === 'string' ? new URL(value) : value
  if (!url || typeof url.href !== 'string') throw invalidArgType('path', 'of type string or an instance of URL', value)
  if (url.protocol !== 'file:') throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file')
  return decodeURIComponent(url.pathname)
}
const pathToFileURL = (path) => {
  const resolved = require('path').resolve(path) + (path.endsWith('/') && path !== '/' ? '/' : '')
  return new URL(`file://${encodeURI(resolved).replace(/[?#]/g, encodeURIComponent)}`)
}
const urlToHttpOptions = (url) => ({
  protocol: url.protocol,
  hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'),
  hash: url.hash,
  search: url.search,
  pathname: url.pathname,
  path: `${url.pathname}${url.search}`,
  href: url.href,
  ...(url.port === '' ? {} : { port: Number(url.port) }),
  ...(url.username || url.password
    ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
    : {}),
})
module.exports = { URL, URLSearchParams, fileURLToPath, pathToFileURL, urlToHttpOptions }
