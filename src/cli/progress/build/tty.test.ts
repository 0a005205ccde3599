import { expect, it } from 'vitest'
import { base64 } from '../../../base/base64.ts'
import { encode } from '../../../base/bytes.ts'
import { buildColors } from './colors.ts'
import { Trace } from './trace.ts'
import { TtyBlock } from './tty.ts'
import { Vt100 } from './vt100.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString()
const SIZE = { cols: 80, rows: 24 }
const pad = (left: string, right: string, width = 79): string => `${left.padEnd(width - right.length)}${right}\n`

it('draws the block over itself, with the log of what runs, as on an 80×24 terminal', () => {
  let now = START
  const trace = new Trace(() => now, true)
  const options = { phase: 'Building', description: 'docker:default', logLines: 6 }
  const block = new TtyBlock(trace, () => now, { ...options, colors: buildColors({}, () => {}) })
  trace.update({ vertexes: [{ digest: 'a', name: '[1/2] FROM x' }] }, 80, 6)
  const head = (text: string): string => pad(text, 'docker:default ', 80).replace(/ \n$/, '\n')
  expect(block.draw(SIZE, false)).toBe(`\x1b[1A\x1b[1B\x1b[0G\x1b[?25l${head('[+] Building 0.0s (0/1)')}\x1b[?25h`)
  trace.update(
    {
      vertexes: [
        { digest: 'a', name: '[1/2] FROM x', started: at(0), completed: at(0.02), cached: true },
        { digest: 'b', name: '[2/2] RUN y', started: at(0.1) },
      ],
      logs: [{ vertex: 'b', stream: 1, data: base64(encode('checking\n')), timestamp: at(0.2) }],
    },
    80,
    6,
  )
  now = START + 1300
  expect(block.draw(SIZE, false)).toBe(
    `\x1b[1A\x1b[0G\x1b[?25l${head('[+] Building 1.3s (1/2)')}` +
      `\x1b[34m${pad(' => CACHED [1/2] FROM x', '0.0s')}\x1b[0m` +
      pad(' => [2/2] RUN y', '1.2s') +
      `\x1b[2m => => # ${'checking'.padEnd(70)}\n\x1b[0m\x1b[?25h`,
  )
  trace.update(
    { vertexes: [{ digest: 'b', name: '[2/2] RUN y', started: at(0.1), completed: at(2), error: 'no' }] },
    80,
    6,
  )
  now = START + 2000
  expect(block.draw(SIZE, true)).toBe(
    `${'\x1b[1A'.repeat(4)}\x1b[0G\x1b[?25l${head('[+] Building 2.0s (2/2) FINISHED')}` +
      `\x1b[34m${pad(' => CACHED [1/2] FROM x', '0.0s')}\x1b[0m` +
      `\x1b[31m${pad(' => ERROR [2/2] RUN y', '1.9s')}\x1b[0m` +
      `${' '.repeat(80)}\n\x1b[1A\x1b[0G\x1b[?25h`,
  )
})
it('takes colours from the environment', () => {
  expect(buildColors({ NO_COLOR: '1' }, () => {})).toBeNull()
  const said: string[] = []
  const colors = buildColors({ BUILDKIT_COLORS: 'run=green:error=255,0,0:x=red:bad' }, (text) => said.push(text))
  expect(colors).toMatchObject({ run: '\x1b[32m', error: '\x1b[38;5;196m', cancel: '\x1b[33m' })
  expect(said).toHaveLength(2)
})
it('keeps the last rows of a log, redrawn lines as they were redrawn', () => {
  const term = new Vt100(3, 10)
  term.write('one\ntwo\n 10%\r 50%\x1b[K\r100%\nlong line that wraps\x1b[31m!\x1b[0m')
  expect(term.content.map((row) => row.trimEnd())).toEqual(['long line', 'that wraps', '!'])
  term.write('\n')
  expect(term.content.map((row) => row.trimEnd())).toEqual(['that wraps', '!', ''])
})
