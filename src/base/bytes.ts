/** UTF-8 text and byte arrays. */
const encoder = new TextEncoder()
const decoder = new TextDecoder()
export const EMPTY: Uint8Array = new Uint8Array(0)
export const encode = (text: string): Uint8Array => encoder.encode(text)
/** Lossy where the bytes are not UTF-8 (U+FFFD), as terminals show them. */
export const decode = (bytes: Uint8Array): string => decoder.decode(bytes)
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
