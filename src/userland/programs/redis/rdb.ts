/** dump.rdb, version 10 of the format, with the plain encodings that every Redis reads. Without the checksum (eight zeros: not computed). */
import { fromBinary, toBinary } from '../../coreutils/lib/text.ts'
import type { Entry, Value } from './store.ts'

const OP = { aux: 0xfa, resize: 0xfb, expiryMs: 0xfc, expiry: 0xfd, select: 0xfe, end: 0xff }
const TYPES = { string: 0, list: 1, set: 2, hash: 4, zset: 5 } as const

const char = (...codes: number[]): string => String.fromCharCode(...codes)
function length(n: number): string {
  if (n < 64) return char(n)
  if (n < 16384) return char(0x40 | (n >> 8), n & 0xff)
  return char(0x80, (n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff)
}
const string = (text: string): string => length(text.length) + text
const aux = (key: string, value: string): string => char(OP.aux) + string(key) + string(value)
function binary(write: (view: DataView) => void): string {
  const buffer = new ArrayBuffer(8)
  write(new DataView(buffer))
  return toBinary(new Uint8Array(buffer))
}
function body(value: Value): string {
  switch (value.type) {
    case 'string':
      return string(value.text)
    case 'list':
      return length(value.items.length) + value.items.map(string).join('')
    case 'set':
      return length(value.members.size) + [...value.members].map(string).join('')
    case 'hash':
      return length(value.fields.size) + [...value.fields].map(([field, text]) => string(field) + string(text)).join('')
    case 'zset':
      return (
        length(value.scores.size) +
        [...value.scores]
          .map(([member, score]) => string(member) + binary((view) => view.setFloat64(0, score, true)))
          .join('')
      )
  }
}

export function dump(databases: readonly ReadonlyMap<string, Entry>[], now: number, usedMemory: number): Uint8Array {
  let out = `REDIS0010${aux('redis-ver', '7.0.15')}${aux('redis-bits', '64')}${aux('ctime', String(Math.floor(now / 1000)))}${aux('used-mem', String(usedMemory))}${aux('aof-base', '0')}`
  databases.forEach((entries, index) => {
    if (!entries.size) return
    const expiring = [...entries.values()].filter(({ expires }) => expires !== null).length
    out += char(OP.select) + length(index) + char(OP.resize) + length(entries.size) + length(expiring)
    for (const [key, { value, expires }] of entries) {
      if (expires !== null)
        out += char(OP.expiryMs) + binary((view) => view.setBigUint64(0, BigInt(Math.round(expires)), true))
      out += char(TYPES[value.type]) + string(key) + body(value)
    }
  })
  return fromBinary(out + char(OP.end) + '\0'.repeat(8))
}

export class BadDump extends Error {}
export interface Loaded {
  databases: Map<number, [key: string, entry: Entry][]>
  aux: Map<string, string>
}
/** Throws BadDump. */
export function parseDump(data: Uint8Array): Loaded {
  const text = toBinary(data)
  let at = 9
  if (!/^REDIS\d{4}/.test(text)) throw new BadDump('Wrong signature trying to load DB from file')
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const byte = (): number => {
    if (at >= data.length) throw new BadDump('Unexpected EOF reading RDB file')
    return data[at++]!
  }
  const size = (): { n: number; special: boolean } => {
    const first = byte()
    switch (first >> 6) {
      case 0:
        return { n: first & 63, special: false }
      case 1:
        return { n: ((first & 63) << 8) | byte(), special: false }
      case 2: {
        const n = view.getUint32(at)
        at += 4
        return { n, special: false }
      }
    }
    return { n: first & 63, special: true }
  }
  const read = (): string => {
    const { n, special } = size()
    if (special) {
      const widths = [1, 2, 4]
      const width = widths[n]
      if (width === undefined) throw new BadDump('Unknown RDB string encoding type')
      const value = width === 1 ? view.getInt8(at) : width === 2 ? view.getInt16(at, true) : view.getInt32(at, true)
      at += width
      return String(value)
    }
    at += n
    return text.slice(at - n, at)
  }
  const value = (type: number): Value => {
    const many = (each: () => void): void => {
      for (let { n } = size(); n > 0; n--) each()
    }
    switch (type) {
      case 0:
        return { type: 'string', text: read() }
      case 1: {
        const items: string[] = []
        many(() => items.push(read()))
        return { type: 'list', items }
      }
      case 2: {
        const members = new Set<string>()
        many(() => members.add(read()))
        return { type: 'set', members }
      }
      case 4: {
        const fields = new Map<string, string>()
        many(() => {
          const field = read()
          fields.set(field, read())
        })
        return { type: 'hash', fields }
      }
      case 5: {
        const scores = new Map<string, number>()
        many(() => {
          const member = read()
          scores.set(member, view.getFloat64(at, true))
          at += 8
        })
        return { type: 'zset', scores }
      }
    }
    throw new BadDump(`Unknown RDB encoding type ${type}`)
  }
  const loaded: Loaded = { databases: new Map(), aux: new Map() }
  let db = 0
  let expires: number | null = null
  for (;;) {
    const op = byte()
    switch (op) {
      case OP.end:
        return loaded
      case OP.aux: {
        const key = read()
        loaded.aux.set(key, read())
        break
      }
      case OP.select:
        db = size().n
        break
      case OP.resize:
        size()
        size()
        break
      case OP.expiryMs:
        expires = Number(view.getBigUint64(at, true))
        at += 8
        break
      case OP.expiry:
        expires = view.getInt32(at, true) * 1000
        at += 4
        break
      default: {
        const key = read()
        const entry = { value: value(op), expires }
        const list = loaded.databases.get(db) ?? []
        loaded.databases.set(db, list)
        list.push([key, entry])
        expires = null
      }
    }
  }
}
