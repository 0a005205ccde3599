/** docker builder prune of the command itself: what it is without the buildx plugin, or with DOCKER_BUILDKIT=0. */
import { humanSize } from '../../../base/go/units.ts'
import { filtersQuery } from '../../../api/client/index.ts'
import type { BuildPruneResponse } from '../../../api/types/index.ts'
import type { Invocation } from '../../framework/command.ts'
import { confirm } from '../prompt.ts'

const WARNING = 'WARNING! This will remove all dangling build cache. Are you sure you want to continue?'
const WARNING_ALL = 'WARNING! This will remove all build cache. Are you sure you want to continue?'

export async function prune({ cli, flags }: Invocation): Promise<void> {
  const all = flags.bool('all')
  if (!flags.bool('force') && !(await confirm(cli, all ? WARNING_ALL : WARNING))) return
  const report = await cli.client.json<BuildPruneResponse>('POST', '/build/prune', {
    query: {
      all,
      filters: filtersQuery(flags.value('filter')),
      'reserved-space': flags.number('keep-storage') || undefined,
    },
  })
  const deleted = report.CachesDeleted ?? []
  if (deleted.length > 0) await cli.out.write(`Deleted build cache objects:\n${deleted.join('\n')}\n\n`)
  await cli.out.line(`Total reclaimed space: ${humanSize(report.SpaceReclaimed)}`)
}
