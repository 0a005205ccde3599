/** The standard streams, and the way for console's lines that does without them. */
const { raw, SysFailure } = require('internal/sys')
const { uvException } = require('internal/errors')

const opened = {}
/** The stream of a standard descriptor. */
function open(fd) {
  const tty = require('tty')
  if (fd === 0) {
    if (tty.isatty(0)) return (opened[0] = new tty.ReadStream(0))
    const { FdReadable } = require('internal/fd-stream')
    const stdin = new FdReadable(0)
    stdin.isRaw = undefined
    return (opened[0] = stdin)
  }
  const stream = tty.isatty(fd) ? new tty.WriteStream(fd) : require('internal/fd-stream').syncWritable(fd)
  stream._type = tty.isatty(fd) ? 'tty' : raw('kindOf', [fd])
  stream._isStdio = true
  stream.destroySoon = stream.destroy
  stream._destroy = (error, callback) => callback(error)
  stream.ownWrite = stream.write
  return (opened[fd] = stream)
}
/** A line of console's. */
function print(fd, text) {
  const stream = opened[fd]
  if (stream && (stream.write !== stream.ownWrite || stream.writableLength > 0)) {
    stream.write(text)
    return
  }
  try {
    raw('write', [fd, null], binding.encode(text))
  } catch (error) {
    if (!(error instanceof SysFailure)) throw error
    if (error.code !== 'EPIPE' && error.code !== 'EIO') return
    const failure = uvException({ code: error.code, syscall: 'write' })
    failure.message = `write ${error.code}`
    const target = fd === 1 ? process.stdout : process.stderr
    process.nextTick(() => target.emit('error', failure))
  }
}
module.exports = { open, print }
