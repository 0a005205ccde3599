/** GET /containers/{id}/logs: which lines, in which form (moby daemon/logs.go, loggerutils). */
import { concat, encode } from '../../base/bytes.ts'
import type { StreamChunk } from '../container/streams.ts'
import type { Nanos } from '../time.ts'
import { rfc3339Fixed } from '../time.ts'
import type { JsonLog, LogEntry } from './json-log.ts'

export interface LogOptions {
  stdout: boolean
  stderr: boolean
  follow: boolean
  timestamps: boolean
  /** Extra attributes before each line. */
  details: boolean
  since: Nanos | null
  until: Nanos | null
  /** Lines from the end; -1 = all. */
  tail: number
}
/** A query's tail: "all" or a number; anything else counts as all. */
export function parseTail(text: string | null): number {
  if (text === null || !/^[+-]?\d+$/.test(text)) return -1
  const count = Number(text)
  return count < 0 ? -1 : count
}
/**
 * `ended` resolves when the container stops: a follower that came after the end, or is still there, leaves.
 */
export async function* readLog(
  log: JsonLog,
  options: LogOptions,
  running: () => boolean,
  attributes: string,
): AsyncIterable<StreamChunk> {
  const within = (entry: LogEntry): boolean =>
    (options.since === null || entry.time >= options.since) && (options.until === null || entry.time <= options.until)
  const wanted = (entry: LogEntry): boolean => (entry.stream === 1 ? options.stdout : options.stderr)
  const render = (entry: LogEntry): StreamChunk => {
    let prefix = options.details ? `${attributes} ` : ''
    if (options.timestamps) prefix = `${rfc3339Fixed(entry.time)} ${prefix}`
    return { stream: entry.stream, data: prefix ? concat([encode(prefix), entry.data]) : entry.data }
  }
  const follower = options.follow && running() ? log.follow() : null
  // Tail counts lines of both streams, before the choice of streams, as the real file reader does.
  const past = log.read().filter(within)
  const last = options.tail < 0 ? past : options.tail === 0 ? [] : past.slice(-options.tail)
  try {
    for (const entry of last) if (wanted(entry)) yield render(entry)
    if (!follower) return
    for await (const entry of follower) {
      if (options.until !== null && entry.time > options.until) return
      if (within(entry) && wanted(entry)) yield render(entry)
    }
  } finally {
    if (follower) log.unfollow(follower)
  }
}
