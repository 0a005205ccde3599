module.exports = require('util')
