/**
 * Text inside the shell. Bytes that are not UTF-8 become lone surrogates U+DC80…U+DCFF (as Python's surrogateescape does), so that
 * what a command substitution or `read` took in comes out again unchanged.
 */
import { decode, encode } from '../../../base/bytes.ts'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes → text, without loss. */
export function fromBytes(bytes: Uint8Array): string {
  let ascii = true
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! >= 0x80) {
      ascii = false
      break
    }
  }
  if (ascii) return decode(bytes)
  try {
    return strict.decode(bytes)
  } catch {
    return escapeInvalid(bytes)
  }
}

/** Length of the valid UTF-8 sequence at `at`, or 0. */
export function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  if (lead < 0x80) return 1
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  if (!length || at + length > bytes.length) return 0
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0
  const second = bytes[at + 1]!
  if (lead === 0xe0 && second < 0xa0) return 0
  if (lead === 0xed && second >= 0xa0) return 0
  if (lead === 0xf0 && second < 0x90) return 0
  if (lead === 0xf4 && second >= 0x90) return 0
  return length
}

function escapeInvalid(bytes: Uint8Array): string {
  let out = ''
  let start = 0
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    if (length) {
      at += length
      continue
    }
    if (at > start) out += strict.decode(bytes.subarray(start, at))
    out += String.fromCharCode(0xdc00 + bytes[at]!)
    start = ++at
  }
  if (at > start) out += strict.decode(bytes.subarray(start, at))
  return out
}

const ESCAPED = /[\udc80-\udcff]/
/** Text → bytes; the inverse of fromBytes. */
export function toBytes(text: string): Uint8Array {
  if (!ESCAPED.test(text)) return encode(text)
  const parts: number[] = []
  let run = ''
  const flush = (): void => {
    if (run) for (const byte of encode(run)) parts.push(byte)
    run = ''
  }
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (code >= 0xdc80 && code <= 0xdcff) {
      flush()
      parts.push(code - 0xdc00)
    } else run += char
  }
  flush()
  return Uint8Array.from(parts)
}
