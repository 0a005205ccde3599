/** docker system df */
import { diskUsage } from '../../../api/client/index.ts'
import type { BuildCacheRecord, ContainerSummary, DiskUsage, ImageSummary, Volume } from '../../../api/types/index.ts'
import { humanSize } from '../../../base/go/units.ts'
import { sliceOf, type GoType, type Value } from '../../../base/go/types.ts'
import { TemplateError } from '../../../base/gotemplate/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { BUILD_CACHE_COLUMNS, byLastUse } from '../../formatter/build-cache.ts'
import { CONTAINER_COLUMNS } from '../../formatter/container.ts'
import {
  finalFormat,
  isTable,
  itemValue,
  renderList,
  renderRows,
  type ColumnContext,
  type Columns,
} from '../../formatter/format.ts'
import { parseTemplate } from '../../formatter/functions.ts'
import { IMAGE_COLUMNS, type ImageRow } from '../../formatter/image.ts'
import { VOLUME_COLUMNS } from '../../formatter/volume.ts'
import { familiarName, parseReference } from '../../opts/reference.ts'

const TABLE = 'table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}'
const RAW = `type: {{.Type}}
total: {{.TotalCount}}
active: {{.Active}}
size: {{.Size}}
reclaimable: {{.Reclaimable}}
`
const IMAGES =
  'table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}\t{{.SharedSize}}\t{{.UniqueSize}}\t{{.Containers}}'
const CONTAINERS =
  'table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.LocalVolumes}}\t{{.Size}}\t{{.RunningFor}}\t{{.Status}}\t{{.Names}}'
const VOLUMES = 'table {{.Name}}\t{{.Links}}\t{{.Size}}'
const BUILD_CACHE =
  'table {{.ID}}\t{{.CacheType}}\t{{.Size}}\t{{.CreatedSince}}\t{{.LastUsedSince}}\t{{.UsageCount}}\t{{.Shared}}'

interface Summary {
  type: string
  total: number
  active: number
  size: number
  reclaimable: string
}
const HEADERS = { Type: 'TYPE', TotalCount: 'TOTAL', Active: 'ACTIVE', Size: 'SIZE', Reclaimable: 'RECLAIMABLE' }
const columns = (name: string): Columns<Summary> => ({
  typeName: `*formatter.diskUsage${name}Context`,
  headers: HEADERS,
  methods: {
    Type: ({ type }) => type,
    TotalCount: ({ total }) => String(total),
    Active: ({ active }) => String(active),
    Size: ({ size }) => humanSize(size),
    Reclaimable: ({ reclaimable }) => reclaimable,
  },
})
const share = (part: number, total: number): string =>
  total > 0 ? `${humanSize(part)} (${Math.trunc((part * 100) / total)}%)` : humanSize(part)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
const isActive = ({ State }: ContainerSummary): boolean => ['running', 'paused', 'restarting'].includes(State)

