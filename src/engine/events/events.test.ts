import { describe, expect, it } from 'vitest'
import { EventClock } from '../../base/clock.ts'
import { SeededRng } from '../../base/rng.ts'
import { Filters } from '../filters.ts'
import { Stamps } from '../time.ts'
import { Events } from './events.ts'
import { EventFilter } from './filter.ts'
import { eventLine } from './message.ts'

const clock = new EventClock(1795324064000, { macrotask: (fn) => void setImmediate(fn) })
const make = (): Events => new Events(new Stamps(clock, new SeededRng(1)))
const filter = (args: Record<string, string[]>): EventFilter => new EventFilter(new Filters(args))

describe('events', () => {
  it('keeps the last 256 and gives each a later time', () => {
    const events = make()
    for (let i = 0; i < 300; i++) events.log('container', 'start', `c${i}`, {})
    const past = events.past(0n, null, filter({}))
    expect(past).toHaveLength(256)
    expect(past[0]!.id).toBe('c44')
    expect(past.every((event, i) => i === 0 || event.time > past[i - 1]!.time)).toBe(true)
  })
  it('filters by name prefix, type, action before its colon, and ignores unknown keys', () => {
    const events = make()
    events.log('container', 'exec_create: sh -c ls', 'abc', { name: 'web', image: 'busybox:1.35' })
    events.log('network', 'connect', 'n1', { name: 'app', container: 'abc' })
    const count = (args: Record<string, string[]>): number => events.past(0n, null, filter(args)).length
    expect(count({ container: ['we'] })).toBe(1)
    expect(count({ event: ['exec_create'] })).toBe(1)
    expect(count({ type: ['network'], event: ['connect'] })).toBe(1)
    expect(count({ colour: ['red'] })).toBe(2)
    expect(count({ image: ['busybox'] })).toBe(1)
  })
  it('writes a line as Go does', () => {
    const line = eventLine({
      type: 'container',
      action: 'die',
      id: 'x',
      attributes: { image: 'a<b' },
      time: 1795324081730444304n,
    })
    expect(line).toBe(
      '{"status":"die","id":"x","from":"a\\u003cb","Type":"container","Action":"die","Actor":{"ID":"x","Attributes":{"image":"a\\u003cb"}},"scope":"local","time":1795324081,"timeNano":1795324081730444304}\n',
    )
  })
})
