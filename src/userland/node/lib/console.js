module.exports = require('internal/console')
