/** docker volume prune */
import { volumesPrune } from '../../../api/client/index.ts'
import { humanSize } from '../../../base/go/units.ts'
import { noArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { confirm } from '../prompt.ts'
import { pruneFilters, type Filters } from '../prune.ts'

const UNUSED = `WARNING! This will remove anonymous local volumes not used by at least one container.
Are you sure you want to continue?`
const ALL = `WARNING! This will remove all local volumes not used by at least one container.
Are you sure you want to continue?`
/** What was removed, as text, and how much space it took. */
export async function pruneVolumes(cli: Cli, filters: Filters): Promise<{ text: string; space: number }> {
  const { VolumesDeleted, SpaceReclaimed } = await volumesPrune(cli.client, filters)
  const deleted = VolumesDeleted ?? []
  if (deleted.length === 0) return { text: '', space: 0 }
  return { text: `Deleted Volumes:\n${deleted.map((name) => `${name}\n`).join('')}`, space: SpaceReclaimed }
}
export const prune: CommandSpec = {
  use: 'prune [OPTIONS]',
  short: 'Remove unused local volumes',
  args: noArgs,
  flags: `
    -a, --all  Remove all unused volumes, not just anonymous ones
    --filter filter  Provide filter values (e.g. "label=<label>")
    -f, --force  Do not prompt for confirmation
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const filters = pruneFilters(cli, flags.value<Filters>('filter'))
    const all = flags.bool('all')
    if (all) {
      if (filters.all) throw new CommandError('conflicting options: cannot specify both --all and --filter all=1')
      filters.all = { true: true }
    }
    if (!flags.bool('force') && !(await confirm(cli, all ? ALL : UNUSED))) return
    const { text, space } = await pruneVolumes(cli, filters)
    if (text !== '') await cli.out.line(text)
    await cli.out.line(`Total reclaimed space: ${humanSize(space)}`)
  },
}
