/** Reading, in pieces of any size. File contents are kept without their zero blocks, so that an archive of a sparse file stays small. */
import { concat, decode, EMPTY } from '../bytes.ts'
import { BLOCK, checksum, FIELD, FLAGS, padding, TarError, type TarContent, type TarEntry } from './format.ts'

/** Granularity of holes in contents. */
const CHUNK = 65536

const TYPES = new Map<string, TarEntry['type']>([
  ...(Object.entries(FLAGS) as [TarEntry['type'], string][]).map(([type, flag]) => [flag, type] as const),
  ['\0', 'file'],
  ['7', 'file'],
])

function text(header: Uint8Array, [offset, length]: readonly [number, number]): string {
  const field = header.subarray(offset, offset + length)
  const end = field.indexOf(0)
  return decode(end < 0 ? field : field.subarray(0, end))
}
/** Octal, or base-256 when the first bit is set (GNU). */
function number(header: Uint8Array, [offset, length]: readonly [number, number]): number {
  const field = header.subarray(offset, offset + length)
  if (field[0]! & 0x80) {
    let value = field[0]! & 0x40 ? -1 : field[0]! & 0x3f
    for (let i = 1; i < length; i++) value = value * 256 + field[i]!
    return value
  }
  const digits = text(header, [offset, length]).trim()
  if (digits === '') return 0
  if (!/^[0-7]+$/.test(digits)) throw new TarError('header')
  return parseInt(digits, 8)
}

interface Pending {
  header: Omit<TarEntry, 'content'>
  /** What the data are: a file's, or a header for the next entry. */
  use: 'file' | 'skip' | 'pax' | 'global' | 'longname' | 'longlink'
  size: number
}

export class TarReader {
  private buffer: Uint8Array = EMPTY
  private pending: Pending | null = null
  private data: ContentBuilder | null = null
  private left = 0
  private pad = 0
  private blank = 0
  private done = false
  private pax: Record<string, string> = {}
  private global: Record<string, string> = {}
  private longName: string | null = null
  private longLink: string | null = null
  /** Bytes given to push() so far. */
  private total = 0
  private readonly offsets = new WeakMap<TarEntry, number>()

  /** Where in the input the data of an entry that came out of push() begin; without data, where the next header is. */
  offsetOf(entry: TarEntry): number {
    return this.offsets.get(entry) ?? 0
  }
  /** Entries completed by these bytes. TarError. */
  push(bytes: Uint8Array): TarEntry[] {
    const entries: TarEntry[] = []
    if (this.done) return entries
    this.total += bytes.length
    this.buffer = this.buffer.length ? concat([this.buffer, bytes]) : bytes
    for (;;) {
      if (this.pending) {
        const part = this.buffer.subarray(0, this.left)
        this.data!.add(part)
        this.left -= part.length
        this.buffer = this.buffer.subarray(part.length)
        if (this.left > 0) return entries
        if (this.buffer.length < this.pad) return entries
        this.buffer = this.buffer.subarray(this.pad)
        const entry = this.complete(this.pending, this.data!)
        if (entry) {
          entries.push(entry)
          this.offsets.set(entry, this.total - this.buffer.length - this.pad - this.pending.size)
        }
        this.pending = this.data = null
        continue
      }
      if (this.buffer.length < BLOCK) return entries
      const header = this.buffer.subarray(0, BLOCK)
      this.buffer = this.buffer.subarray(BLOCK)
      if (isZero(header)) {
        if (++this.blank === 2) {
          this.done = true
          return entries
        }
        continue
      }
      if (this.blank) throw new TarError('header')
      this.start(header)
    }
  }
  /** The end of the input; an archive may end without its two empty blocks, but not within an entry. */
  finish(): void {
    if (!this.done && (this.pending || this.buffer.length)) throw new TarError('eof')
  }

