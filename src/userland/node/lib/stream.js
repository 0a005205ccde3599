/** node:stream: readable-stream, which is node's own code. */
module.exports = require('readable-stream')
