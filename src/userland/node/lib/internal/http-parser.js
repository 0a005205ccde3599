/** HTTP/1 messages out of a socket's bytes: head, then body by length, in chunks, or up to the end. */
const { Buffer } = require('buffer')
const MAX_HEAD = 16384

class HttpParser {
  /** `request`: of a server. The owner has onHead(message) → { kind: 'none' | 'length' | 'chunked' | 'close', length }, onBody(bytes), onEnd(), onFailure(code). */
  constructor(request, owner) {
    this.request = request
    this.owner = owner
    this.pending = Buffer.alloc(0)
    this.state = 'head'
    this.left = 0
    this.paused = false
  }
  push(bytes) {
    this.pending = this.pending.length ? Buffer.concat([this.pending, bytes]) : bytes
    this.run()
  }
  run() {
    while (!this.paused && this.step()) continue
  }
  /** The peer ended. */
  end() {
    if (this.state === 'close') {
      this.state = 'head'
      this.owner.onEnd()
    } else if (this.state !== 'head') this.owner.onFailure('ECONNRESET')
  }
  take(count) {
    const part = this.pending.subarray(0, count)
    this.pending = this.pending.subarray(count)
    return part
  }
  step() {
    switch (this.state) {
      case 'head':
        return this.head()
      case 'length': {
        if (this.pending.length === 0) return false
        const part = this.take(Math.min(this.left, this.pending.length))
        this.left -= part.length
        this.owner.onBody(part)
        if (this.left === 0) this.finish()
        return true
      }
      case 'close':
        if (this.pending.length === 0) return false
        this.owner.onBody(this.take(this.pending.length))
        return false
      case 'size': {
        const line = this.line()
        if (line === null) return false
        const size = parseInt(line, 16)
        if (Number.isNaN(size)) return this.fail('HPE_INVALID_CHUNK_SIZE')
        this.left = size
        this.state = size === 0 ? 'trailer' : 'chunk'
        return true
      }
      case 'chunk': {
        if (this.pending.length === 0) return false
        const part = this.take(Math.min(this.left, this.pending.length))
        this.left -= part.length
        this.owner.onBody(part)
        if (this.left === 0) this.state = 'after'
        return true
      }
      case 'after':
        if (this.line() === null) return false
        this.state = 'size'
        return true
      case 'trailer': {
        const line = this.line()
        if (line === null) return false
        if (line === '') this.finish()
        return true
      }
    }
    return false
  }
  finish() {
    this.state = 'head'
    this.owner.onEnd()
  }
  line() {
    const at = this.pending.indexOf(10)
    if (at < 0) return null
    return this.take(at + 1)
      .toString('latin1')
      .replace(/\r?\n$/, '')
  }
  fail(code) {
    this.state = 'failed'
    this.owner.onFailure(code)
    return false
  }
  head() {
    let skip = 0
    while (this.pending[skip] === 13 || this.pending[skip] === 10) skip++
    if (skip) this.take(skip)
    const end = this.pending.indexOf('\r\n\r\n')
    if (end < 0) {
      if (this.pending.length > MAX_HEAD) return this.fail('HPE_HEADER_OVERFLOW')
      if (
        this.pending.length &&
        this.request &&
        !/^[A-Z-]{1,20}( |$)/.test(this.pending.subarray(0, 20).toString('latin1'))
      )
        return this.fail('HPE_INVALID_METHOD')
      return false
    }
    const text = this.take(end + 4)
      .subarray(0, end)
      .toString('latin1')
    const [first, ...lines] = text.split('\r\n')
    const message = { rawHeaders: [] }
    if (this.request) {
      const found = /^([A-Z-]+) (\S+) HTTP\/(\d)\.(\d)$/.exec(first)
      if (!found) return this.fail(/^[A-Z-]+ /.test(first) ? 'HPE_INVALID_VERSION' : 'HPE_INVALID_METHOD')
      Object.assign(message, { method: found[1], url: found[2], major: +found[3], minor: +found[4] })
    } else {
      const found = /^HTTP\/(\d)\.(\d) (\d{3})(?: (.*))?$/.exec(first)
      if (!found) return this.fail('HPE_INVALID_CONSTANT')
      Object.assign(message, { major: +found[1], minor: +found[2], status: +found[3], statusMessage: found[4] ?? '' })
    }
    for (const line of lines) {
      const at = line.indexOf(':')
      if (at <= 0 || /[\s]/.test(line.slice(0, at))) return this.fail('HPE_INVALID_HEADER_TOKEN')
      message.rawHeaders.push(line.slice(0, at), line.slice(at + 1).trim())
    }
    const body = this.owner.onHead(message)
    if (body.kind === 'stop') {
      this.state = 'stopped'
      return false
    }
    if (body.kind === 'none' || (body.kind === 'length' && body.length === 0)) this.finish()
    else if (body.kind === 'length') {
      this.left = body.length
      this.state = 'length'
    } else this.state = body.kind === 'chunked' ? 'size' : 'close'
    return true
  }
}
module.exports = { HttpParser }
