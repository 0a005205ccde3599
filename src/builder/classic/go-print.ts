/** How Go's fmt prints what the classic builder puts into its comments. */
import { formatDuration } from '../../base/go/duration.ts'
import { quote } from '../../base/go/quote.ts'
import type { HealthConfig } from '../../api/types/index.ts'

/** %q of a list: ["sh" "-c"] */
export const quotedList = (values: readonly string[]): string => `[${values.map((value) => quote(value)).join(' ')}]`
/** %v of a list: [/data /logs] */
export const plainList = (values: readonly string[]): string => `[${values.join(' ')}]`
/** %q of a health check: durations are quoted by their own String(), the number of retries is a character. */
export function quotedHealth(health: HealthConfig): string {
  const times = [health.Interval, health.Timeout, health.StartPeriod, health.StartInterval]
  const inner = quote(String.fromCodePoint(health.Retries ?? 0)).slice(1, -1)
  const char = inner === '\\"' ? '"' : inner === "'" ? "\\'" : inner
  return `&{${quotedList(health.Test ?? [])} ${times.map((time) => quote(formatDuration(time ?? 0))).join(' ')} '${char}'}`
}
