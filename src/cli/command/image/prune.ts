/** docker image prune */
import { imagesPrune } from '../../../api/client/index.ts'
import type { ImageDeleteItem } from '../../../api/types/index.ts'
import { humanSize } from '../../../base/go/units.ts'
import { noArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { confirm } from '../prompt.ts'
import { pruneFilters, type Filters } from '../prune.ts'

const ALL = `WARNING! This will remove all images without at least one container associated to them.
Are you sure you want to continue?`
const DANGLING = `WARNING! This will remove all dangling images.
Are you sure you want to continue?`

const line = ({ Untagged, Deleted }: ImageDeleteItem): string =>
  Untagged ? `untagged: ${Untagged}` : `deleted: ${Deleted ?? ''}`
/** What was removed, as text, and how much space it took. */
export async function pruneImages(cli: Cli, all: boolean, filters: Filters): Promise<{ text: string; space: number }> {
  const own: Filters = { ...filters, dangling: { ...filters.dangling, [String(!all)]: true } }
  const { ImagesDeleted, SpaceReclaimed } = await imagesPrune(cli.client, pruneFilters(cli, own))
  const deleted = ImagesDeleted ?? []
  if (deleted.length === 0) return { text: '', space: 0 }
  return { text: `Deleted Images:\n${deleted.map((item) => `${line(item)}\n`).join('')}`, space: SpaceReclaimed }
}
export const prune: CommandSpec = {
  use: 'prune [OPTIONS]',
  short: 'Remove unused images',
  args: noArgs,
  flags: `
    -a, --all  Remove all unused images, not just dangling ones
    --filter filter  Provide filter values (e.g. "until=<timestamp>")
    -f, --force  Do not prompt for confirmation
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const all = flags.bool('all')
    if (!flags.bool('force') && !(await confirm(cli, all ? ALL : DANGLING))) return
    const { text, space } = await pruneImages(cli, all, flags.value<Filters>('filter'))
    if (text !== '') await cli.out.line(text)
    await cli.out.line(`Total reclaimed space: ${humanSize(space)}`)
  },
}
