/** Frames come out as they went in, however the bytes are cut. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concat } from '../base/bytes.ts'
import { decodeFrames, encodeFrame, type Frame } from './frames.ts'

it('survives any cutting', async () => {
  const frame = fc.record({ text: fc.string(), payload: fc.uint8Array({ maxLength: 40 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), async (frames, size) => {
      const all = concat(
        frames.map(({ text, payload }, call) =>
          encodeFrame({ call, text, ...(payload.length ? { bytes: payload.length } : {}) }, payload),
        ),
      )
      async function* pieces(): AsyncIterable<Uint8Array> {
        for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
      }
      const back: Frame[] = []
      for await (const each of decodeFrames(pieces())) back.push(each)
      expect(back.map(({ head, payload }) => [head['call'], head['text'], [...payload]])).toEqual(
        frames.map(({ text, payload }, call) => [call, text, [...payload]]),
      )
    }),
  )
})
