/** What the reader and the writer of tar archives share. */
export const BLOCK = 512

export interface TarContent {
  readonly size: number
  readonly extents: readonly { readonly offset: number; readonly data: Uint8Array }[]
}
export interface TarEntry {
  /** As in the archive; directories end in a slash when written. */
  readonly name: string
  readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'
  /** permission bits with setuid, setgid and sticky */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** ms since the epoch; whole seconds are written */
  readonly mtime: number
  /** type 'file' */
  readonly content?: TarContent
  readonly linkname?: string
  /** major * 256 + minor */
  readonly rdev?: number
  readonly uname?: string
  readonly gname?: string
  /** Further pax records. */
  readonly pax?: Readonly<Record<string, string>>
}

export class TarError extends Error {
  readonly code: 'header' | 'eof'
  /** Texts of archive/tar's ErrHeader and io.ErrUnexpectedEOF. */
  constructor(code: 'header' | 'eof') {
    super(code === 'header' ? 'archive/tar: invalid tar header' : 'unexpected EOF')
    this.name = 'TarError'
    this.code = code
  }
}

export const FLAGS = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  dir: '5',
  fifo: '6',
} as const satisfies Record<TarEntry['type'], string>

/** Offset and length of the fields of a ustar header. */
export const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  flag: [156, 1],
  linkname: [157, 100],
  magic: [257, 6],
  version: [263, 2],
  uname: [265, 32],
  gname: [297, 32],
  major: [329, 8],
  minor: [337, 8],
  prefix: [345, 155],
} as const satisfies Record<string, readonly [offset: number, length: number]>

/** Sum of all bytes, the checksum field taken as spaces. */
export function checksum(header: Uint8Array): { unsigned: number; signed: number } {
  let unsigned = 0
  let signed = 0
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 32 : header[i]!
    unsigned += byte
    signed += byte > 127 ? byte - 256 : byte
  }
  return { unsigned, signed }
}
export const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK
