/** Events: api/types/events of moby. */
export type EventType =
  | 'builder'
  | 'config'
  | 'container'
  | 'daemon'
  | 'image'
  | 'network'
  | 'node'
  | 'plugin'
  | 'secret'
  | 'service'
  | 'volume'
/** One line of GET /events */
export interface EventMessage {
  /** The first three are of containers and images only. */
  status?: string
  id?: string
  from?: string
  Type: EventType
  Action: string
  Actor: { ID: string; Attributes: Record<string, string> }
  scope: 'local' | 'swarm'
  /** Seconds since the epoch. */
  time: number
  /**
   * Nanoseconds since the epoch: an integer on the wire that is larger than a double holds exactly; parsed with JSON.parse it is rounded
   * to some hundred nanoseconds.
   */
  timeNano: number
}
