/** util.inspect: node's own, extracted (node-inspect-extracted). */
module.exports = require('vendor/node-inspect-extracted')
