/** node:https: there is no TLS in the simulation. Loading it is allowed, using it says so. */
const http = require('http')
const { notSimulated } = require('internal/errors')
class Agent extends http.Agent {
  constructor(options) {
    super(options)
    this.defaultPort = 443
    this.protocol = 'https:'
  }
  createConnection() {
    throw notSimulated('TLS (https:)')
  }
  addRequest(request) {
    request._fail(notSimulated('TLS (https:)'))
  }
}
const globalAgent = new Agent({ keepAlive: true, timeout: 5000 })
function request(url, options, callback) {
  const { URL, urlToHttpOptions } = require('internal/url')
  let merged = {}
  let done = callback
  if (typeof url === 'string' || url instanceof URL)
    merged = urlToHttpOptions(typeof url === 'string' ? new URL(url) : url)
  else {
    done = options
    options = url
  }
  if (typeof options === 'function') done = options
  else Object.assign(merged, options)
  return http.request(
    {
      protocol: 'https:',
      agent: globalAgent,
      ...merged,
      ...(merged.agent === undefined ? { agent: globalAgent } : {}),
    },
    done,
  )
}
module.exports = {
  Agent,
  globalAgent,
  request,
  get(...args) {
    const made = request(...args)
    made.end()
    return made
  },
  Server: http.Server,
  createServer: () => {
    throw notSimulated('https.createServer (TLS)')
  },
}
