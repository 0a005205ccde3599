/** node:path: path-browserify, which is node's own posix half. */
const path = require('vendor/path-browserify')
const posix = path.posix ?? path
posix.posix = posix
posix.win32 ??= posix
posix.matchesGlob ??= (name, pattern) =>
  new RegExp(
    `^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/?|\*|\?/g, (glob) => (glob === '?' ? '[^/]' : glob === '*' ? '[^/]*' : '.*'))}$`,
  ).test(name)
module.exports = posix
