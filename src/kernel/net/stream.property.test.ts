/** Random reads, writes and closes on a pair of streams: nothing is lost, reordered or invented, memory stays bounded. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SysError } from '../../base/abi/errno.ts'
import { BUFFER_SIZE, streamPair } from './stream.ts'

const step = fc.record({
  side: fc.constantFrom(0 as const, 1 as const),
  op: fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), length: fc.nat(40000) }) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('read' as const), max: fc.integer({ min: 1, max: 50000 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('end' as const, 'close' as const, 'destroy' as const) }),
    },
  ),
})

it('carries bytes faithfully until somebody closes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const ends = streamPair()
      const written = [0, 0]
      const read = [0, 0]
      const ended = [false, false]
      const closed = [false, false]
      const byteAt = (n: number): number => (n * 31 + (n >> 8)) & 0xff
      for (const { side, op } of steps) {
        const end = ends[side]
        const other = side === 0 ? 1 : 0
        if (closed[side]) continue
        try {
          if (op.kind === 'write') {
            const data = Uint8Array.from({ length: op.length }, (_, i) => byteAt(written[side]! + i))
            const taken = end.write(data)
            expect(ended[side]).toBe(false)
            if (!closed[other]) written[side]! += taken
            if (taken === 0 && op.length > 0) expect(ends[other].buffered).toBe(BUFFER_SIZE)
          } else if (op.kind === 'read') {
            const data = end.read(op.max)
            if (data === null) expect(written[other]).toBe(read[side])
            else {
              for (let i = 0; i < data.length; i++)
                if (data[i] !== byteAt(read[side]! + i)) throw new Error('wrong byte')
              read[side]! += data.length
              if (data.length === 0) expect(ended[other] || closed[other]).toBe(true)
            }
          } else if (op.kind === 'end') {
            end.end()
            ended[side] = true
          } else {
            end[op.kind]()
            closed[side] = true
          }
        } catch (error) {
          if (!(error instanceof SysError)) throw error
          // Errors come only when one side is gone, or after the own end.
          expect(closed[other] || ended[side]).toBe(true)
        }
        expect(read[side]).toBeLessThanOrEqual(written[other]!)
        for (const one of ends) expect(one.buffered).toBeLessThanOrEqual(BUFFER_SIZE)
        // What waits for a change must be able to wait: nothing readable means nothing buffered.
        if (!closed[side] && !end.poll().in) expect(end.buffered).toBe(0)
      }
    }),
    { numRuns: 300 },
  )
})
