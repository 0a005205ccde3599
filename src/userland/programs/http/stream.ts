/** Reading HTTP from a descriptor: heads, and bodies by length, in chunks or up to the end. */
import { concat, decode, EMPTY } from '../../../base/bytes.ts'
import type { Fd, Sys } from '../../../kernel/sys/types.ts'
import type { Headers } from './message.ts'

/** The peer went away in the middle of something. */
export class UnexpectedEnd extends Error {
  /** Bytes of a length that were still to come. */
  readonly missing: number
  constructor(missing = 0) {
    super('unexpected end')
    this.missing = missing
  }
}
/** A head or line that is longer than the reader takes. */
export class TooLong extends Error {}

/** How many bytes are read at a time. */
const CHUNK = 16384

export class ByteReader {
  private readonly source: () => Promise<Uint8Array>
  private pending: Uint8Array = EMPTY
  ended = false
  /** Bytes that came in so far. */
  received = 0
  constructor(source: () => Promise<Uint8Array>) {
    this.source = source
  }
  static of(sys: Sys, fd: Fd): ByteReader {
    return new ByteReader(() => sys.read(fd, CHUNK))
  }
  /** Is anything there that was read, but not taken? */
  get buffered(): boolean {
    return this.pending.length > 0
  }
  /** False at the end. */
  async more(): Promise<boolean> {
    if (this.ended) return false
    const data = await this.source()
    if (data.length === 0) {
      this.ended = true
      return false
    }
    this.received += data.length
    this.pending = this.pending.length ? concat([this.pending, data]) : data
    return true
  }
  /** What is there, at most `max`; waits when nothing is. Empty at the end. */
  async some(max = Infinity): Promise<Uint8Array> {
    if (!this.pending.length && !(await this.more())) return EMPTY
    return this.take(Math.min(max, this.pending.length))
  }
  private take(length: number): Uint8Array {
    const data = this.pending.subarray(0, length)
    this.pending = this.pending.subarray(length)
    return data
  }
  /** A line without its end. Throws UnexpectedEnd, TooLong. */
  async line(max = 8192): Promise<string> {
    for (;;) {
      const at = this.pending.indexOf(10)
      if (at >= 0) return decode(this.take(at + 1)).replace(/\r?\n$/, '')
      if (this.pending.length > max) throw new TooLong('line')
      if (!(await this.more())) throw new UnexpectedEnd()
    }
  }
  /** A head up to its empty line; leading empty lines are skipped. Null when the peer ended before the first byte. */
  async head(max = 65536): Promise<Uint8Array | null> {
    for (;;) {
      let skip = 0
      while (this.pending[skip] === 13 || this.pending[skip] === 10) skip++
      if (skip) this.take(skip)
      const end = headLength(this.pending)
      if (end > 0) return this.take(end)
      if (this.pending.length > max) throw new TooLong('head')
      if (!(await this.more())) {
        if (this.pending.length === 0) return null
        throw new UnexpectedEnd()
      }
    }
  }
}
/** Length of the head with its empty line; 0 when it is not whole yet. A first line without a version is a whole HTTP/0.9 request. */
function headLength(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue
    if (bytes[i + 1] === 10) return i + 2
    if (bytes[i + 1] === 13 && bytes[i + 2] === 10) return i + 3
  }
  return 0
}

export type BodyKind = { kind: 'none' } | { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'close' }

/** How the body of a response travels (RFC 9112, section 6.3). */
export function responseBody(method: string, status: number, headers: Headers): BodyKind {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' }
  if (headers.lists('Transfer-Encoding', 'chunked')) return { kind: 'chunked' }
  const length = headers.get('Content-Length')
  return length !== undefined && /^\d+$/.test(length) ? { kind: 'length', length: +length } : { kind: 'close' }
}
export function requestBody(headers: Headers): BodyKind {
  if (headers.lists('Transfer-Encoding', 'chunked')) return { kind: 'chunked' }
  const length = +(headers.get('Content-Length') ?? 0)
  return length > 0 ? { kind: 'length', length } : { kind: 'none' }
}

/** The pieces of a body as they arrive. Throws UnexpectedEnd. */
export async function* bodyParts(reader: ByteReader, body: BodyKind): AsyncGenerator<Uint8Array> {
  switch (body.kind) {
    case 'none':
      return
    case 'close':
      for (;;) {
        const part = await reader.some()
        if (!part.length) return
        yield part
      }
    case 'length': {
      let left = body.length
      while (left > 0) {
        const part = await reader.some(left)
        if (!part.length) throw new UnexpectedEnd(left)
        left -= part.length
        yield part
      }
      return
    }
    case 'chunked':
      for (;;) {
        let left = parseInt(await reader.line(), 16)
        if (Number.isNaN(left)) throw new UnexpectedEnd()
        if (left === 0) {
          while ((await reader.line()) !== '') continue
          return
        }
        while (left > 0) {
          const part = await reader.some(left)
          if (!part.length) throw new UnexpectedEnd(left)
          left -= part.length
          yield part
        }
        await reader.line()
      }
  }
}
export async function readBody(reader: ByteReader, body: BodyKind, limit = Infinity): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of bodyParts(reader, body)) {
    size += part.length
    if (size > limit) throw new TooLong('body')
    parts.push(part)
  }
  return concat(parts)
}
