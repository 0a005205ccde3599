/** The natives of the worker in the shape that the built-in modules use: typed arrays and values instead of buffers and JSON. */
;(function (raw) {
  'use strict'
  const exact = (bytes) =>
    bytes.byteLength === bytes.buffer.byteLength
      ? bytes.buffer
      : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const table = new Uint32Array(256)
  for (let n = 0; n < 256; n++) {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    table[n] = c >>> 0
  }
  return {
    sys: raw.sys,
    byteLength: raw.byteLength,
    now: raw.now,
    monotonic: raw.monotonic,
    memory: raw.memory,
    exit: raw.exit,
    source: raw.source,
    evalCode: raw.evalCode,
    promiseState: raw.promiseState,
    evalModule: raw.evalModule,
    start: JSON.parse(raw.startJson),
    encode: (text) => new Uint8Array(raw.rawEncode(text)),
    decode: (bytes, label, fatal) => raw.rawDecode(bytes.buffer, bytes.byteOffset, bytes.byteLength, label, fatal),
    url: (op, args) => JSON.parse(raw.rawUrl(op, JSON.stringify(args))),
    intl: (kind, locale, options, value) =>
      JSON.parse(raw.rawIntl(JSON.stringify([kind, locale ?? null, options ?? null, value]))),
    hash: (name, key, data) => new Uint8Array(raw.rawHash(name, key === null ? null : exact(key), exact(data))),
    kdf: (kind, password, salt, args) =>
      new Uint8Array(raw.rawKdf(kind, exact(password), exact(salt), JSON.stringify(args))),
    zlib: (kind, data, level) => new Uint8Array(raw.rawZlib(kind, exact(data), level)),
    crc32: (data, start) => {
      let crc = ~start
      for (const byte of data) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8)
      return ~crc >>> 0
    },
  }
})
