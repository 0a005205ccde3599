/** What all prune commands share: filters from the configuration file. */
import type { Cli } from '../framework/cli.ts'

export type Filters = Record<string, Record<string, boolean>>

/** pruneFilters of the configuration, unless a flag says the opposite about the same label. */
export function pruneFilters(cli: Cli, filters: Filters): Filters {
  for (const filter of cli.config.data.pruneFilters ?? []) {
    const at = filter.indexOf('=')
    if (at < 0) continue
    const key = filter.slice(0, at)
    const value = filter.slice(at + 1)
    const opposite = key === 'label' ? 'label!' : key === 'label!' ? 'label' : null
    if (opposite !== null && filters[opposite]?.[value]) continue
    ;(filters[key] ??= {})[value] = true
  }
  return filters
}
