/** An event on the wire: a line of GET /events, in Go's field order and with Go's escapes. */
import { goJson } from '../go.ts'
import { NANOS_PER_SECOND } from '../time.ts'
import type { EngineEvent } from './events.ts'

/** Container and image events repeat the actor in the fields of API 1.21 and older. */
export function eventLine(event: EngineEvent): string {
  const legacy =
    event.type === 'container'
      ? { status: event.action, id: event.id, from: event.attributes['image'] ?? '' }
      : event.type === 'image'
        ? { status: event.action, id: event.id }
        : {}
  const head = goJson({
    ...legacy,
    Type: event.type,
    Action: event.action,
    Actor: { ID: event.id, Attributes: event.attributes },
    scope: 'local',
    time: Number(event.time / NANOS_PER_SECOND),
  })
  return `${head.slice(0, -1)},"timeNano":${event.time}}\n`
}
