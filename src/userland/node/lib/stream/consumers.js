/** node:stream/consumers */
const { Buffer } = require('buffer')
async function buffer(stream) {
  const parts = []
  for await (const part of stream) parts.push(typeof part === 'string' ? Buffer.from(part) : part)
  return Buffer.concat(parts)
}
const text = async (stream) => (await buffer(stream)).toString('utf8')
module.exports = {
  buffer,
  text,
  json: async (stream) => JSON.parse(await text(stream)),
  arrayBuffer: async (stream) => {
    const bytes = await buffer(stream)
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  },
}
