/** node:url: the WHATWG classes, and the legacy parser for what programs still use of it. */
const whatwg = require('internal/url')
const querystring = require('querystring')

function Url() {
  for (const name of [
    'protocol',
    'slashes',
    'auth',
    'host',
    'port',
    'hostname',
    'hash',
    'search',
    'query',
    'pathname',
    'path',
    'href',
  ])
    this[name] = null
}
const SLASHED = new Set(['http:', 'https:', 'ftp:', 'gopher:', 'file:', 'ws:', 'wss:'])
Url.prototype.parse = function (text, parseQuery, slashesDenoteHost) {
  let rest = text.trim().replace(/\\/g, (c) => c)
  const hashAt = rest.indexOf('#')
  if (hashAt >= 0) {
    this.hash = rest.slice(hashAt)
    rest = rest.slice(0, hashAt)
  }
  const queryAt = rest.indexOf('?')
  if (queryAt >= 0) {
    this.search = rest.slice(queryAt)
    this.query = parseQuery ? querystring.parse(this.search.slice(1)) : this.search.slice(1)
    rest = rest.slice(0, queryAt)
  } else if (parseQuery) {
    this.search = ''
    this.query = Object.create(null)
  }
  const scheme = /^([a-z0-9.+-]+:)/i.exec(rest)
  if (scheme) {
    this.protocol = scheme[1].toLowerCase()
    rest = rest.slice(scheme[1].length)
  }
  if (rest.startsWith('//') && (scheme || slashesDenoteHost)) {
    this.slashes = true
    const end = rest.slice(2).search(/\//)
    let host = end < 0 ? rest.slice(2) : rest.slice(2, end + 2)
    rest = end < 0 ? '' : rest.slice(end + 2)
    const at = host.lastIndexOf('@')
    if (at >= 0) {
      this.auth = decodeURIComponent(host.slice(0, at))
      host = host.slice(at + 1)
    }
    const port = /:(\d*)$/.exec(host)
    if (port) {
      if (port[1]) this.port = port[1]
      host = host.slice(0, port.index)
    }
    this.hostname = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
    this.host = host.toLowerCase() + (this.port ? `:${this.port}` : '')
  }
  if (rest) this.pathname = rest
  else if (this.protocol && SLASHED.has(this.protocol) && this.hostname) this.pathname = '/'
  if (this.pathname || this.search) this.path = (this.pathname ?? '') + (this.search ?? '')
  this.href = this.format()
  return this
}
Url.prototype.format = function () {
  return format(this)
}
function format(value, options) {
  if (typeof value === 'string') return parse(value).format()
  if (value instanceof whatwg.URL) {
    void options
    return value.href
  }
  const protocol = value.protocol ? (value.protocol.endsWith(':') ? value.protocol : `${value.protocol}:`) : ''
  const auth = value.auth ? `${encodeURIComponent(value.auth).replace(/%3A/i, ':')}@` : ''
  const host = value.host
    ? auth + value.host
    : value.hostname
      ? auth +
        (value.hostname.includes(':') ? `[${value.hostname}]` : value.hostname) +
        (value.port ? `:${value.port}` : '')
      : false
  const query = value.query !== null && typeof value.query === 'object' ? querystring.stringify(value.query) : ''
  let search = value.search || (query && `?${query}`) || ''
  let pathname = value.pathname ?? ''
  let hash = value.hash ?? ''
  if (hash && !hash.startsWith('#')) hash = `#${hash}`
  if (search && !search.startsWith('?')) search = `?${search}`
  let front = ''
  if (value.slashes || ((!protocol || SLASHED.has(protocol)) && host !== false)) {
    front = `//${host || ''}`
    if (pathname && !pathname.startsWith('/')) pathname = `/${pathname}`
  } else if (host) front = host
  return protocol + front + pathname.replace(/[?#]/g, encodeURIComponent) + search.replace('#', '%23') + hash
}
function parse(text, parseQuery, slashesDenoteHost) {
  if (text instanceof Url) return text
  if (typeof text !== 'string') throw require('internal/errors').invalidArgType('url', 'of type string', text)
  return new Url().parse(text, parseQuery, slashesDenoteHost)
}
function resolve(from, to) {
  const base = new whatwg.URL(to, new whatwg.URL(from, 'resolve://'))
  return base.protocol === 'resolve:' ? base.pathname + base.search + base.hash : base.href
}
module.exports = {
  Url,
  parse,
  resolve,
  resolveObject: (from, to) => parse(resolve(from, to)),
  format,
  ...whatwg,
  domainToASCII: (name) => (whatwg.URL.canParse(`http://${name}`) ? new whatwg.URL(`http://${name}`).hostname : ''),
  domainToUnicode: (name) => name,
}
