/** docker buildx du */
import { humanDuration, humanSize } from '../../../base/go/units.ts'
import { formatTime, parseRfc3339, rfc3339ToMs } from '../../../base/go/time.ts'
import { diskUsage } from '../../../api/client/index.ts'
import type { BuildCacheRecord } from '../../../api/types/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { renderList, type Columns } from '../../formatter/format.ts'
import { checkBuilder } from '../builder.ts'
import { cacheFilter, type Filters } from '../cache-filter.ts'
import { tabbed } from '../tables.ts'

const TABLE = 'table {{.ID}}\\t{{.Reclaimable}}\\t{{.Size}}\\t{{.LastUsedAt}}'
/** Caches that a later step may still write to. */
export const isMutable = ({ Type }: BuildCacheRecord): boolean => Type === 'source.local' || Type === 'exec.cachemount'
export const lastUsed = (record: BuildCacheRecord, now: number): string =>
  record.LastUsedAt === null ? '' : `${humanDuration(now - rfc3339ToMs(record.LastUsedAt))} ago`
const time = (text: string): string => {
  const parsed = parseRfc3339(text)
  return parsed ? formatTime(parsed) : text
}
const columns = (table: boolean): Columns<BuildCacheRecord> => ({
  typeName: '*commands.diskusageContext',
  headers: {
    ID: 'ID',
    Parents: 'PARENTS',
    CreatedAt: 'CREATED AT',
    Mutable: 'MUTABLE',
    Reclaimable: 'RECLAIMABLE',
    Shared: 'SHARED',
    Size: 'SIZE',
    Description: 'DESCRIPTION',
    UsageCount: 'USAGE COUNT',
    LastUsedAt: 'LAST ACCESSED',
    Type: 'TYPE',
  },
  methods: {
    ID: (record) => record.ID + (table && isMutable(record) ? '*' : ''),
    Parents: (record) => `[${(record.Parents ?? []).join(' ')}]`,
    CreatedAt: (record) => time(record.CreatedAt),
    Mutable: isMutable,
    Reclaimable: (record) => !record.InUse,
    Shared: (record) => record.Shared,
    Size: (record) => humanSize(record.Size) + (table && record.Shared ? '*' : ''),
    Description: (record) => record.Description,
    UsageCount: (record) => record.UsageCount,
    LastUsedAt: (record, { now }) => lastUsed(record, now),
    Type: (record) => record.Type,
  },
})

export const du: CommandSpec = {
  use: 'du',
  short: 'Disk usage',
  args: noArgs,
  complete: noWords,
  flags: `
    --filter filter  Provide filter values
    --format string  Format the output
    --verbose  Shorthand for "--format=pretty" 
  `,
  run: async ({ cli, flags }) => {
    const given = flags.string('format')
    if (given !== '' && flags.bool('verbose')) throw new CommandError('--format and --verbose cannot be used together')
    const filters = flags.value<Filters>('filter')
    const wanted = cacheFilter(filters, cli.sys.now())
    checkBuilder(cli, flags.string('builder'))
    const usage = await diskUsage(cli.client)
    const records = (usage.BuildCache ?? []).filter(wanted)
    const pretty = flags.bool('verbose') || given === 'pretty'
    const summary = (pretty || given === '' || given === 'table') && Object.keys(filters).length === 0
    if (pretty) await cli.out.write(records.map((record) => `${prettyText(record, cli.sys.now())}\n`).join(''))
    else {
      const format = given === '' || given === 'table' ? TABLE : given
      const context = { trunc: true, now: cli.sys.now() }
      await cli.out.write(renderList(format, columns(format.startsWith('table')), records, context))
    }
    if (summary) await cli.out.write(summaryText(records))
  },
}
function prettyText(record: BuildCacheRecord, now: number): string {
  const parents = record.Parents ?? []
  const used = lastUsed(record, now)
  return [
    `ID:           ${record.ID}`,
    ...(parents.length > 0 ? ['Parents:', ...parents.map((parent) => ` - ${parent}`)] : []),
    `Created at:   ${time(record.CreatedAt)}`,
    `Mutable:      ${String(isMutable(record))}`,
    `Reclaimable:  ${String(!record.InUse)}`,
    `Shared:       ${String(record.Shared)}`,
    `Size:         ${humanSize(record.Size)}`,
    ...(record.Description === '' ? [] : [`Description:  ${record.Description}`]),
    `Usage count:  ${record.UsageCount}`,
    ...(used === '' ? [] : [`Last used:    ${used}`]),
    ...(record.Type === '' ? [] : [`Type:         ${record.Type}`]),
    '',
  ].join('\n')
}
function summaryText(records: readonly BuildCacheRecord[]): string {
  const sum = (of: (record: BuildCacheRecord) => boolean): number =>
    records.filter(of).reduce((total, record) => total + record.Size, 0)
  const total = sum(() => true)
  const shared = sum(({ Shared }) => Shared)
  let out = ''
  if (shared > 0) out += `Shared:\t${humanSize(shared)}\nPrivate:\t${humanSize(total - shared)}\n`
  out += `Reclaimable:\t${humanSize(sum(({ InUse }) => !InUse))}\nTotal:\t${humanSize(total)}\n`
  return tabbed(out)
}
