/**
 * Tar archives as Go's archive/tar writes and reads them: ustar, PAX records for what does not fit; GNU long names are read, too. Both ways in
 * pieces, and runs of zeros stay holes, so that a sparse file of hundreds of megabytes costs little. Leaves out: sparse formats, xattrs.
 */
import { concat, decode, encode } from './bytes.ts'

/** Sparse data as kernel/vfs has it: between the extents are zeros. */
export interface TarContent {
  readonly size: number
  readonly extents: readonly { readonly offset: number; readonly data: Uint8Array }[]
}
export interface TarEntry {
  /** Without a trailing slash, unless it was written so ("./"). */
  readonly name: string
  readonly type: 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** milliseconds since the epoch; archives keep whole seconds */
  readonly mtime: number
  readonly linkname?: string
  readonly rdev?: number
  readonly content?: TarContent
}
export class TarError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'TarError'
  }
}
const BLOCK = 512
const CHUNK = 65536
const ZEROS = new Uint8Array(CHUNK)
const FLAGS: Record<TarEntry['type'], string> = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  char: '3',
  block: '4',
  dir: '5',
  fifo: '6',
}
const TYPES = Object.fromEntries(Object.entries(FLAGS).map(([type, flag]) => [flag, type])) as Record<
  string,
  TarEntry['type']
>

// ---- writing

/** The archive in pieces, with its end. */
export function* writeTar(entries: Iterable<TarEntry>): Iterable<Uint8Array> {
  for (const entry of entries) yield* writeEntry(entry)
  yield ZEROS.subarray(0, 2 * BLOCK)
}
function* writeEntry(entry: TarEntry): Iterable<Uint8Array> {
  const name = entry.type === 'dir' && !entry.name.endsWith('/') ? `${entry.name}/` : entry.name
  const size = entry.type === 'file' ? (entry.content?.size ?? 0) : 0
  const records: [string, string][] = []
  const fits = splitName(name)
  if (!fits) records.push(['path', name])
  if (encode(entry.linkname ?? '').length > 100) records.push(['linkpath', entry.linkname!])
  if (size > 0o77777777777) records.push(['size', String(size)])
  for (const key of ['uid', 'gid'] as const) if (entry[key] > 0o7777777) records.push([key, String(entry[key])])
  if (records.length) {
    const body = paxBody(records)
    yield header({
      name: `PaxHeaders.0/${name}`.slice(0, 100),
      prefix: '',
      flag: 'x',
      size: body.length,
      mode: 0,
      uid: 0,
      gid: 0,
      mtime: 0,
    })
    yield body
    yield padding(body.length)
  }
  yield header({
    name: fits?.name ?? decode(encode(name).subarray(0, 99)),
    prefix: fits?.prefix ?? '',
    flag: FLAGS[entry.type],
    size,
    mode: entry.mode & 0o7777,
    uid: entry.uid,
    gid: entry.gid,
    mtime: Math.max(0, Math.floor(entry.mtime / 1000)),
    linkname: entry.linkname,
    rdev: entry.rdev,
  })
  if (!size) return
  let at = 0
  for (const extent of entry.content!.extents) {
    yield* zeros(extent.offset - at)
    yield extent.data
    at = extent.offset + extent.data.length
  }
  yield* zeros(size - at)
  yield padding(size)
}
function* zeros(count: number): Iterable<Uint8Array> {
  for (let left = count; left > 0; left -= CHUNK) yield ZEROS.subarray(0, Math.min(left, CHUNK))
}
const padding = (size: number): Uint8Array => ZEROS.subarray(0, (BLOCK - (size % BLOCK)) % BLOCK)

function splitName(name: string): { name: string; prefix: string } | null {
  const bytes = encode(name)
  if (bytes.length !== name.length) return null
  if (bytes.length <= 100) return { name, prefix: '' }
  for (let i = Math.min(name.length - 2, 155); i > 0; i--) {
    if (name[i] === '/' && name.length - i - 1 <= 100) return { prefix: name.slice(0, i), name: name.slice(i + 1) }
  }
  return null
}
function paxBody(records: readonly [string, string][]): Uint8Array {
  return concat(
    records.map(([key, value]) => {
      const rest = encode(` ${key}=${value}\n`)
      let length = rest.length + 1
      while (String(length).length + rest.length !== length) length = String(length).length + rest.length
      return concat([encode(String(length)), rest])
    }),
  )
}
interface Header {
  name: string
  prefix: string
  flag: string
  size: number
  mode: number
  uid: number
  gid: number
  mtime: number
  linkname?: string
  rdev?: number
}
function header(h: Header): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const text = (at: number, value: string, length: number): void => block.set(encode(value).subarray(0, length), at)
  const octal = (at: number, value: number, length: number): void =>
    text(
      at,
      value < 8 ** (length - 1) ? value.toString(8).padStart(length - 1, '0') : '0'.repeat(length - 1),
      length - 1,
    )
  text(0, h.name, 100)
  octal(100, h.mode, 8)
  octal(108, h.uid, 8)
  octal(116, h.gid, 8)
  octal(124, h.size, 12)
  octal(136, h.mtime, 12)
  text(148, '        ', 8)
  text(156, h.flag, 1)
  text(157, h.linkname ?? '', 100)
  text(257, 'ustar\u000000', 8)
  octal(329, Math.floor((h.rdev ?? 0) / 256), 8)
  octal(337, (h.rdev ?? 0) % 256, 8)
  text(345, h.prefix, 155)
  const sum = block.reduce((total, byte) => total + byte, 0)
  text(148, `${sum.toString(8).padStart(6, '0')}\0 `, 8)
  return block
}

// ---- reading

