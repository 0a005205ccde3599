/** Output of containers on the wire (moby api/stdcopy): raw with a terminal, else frames of {stream, 0, 0, 0, length} and payload. */
import type { ApiResponse } from '../../api/transport.ts'

export interface Chunk {
  readonly stream: 1 | 2
  readonly data: Uint8Array
}
export const RAW_STREAM = 'application/vnd.docker.raw-stream'
export const MULTIPLEXED_STREAM = 'application/vnd.docker.multiplexed-stream'

export function frame(stream: 1 | 2, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(8 + data.length)
  out[0] = stream
  new DataView(out.buffer).setUint32(4, data.length)
  out.set(data, 8)
  return out
}
export async function* encodeChunks(chunks: AsyncIterable<Chunk>, tty: boolean): AsyncIterable<Uint8Array> {
  for await (const { stream, data } of chunks) yield tty ? data : frame(stream, data)
}
/** The connection becomes a byte stream both ways: 101 for clients that ask for an upgrade, 200 for old ones. */
export const hijacked = (
  body: AsyncIterable<Uint8Array>,
  options: { upgrade: boolean; type: string },
): ApiResponse => ({
  status: options.upgrade ? 101 : 200,
  headers: { 'Content-Type': options.type, ...(options.upgrade ? { Connection: 'Upgrade', Upgrade: 'tcp' } : {}) },
  body,
  hijacked: true,
})
