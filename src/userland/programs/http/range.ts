/** Range requests (RFC 9110, section 14) for one or more byte ranges. */
export interface ByteRange {
  start: number
  /** inclusive */
  end: number
}
/** Null: the header is to be ignored. []: none of the ranges can be satisfied. */
export function parseRange(header: string, size: number): ByteRange[] | null {
  const match = /^bytes=(.*)$/.exec(header.trim())
  if (!match) return null
  const ranges: ByteRange[] = []
  for (const part of match[1]!.split(',')) {
    const spec = /^\s*(\d*)-(\d*)\s*$/.exec(part)
    if (!spec || (spec[1] === '' && spec[2] === '')) return null
    if (spec[1] === '') {
      const length = Math.min(+spec[2]!, size)
      if (length > 0) ranges.push({ start: size - length, end: size - 1 })
      continue
    }
    const start = +spec[1]!
    const end = spec[2] === '' ? size - 1 : Math.min(+spec[2]!, size - 1)
    if (spec[2] !== '' && +spec[2]! < start) return null
    if (start < size) ranges.push({ start, end })
  }
  return ranges
}
