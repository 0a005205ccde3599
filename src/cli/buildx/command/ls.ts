/** docker buildx ls */
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { noWords } from '../../framework/complete.ts'
import { renderRows, type Columns } from '../../formatter/format.ts'
import { BUILDKIT_VERSION, builderNames, loadBuilder, PLATFORMS, type BuilderInfo } from '../builder.ts'

const TABLE = 'table {{.Name}}\\t{{.DriverEndpoint}}\\t{{.Status}}\\t{{.Buildkit}}\\t{{.Platforms}}'
const HEADERS = {
  Name: 'NAME/NODE',
  DriverEndpoint: 'DRIVER/ENDPOINT',
  LastActivity: 'LAST ACTIVITY',
  Status: 'STATUS',
  Buildkit: 'BUILDKIT',
  Platforms: 'PLATFORMS',
}
/** A builder's own row, and that of its only node. */
interface Row {
  builder: BuilderInfo
  node: boolean
  current: boolean
  table: boolean
}
const COLUMNS: Columns<Row> = {
  typeName: '*commands.lsContext',
  headers: HEADERS,
  methods: {
    Name: ({ builder, node, current, table }) =>
      node ? `${table ? ' \\_ ' : ''}${builder.name}` : `${builder.name}${current && table ? '*' : ''}`,
    DriverEndpoint: ({ builder, node, table }) =>
      node ? `${table ? ' \\_ ' : ''}${builder.endpoint}` : builder.driver,
    LastActivity: ({ builder, node }) => (node ? '' : (builder.lastActivity ?? '')),
    Status: ({ builder, node }) => (node ? 'running' : builder.error === null ? '' : 'error'),
    Buildkit: ({ node }) => (node ? BUILDKIT_VERSION : ''),
    Platforms: ({ node, table }, { trunc }) => (node ? platformText(trunc && table) : ''),
    Error: ({ builder }) => builder.error ?? '',
  },
}
/** "linux/amd64 (+4), linux/386": variants of one architecture are counted. */
function platformText(short: boolean): string {
  if (!short) return PLATFORMS.join(', ')
  const groups = new Map<string, string[]>()
  for (const platform of PLATFORMS) {
    const name = platform.split('/').slice(0, 2).join('/')
    groups.set(name, [...(groups.get(name) ?? []), platform])
  }
  return [...groups].map(([name, all]) => (all.length === 1 ? all[0]! : `${name} (+${all.length})`)).join(', ')
}

export const ls: CommandSpec = {
  use: 'ls',
  short: 'List builder instances',
  args: exactArgs(0),
  complete: noWords,
  flags: `
    --format string  Format the output (default "table")
    --no-trunc  Don't truncate output 
    [hidden] --builder string  Inherited, but not for this command
  `,
  run: async ({ cli, flags }) => {
    const given = flags.string('format')
    const format = given === 'table' ? TABLE : given
    const table = format.startsWith('table')
    const builders: BuilderInfo[] = []
    for (const name of builderNames(cli)) builders.push(await loadBuilder(cli, name))
    builders.sort((a, b) => Number(a.error !== null) - Number(b.error !== null))
    const json = format === 'json' || format === '{{json .}}'
    if (json) {
      for (const builder of builders) await cli.out.line(jsonText(builder, builder.name === cli.contextName))
      return
    }
    const rows = builders.flatMap((builder): Row[] => {
      const row = { builder, node: false, current: builder.name === cli.contextName, table }
      return builder.error === null ? [row, { ...row, node: true }] : [row]
    })
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(
      renderRows(
        format,
        rows.map((item) => ({ columns: COLUMNS, item })),
        COLUMNS,
        context,
      ),
    )
    const failed = builders.filter(({ error }) => error !== null)
    if (!table || failed.length === 0) return
    await cli.err.write('\n')
    for (const { name, error } of failed) await cli.err.line(`Cannot load builder ${name}: ${error!.trim()}`)
  },
}
function jsonText(builder: BuilderInfo, current: boolean): string {
  const node = {
    Name: builder.name,
    Endpoint: builder.endpoint,
    Status: 'running',
    Version: BUILDKIT_VERSION,
    Platforms: PLATFORMS,
  }
  return JSON.stringify({
    Current: current,
    Driver: builder.driver,
    Dynamic: false,
    ...(builder.error === null ? {} : { Err: builder.error }),
    LastActivity: builder.lastActivity ?? '0001-01-01T00:00:00Z',
    Name: builder.name,
    Nodes: builder.error === null ? [node] : [],
  })
}
