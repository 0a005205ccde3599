/** --cache-from and --cache-to (buildflags/cache.go). */
import { quote } from '../../../base/go/quote.ts'
import { CommandError } from '../../framework/errors.ts'
import { cut } from '../../opts/validate.ts'
import { csvFields } from './csv.ts'

export interface CacheEntry {
  type: string
  attrs: Record<string, string>
}
/** Throws CommandError. */
export function parseCacheEntries(values: readonly string[]): CacheEntry[] {
  return values.flatMap((value) => {
    if (value === '') return []
    if (!value.includes('=')) return csvFields(value).map((ref) => ({ type: 'registry', attrs: { ref } }))
    const entry: CacheEntry = { type: '', attrs: {} }
    for (const field of csvFields(value)) {
      const [key, text, hasValue] = cut(field, '=')
      if (!hasValue) throw new CommandError(`invalid value ${field}`)
      if (key.toLowerCase() === 'type') entry.type = text
      else entry.attrs[key.toLowerCase()] = text
    }
    if (entry.type === '') throw new CommandError(`type required form> ${quote(value)}`)
    return [entry]
  })
}
/** As the engine's query has it. */
export const cacheEntryText = ({ type, attrs }: CacheEntry): string =>
  [`type=${type}`, ...Object.entries(attrs).map(([key, value]) => `${key}=${value}`)].join(',')
