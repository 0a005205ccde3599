/** Frames of a session (api/types/build.ts): 4 bytes big-endian n, n bytes of JSON, then the payload that the JSON announces in `bytes`. */
import { concat, decode, EMPTY, encode } from '../base/bytes.ts'

export interface Frame {
  head: Record<string, unknown>
  payload: Uint8Array
}
export function encodeFrame(head: object, payload: Uint8Array = EMPTY): Uint8Array {
  const json = encode(JSON.stringify(head))
  const size = new Uint8Array(4)
  new DataView(size.buffer).setUint32(0, json.length)
  return concat([size, json, payload])
}
/** Throws Error when what comes is no frame. A stream that ends within one ends the frames. */
export async function* decodeFrames(input: AsyncIterable<Uint8Array>): AsyncIterable<Frame> {
  const parts: Uint8Array[] = []
  let have = 0
  const take = (length: number): Uint8Array => {
    const all = parts.length === 1 ? parts[0]! : concat(parts)
    parts.length = 0
    have -= length
    if (have > 0) parts.push(all.subarray(length))
    return all.subarray(0, length)
  }
  let want = 4
  let state: 'size' | 'head' | 'payload' = 'size'
  let head: Record<string, unknown> = {}
  for await (const part of input) {
    if (part.length === 0) continue
    parts.push(part)
    have += part.length
    while (have >= want) {
      if (state === 'size') {
        const size = take(4)
        want = new DataView(size.buffer, size.byteOffset, 4).getUint32(0)
        if (want > 64 * 1024 * 1024) throw new Error('session frame too large')
        state = 'head'
      } else if (state === 'head') {
        head = JSON.parse(decode(take(want))) as Record<string, unknown>
        want = typeof head['bytes'] === 'number' ? head['bytes'] : 0
        state = 'payload'
        if (want > 0) continue
        yield { head, payload: EMPTY }
        state = 'size'
        want = 4
      } else {
        yield { head, payload: take(want).slice() }
        state = 'size'
        want = 4
      }
    }
  }
}
