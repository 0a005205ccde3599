/** docker network prune */
import { networksPrune } from '../../../api/client/index.ts'
import { noArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { confirm } from '../prompt.ts'
import { pruneFilters, type Filters } from '../prune.ts'

const WARNING = `WARNING! This will remove all custom networks not used by at least one container.
Are you sure you want to continue?`
/** What was removed, as text. */
export async function pruneNetworks(cli: Cli, filters: Filters): Promise<string> {
  const deleted = (await networksPrune(cli.client, pruneFilters(cli, filters))).NetworksDeleted ?? []
  return deleted.length === 0 ? '' : `Deleted Networks:\n${deleted.map((name) => `${name}\n`).join('')}`
}
export const prune: CommandSpec = {
  use: 'prune [OPTIONS]',
  short: 'Remove all unused networks',
  args: noArgs,
  flags: `
    --filter filter  Provide filter values (e.g. "until=<timestamp>")
    -f, --force  Do not prompt for confirmation
  `,
  run: async ({ cli, flags }) => {
    if (!flags.bool('force') && !(await confirm(cli, WARNING))) return
    const text = await pruneNetworks(cli, flags.value<Filters>('filter'))
    if (text !== '') await cli.out.line(text)
  },
}
