/** node:crypto: digests, HMAC, key derivation, random values. Ciphers, signatures and keys are not simulated. */
const { Buffer } = require('buffer')
const { Transform } = require('stream')
const { coded, invalidArgType, notSimulated, outOfRange } = require('internal/errors')

const bytesOf = (data, encoding) =>
  typeof data === 'string'
    ? Buffer.from(data, encoding === 'buffer' ? 'utf8' : encoding)
    : ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : data instanceof KeyObject
          ? data.bytes
          : fail(data)
const fail = (data) => {
  throw invalidArgType('data', 'of type string or an instance of Buffer, TypedArray, or DataView', data)
}
const HASHES = [
  'md5',
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-256',
  'sha3-512',
  'ripemd160',
  'blake2b512',
  'blake2s256',
]
const canonical = (name) =>
  String(name)
    .toLowerCase()
    .replace(/^rsa-/, '')
    .replace(/^sha-/, 'sha')
    .replace(/^rmd160$/, 'ripemd160')
class Hash extends Transform {
  constructor(algorithm, key) {
    super()
    const name = canonical(algorithm)
    if (!HASHES.includes(name)) {
      if (key !== undefined) throw coded(Error, 'ERR_CRYPTO_INVALID_DIGEST', `Invalid digest: ${algorithm}`)
      const error = new Error('Digest method not supported')
      error.code = 'ERR_CRYPTO_INVALID_DIGEST'
      throw error
    }
    this._name = name
    this._key = key
    this._parts = []
    this._done = false
  }
  update(data, encoding) {
    if (this._done) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    this._parts.push(Buffer.from(bytesOf(data, encoding)))
    return this
  }
  digest(encoding) {
    if (this._done) throw coded(Error, 'ERR_CRYPTO_HASH_FINALIZED', 'Digest already called')
    this._done = true
    return shaped(binding.hash(this._name, this._key ?? null, Buffer.concat(this._parts)), encoding)
  }
  copy() {
    const copy = new Hash(this._name, this._key)
    copy._parts = [...this._parts]
    return copy
  }
  _transform(chunk, encoding, callback) {
    this.update(chunk, encoding)
    callback()
  }
  _flush(callback) {
    this.push(this.digest())
    callback()
  }
}
const shaped = (bytes, encoding) => {
  const buffer = Buffer.from(bytes)
  return encoding && encoding !== 'buffer' ? buffer.toString(encoding) : buffer
}
class KeyObject {
  constructor(bytes) {
    this.type = 'secret'
    Object.defineProperty(this, 'bytes', { value: bytes })
  }
  export() {
    return Buffer.from(this.bytes)
  }
}
function randomBytes(size, callback) {
  if (!Number.isInteger(size) || size < 0)
    throw typeof size === 'number'
      ? outOfRange('size', '>= 0 && <= 2147483647', size)
      : invalidArgType('size', 'of type number', size)
  const bytes = Buffer.alloc(size)
  for (let i = 0; i < size; i++) bytes[i] = Math.floor(random() * 256)
  if (callback) return void require('internal/loop').complete(() => callback(null, bytes))
  return bytes
}
/** A stream of its own, so that Math.random keeps its sequence. */
const random = require('internal/globals').generator(binding.start.seed.map((word) => (word ^ 0x5bd1e995) | 0))
function randomInt(min, max, callback) {
  if (max === undefined || typeof max === 'function') return randomInt(0, min, max)
  if (!(max > min)) throw outOfRange('max', `greater than the value of "min" (${min})`, max)
  const value = min + Math.floor(random() * (max - min))
  if (callback) return void require('internal/loop').complete(() => callback(null, value))
  return value
}
function randomUUID() {
  const bytes = randomBytes(16)
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
function randomFillSync(target, offset = 0, size = target.byteLength - offset) {
  const view = new Uint8Array(target.buffer ?? target, target.byteOffset ?? 0, target.byteLength)
  view.set(randomBytes(size), offset)
  return target
}
const later =
  (work) =>
  (...args) => {
    const callback = args.pop()
    let value
    let error = null
    try {
      value = work(...args)
    } catch (failure) {
      if (failure.code?.startsWith('ERR_INVALID')) throw failure
      error = failure
    }
    require('internal/loop').complete(() => (error ? callback(error) : callback(null, value)))
  }
const pbkdf2Sync = (password, salt, iterations, length, digest) =>
  Buffer.from(binding.kdf('pbkdf2', bytesOf(password), bytesOf(salt), [iterations, length, canonical(digest)]))
const scryptSync = (password, salt, length, options = {}) =>
  Buffer.from(
    binding.kdf('scrypt', bytesOf(password), bytesOf(salt), [
      options.N ?? options.cost ?? 16384,
      options.r ?? options.blockSize ?? 8,
      options.p ?? options.parallelization ?? 1,
      length,
    ]),
  )
const hkdfSync = () => {
  throw notSimulated('crypto.hkdf')
}
function timingSafeEqual(a, b) {
  if (a.byteLength !== b.byteLength)
    throw coded(RangeError, 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH', 'Input buffers must have the same byte length')
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0
}
const createHash = (algorithm) => new Hash(algorithm)
const createHmac = (algorithm, key) => new Hash(algorithm, Buffer.from(bytesOf(key)))
const crypto = {
  Hash,
  KeyObject,
  createHash,
  createHmac,
  randomBytes,
  pseudoRandomBytes: randomBytes,
  randomInt,
  randomUUID,
  randomFillSync,
  randomFill: later(randomFillSync),
  pbkdf2Sync,
  pbkdf2: later(pbkdf2Sync),
  scryptSync,
  scrypt: later(scryptSync),
  hkdfSync,
  timingSafeEqual,
  hash: (algorithm, data, encoding = 'hex') => createHash(algorithm).update(data).digest(encoding),
  createSecretKey: (key, encoding) => new KeyObject(Buffer.from(bytesOf(key, encoding))),
  getHashes: () => [...HASHES],
  getCiphers: () => [],
  getCurves: () => [],
  constants: {},
  webcrypto: {
    getRandomValues: (array) => randomFillSync(array),
    randomUUID,
    subtle: {
      digest: async (algorithm, data) => {
        const bytes = binding.hash(
          canonical(typeof algorithm === 'string' ? algorithm : algorithm.name),
          null,
          bytesOf(data),
        )
        return bytes.slice().buffer
      },
    },
  },
}
crypto.getRandomValues = crypto.webcrypto.getRandomValues
crypto.subtle = crypto.webcrypto.subtle
for (const name of [
  'createCipheriv',
  'createDecipheriv',
  'createSign',
  'createVerify',
  'generateKeyPair',
  'generateKeyPairSync',
  'createPrivateKey',
  'createPublicKey',
  'createDiffieHellman',
  'createECDH',
  'sign',
  'verify',
  'publicEncrypt',
  'privateDecrypt',
  'X509Certificate',
])
  crypto[name] = () => {
    throw notSimulated(`crypto.${name}`)
  }
module.exports = crypto
