/** Base64 (RFC 4648): encoding, the URL-safe alphabet, decoding. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
export function base64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]]
    const word = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    out += ALPHABET[word >> 18]! + ALPHABET[(word >> 12) & 63]!
    out += (b === undefined ? '=' : ALPHABET[(word >> 6) & 63]!) + (c === undefined ? '=' : ALPHABET[word & 63]!)
  }
  return out
}
export const base64Url = (bytes: Uint8Array): string => base64(bytes).replaceAll('+', '-').replaceAll('/', '_')
/** Either alphabet; characters of neither are skipped. */
export function unbase64(text: string): Uint8Array {
  const out: number[] = []
  let word = 0
  let bits = 0
  for (const char of text.replaceAll('-', '+').replaceAll('_', '/')) {
    const value = ALPHABET.indexOf(char)
    if (value < 0) continue
    word = ((word << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out.push((word >> bits) & 0xff)
    }
  }
  return Uint8Array.from(out)
}
