/** node:string_decoder */
const { Buffer } = require('buffer')
/** Programs of old call it without `new`. */
function StringDecoder(encoding = 'utf8') {
  const name = String(encoding).toLowerCase().replace('-', '')
  this.encoding = {
    utf8: 'utf8',
    ucs2: 'utf16le',
    utf16le: 'utf16le',
    latin1: 'latin1',
    binary: 'latin1',
    base64: 'base64',
    ascii: 'ascii',
    hex: 'hex',
    base64url: 'base64url',
  }[name]
  if (!this.encoding)
    throw require('internal/errors').coded(TypeError, 'ERR_UNKNOWN_ENCODING', `Unknown encoding: ${encoding}`)
  this.rest = Buffer.alloc(0)
}
StringDecoder.prototype.write = function (input) {
  if (typeof input === 'string') return input
  const chunk = Buffer.from(input.buffer, input.byteOffset, input.byteLength)
  const bytes = this.rest.length ? Buffer.concat([this.rest, chunk]) : chunk
  const keep = incomplete(bytes, this.encoding)
  this.rest = Buffer.from(bytes.subarray(bytes.length - keep))
  return bytes.toString(this.encoding, 0, bytes.length - keep)
}
StringDecoder.prototype.end = function (input) {
  let text = input === undefined ? '' : this.write(input)
  if (this.rest.length) {
    text += this.encoding === 'utf8' ? '\ufffd' : this.rest.toString(this.encoding)
    this.rest = Buffer.alloc(0)
  }
  return text
}
/** Bytes at the end that begin a character. */
function incomplete(bytes, encoding) {
  if (encoding === 'utf16le') return bytes.length % 2
  if (encoding.startsWith('base64')) return bytes.length % 3
  if (encoding !== 'utf8') return 0
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]
    if ((byte & 0xc0) === 0x80) continue
    const need = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return need > back ? back : 0
  }
  return 0
}
module.exports = { StringDecoder }