/** Bytes that arrive in pieces, taken in portions. */
class Source {
  private readonly chunks: AsyncIterator<Uint8Array>
  private rest: Uint8Array = new Uint8Array(0)
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]()
  }
  /** Up to `count` bytes, at least one; null at the end. */
  async some(count: number): Promise<Uint8Array | null> {
    while (!this.rest.length) {
      const { value, done } = await this.chunks.next()
      if (done) return null
      this.rest = value
    }
    const out = this.rest.subarray(0, count)
    this.rest = this.rest.subarray(out.length)
    return out
  }
  /** Exactly `count`; null at the end, TarError in the middle. */
  async exactly(count: number): Promise<Uint8Array | null> {
    const parts: Uint8Array[] = []
    for (let left = count; left > 0;) {
      const part = await this.some(left)
      if (!part) {
        if (left === count) return null
        throw new TarError('unexpected EOF')
      }
      parts.push(part)
      left -= part.length
    }
    return concat(parts)
  }
}
async function* once(data: Uint8Array): AsyncIterable<Uint8Array> {
  yield data
}

/** The entries, one after the other. Throws TarError "unexpected EOF", "archive/tar: invalid tar header". */
export async function* readTar(archive: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<TarEntry> {
  const source = new Source(archive instanceof Uint8Array ? once(archive) : archive)
  let extra: Record<string, string> = {}
  const shared: Record<string, string> = {}
  for (;;) {
    const block = await source.exactly(BLOCK)
    if (!block) return
    if (block.every((byte) => byte === 0)) return
    const h = parseHeader(block)
    if (h.flag === 'x' || h.flag === 'g' || h.flag === 'L' || h.flag === 'K') {
      const body = await source.exactly(h.size + padding(h.size).length)
      const data = (body ?? new Uint8Array(0)).subarray(0, h.size)
      if (h.flag === 'x') extra = { ...extra, ...parsePax(data) }
      else if (h.flag === 'g') Object.assign(shared, parsePax(data))
      else extra[h.flag === 'L' ? 'path' : 'linkpath'] = decode(data).replace(/\0.*$/s, '')
      continue
    }
    const pax = { ...shared, ...extra }
    extra = {}
    const name = pax['path'] ?? (h.prefix ? `${h.prefix}/${h.name}` : h.name)
    const size = pax['size'] === undefined ? h.size : Number(pax['size'])
    const type = TYPES[h.flag] ?? (h.flag === '\0' || h.flag === '7' ? (name.endsWith('/') ? 'dir' : 'file') : null)
    const content = size > 0 ? await readContent(source, size) : { size: 0, extents: [] }
    if (type === null) continue
    yield {
      name,
      type,
      mode: h.mode & 0o7777,
      uid: Number(pax['uid'] ?? h.uid),
      gid: Number(pax['gid'] ?? h.gid),
      mtime: pax['mtime'] === undefined ? h.mtime * 1000 : Number(pax['mtime']) * 1000,
      ...(type === 'symlink' || type === 'hardlink' ? { linkname: pax['linkpath'] ?? h.linkname ?? '' } : {}),
      ...(type === 'char' || type === 'block' ? { rdev: h.rdev } : {}),
      ...(type === 'file' ? { content } : {}),
    }
  }
}
async function readContent(source: Source, size: number): Promise<TarContent> {
  const extents: { offset: number; data: Uint8Array }[] = []
  let run: Uint8Array[] = []
  let start = 0
  let at = 0
  const flush = (): void => {
    if (run.length) extents.push({ offset: start, data: concat(run).slice() })
    run = []
  }
  while (at < size) {
    const part = await source.some(Math.min(CHUNK, size - at))
    if (!part) throw new TarError('unexpected EOF')
    // Only long runs of zeros are worth a hole.
    if (part.length >= 4096 && part.every((byte) => byte === 0)) flush()
    else {
      if (!run.length) start = at
      run.push(part)
    }
    at += part.length
  }
  flush()
  await source.exactly(padding(size).length)
  return { size, extents }
}
function parseHeader(block: Uint8Array): Header {
  const text = (at: number, length: number): string => decode(block.subarray(at, at + length)).replace(/\0.*$/s, '')
  const number = (at: number, length: number): number => {
    if (block[at]! & 0x80) {
      let value = block[at]! & 0x7f
      for (let i = 1; i < length; i++) value = value * 256 + block[at + i]!
      return value
    }
    const digits = text(at, length).trim()
    if (digits !== '' && !/^[0-7]+$/.test(digits)) throw new TarError('archive/tar: invalid tar header')
    return digits === '' ? 0 : parseInt(digits, 8)
  }
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : block[i]!
  if (number(148, 8) !== sum) throw new TarError('archive/tar: invalid tar header')
  const ustar = text(257, 5) === 'ustar'
  return {
    name: text(0, 100),
    prefix: ustar && text(257, 8) !== 'ustar  ' ? text(345, 155) : '',
    flag: String.fromCharCode(block[156]!),
    size: number(124, 12),
    mode: number(100, 8),
    uid: number(108, 8),
    gid: number(116, 8),
    mtime: number(136, 12),
    linkname: text(157, 100),
    rdev: ustar ? number(329, 8) * 256 + number(337, 8) : 0,
  }
}
function parsePax(data: Uint8Array): Record<string, string> {
  const out: Record<string, string> = {}
  let at = 0
  while (at < data.length) {
    const space = data.indexOf(32, at)
    const length = Number(decode(data.subarray(at, space)))
    if (space < 0 || !(length > 0)) throw new TarError('archive/tar: invalid tar header')
    const record = decode(data.subarray(space + 1, at + length - 1))
    const eq = record.indexOf('=')
    out[record.slice(0, eq)] = record.slice(eq + 1)
    at += length
  }
  return out
}
