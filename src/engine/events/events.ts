/**
 * The engine's events (moby daemon/events): the last 256 are kept for `--since`, listeners get the rest as they happen.
 * A message carries its nanoseconds as a bigint; the server writes it as Go would.
 */
import type { EventType } from '../../api/types/index.ts'
import { Queue } from '../async.ts'
import { sorted } from '../go.ts'
import type { Nanos, Stamps } from '../time.ts'
import type { EventFilter } from './filter.ts'

export const EVENTS_LIMIT = 256

export interface EngineEvent {
  readonly type: EventType
  readonly action: string
  readonly id: string
  readonly attributes: Readonly<Record<string, string>>
  readonly time: Nanos
}

export class Events {
  /** Nothing is logged while a snapshot is restored. */
  muted = false
  private history: EngineEvent[] = []
  private readonly listeners = new Set<(event: EngineEvent) => void>()
  private readonly stamps: Stamps
  constructor(stamps: Stamps) {
    this.stamps = stamps
  }
  get listenerCount(): number {
    return this.listeners.size
  }
  log(type: EventType, action: string, id: string, attributes: Readonly<Record<string, string>>): void {
    if (this.muted) return
    const event: EngineEvent = { type, action, id, attributes: sorted(attributes), time: this.stamps.now() }
    this.history.push(event)
    if (this.history.length > EVENTS_LIMIT) this.history.shift()
    for (const listener of [...this.listeners]) listener(event)
  }
  listen(listener: (event: EngineEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
  /** What is kept of the time between, oldest first; null = open. */
  past(since: Nanos | null, until: Nanos | null, filter: EventFilter): EngineEvent[] {
    if (since === null) return []
    return this.history.filter(
      (event) => event.time >= since && (until === null || event.time <= until) && filter.include(event),
    )
  }
  /** Events from now on. Stop reading (return) to unsubscribe. */
  subscribe(filter: EventFilter): Queue<EngineEvent> {
    const queue = new Queue<EngineEvent>()
    const stop = this.listen((event) => {
      if (filter.include(event)) queue.push(event)
    })
    queue.onReturn = stop
    return queue
  }
  state(): EngineEvent[] {
    return [...this.history]
  }
  restore(history: readonly EngineEvent[]): void {
    this.history = [...history]
  }
}
