/** docker container prune */
import { containersPrune } from '../../../api/client/index.ts'
import { humanSize } from '../../../base/go/units.ts'
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { confirm } from '../prompt.ts'
import { pruneFilters, type Filters } from '../prune.ts'

export const prune: CommandSpec = {
  use: 'prune [OPTIONS]',
  short: 'Remove all stopped containers',
  args: noArgs,
  flags: `
    --filter filter  Provide filter values (e.g. "until=<timestamp>")
    -f, --force  Do not prompt for confirmation
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const filters = pruneFilters(cli, flags.value<Filters>('filter'))
    if (
      !flags.bool('force') &&
      !(await confirm(cli, 'WARNING! This will remove all stopped containers.\nAre you sure you want to continue?'))
    )
      return
    const { ContainersDeleted, SpaceReclaimed } = await containersPrune(cli.client, filters)
    const deleted = ContainersDeleted ?? []
    if (deleted.length > 0) await cli.out.write(`Deleted Containers:\n${deleted.map((id) => `${id}\n`).join('')}\n`)
    await cli.out.line(`Total reclaimed space: ${humanSize(deleted.length > 0 ? SpaceReclaimed : 0)}`)
  },
}
