import * as v from 'valibot'
import { kind } from './kind.ts'
import { say } from './machine.ts'

interface Event {
  Type: string
  Action: string
  time: number
  Actor: { ID: string; Attributes: Record<string, string> }
}

export const happened = kind({
  name: 'happened',
  doc: '`happened: { type: container, action: start, with: { image: ubuntu:20.04 } }`: since the lesson began the engine reported such an event; for what leaves no trace behind (`--rm`, exec, attach). `with` compares attributes; a value may end in `*`. `times: 2`: at least so often.',
  args: v.strictObject({
    type: v.picklist(['container', 'image', 'network', 'volume']),
    action: v.string(),
    with: v.optional(v.record(v.string(), v.string()), {}),
    times: v.optional(v.number(), 1),
  }),
  async missing(wanted, context) {
    const filters = encodeURIComponent(JSON.stringify({ type: [wanted.type] }))
    // A moment later than now: what happened in this very millisecond counts.
    const until = ((await context.machine.now()) / 1000 + 0.001).toFixed(3)
    const since = (context.since / 1000).toFixed(3)
    const { body } = await context.machine.engine('GET', `/events?since=${since}&until=${until}&filters=${filters}`)
    const events = toEvents(body)
    const matches = (have: string | undefined, want: string): boolean =>
      want.endsWith('*') ? (have ?? '').startsWith(want.slice(0, -1)) : have === want
    const hits = events.filter(
      (event) =>
        matches(event.Action, wanted.action) &&
        Object.entries(wanted.with).every(([key, want]) => matches(event.Actor.Attributes[key], want)),
    )
    if (hits.length >= wanted.times) return ''
    return say(
      context,
      `아직 그런 일이 일어나지 않았어요. (${wanted.type} ${wanted.action})`,
      `That has not happened yet (${wanted.type} ${wanted.action}).`,
    )
  },
})

/** One event, or several as newline-separated JSON. */
function toEvents(body: unknown): Event[] {
  if (typeof body === 'string')
    return body
      .split('\n')
      .filter((line) => line.trim())
      .map((line) => JSON.parse(line) as Event)
  return body && typeof body === 'object' ? [body as Event] : []
}
