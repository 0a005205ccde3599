/** The ar archives that .deb files are: a magic line, then members with a header of 60 bytes each, aligned to even offsets. */
import { concat, decode, encode } from './bytes.ts'

const MAGIC = '!<arch>\n'
const HEADER = 60
export interface ArMember {
  name: string
  data: Uint8Array
}

/** `mtime` in seconds. */
export function writeAr(members: readonly ArMember[], mtime: number): Uint8Array {
  const parts: Uint8Array[] = [encode(MAGIC)]
  for (const { name, data } of members) {
    const header = [
      name.padEnd(16),
      String(mtime).padEnd(12),
      '0     ',
      '0     ',
      '100644  ',
      String(data.length).padEnd(10),
      '`\n',
    ]
    parts.push(encode(header.join('')), data)
    if (data.length % 2) parts.push(encode('\n'))
  }
  return concat(parts)
}

/** Null: not such an archive, or cut off. What follows the last whole member (a sparse file's zeros) is left alone. */
export function readAr(bytes: Uint8Array): ArMember[] | null {
  if (decode(bytes.subarray(0, MAGIC.length)) !== MAGIC) return null
  const members: ArMember[] = []
  for (let at = MAGIC.length; at + HEADER <= bytes.length && bytes[at] !== 0;) {
    const header = decode(bytes.subarray(at, at + HEADER))
    const size = Number(header.slice(48, 58))
    if (!header.endsWith('`\n') || !Number.isInteger(size) || at + HEADER + size > bytes.length) return null
    members.push({
      name: header.slice(0, 16).replace(/\/? *$/, ''),
      data: bytes.subarray(at + HEADER, at + HEADER + size),
    })
    at += HEADER + size + (size % 2)
  }
  return members
}
