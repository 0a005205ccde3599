/** node:dns: lookup by the container's resolver; resolve4 and resolve6 ask it the same. Other record types are not simulated. */
const { begin } = require('internal/sys')
const { notSimulated, UV, invalidArgType } = require('internal/errors')

function dnsException(code, syscall, hostname) {
  const name = { EAI_NONAME: 'ENOTFOUND', EAI_NODATA: 'ENOTFOUND' }[code] ?? code
  const error = new Error(`${syscall} ${name} ${hostname}`)
  Object.defineProperty(error, 'stack', {
    value: `Error: ${error.message}\n    at GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26)`,
    writable: true,
    configurable: true,
    enumerable: false,
  })
  error.errno = -(UV[name]?.[0] ?? 3008)
  error.code = name
  error.syscall = syscall
  error.hostname = hostname
  return error
}
const isIP = (text) => require('net').isIP(text)
function lookup(hostname, given, callback) {
  const options = typeof given === 'number' ? { family: given } : typeof given === 'function' ? {} : (given ?? {})
  const done = typeof given === 'function' ? given : callback
  if (typeof done !== 'function') throw invalidArgType('callback', 'of type function', done)
  const answer = (addresses) => {
    const list = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all) done(null, list)
    else done(null, list[0].address, list[0].family)
  }
  if (!hostname) return process.nextTick(() => (options.all ? done(null, []) : done(null, null, 4)))
  if (isIP(hostname)) return process.nextTick(() => answer([hostname]))
  const family = { 4: 4, 6: 6, IPv4: 4, IPv6: 6 }[options.family] ?? 0
  begin('lookup', [String(hostname), family], undefined, (code, addresses) => {
    if (code) return done(dnsException(code, 'getaddrinfo', hostname))
    answer(addresses)
  })
  return {}
}
const resolver = (family, syscall) => (hostname, given, callback) => {
  const done = typeof given === 'function' ? given : callback
  begin('lookup', [String(hostname), family], undefined, (code, addresses) =>
    code ? done(dnsException(code, syscall, hostname)) : done(null, addresses),
  )
}
const dns = {
  lookup,
  resolve4: resolver(4, 'queryA'),
  resolve6: resolver(6, 'queryAaaa'),
  resolve: (hostname, type, callback) => {
    const kind = typeof type === 'function' ? 'A' : type
    const done = typeof type === 'function' ? type : callback
    if (kind === 'A') return dns.resolve4(hostname, done)
    if (kind === 'AAAA') return dns.resolve6(hostname, done)
    throw notSimulated(`dns.resolve() of ${kind} records`)
  },
  reverse: (address, callback) =>
    begin('nameinfo', [address], undefined, (code, name) =>
      code || !name ? callback(dnsException('ENOTFOUND', 'getHostByAddr', address)) : callback(null, [name]),
    ),
  getServers: () => {
    const text = require('fs').readFileSync('/etc/resolv.conf', 'utf8')
    return [...text.matchAll(/^nameserver\s+(\S+)/gm)].map((found) => found[1])
  },
  setServers: () => {
    throw notSimulated('dns.setServers')
  },
  setDefaultResultOrder: () => {},
  getDefaultResultOrder: () => 'verbatim',
  ADDRCONFIG: 32,
  V4MAPPED: 8,
  ALL: 16,
  NODATA: 'ENODATA',
  NOTFOUND: 'ENOTFOUND',
}
const promised =
  (method) =>
  (...args) =>
    new Promise((resolve, reject) =>
      method(...args, (error, ...values) => (error ? reject(error) : resolve(values[0]))),
    )
dns.promises = {
  lookup: (hostname, options = {}) =>
    new Promise((resolve, reject) =>
      lookup(hostname, options, (error, address, family) =>
        error ? reject(error) : resolve(Array.isArray(address) ? address : { address, family }),
      ),
    ),
  resolve4: promised(dns.resolve4),
  resolve6: promised(dns.resolve6),
  resolve: promised(dns.resolve),
  reverse: promised(dns.reverse),
  getServers: dns.getServers,
}
Object.defineProperty(lookup, Symbol.for('nodejs.util.promisify.custom'), { value: dns.promises.lookup })
module.exports = dns
