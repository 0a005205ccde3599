/** node:tls: not simulated; what programs look at without connecting is here. */
const { notSimulated } = require('internal/errors')
const net = require('net')
class TLSSocket extends net.Socket {
  constructor() {
    throw notSimulated('tls.TLSSocket')
  }
}
module.exports = {
  TLSSocket,
  DEFAULT_MIN_VERSION: 'TLSv1.2',
  DEFAULT_MAX_VERSION: 'TLSv1.3',
  rootCertificates: [],
  connect: () => {
    throw notSimulated('tls.connect')
  },
  createServer: () => {
    throw notSimulated('tls.createServer')
  },
  createSecureContext: () => ({}),
  checkServerIdentity: () => undefined,
}
