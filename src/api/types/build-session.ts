/** Frames of the build session (see build.ts): 4 bytes big-endian n, n bytes of JSON, then as many bytes of payload as the JSON's `bytes` says. */
import { concat, decode, encode, EMPTY } from '../../base/bytes.ts'

export function encodeFrame(message: object, payload: Uint8Array = EMPTY): Uint8Array {
  const json = encode(JSON.stringify(message))
  const head = new Uint8Array(4)
  new DataView(head.buffer).setUint32(0, json.length)
  return concat([head, json, payload])
}
/** Cuts a stream into frames, however its chunks fall. A stream that ends inside a frame just ends. */
export async function* readFrames<T extends object>(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ message: T; payload: Uint8Array }> {
  let parts: Uint8Array[] = []
  let held = 0
  let need = 4
  for await (const chunk of source) {
    parts.push(chunk)
    held += chunk.length
    while (held >= need) {
      const all = concat(parts)
      const size = new DataView(all.buffer, all.byteOffset).getUint32(0)
      const end = 4 + size
      if (held < end) {
        parts = [all]
        need = end
        break
      }
      const message = JSON.parse(decode(all.subarray(4, end))) as T
      const bytes = (message as { bytes?: number }).bytes ?? 0
      if (held < end + bytes) {
        parts = [all]
        need = end + bytes
        break
      }
      yield { message, payload: all.subarray(end, end + bytes) }
      parts = [all.subarray(end + bytes)]
      held -= end + bytes
      need = 4
    }
  }
}
