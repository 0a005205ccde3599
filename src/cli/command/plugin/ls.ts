/** docker plugin ls */
import { pluginList, type PluginInfo } from '../../../api/client/index.ts'
import { ellipsis } from '../../../base/go/width.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList, type Columns } from '../../formatter/format.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { truncateId } from '../../formatter/text.ts'

const DESCRIPTION_WIDTH = 45
const COLUMNS: Columns<PluginInfo> = {
  typeName: '*plugin.pluginContext',
  headers: { ID: 'ID', Name: 'NAME', Description: 'DESCRIPTION', Enabled: 'ENABLED', PluginReference: 'IMAGE' },
  methods: {
    ID: ({ Id = '' }, { trunc }) => (trunc ? truncateId(Id) : Id),
    Name: (item) => item.Name,
    Description: ({ Config }, { trunc }) => {
      const text = Config.Description.replace(/[\r\n]/g, '')
      return trunc ? ellipsis(text, DESCRIPTION_WIDTH) : text
    },
    Enabled: (item) => item.Enabled,
    PluginReference: (item) => item.PluginReference ?? '',
  },
}
const TABLE = 'table {{.ID}}\t{{.Name}}\t{{.Description}}\t{{.Enabled}}'
const RAW = 'plugin_id: {{.ID}}\nname: {{.Name}}\ndescription: {{.Description}}\nenabled: {{.Enabled}}\n'

export const ls: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List plugins',
  aliases: ['list'],
  args: noArgs,
  complete: nothing,
  flags: `
    -f, --filter filter  Provide filter values (e.g. "enabled=true")
    --format string  ${FORMAT_HELP}
    --no-trunc  Don't truncate output
    -q, --quiet  Only display plugin IDs
  `,
  run: async ({ cli, flags }) => {
    const quiet = flags.bool('quiet')
    const plugins = (await pluginList(cli.client, flags.value('filter'))) ?? []
    plugins.sort((a, b) => compareNaturally(a.Name, b.Name))
    const source = flags.string('format') || (quiet ? '' : cli.config.data.pluginsFormat) || 'table'
    const format =
      source === 'table'
        ? quiet
          ? '{{.ID}}'
          : TABLE
        : source === 'raw'
          ? quiet
            ? 'plugin_id: {{.ID}}'
            : RAW
          : source
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(format, COLUMNS, plugins, context))
  },
}
