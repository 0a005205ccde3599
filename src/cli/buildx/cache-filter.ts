/** --filter of du and prune (commands/prune.go toBuildkitPruneInfo, with the fields that the engine knows of its caches). */
import { MILLISECOND, parseDuration } from '../../base/go/duration.ts'
import { quote } from '../../base/go/quote.ts'
import { rfc3339ToMs } from '../../base/go/time.ts'
import type { BuildCacheRecord } from '../../api/types/index.ts'
import { CommandError } from '../framework/errors.ts'

export type Filters = Readonly<Record<string, Readonly<Record<string, boolean>>>>
const FIELDS: Readonly<Record<string, (record: BuildCacheRecord) => string>> = {
  id: ({ ID }) => ID,
  parents: ({ Parents }) => (Parents ?? []).join(' '),
  type: ({ Type }) => Type,
  description: ({ Description }) => Description,
  inuse: ({ InUse }) => String(InUse),
  mutable: ({ Type }) => String(Type === 'source.local' || Type === 'exec.cachemount'),
  immutable: ({ Type }) => String(Type !== 'source.local' && Type !== 'exec.cachemount'),
  shared: ({ Shared }) => String(Shared),
  private: ({ Shared }) => String(!Shared),
}
/** Which records are meant. Throws CommandError. */
export function cacheFilter(filters: Filters, now: number): (record: BuildCacheRecord) => boolean {
  const tests = Object.entries(filters).map(([key, values]) => one(key, Object.keys(values), now))
  if (filters['until'] && filters['unused-for']) throw new CommandError('conflicting filters "until" and "unused-for"')
  return (record) => tests.every((test) => test(record))
}
function one(key: string, values: readonly string[], now: number): (record: BuildCacheRecord) => boolean {
  if (values.length > 1) throw new CommandError('filters expect only one value')
  const [value = ''] = values
  if (key === 'until' || key === 'unused-for') {
    const duration = parseDuration(value)
    if (typeof duration === 'object')
      throw new CommandError(`${quote(key)} filter expects a duration (e.g., '24h'): ${duration.error}`)
    return ({ LastUsedAt, CreatedAt }) => now - rfc3339ToMs(LastUsedAt ?? CreatedAt) >= duration / MILLISECOND
  }
  const negated = key.endsWith('!')
  const pattern = key.endsWith('~') || key === 'id'
  const name = key.replace(/[!~]$/, '')
  const field = FIELDS[name]
  if (!field) throw new CommandError(`invalid filter: unknown field ${quote(name)}`)
  const wanted = pattern ? regexp(value) : null
  const matches = (record: BuildCacheRecord): boolean =>
    wanted ? wanted.test(field(record)) : field(record) === (value === '' ? 'true' : value)
  return (record) => matches(record) !== negated
}
function regexp(text: string): RegExp {
  try {
    return new RegExp(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new CommandError(`failed to parse regexp ${quote(text)}`)
  }
}