function summaries(usage: DiskUsage): [name: string, summary: Summary][] {
  const images = usage.Images ?? []
  const containers = usage.Containers ?? []
  const volumes = usage.Volumes ?? []
  const cache = usage.BuildCache ?? []
  const used = sum(
    images
      .filter(({ Containers, Size, SharedSize }) => Containers !== 0 && Size !== -1 && SharedSize !== -1)
      .map(({ Size, SharedSize }) => Size - SharedSize),
  )
  const written = (list: readonly ContainerSummary[]): number => sum(list.map(({ SizeRw }) => SizeRw ?? 0))
  const known = volumes.filter(({ UsageData }) => (UsageData?.Size ?? -1) !== -1)
  const held = (list: readonly Volume[]): number => sum(list.map(({ UsageData }) => UsageData!.Size))
  const cacheSize = sum(cache.filter(({ Shared }) => !Shared).map(({ Size }) => Size))
  const inUse = sum(cache.filter(({ InUse, Shared }) => InUse && !Shared).map(({ Size }) => Size))
  return [
    [
      'Images',
      {
        type: 'Images',
        total: images.length,
        active: images.filter(({ Containers }) => Containers > 0).length,
        size: usage.LayersSize,
        reclaimable: share(usage.LayersSize - used, usage.LayersSize),
      },
    ],
    [
      'Containers',
      {
        type: 'Containers',
        total: containers.length,
        active: containers.filter(isActive).length,
        size: written(containers),
        reclaimable: share(written(containers.filter((each) => !isActive(each))), written(containers)),
      },
    ],
    [
      'Volumes',
      {
        type: 'Local Volumes',
        total: volumes.length,
        active: volumes.filter(({ UsageData }) => (UsageData?.RefCount ?? 0) > 0).length,
        size: held(known),
        reclaimable: share(held(known.filter(({ UsageData }) => UsageData!.RefCount === 0)), held(known)),
      },
    ],
    [
      'Builder',
      {
        type: 'Build Cache',
        total: cache.length,
        active: cache.filter(({ InUse }) => InUse).length,
        size: cacheSize,
        reclaimable: humanSize(cacheSize - inUse),
      },
    ],
  ]
}
/** The first tag stands for an image. */
function imageRow(summary: ImageSummary): ImageRow {
  const none = { summary, repo: '<none>', tag: '<none>', digest: '' }
  const first = summary.RepoTags?.[0]
  if (!first || first === '<none>:<none>') return none
  const reference = parseReference(first)
  return { summary, repo: familiarName(reference), tag: reference.tag ?? '<none>', digest: '' }
}
interface Sections {
  images: ImageRow[]
  containers: ContainerSummary[]
  volumes: Volume[]
  cache: BuildCacheRecord[]
}
function verboseTable(sections: Sections, now: number): string {
  const context: ColumnContext = { trunc: true, now }
  const size = sum(sections.cache.filter(({ Shared }) => !Shared).map(({ Size }) => Size))
  return [
    `Images space usage:\n\n${renderList(IMAGES, IMAGE_COLUMNS, sections.images, context)}`,
    `Containers space usage:\n\n${renderList(CONTAINERS, CONTAINER_COLUMNS, sections.containers, context)}`,
    `Local Volumes space usage:\n\n${renderList(VOLUMES, VOLUME_COLUMNS, sections.volumes, context)}`,
    `Build cache usage: ${humanSize(size)}\n\n${renderList(BUILD_CACHE, BUILD_CACHE_COLUMNS, sections.cache, context)}`,
  ].join('\n')
}
/** With a template of one's own the verbose form is one object with four lists. */
function verboseTemplate(format: string, sections: Sections, now: number): string {
  const template = parseTemplate(finalFormat(format))
  const context: ColumnContext = { trunc: isTable(format), now }
  const list = <T>(items: readonly T[], cols: Columns<T>): [GoType, unknown[]] => {
    const values = items.map((item) => itemValue(cols, item, context))
    const any: GoType = { kind: 'interface', name: cols.typeName }
    return [{ ...sliceOf(any), name: `[]${cols.typeName}` }, values]
  }
  const parts: [string, [GoType, unknown[]]][] = [
    ['Images', list(sections.images, IMAGE_COLUMNS)],
    ['Containers', list(sections.containers, CONTAINER_COLUMNS)],
    ['Volumes', list(sections.volumes, VOLUME_COLUMNS)],
    ['BuildCache', list(sections.cache, BUILD_CACHE_COLUMNS)],
  ]
  const type: GoType = {
    kind: 'struct',
    name: 'formatter.diskUsageContext',
    fields: parts.map(([name, [t]]) => ({ name, json: name, omitEmpty: false, type: t, embedded: false })),
  }
  const value: Value = { t: type, v: Object.fromEntries(parts.map(([name, [, v]]) => [name, v])) }
  try {
    return template.execute(value)
  } catch (error) {
    if (error instanceof TemplateError) throw new CommandError(error.message)
    throw error
  }
}
export const df: CommandSpec = {
  use: 'df [OPTIONS]',
  short: 'Show docker disk usage',
  args: noArgs,
  flags: `
    --format string  ${FORMAT_HELP}
    -v, --verbose  Show detailed information on space usage
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const usage = await diskUsage(cli.client)
    const source = flags.string('format') || 'table'
    const now = cli.sys.now()
    if (flags.bool('verbose')) {
      const sections: Sections = {
        images: (usage.Images ?? []).map(imageRow),
        containers: (usage.Containers ?? []).map((each) => ({ ...each, SizeRootFs: 0 })),
        volumes: usage.Volumes ?? [],
        cache: [...(usage.BuildCache ?? [])].sort(byLastUse),
      }
      await cli.out.write(source === 'table' ? verboseTable(sections, now) : verboseTemplate(source, sections, now))
      return
    }
    const format = source === 'table' ? TABLE : source === 'raw' ? RAW : source
    const rows = summaries(usage).map(([name, summary]) => ({ columns: columns(name), item: summary }))
    await cli.out.write(renderRows(format, rows, columns('Containers'), { trunc: false, now }))
  },
}
