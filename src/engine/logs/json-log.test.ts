import { describe, expect, it } from 'vitest'
import { decode, encode } from '../../base/bytes.ts'
import { JsonLog, logLimit } from './json-log.ts'
import { readLog, type LogOptions } from './read.ts'

let now = 1_000_000_000_000n
const time = (): bigint => (now += 5_000_000n)
const base: LogOptions = {
  stdout: true,
  stderr: true,
  follow: false,
  timestamps: false,
  details: false,
  since: null,
  until: null,
  tail: -1,
}
async function read(log: JsonLog, options: Partial<LogOptions> = {}, running = false): Promise<string> {
  let out = ''
  for await (const chunk of readLog(log, { ...base, ...options }, () => running, '')) out += decode(chunk.data)
  return out
}

describe('json-file log', () => {
  it('logs whole lines, and what was begun when the process ends', async () => {
    const log = new JsonLog()
    log.write(1, encode('a\nb'), time)
    expect(await read(log)).toBe('a\n')
    log.write(1, encode('c\n\nrest'), time)
    log.close(time)
    expect(await read(log)).toBe('a\nbc\n\nrest')
    expect(await read(log, { tail: 2 })).toBe('\nrest')
    expect(await read(log, { tail: 0 })).toBe('')
  })
  it('counts the tail over both streams before choosing one', async () => {
    const log = new JsonLog()
    log.write(1, encode('out 1\nout 2\n'), time)
    log.write(2, encode('err\n'), time)
    expect(await read(log, { stderr: false, tail: 2 })).toBe('out 2\n')
    expect(await read(log, { stdout: false })).toBe('err\n')
  })
  it('stamps lines in order, with nine digits, and filters by time', async () => {
    const log = new JsonLog()
    log.write(1, encode('one\ntwo\n'), () => 1795324064503000000n)
    log.write(1, encode('late\n'), () => 1795324070000000000n)
    expect(await read(log, { timestamps: true, tail: 2, until: 1795324065000000000n })).toBe(
      '2026-11-22T05:07:44.503000000Z one\n2026-11-22T05:07:44.503001000Z two\n',
    )
    expect(await read(log, { since: 1795324065000000000n })).toBe('late\n')
  })
  it('gives followers what comes until the end', async () => {
    const log = new JsonLog()
    log.write(1, encode('old\n'), time)
    const seen = read(log, { follow: true }, true)
    await Promise.resolve()
    log.write(2, encode('new\n'), time)
    log.close(time)
    expect(await seen).toBe('old\nnew\n')
  })
  it('forgets the oldest lines beyond its limit', async () => {
    const log = new JsonLog({ maxBytes: 5000 })
    for (let i = 0; i < 200; i++) log.write(1, encode(`line ${i}\n`), time)
    const left = (await read(log)).trim().split('\n')
    expect(left.length).toBeLessThan(100)
    expect(left.at(-1)).toBe('line 199')
    expect(logLimit({ 'max-size': '10k', 'max-file': '3' })).toBe(30720)
  })
})
