/** About what the steps of a build take on a real engine beside what they do: waited for only where a person watches (Clock.pace). */
import type { Clock } from '../base/clock.ts'
import type { Abort } from './abort.ts'

/** Milliseconds. */
const TAKES = {
  /** Opening a transfer with the client. */
  transfer: 15,
  /** Looking for an image's configuration. */
  metadata: 60,
  /** Snapshot, namespaces, runc. */
  exec: 170,
  file: 35,
  /** Compressing and hashing of layers. */
  layers: 45,
} as const

export const paced = (clock: Clock, signal: Abort, what: keyof typeof TAKES): Promise<void> =>
  clock.paced ? signal.race(clock.pace(TAKES[what])) : Promise.resolve()
