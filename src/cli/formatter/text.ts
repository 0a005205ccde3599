/** Small pieces of text that several lists show. */
import { humanDuration } from '../../base/go/units.ts'
import { formatTime, instantFromMs } from '../../base/go/time.ts'

/** stringid.TruncateID */
export const truncateId = (id: string): string => id.slice(id.indexOf(':') + 1).slice(0, 12)
/** "2 minutes ago"; `seconds` since the epoch. */
export const ago = (seconds: number, now: number): string => `${humanDuration(now - seconds * 1000)} ago`
/** time.Unix(seconds, 0).String() */
export const unixTime = (seconds: number): string => formatTime(instantFromMs(seconds * 1000))
/** "a=1,b=2", by key. */
export const labelList = (labels: Readonly<Record<string, string>> | null | undefined): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',')
