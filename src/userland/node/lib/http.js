/** node:http */
const { IncomingMessage } = require('internal/http-incoming')
const { OutgoingMessage } = require('internal/http-outgoing')
const { Server, ServerResponse, validateHeaderName, validateHeaderValue } = require('internal/http-server')
const client = require('internal/http-client')

const METHODS =
  'ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE'.split(
    ' ',
  )
function request(url, options, callback) {
  return new client.ClientRequest(url, options, callback)
}
module.exports = {
  METHODS,
  STATUS_CODES: require('internal/http-status'),
  Agent: client.Agent,
  ClientRequest: client.ClientRequest,
  IncomingMessage,
  OutgoingMessage,
  Server,
  ServerResponse,
  validateHeaderName,
  validateHeaderValue,
  maxHeaderSize: 16384,
  createServer: (options, listener) => new Server(options, listener),
  request,
  get(url, options, callback) {
    const made = request(url, options, callback)
    made.end()
    return made
  },
  globalAgent: client.globalAgent,
  setMaxIdleHTTPParsers: () => {},
}
