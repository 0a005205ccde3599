/** docker buildx prune, which docker builder prune is. */
import { humanSize } from '../../../base/go/units.ts'
import { diskUsage, filtersQuery } from '../../../api/client/index.ts'
import type { BuildCacheRecord, BuildPruneResponse } from '../../../api/types/index.ts'
import { confirm } from '../../command/prompt.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { checkBuilder } from '../builder.ts'
import { cacheFilter, type Filters } from '../cache-filter.ts'
import { tabbed } from '../tables.ts'
import { isMutable, lastUsed } from './du.ts'

const WARNING = 'WARNING! This will remove all dangling build cache. Are you sure you want to continue?'
const WARNING_ALL = 'WARNING! This will remove all build cache. Are you sure you want to continue?'

export const prune: CommandSpec = {
  use: 'prune',
  short: 'Remove build cache',
  args: noArgs,
  complete: noWords,
  flags: `
    -a, --all  Include internal/frontend images
    --filter filter  Provide filter values
    -f, --force  Do not prompt for confirmation
    [alias=reserved-space deprecated: keep-storage flag has been changed to reserved-space] --keep-storage bytes  Amount of disk space to keep for cache
    --max-used-space bytes  Maximum amount of disk space allowed to keep for cache
    --min-free-space bytes  Target amount of free disk space after pruning
    --reserved-space bytes  Amount of disk space always allowed to keep for cache
    --verbose  Provide a more verbose output 
  `,
  run: async ({ cli, flags }) => {
    const filters = flags.value<Filters>('filter')
    const all = flags.bool('all')
    cacheFilter(filters, cli.sys.now())
    if (!flags.bool('force') && !(await confirm(cli, all ? WARNING_ALL : WARNING))) return
    checkBuilder(cli, flags.string('builder'))
    // The answer only names what is gone.
    const before = (await diskUsage(cli.client)).BuildCache ?? []
    const space = (name: string): number | undefined => flags.number(name) || undefined
    const report = await cli.client.json<BuildPruneResponse>('POST', '/build/prune', {
      query: {
        all,
        filters: filtersQuery(filters),
        'reserved-space': space('reserved-space'),
        'max-used-space': space('max-used-space'),
        'min-free-space': space('min-free-space'),
      },
    })
    const now = cli.sys.now()
    const gone = (report.CachesDeleted ?? []).flatMap((id) => before.find(({ ID }) => ID === id) ?? [])
    if (flags.bool('verbose')) await cli.out.write(gone.map((record) => verbose(record, now)).join(''))
    else if (gone.length > 0) {
      const rows = gone.map((record) => row(record, now))
      // Each row goes out at once: only the first stands under the titles.
      await cli.out.write(tabbed(`ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n${rows[0]!}\n`))
      for (const each of rows.slice(1)) await cli.out.write(tabbed(`${each}\n`))
    }
    await cli.out.write(tabbed(`Total:\t${humanSize(report.SpaceReclaimed)}\n`))
  },
}
function row(record: BuildCacheRecord, now: number): string {
  const id = `${record.ID}${isMutable(record) ? '*' : ''}`
  const size = `${humanSize(record.Size)}${record.Shared ? '*' : ''}`
  return [id.padEnd(40), String(!record.InUse).padEnd(5), size.padEnd(10), lastUsed(record, now)].join('\t')
}
function verbose(record: BuildCacheRecord, now: number): string {
  const rows: [string, string][] = [['ID', record.ID]]
  if (record.Parents?.length) rows.push(['Parent', record.Parents.join(',')])
  rows.push(
    ['Created at', record.CreatedAt],
    ['Mutable', String(isMutable(record))],
    ['Reclaimable', String(!record.InUse)],
    ['Shared', String(record.Shared)],
    ['Size', humanSize(record.Size)],
  )
  if (record.Description !== '') rows.push(['Description', record.Description])
  rows.push(['Usage count', String(record.UsageCount)])
  if (record.LastUsedAt !== null) rows.push(['Last used', lastUsed(record, now)])
  if (record.Type !== '') rows.push(['Type', record.Type])
  return tabbed(`${rows.map(([key, value]) => `${key}:\t${value}\n`).join('')}\n`)
}
