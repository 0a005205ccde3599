/** docker volume ls */
import { volumeList } from '../../../api/client/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList } from '../../formatter/format.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { VOLUME_COLUMNS } from '../../formatter/volume.ts'

const TABLE = 'table {{.Driver}}\t{{.Name}}'
const CLUSTER_TABLE = 'table {{.Name}}\t{{.Group}}\t{{.Driver}}\t{{.Availability}}\t{{.Status}}'
export const ls: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List volumes',
  aliases: ['list'],
  args: noArgs,
  flags: `
    [swarm] --cluster  Display only cluster volumes, and use cluster volume list formatting
    -f, --filter filter  Provide filter values (e.g. "dangling=true")
    --format string  ${FORMAT_HELP}
    -q, --quiet  Only display volume names
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const quiet = flags.bool('quiet')
    const cluster = flags.bool('cluster')
    const found = (await volumeList(cli.client, flags.value('filter'))).Volumes ?? []
    // There are no cluster volumes outside of a swarm.
    const volumes = cluster ? [] : found.sort((a, b) => compareNaturally(a.Name, b.Name))
    let source = flags.string('format')
    if (cluster) source = quiet ? 'table' : CLUSTER_TABLE
    else source ||= (quiet ? '' : cli.config.data.volumesFormat) || 'table'
    const format =
      source === 'table'
        ? quiet
          ? '{{.Name}}'
          : TABLE
        : source === 'raw'
          ? quiet
            ? 'name: {{.Name}}'
            : 'name: {{.Name}}\\ndriver: {{.Driver}}\\n'
          : source
    await cli.out.write(renderList(format, VOLUME_COLUMNS, volumes, { trunc: false, now: cli.sys.now() }))
  },
}
