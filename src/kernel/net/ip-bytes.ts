/** Addresses as bytes (inet_pton(3)) and IPv6 in its shortest text (RFC 5952). Small, because the first prompt waits for it; no zones. */

/** Four or sixteen bytes; null when it is no address. IPv4 only as four decimal numbers without leading zeros. */
export const ipBytes = (text: string): number[] | null => (text.includes(':') ? bytes6(text) : bytes4(text))

function bytes4(text: string): number[] | null {
  if (!/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(text)) return null
  const bytes = text.split('.').map(Number)
  return bytes.every((byte) => byte < 256) ? bytes : null
}
function bytes6(text: string): number[] | null {
  const halves = text.split('::')
  if (halves.length > 2) return null
  const [head, tail] = halves.map((half, index) => groups(half, index === halves.length - 1))
  if (!head || tail === null) return null
  if (tail === undefined) return head.length === 16 ? head : null
  // "::" stands for one group of zeros or more.
  const missing = 16 - head.length - tail.length
  return missing < 2 ? null : [...head, ...new Array<number>(missing).fill(0), ...tail]
}
/** `last`: these groups may end in an IPv4 address. */
function groups(text: string, last: boolean): number[] | null {
  if (text === '') return []
  const bytes: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const four = bytes4(part)
      if (!four) return null
      bytes.push(...four)
    } else if (/^[\da-f]{1,4}$/i.test(part)) bytes.push(parseInt(part, 16) >> 8, parseInt(part, 16) & 255)
    else return null
  }
  return bytes
}

/** The longest run of two zero groups or more, the first of equals, becomes "::". */
export function ipText(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.')
  const hex = Array.from({ length: 8 }, (_, i) => ((bytes[2 * i]! << 8) | bytes[2 * i + 1]!).toString(16))
  let from = 0
  let length = 1
  for (let i = 0; i < 8; i++) {
    let end = i
    while (end < 8 && hex[end] === '0') end++
    if (end - i > length) [from, length] = [i, end - i]
  }
  return length < 2 ? hex.join(':') : `${hex.slice(0, from).join(':')}::${hex.slice(from + length).join(':')}`
}
/** With all bits after the first `prefix` zero. */
export const masked = (bytes: readonly number[], prefix: number): number[] =>
  bytes.map((byte, i) => byte & ~(0xff >> Math.min(8, Math.max(0, prefix - 8 * i))))
