/** docker network ls */
import { networkList } from '../../../api/client/index.ts'
import type { NetworkInspect } from '../../../api/types/index.ts'
import { formatTime, parseRfc3339 } from '../../../base/go/time.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { FORMAT_HELP } from '../../framework/format-help.ts'
import { renderList, type Columns } from '../../formatter/format.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { labelList, truncateId } from '../../formatter/text.ts'

const TABLE = 'table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}'
const RAW = 'network_id: {{.ID}}\\nname: {{.Name}}\\ndriver: {{.Driver}}\\nscope: {{.Scope}}\\n'
const COLUMNS: Columns<NetworkInspect> = {
  typeName: '*network.networkContext',
  headers: {
    ID: 'NETWORK ID',
    Name: 'NAME',
    Driver: 'DRIVER',
    Scope: 'SCOPE',
    IPv4: 'IPV4',
    IPv6: 'IPV6',
    Internal: 'INTERNAL',
    Labels: 'LABELS',
    CreatedAt: 'CREATED AT',
  },
  methods: {
    ID: (item, { trunc }) => (trunc ? truncateId(item.Id) : item.Id),
    Name: (item) => item.Name,
    Driver: (item) => item.Driver,
    Scope: (item) => item.Scope,
    IPv4: (item) => String(item.EnableIPv4),
    IPv6: (item) => String(item.EnableIPv6),
    Internal: (item) => String(item.Internal),
    Labels: (item) => labelList(item.Labels),
    CreatedAt: (item) => {
      const instant = parseRfc3339(item.Created)
      return instant ? formatTime(instant) : item.Created
    },
  },
  label: (item, name) => item.Labels?.[name] ?? '',
}
export const ls: CommandSpec = {
  use: 'ls [OPTIONS]',
  short: 'List networks',
  aliases: ['list'],
  args: noArgs,
  flags: `
    -f, --filter filter  Provide filter values (e.g. "driver=bridge")
    --format string  ${FORMAT_HELP}
    --no-trunc  Do not truncate the output
    -q, --quiet  Only display network IDs
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const quiet = flags.bool('quiet')
    const networks = (await networkList(cli.client, flags.value('filter'))).sort((a, b) =>
      compareNaturally(a.Name, b.Name),
    )
    const source = flags.string('format') || (quiet ? '' : cli.config.data.networksFormat) || 'table'
    const format =
      source === 'table'
        ? quiet
          ? '{{.ID}}'
          : TABLE
        : source === 'raw'
          ? quiet
            ? 'network_id: {{.ID}}'
            : RAW
          : source
    const context = { trunc: !flags.bool('no-trunc'), now: cli.sys.now() }
    await cli.out.write(renderList(format, COLUMNS, networks, context))
  },
}
