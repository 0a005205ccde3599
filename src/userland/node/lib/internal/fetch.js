/** fetch, Headers, Request, Response, FormData over node:http. Bodies are read whole or piece by piece; response.body is an async iterable. */
const { Buffer } = require('buffer')
const { URL, URLSearchParams } = require('internal/url')

class Headers {
  #map = new Map()
  constructor(init) {
    if (init instanceof Headers || (init && typeof init[Symbol.iterator] === 'function'))
      for (const [name, value] of init) this.append(name, value)
    else if (init) for (const name of Object.keys(init)) this.append(name, init[name])
  }
  append(name, value) {
    const key = String(name).toLowerCase()
    if (!/^[\^_`a-z\-0-9!#$%&'*+.|~]+$/.test(key))
      throw new TypeError(`Headers.append: "${name}" is an invalid header name.`)
    const old = this.#map.get(key)
    this.#map.set(
      key,
      old === undefined || key === 'set-cookie' ? String(value).trim() : `${old}, ${String(value).trim()}`,
    )
  }
  set(name, value) {
    this.#map.set(String(name).toLowerCase(), String(value).trim())
  }
  get(name) {
    return this.#map.get(String(name).toLowerCase()) ?? null
  }
  has(name) {
    return this.#map.has(String(name).toLowerCase())
  }
  delete(name) {
    this.#map.delete(String(name).toLowerCase())
  }
  getSetCookie() {
    const value = this.get('set-cookie')
    return value === null ? [] : [value]
  }
  forEach(callback, self) {
    for (const [name, value] of this) callback.call(self, value, name, this)
  }
  *entries() {
    for (const key of [...this.#map.keys()].sort()) yield [key, this.#map.get(key)]
  }
  *keys() {
    for (const [key] of this.entries()) yield key
  }
  *values() {
    for (const [, value] of this.entries()) yield value
  }
  [Symbol.iterator]() {
    return this.entries()
  }
  [Symbol.for('nodejs.util.inspect.custom')](depth, options) {
    return `Headers ${require('internal/inspect').inspect(Object.fromEntries(this), options)}`
  }
}
class FormData {
  #list = []
  append(name, value) {
    this.#list.push([String(name), typeof value === 'object' ? value : String(value)])
  }
  set(name, value) {
    this.delete(name)
    this.append(name, value)
  }
  get(name) {
    return this.#list.find(([key]) => key === name)?.[1] ?? null
  }
  getAll(name) {
    return this.#list.filter(([key]) => key === name).map(([, value]) => value)
  }
  has(name) {
    return this.#list.some(([key]) => key === name)
  }
  delete(name) {
    this.#list = this.#list.filter(([key]) => key !== name)
  }
  *entries() {
    yield* this.#list
  }
  [Symbol.iterator]() {
    return this.entries()
  }
}
/** [bytes or null, content type or null] */
function bodyOf(body) {
  if (body === undefined || body === null) return [null, null]
  if (typeof body === 'string') return [Buffer.from(body), 'text/plain;charset=UTF-8']
  if (body instanceof URLSearchParams)
    return [Buffer.from(body.toString()), 'application/x-www-form-urlencoded;charset=UTF-8']
  if (body instanceof ArrayBuffer) return [Buffer.from(body), null]
  if (ArrayBuffer.isView(body)) return [Buffer.from(body.buffer, body.byteOffset, body.byteLength), null]
  const { Blob } = require('buffer')
  if (body instanceof Blob) return [body._bytes, body.type || null]
  if (body instanceof FormData) {
    const boundary = `----formdata-undici-0${String(Math.floor(Math.random() * 1e11)).padStart(11, '0')}`
    const parts = []
    for (const [name, value] of body) {
      const file = value instanceof Blob
      parts.push(
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file ? `; filename="${value.name ?? 'blob'}"\r\nContent-Type: ${value.type || 'application/octet-stream'}` : ''}\r\n\r\n`,
        ),
        file ? value._bytes : Buffer.from(value),
        Buffer.from('\r\n'),
      )
    }
    parts.push(Buffer.from(`--${boundary}--\r\n`))
    return [Buffer.concat(parts), `multipart/form-data; boundary=${boundary}`]
  }
  return [Buffer.from(String(body)), 'text/plain;charset=UTF-8']
}
class Body {
  constructor(source) {
    Object.defineProperty(this, '_source', { value: source, writable: true, enumerable: false })
    this.bodyUsed = false
  }
  async _bytes() {
    if (this.bodyUsed) throw new TypeError('Body is unusable: Body has already been read')
    this.bodyUsed = true
    const source = this._source
    if (source === null) return Buffer.alloc(0)
    if (Buffer.isBuffer(source)) return source
    const parts = []
    for await (const part of source) parts.push(part)
    return Buffer.concat(parts)
  }
  async text() {
    return (await this._bytes()).toString('utf8')
  }
  async json() {
    return JSON.parse(await this.text())
  }
  async arrayBuffer() {
    const bytes = await this._bytes()
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  }
  async bytes() {
    return new Uint8Array(await this.arrayBuffer())
  }
  async blob() {
    return new (require('buffer').Blob)([await this._bytes()], { type: this.headers.get('content-type') ?? '' })
  }
  async formData() {
    const data = new FormData()
    for (const [key, value] of new URLSearchParams(await this.text())) data.append(key, value)
    return data
  }
  get body() {
    const source = this._source
    if (source === null) return null
    const owner = this
    return {
      async *[Symbol.asyncIterator]() {
        owner.bodyUsed = true
        if (Buffer.isBuffer(source)) yield new Uint8Array(source)
        else for await (const part of source) yield new Uint8Array(part)
      },
    }
  }
}
class Request extends Body {
  constructor(input, init = {}) {
    const [bytes, type] = bodyOf(init.body)
    super(bytes ?? (input instanceof Request ? input._source : null))
    this.method = (init.method ?? input.method ?? 'GET').toUpperCase()
    this.url = input instanceof Request ? input.url : new URL(`${input}`).href
    this.headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : undefined))
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type)
    this.redirect = init.redirect ?? 'follow'
    this.signal = init.signal ?? null
    if (this._source && (this.method === 'GET' || this.method === 'HEAD'))
      throw new TypeError('Request with GET/HEAD method cannot have body.')
  }
  clone() {
    return new Request(this)
  }
}
class Response extends Body {
  constructor(body, init = {}) {
    const [bytes, type] =
      body && typeof body[Symbol.asyncIterator] === 'function' && !Buffer.isBuffer(body) ? [body, null] : bodyOf(body)
    super(bytes)
    this.status = init.status ?? 200
    this.statusText = init.statusText ?? ''
    this.headers = new Headers(init.headers)
    if (type && !this.headers.has('content-type')) this.headers.set('content-type', type)
    this.ok = this.status >= 200 && this.status < 300
    this.redirected = init.redirected ?? false
    this.type = init.type ?? 'default'
    this.url = init.url ?? ''
  }
  clone() {
    return new Response(this._source, this)
  }
  static json(value, init = {}) {
    const headers = new Headers(init.headers)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    return new Response(JSON.stringify(value), { ...init, headers })
  }
  static error() {
    return Object.assign(new Response(null), { type: 'error', status: 0, ok: false })
  }
}
function failed(cause) {
  const error = new TypeError('fetch failed')
  Object.defineProperty(error, 'stack', {
    value:
      'TypeError: fetch failed\n    at node:internal/deps/undici/undici:13502:13\n    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)',
    writable: true,
    configurable: true,
    enumerable: false,
  })
  Object.defineProperty(error, 'cause', { value: cause, writable: true, configurable: true, enumerable: false })
  return error
}
function fetch(input, init) {
  return new Promise((resolve, reject) => {
    let request
    try {
      request = new Request(input, init)
    } catch (error) {
      if (error.code === 'ERR_INVALID_URL') {
        const wrapped = new TypeError(`Failed to parse URL from ${input}`)
        Object.defineProperty(wrapped, 'cause', { value: error, enumerable: false, configurable: true, writable: true })
        return reject(wrapped)
      }
      return reject(error)
    }
    go(request, 0, resolve, reject)
  })
}
function go(request, hops, resolve, reject) {
  const url = new URL(request.url)
  const module = url.protocol === 'https:' ? require('https') : require('http')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return reject(failed(new Error('unknown scheme')))
  const headers = Object.fromEntries(request.headers)
  headers.accept ??= '*/*'
  headers['accept-language'] ??= '*'
  headers['sec-fetch-mode'] ??= 'cors'
  headers['user-agent'] ??= 'node'
  headers['accept-encoding'] ??= 'gzip, deflate'
  if (request._source) headers['content-length'] = String(request._source.length)
  else if (request.method === 'POST' || request.method === 'PUT') headers['content-length'] = '0'
  const { signal } = request
  if (signal?.aborted) return reject(signal.reason)
  const outgoing = module.request(url, { method: request.method, headers }, (incoming) => {
    const { statusCode } = incoming
    const location = incoming.headers.location
    if ([301, 302, 303, 307, 308].includes(statusCode) && location && request.redirect !== 'manual') {
      incoming.resume()
      if (request.redirect === 'error') return reject(failed(new Error('unexpected redirect')))
      if (hops >= 20) return reject(failed(new Error('redirect count exceeded')))
      const change = statusCode === 303 || ((statusCode === 301 || statusCode === 302) && request.method === 'POST')
      const next = new Request(new URL(location, url).href, {
        method: change ? 'GET' : request.method,
        headers: request.headers,
        signal: request.signal,
        ...(change ? {} : { body: request._source ?? undefined }),
      })
      return go(next, hops + 1, (response) => resolve(Object.assign(response, { redirected: true })), reject)
    }
    const encoding = incoming.headers['content-encoding']
    const zlib = require('zlib')
    const body =
      encoding === 'gzip'
        ? incoming.pipe(zlib.createGunzip())
        : encoding === 'deflate'
          ? incoming.pipe(zlib.createInflate())
          : incoming
    signal?.addEventListener('abort', () => body.destroy(signal.reason))
    const list = []
    for (let i = 0; i < incoming.rawHeaders.length; i += 2)
      list.push([incoming.rawHeaders[i], incoming.rawHeaders[i + 1]])
    resolve(
      new Response(body, {
        status: statusCode,
        statusText: incoming.statusMessage,
        headers: list,
        url: url.href,
        type: 'basic',
      }),
    )
  })
  outgoing.on('error', (error) => reject(signal?.aborted ? signal.reason : failed(error)))
  signal?.addEventListener('abort', () => {
    outgoing.destroy()
    reject(signal.reason)
  })
  outgoing.end(request._source ?? undefined)
}
module.exports = { fetch, Headers, Request, Response, FormData }