  private start(header: Uint8Array): void {
    const stored = number(header, FIELD.checksum)
    const { unsigned, signed } = checksum(header)
    if (stored !== unsigned && stored !== signed) throw new TarError('header')
    const flag = String.fromCharCode(header[156]!)
    const use = { x: 'pax', g: 'global', L: 'longname', K: 'longlink' }[flag] as Pending['use'] | undefined
    const records = use ? {} : { ...this.global, ...this.pax }
    const ustar = text(header, FIELD.magic).startsWith('ustar')
    const prefix = ustar && header[262] === 0 ? text(header, FIELD.prefix) : ''
    const short = text(header, FIELD.name)
    const name = records['path'] ?? this.longName ?? (prefix ? `${prefix}/${short}` : short)
    const linkname = records['linkpath'] ?? this.longLink ?? text(header, FIELD.linkname)
    const size = Number(records['size'] ?? number(header, FIELD.size))
    let type = TYPES.get(flag)
    if (type === 'file' && name.endsWith('/')) type = 'dir'
    if (!use) {
      this.pax = {}
      this.longName = this.longLink = null
    }
    const known = new Set(['path', 'linkpath', 'size', 'uid', 'gid', 'uname', 'gname', 'mtime', 'atime', 'ctime'])
    const others = Object.entries(records).filter(([key]) => !known.has(key))
    const hasData = use !== undefined || type === 'file' || type === undefined
    this.pending = {
      use: use ?? (type === undefined ? 'skip' : 'file'),
      size: hasData ? size : 0,
      header: {
        name,
        type: type ?? 'file',
        mode: number(header, FIELD.mode) & 0o7777,
        uid: Number(records['uid'] ?? number(header, FIELD.uid)),
        gid: Number(records['gid'] ?? number(header, FIELD.gid)),
        mtime: Number(records['mtime'] ?? number(header, FIELD.mtime)) * 1000,
        uname: records['uname'] ?? text(header, FIELD.uname),
        gname: records['gname'] ?? text(header, FIELD.gname),
        ...(linkname === '' ? {} : { linkname }),
        ...(type === 'char' || type === 'block'
          ? { rdev: number(header, FIELD.major) * 256 + number(header, FIELD.minor) }
          : {}),
        ...(others.length ? { pax: Object.fromEntries(others) } : {}),
      },
    }
    this.left = this.pending.size
    this.pad = padding(this.left)
    this.data = new ContentBuilder(this.left)
  }

  private complete(pending: Pending, data: ContentBuilder): TarEntry | null {
    switch (pending.use) {
      case 'skip':
        return null
      case 'pax':
        this.pax = paxRecords(data.bytes())
        return null
      case 'global':
        this.global = { ...this.global, ...paxRecords(data.bytes()) }
        return null
      case 'longname':
        this.longName = decode(data.bytes()).replace(/\0.*$/s, '')
        return null
      case 'longlink':
        this.longLink = decode(data.bytes()).replace(/\0.*$/s, '')
        return null
      case 'file':
        return pending.header.type === 'file' ? { ...pending.header, content: data.content() } : pending.header
    }
  }
}

/** "%d key=value\n" one after the other; lengths are in bytes. */
function paxRecords(data: Uint8Array): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(32, at)
    const size = space < 0 ? NaN : Number(decode(data.subarray(at, space)))
    if (!Number.isInteger(size) || size <= space - at || at + size > data.length) throw new TarError('header')
    const record = decode(data.subarray(space + 1, at + size - 1))
    const equals = record.indexOf('=')
    if (equals < 0) throw new TarError('header')
    records[record.slice(0, equals)] = record.slice(equals + 1)
    at += size
  }
  return records
}

/** A loop and not every(): archives of images are mostly zeros, and long. */
function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false
  return true
}
/** Collects data into extents of up to 64 KiB, dropping chunks of zeros. */
class ContentBuilder {
  private readonly size: number
  private readonly extents: { offset: number; data: Uint8Array }[] = []
  private chunk: Uint8Array | null = null
  private at = 0
  constructor(size: number) {
    this.size = size
  }
  add(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const inChunk = this.at % CHUNK
      const start = this.at - inChunk
      const length = Math.min(CHUNK, this.size - start)
      if (!this.chunk && bytes.length - done >= length && isZero(bytes.subarray(done, done + length))) {
        done += length
        this.at += length
        continue
      }
      this.chunk ??= new Uint8Array(length)
      const part = bytes.subarray(done, done + this.chunk.length - inChunk)
      this.chunk.set(part, inChunk)
      done += part.length
      this.at += part.length
      if (inChunk + part.length === this.chunk.length) {
        if (!isZero(this.chunk)) this.extents.push({ offset: start, data: this.chunk })
        this.chunk = null
      }
    }
  }
  content(): TarContent {
    return { size: this.size, extents: this.extents }
  }
  bytes(): Uint8Array {
    const out = new Uint8Array(this.size)
    for (const { offset, data } of this.extents) out.set(data, offset)
    return out
  }
}

/** A whole archive. TarError. */
export function readTar(bytes: Uint8Array): TarEntry[] {
  const reader = new TarReader()
  const entries = reader.push(bytes)
  reader.finish()
  return entries
}
export async function* readTarStream(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const reader = new TarReader()
  for await (const bytes of source) yield* reader.push(bytes)
  reader.finish()
}
