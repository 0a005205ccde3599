/** Writing: headers as Go's tar.Writer makes them in FormatPAX, a pax header only where ustar cannot hold a value. */
import { concat, encode } from '../bytes.ts'
import { BLOCK, checksum, FIELD, FLAGS, padding, type TarEntry } from './format.ts'

const ZEROS = new Uint8Array(65536)

/** The archive in pieces, end blocks included; holes come as views of one block of zeros, so nothing big is held. */
export function* tarChunks(entries: Iterable<TarEntry>): Iterable<Uint8Array> {
  for (const entry of entries) {
    yield headerBytes(entry)
    if (entry.type !== 'file' || !entry.content) continue
    const { size, extents } = entry.content
    let at = 0
    for (const { offset, data } of extents) {
      yield* zeros(offset - at)
      yield data
      at = offset + data.length
    }
    yield* zeros(size - at + padding(size))
  }
  yield* zeros(2 * BLOCK)
}
export const tarBytes = (entries: Iterable<TarEntry>): Uint8Array => concat([...tarChunks(entries)])

/** Length of the archive without making it. */
export function tarSize(entries: Iterable<TarEntry>): number {
  let size = 2 * BLOCK
  for (const entry of entries) {
    size += headerBytes(entry).length
    if (entry.type === 'file' && entry.content) size += entry.content.size + padding(entry.content.size)
  }
  return size
}

function* zeros(count: number): Iterable<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) yield left >= ZEROS.length ? ZEROS : ZEROS.subarray(0, left)
}

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}
const toAscii = (text: string): string => [...text].filter((char) => char.charCodeAt(0) < 128).join('')

/** The header blocks of an entry: perhaps a pax header with its data, then the ustar header. */
function headerBytes(entry: TarEntry): Uint8Array {
  const name = entry.type === 'dir' && !entry.name.endsWith('/') ? `${entry.name}/` : entry.name
  const linkname = entry.linkname ?? ''
  const size = entry.type === 'file' ? (entry.content?.size ?? 0) : 0
  const seconds = Math.floor(entry.mtime / 1000)
  const records: Record<string, string> = { ...entry.pax }
  const string = (key: string, value: string, [, length]: readonly [number, number]): void => {
    if (value.length > length || !isAscii(value)) records[key] = value
  }
  const number = (key: string, value: number, [, length]: readonly [number, number]): void => {
    if (value < 0 || value >= 8 ** (length - 1)) records[key] = String(value)
  }
  string('path', name, FIELD.name)
  string('linkpath', linkname, FIELD.linkname)
  string('uname', entry.uname ?? '', FIELD.uname)
  string('gname', entry.gname ?? '', FIELD.gname)
  number('uid', entry.uid, FIELD.uid)
  number('gid', entry.gid, FIELD.gid)
  number('size', size, FIELD.size)
  number('mtime', seconds, FIELD.mtime)
  const rdev = entry.rdev ?? 0
  const main = block(FLAGS[entry.type], name, {
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    size,
    mtime: seconds,
    linkname,
    uname: entry.uname ?? '',
    gname: entry.gname ?? '',
    major: Math.floor(rdev / 256),
    minor: rdev % 256,
  })
  const keys = Object.keys(records).sort()
  if (!keys.length) return main
  const data = concat(keys.map((key) => paxRecord(key, records[key]!)))
  const slash = name.replace(/\/$/, '').lastIndexOf('/')
  const base = name.replace(/\/$/, '').slice(slash + 1)
  const paxName = `${name.slice(0, slash + 1)}PaxHeaders.0/${name.endsWith('/') ? '' : base}`.replace(/\/$/, '')
  return concat([block('x', paxName, { size: data.length }), data, new Uint8Array(padding(data.length)), main])
}

/** "%d %s=%s\n", the length counting itself. */
function paxRecord(key: string, value: string): Uint8Array {
  const rest = encode(` ${key}=${value}\n`)
  let size = rest.length + String(rest.length).length
  if (String(size).length + rest.length !== size) size = rest.length + String(size).length
  return concat([encode(String(size)), rest])
}

function block(
  flag: string,
  name: string,
  fields: Partial<Record<'mode' | 'uid' | 'gid' | 'size' | 'mtime' | 'major' | 'minor', number>> &
    Partial<Record<'linkname' | 'uname' | 'gname', string>>,
): Uint8Array {
  const out = new Uint8Array(BLOCK)
  const text = ([offset, length]: readonly [number, number], value: string): void =>
    out.set(encode(toAscii(value)).subarray(0, length), offset)
  const octal = ([offset, length]: readonly [number, number], value = 0): void => {
    const fits = value >= 0 && value < 8 ** (length - 1)
    out.set(encode((fits ? value : 0).toString(8).padStart(length - 1, '0')), offset)
  }
  text(FIELD.name, name)
  octal(FIELD.mode, fields.mode)
  octal(FIELD.uid, fields.uid)
  octal(FIELD.gid, fields.gid)
  octal(FIELD.size, fields.size)
  octal(FIELD.mtime, fields.mtime)
  text(FIELD.flag, flag)
  text(FIELD.linkname, fields.linkname ?? '')
  text(FIELD.magic, 'ustar\0')
  text(FIELD.version, '00')
  text(FIELD.uname, fields.uname ?? '')
  text(FIELD.gname, fields.gname ?? '')
  // Go leaves them out of pax headers.
  if (flag !== 'x') {
    octal(FIELD.major, fields.major)
    octal(FIELD.minor, fields.minor)
  }
  text(FIELD.checksum, `${checksum(out).unsigned.toString(8).padStart(6, '0')}\0 `)
  return out
}
