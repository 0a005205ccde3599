/** Reading bodies: whole, as lines of JSON, and as the multiplexed stream of attach and logs (stdcopy). */
import { concat, decode, EMPTY } from '../../base/bytes.ts'
import { parseJson } from '../../base/go/json.ts'

export type Body = Uint8Array | AsyncIterable<Uint8Array> | null

export async function* chunks(body: Body): AsyncGenerator<Uint8Array> {
  if (body === null) return
  if (body instanceof Uint8Array) {
    if (body.length > 0) yield body
  } else yield* body
}
export async function readBody(body: Body): Promise<Uint8Array> {
  if (body === null) return EMPTY
  if (body instanceof Uint8Array) return body
  const parts: Uint8Array[] = []
  for await (const chunk of body) parts.push(chunk)
  return concat(parts)
}

/** The JSON values of a stream, one a line or simply one after another. */
export async function* jsonStream<T>(body: Body): AsyncGenerator<T> {
  let pending: Uint8Array = EMPTY
  for await (const chunk of chunks(body)) {
    pending = pending.length === 0 ? chunk : concat([pending, chunk])
    let start = 0
    for (;;) {
      const newline = pending.indexOf(10, start)
      if (newline < 0) break
      const line = decode(pending.subarray(start, newline)).trim()
      start = newline + 1
      if (line !== '') yield parseJson(line) as T
    }
    pending = pending.subarray(start)
  }
  const rest = decode(pending).trim()
  if (rest !== '') yield parseJson(rest) as T
}

export interface Frame {
  stream: 'stdout' | 'stderr' | 'system'
  data: Uint8Array
}
/**
 * stdcopy's frames: a header of eight bytes {stream, 0, 0, 0, length as big-endian uint32}, then the data. A stream byte that is none
 * throws as StdCopy does.
 */
export async function* demultiplex(body: Body): AsyncGenerator<Frame> {
  let pending: Uint8Array = EMPTY
  for await (const chunk of chunks(body)) {
    pending = pending.length === 0 ? chunk : concat([pending, chunk])
    for (;;) {
      if (pending.length < 8) break
      const kind = pending[0]!
      if (kind > 3) throw new Error(`unrecognized stream: ${kind}`)
      const length = ((pending[4]! << 24) | (pending[5]! << 16) | (pending[6]! << 8) | pending[7]!) >>> 0
      if (pending.length < 8 + length) break
      const data = pending.subarray(8, 8 + length)
      pending = pending.subarray(8 + length)
      yield { stream: kind === 2 ? 'stderr' : kind === 3 ? 'system' : 'stdout', data }
    }
  }
}
