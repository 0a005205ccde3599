/** gzip streams in between, by fflate. */
import { Gunzip, Gzip } from 'fflate'

/** A filter of bytes: push() gives what comes out. */
export interface Filter {
  push(bytes: Uint8Array, last: boolean): Uint8Array[]
}
export function gzipFilter(
  level: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9,
  options: { filename?: string; mtime?: number } = {},
): Filter {
  let out: Uint8Array[] = []
  const stream = new Gzip(
    { level, mtime: options.mtime ?? 0, ...(options.filename ? { filename: options.filename } : {}) },
    (chunk) => {
      if (chunk.length) out.push(chunk)
    },
  )
  return {
    push: (bytes, last) => {
      out = []
      stream.push(bytes, last)
      return out
    },
  }
}
/** Throws Error when the data are damaged. */
export function gunzipFilter(): Filter {
  let out: Uint8Array[] = []
  const stream = new Gunzip((chunk) => {
    if (chunk.length) out.push(chunk)
  })
  return {
    push: (bytes, last) => {
      out = []
      stream.push(bytes, last)
      return out
    },
  }
}
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b
/** Which compressor made this, by its magic. */
export function magicOf(bytes: Uint8Array): 'gzip' | 'bzip2' | 'xz' | 'zstd' | undefined {
  if (isGzip(bytes)) return 'gzip'
  if (bytes[0] === 0x42 && bytes[1] === 0x5a && bytes[2] === 0x68) return 'bzip2'
  if (bytes[0] === 0xfd && bytes[1] === 0x37 && bytes[2] === 0x7a) return 'xz'
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd) return 'zstd'
  return undefined
}
