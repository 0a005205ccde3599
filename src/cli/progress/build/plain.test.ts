import { describe, expect, it } from 'vitest'
import type { BuildStatus } from '../../../api/types/index.ts'
import { base64 } from '../../../base/base64.ts'
import { encode } from '../../../base/bytes.ts'
import { PlainMux } from './plain.ts'
import { Trace } from './trace.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString()
const step = (digest: string, name: string, started?: number, completed?: number, more: object = {}) => ({
  digest,
  name,
  ...(started === undefined ? {} : { started: at(started) }),
  ...(completed === undefined ? {} : { completed: at(completed) }),
  ...more,
})
const log = (vertex: string, seconds: number, text: string): BuildStatus => ({
  logs: [{ vertex, stream: 1, data: base64(encode(text)), timestamp: at(seconds) }],
})
/** Messages with the second at which they come; what is printed. */
function run(messages: readonly (readonly [seconds: number, status: BuildStatus])[]): string {
  let now = START
  const trace = new Trace(() => now, false)
  const mux = new PlainMux(trace, () => now, { description: 'building', truncate: false })
  let out = ''
  for (const [seconds, status] of messages) {
    now = START + seconds * 1000
    trace.update(status, 80, 6)
    out += mux.print()
  }
  return out + mux.print() + trace.errorLogs()
}

describe('plain progress', () => {
  it('numbers steps, prints their lines with the time since their start, and how they ended', () => {
    const status = { id: 'transferring context:', vertex: 'a', current: 1234, timestamp: at(0.1), started: at(0) }
    expect(
      run([
        [0, { vertexes: [step('a', '[internal] load build context', 0), step('b', '[2/2] RUN x')] }],
        [0.1, { statuses: [{ ...status, completed: at(0.1) }] }],
        [0.2, { vertexes: [step('a', '[internal] load build context', 0, 0.1)] }],
        [1, { vertexes: [step('b', '[2/2] RUN x', 1)] }],
        [1.2, log('b', 1.2, 'one\n')],
        [1.3, log('b', 1.3, 'tw')],
        [1.4, log('b', 1.4, 'o\nthree\n')],
        [2, { vertexes: [step('b', '[2/2] RUN x', 1, 2, { error: 'exit code: 1' })] }],
      ]),
      // Of a line that came in pieces BuildKit keeps the last piece for the end.
    ).toBe(`#0 building

#1 [internal] load build context
#1 transferring context: 1.23kB 0.1s done
#1 DONE 0.1s

#2 [2/2] RUN x
#2 0.200 one
#2 0.300 two
#2 0.400 three
#2 ERROR: exit code: 1
------
 > [2/2] RUN x:
0.200 one
o
0.400 three
------
`)
  })
  it('stays with a step until it ends; others wait for their turn', () => {
    const out = run([
      [0, { vertexes: [step('a', 'A', 0), step('b', 'B', 0)] }],
      [0.5, log('a', 0.5, 'a1\n')],
      [0.6, log('b', 0.6, 'b1\n')],
      [1, { vertexes: [step('b', 'B', 0, 1)] }],
      [2, { vertexes: [step('a', 'A', 0, 2, { cached: true })] }],
    ])
    expect(out).toBe(`#0 building

#1 A
#1 0.500 a1
#1 ...

#2 B
#2 0.600 b1
#2 DONE 1.0s

#1 A
#1 CACHED
`)
  })
  it('says of a cancelled one only that', () => {
    const out = run([[0, { vertexes: [step('a', 'A', 0, 1, { error: 'context canceled' })] }]])
    expect(out).toBe('#0 building\n\n#1 A\n#1 CANCELED\n')
  })
})
