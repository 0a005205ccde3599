/** Digests in one streaming shape: @noble/hashes', and the old checksums of cksum and sum. */
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { blake2b } from '@noble/hashes/blake2.js'
import { hex } from '../../../../base/rng.ts'

export interface Digest {
  update(bytes: Uint8Array): void
  /** Lower-case hexadecimal. */
  finish(): string
}
const MAKERS = {
  md5: () => md5.create(),
  sha1: () => sha1.create(),
  sha224: () => sha224.create(),
  sha256: () => sha256.create(),
  sha384: () => sha384.create(),
  sha512: () => sha512.create(),
  blake2b: () => blake2b.create({ dkLen: 64 }),
} as const
export type Algorithm = keyof typeof MAKERS
export function createDigest(algorithm: Algorithm, lengthBits?: number): Digest {
  const state = algorithm === 'blake2b' && lengthBits ? blake2b.create({ dkLen: lengthBits / 8 }) : MAKERS[algorithm]()
  return {
    update: (bytes) => void state.update(bytes),
    finish: () => hex(state.digest()),
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i << 24
  for (let bit = 0; bit < 8; bit++) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1
  return value >>> 0
})
/** POSIX cksum's CRC, the length included at the end. */
export class Crc {
  private crc = 0
  private length = 0
  update(bytes: Uint8Array): void {
    let crc = this.crc
    for (const byte of bytes) crc = ((crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ byte) & 255]!) >>> 0
    this.crc = crc
    this.length += bytes.length
  }
  finish(): number {
    let crc = this.crc
    for (let n = this.length; n > 0; n = Math.floor(n / 256))
      crc = ((crc << 8) ^ CRC_TABLE[((crc >>> 24) ^ n) & 255]!) >>> 0
    return ~crc >>> 0
  }
}
/** BSD's rotating sum and System V's, both 16 bits. */
export class OldSum {
  bsd = 0
  private total = 0
  update(bytes: Uint8Array): void {
    let sum = this.bsd
    for (const byte of bytes) {
      sum = (sum >> 1) + ((sum & 1) << 15)
      sum = (sum + byte) & 0xffff
      this.total = (this.total + byte) % 0x100000000
    }
    this.bsd = sum
  }
  get sysv(): number {
    const r = (this.total & 0xffff) + ((this.total >>> 16) & 0xffff)
    return (r & 0xffff) + (r >>> 16)
  }
}
