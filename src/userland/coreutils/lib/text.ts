/**
 * Bytes as strings. Two lossless forms:
 *  binary  one character a byte (latin-1): for tools that count and compare bytes
 *  text    UTF-8, where a byte that is not UTF-8 becomes a lone surrogate U+DC80…U+DCFF (as Python's surrogateescape)
 */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()
const CHUNK = 8192

export function toBinary(bytes: Uint8Array): string {
  if (bytes.length <= CHUNK) return String.fromCharCode.apply(null, bytes as unknown as number[])
  let out = ''
  for (let i = 0; i < bytes.length; i += CHUNK)
    out += String.fromCharCode.apply(null, bytes.subarray(i, i + CHUNK) as unknown as number[])
  return out
}
export function fromBinary(text: string): Uint8Array {
  const out = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i)
  return out
}

/** Length of the UTF-8 sequence at `at`, or 0 when there is none. */
function sequence(bytes: Uint8Array, at: number): number {
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
export function toText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    let out = ''
    let good = 0
    for (let i = 0; i < bytes.length;) {
      const length = sequence(bytes, i)
      if (length) {
        i += length
        continue
      }
      if (i > good) out += strict.decode(bytes.subarray(good, i))
      out += String.fromCharCode(0xdc00 | bytes[i]!)
      good = ++i
    }
    return good < bytes.length ? out + strict.decode(bytes.subarray(good)) : out
  }
}
// A high surrogate before U+DC80… would be a pair, so only lone ones are escapes.
const ESCAPED = /(?<![\ud800-\udbff])[\udc80-\udcff]/
export function fromText(text: string): Uint8Array {
  if (!ESCAPED.test(text)) return encoder.encode(text)
  const parts: number[] = []
  for (const char of text) {
    const code = char.codePointAt(0)!
    if (code >= 0xdc80 && code <= 0xdcff) parts.push(code & 0xff)
    else for (const byte of encoder.encode(char)) parts.push(byte)
  }
  return Uint8Array.from(parts)
}
export const textToBinary = (text: string): string => toBinary(fromText(text))
export const binaryToText = (binary: string): string =>
  /^[\0-\x7f]*$/.test(binary) ? binary : toText(fromBinary(binary))

/** Columns that a character takes on a terminal, as wcwidth(3). */
export function charWidth(code: number): number {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return -1
  if (code < 0x300) return 1
  if (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x1160 && code <= 0x11ff) ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    (code >= 0x20d0 && code <= 0x20ff)
  )
    return 0
  if (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1f64f) ||
    (code >= 0x1f900 && code <= 0x1f9ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
    return 2
  return 1
}
/** Control characters count 0. */
export function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let sum = 0
  for (const char of text) sum += Math.max(0, charWidth(char.codePointAt(0)!))
  return sum
}
/** strcmp(3) on what the texts are in UTF-8: the order of C.UTF-8. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i)
    let y = b.charCodeAt(i)
    if (x === y) continue
    // Surrogates stand for code points above all others.
    if (x >= 0xd800 && x <= 0xdfff) x += 0x10000
    if (y >= 0xd800 && y <= 0xdfff) y += 0x10000
    return x - y
  }
  return a.length - b.length
}
