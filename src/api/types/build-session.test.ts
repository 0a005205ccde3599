import { expect, it } from 'vitest'
import { concat, decode, encode } from '../../base/bytes.ts'
import { encodeFrame, readFrames } from './build-session.ts'

const FRAMES = concat([
  encodeFrame({ id: 1, ok: '한' }),
  encodeFrame({ id: 2, bytes: 5 }, encode('hello')),
  encodeFrame({ id: 3, bytes: 0 }),
])
async function* inPieces(data: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < data.length; i += size) {
    await Promise.resolve()
    yield data.subarray(i, i + size)
  }
}
it.each([1, 2, 3, 7, 20, 1000])('frames come out however the stream is cut: by %i', async (size) => {
  const seen: unknown[] = []
  for await (const { message, payload } of readFrames(inPieces(FRAMES, size))) seen.push([message, decode(payload)])
  expect(seen).toEqual([
    [{ id: 1, ok: '한' }, ''],
    [{ id: 2, bytes: 5 }, 'hello'],
    [{ id: 3, bytes: 0 }, ''],
  ])
})
it('a stream that breaks off gives what was whole', async () => {
  const seen: unknown[] = []
  for await (const { message } of readFrames(inPieces(FRAMES.subarray(0, FRAMES.length - 3), 4))) seen.push(message)
  expect(seen).toHaveLength(2)
})
