/** GET /events (moby api/server/router/system getEvents): the past, then what happens, until a time or the client's leave. */
import { latch } from '../async.ts'
import { EventFilter } from '../events/filter.ts'
import { eventLine } from '../events/message.ts'
import { Filters } from '../filters.ts'
import { invalid, messageOf, system } from '../../api/types/index.ts'
import { parseTimestamp, toMillis, type Nanos } from '../time.ts'
import type { ContainerContext } from '../container/context.ts'

export function eventStream(
  ctx: ContainerContext,
  query: { since: string | null; until: string | null; filters: string | null },
): AsyncIterable<string> {
  const time = (text: string | null): Nanos | null => {
    try {
      return parseTimestamp(text)
    } catch (error) {
      throw system(messageOf(error))
    }
  }
  const since = time(query.since)
  const until = time(query.until)
  if (since !== null && until !== null && until < since) {
    throw invalid(`\`since\` time (${query.since!}) cannot be after \`until\` time (${query.until!})`)
  }
  const filter = new EventFilter(Filters.parse(query.filters))
  return stream(ctx, since, until, filter)
}
async function* stream(
  ctx: ContainerContext,
  since: Nanos | null,
  until: Nanos | null,
  filter: EventFilter,
): AsyncIterable<string> {
  const live = ctx.events.subscribe(filter)
  const iterator = live[Symbol.asyncIterator]()
  const over = latch()
  const left = until === null ? null : toMillis(until) - ctx.clock.now()
  const timer = left !== null && left > 0 ? ctx.clock.timer(left, () => over.resolve()) : null
  try {
    for (const event of ctx.events.past(since, until, filter)) yield eventLine(event)
    if (left !== null && left <= 0) return
    for (;;) {
      const next = await Promise.race([iterator.next(), over.promise.then(() => null)])
      if (!next || next.done) return
      yield eventLine(next.value)
    }
  } finally {
    timer?.cancel()
    void iterator.return?.()
  }
}
