/** docker ps, docker container ls */
import { containerList } from '../../../api/client/index.ts'
import { TemplateError, type Template } from '../../../base/gotemplate/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { CONTAINER_COLUMNS, CONTAINER_TABLE } from '../../formatter/container.ts'
import { itemValue, renderList } from '../../formatter/format.ts'
import { parseTemplate } from '../../formatter/functions.ts'
import type { ContainerSummary } from '../../../api/types/index.ts'

const RAW = `container_id: {{.ID}}
image: {{.Image}}
command: {{.Command}}
created_at: {{.CreatedAt}}
state: {{- pad .State 1 0}}
status: {{- pad .Status 1 0}}
names: {{.Names}}
labels: {{- pad .Labels 1 0}}
ports: {{- pad .Ports 1 0}}
`
function finalFormat(format: string, quiet: boolean, size: boolean): string {
  if (format === '' || format === 'table') return quiet ? '{{.ID}}' : CONTAINER_TABLE + (size ? '\t{{.Size}}' : '')
  if (format === 'raw') return quiet ? 'container_id: {{.ID}}' : RAW + (size ? 'size: {{.Size}}\n' : '')
  return quiet ? '{{.ID}}' : format
}
/** The template is tried on nothing first: that shows mistakes before the engine is asked, and whether sizes are wanted. */
function wantsSize(template: Template): boolean {
  const used = new Set<string>()
  const nobody: ContainerSummary = {
    Id: '',
    Names: [],
    Image: '',
    ImageID: '',
    Command: '',
    Created: 0,
    Ports: [],
    Labels: {},
    State: 'created',
    Status: '',
    HostConfig: { NetworkMode: '' },
    NetworkSettings: { Networks: {} },
    Mounts: [],
  }
  try {
    template.execute(itemValue(CONTAINER_COLUMNS, nobody, { trunc: false, now: 0 }, used))
  } catch (error) {
    if (error instanceof TemplateError) throw new CommandError(`failed to execute template: ${error.message}`)
    throw error
  }
  return used.has('Size')
}

export const ps: CommandSpec = {
  use: 'ps [OPTIONS]',
  short: 'List containers',
  aliasText: 'docker container ls, docker container list, docker container ps, docker ps',
  args: noArgs,
  flags: `
    -a, --all  Show all containers (default shows just running)
    -f, --filter filter  Filter output based on conditions provided
    --format string  ${FORMAT_HELP}
    -n, --last int  Show n last created containers (includes all states) (default -1)
    -l, --latest  Show the latest created container (includes all states)
    --no-trunc  Don't truncate output
    -q, --quiet  Only display container IDs
    -s, --size  Display total file sizes
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    let format = flags.string('format')
    const quiet = flags.bool('quiet')
    let size = flags.bool('size')
    const fromConfig = format === ''
    if (fromConfig) format = cli.config.data.psFormat ?? ''
    else if (quiet) await cli.err.line('WARNING: Ignoring custom format, because both --format and --quiet are set.')
    if (format !== '') {
      const used = wantsSize(parseTemplate(format, 'failed to parse template'))
      if (used && !quiet && !flags.changed('size')) size = true
    }
    const last = flags.number('last')
    const containers = await containerList(cli.client, {
      all: flags.bool('all'),
      limit: flags.bool('latest') && last === -1 ? 1 : last,
      size,
      filters: flags.value('filter'),
    })
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(finalFormat(format, quiet, size), CONTAINER_COLUMNS, containers, context))
  },
}
export const ls: CommandSpec = { ...ps, use: 'ls [OPTIONS]', aliases: ['ps', 'list'] }
