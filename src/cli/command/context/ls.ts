/** docker context ls */
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList, type Columns } from '../../formatter/format.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { listContexts, readContext } from './store.ts'

interface Row {
  name: string
  description: string
  endpoint: string
  current: boolean
  error: string
}
const TABLE = 'table {{.Name}}{{if .Current}} *{{end}}\t{{.Description}}\t{{.DockerEndpoint}}\t{{.Error}}'
const COLUMNS: Columns<Row> = {
  typeName: '*formatter.clientContextContext',
  headers: { Name: 'NAME', Description: 'DESCRIPTION', DockerEndpoint: 'DOCKER ENDPOINT', Error: 'ERROR' },
  methods: {
    Current: (row) => row.current,
    Name: (row) => row.name,
    Description: (row) => row.description,
    DockerEndpoint: (row) => row.endpoint,
    Error: (row) => (row.error.length > 45 ? `${row.error.slice(0, 44)}…` : row.error),
  },
}
export const ls: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List contexts',
  aliases: ['list'],
  args: noArgs,
  flags: `
    --format string  ${FORMAT_HELP}
    -q, --quiet  Only show context names
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const current = cli.contextName
    const rows: Row[] = [readContext(cli, 'default'), ...listContexts(cli)].map((context) => ({
      name: context.Name,
      description:
        context.Name === 'default' ? 'Current DOCKER_HOST based configuration' : (context.Metadata.Description ?? ''),
      endpoint: context.Endpoints.docker?.Host ?? '',
      current: context.Name === current,
      error: '',
    }))
    if (!rows.some((row) => row.current)) {
      let error = ''
      try {
        readContext(cli, current)
      } catch (failure) {
        if (!(failure instanceof CommandError)) throw failure
        error = failure.message
      }
      rows.push({ name: current, description: '', endpoint: '', current: true, error })
    }
    rows.sort((a, b) => compareNaturally(a.name, b.name))
    const source = flags.string('format') || 'table'
    const format = flags.bool('quiet') ? '{{.Name}}' : source === 'table' ? TABLE : source
    await cli.out.write(renderList(format, COLUMNS, rows, { trunc: true, now: cli.sys.now() }))
    if (cli.sys.env.DOCKER_HOST)
      await cli.err.line(
        'Warning: DOCKER_HOST environment variable overrides the active context. To use a context, either set the global --context flag, or unset DOCKER_HOST environment variable.',
      )
  },
}
