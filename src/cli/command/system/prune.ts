/** docker system prune: containers, networks, volumes with --volumes, images, build cache. */
import { buildCachePrune, containersPrune } from '../../../api/client/index.ts'
import { humanSize } from '../../../base/go/units.ts'
import { noArgs } from '../../framework/args.ts'
import type { Cli } from '../../framework/cli.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { nothing } from '../../framework/complete.ts'
import { CommandError } from '../../framework/errors.ts'
import { compareNaturally } from '../../formatter/natural.ts'
import { pruneImages } from '../image/prune.ts'
import { pruneNetworks } from '../network/prune.ts'
import { confirm } from '../prompt.ts'
import { pruneFilters, type Filters } from '../prune.ts'
import { pruneVolumes } from '../volume/prune.ts'

function question(cli: Cli, all: boolean, volumes: boolean, filters: Filters): string {
  const warnings = ['all stopped containers', 'all networks not used by at least one container']
  if (volumes) warnings.push('all anonymous volumes not used by at least one container')
  warnings.push(
    all ? 'all images without at least one container associated to them' : 'all dangling images',
    all ? 'all build cache' : 'unused build cache',
  )
  const shown = pruneFilters(cli, structuredCopy(filters))
  const lines = ['label', 'label!', 'until']
    .flatMap((name) => Object.keys(shown[name] ?? {}).map((value) => `${name}=${value}`))
    .sort(compareNaturally)
  const filtered =
    lines.length === 0
      ? ''
      : `\n  Items to be pruned will be filtered with:\n${lines.map((line) => `  - ${line}\n`).join('')}`
  return `WARNING! This will remove:\n${warnings.map((warning) => `  - ${warning}\n`).join('')}${filtered}\nAre you sure you want to continue?`
}
const structuredCopy = (filters: Filters): Filters =>
  Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, { ...values }]))

interface Pruned {
  text: string
  space: number
}
async function pruneContainers(cli: Cli, filters: Filters): Promise<Pruned> {
  const { ContainersDeleted, SpaceReclaimed } = await containersPrune(cli.client, pruneFilters(cli, filters))
  const deleted = ContainersDeleted ?? []
  if (deleted.length === 0) return { text: '', space: 0 }
  return { text: `Deleted Containers:\n${deleted.map((id) => `${id}\n`).join('')}`, space: SpaceReclaimed }
}
export async function pruneBuildCache(cli: Cli, all: boolean, filters: Filters): Promise<Pruned> {
  const { CachesDeleted, SpaceReclaimed } = await buildCachePrune(cli.client, {
    all,
    filters: pruneFilters(cli, filters),
  })
  const deleted = CachesDeleted ?? []
  if (deleted.length === 0) return { text: '', space: 0 }
  return { text: `Deleted build cache objects:\n${deleted.map((id) => `${id}\n`).join('')}`, space: SpaceReclaimed }
}
export const prune: CommandSpec = {
  use: 'prune [OPTIONS]',
  short: 'Remove unused data',
  args: noArgs,
  flags: `
    -a, --all  Remove all unused images not just dangling ones
    --filter filter  Provide filter values (e.g. "label=<key>=<value>")
    -f, --force  Do not prompt for confirmation
    --volumes  Prune anonymous volumes
  `,
  complete: nothing,
  run: async ({ cli, flags }) => {
    const filters = flags.value<Filters>('filter')
    const all = flags.bool('all')
    const volumes = flags.bool('volumes')
    if (volumes && filters.until) throw new CommandError('ERROR: The "until" filter is not supported with "--volumes"')
    if (!flags.bool('force') && !(await confirm(cli, question(cli, all, volumes, filters)))) return
    const steps: (() => Promise<Pruned>)[] = [
      () => pruneContainers(cli, filters),
      async () => ({ text: await pruneNetworks(cli, filters), space: 0 }),
      ...(volumes ? [() => pruneVolumes(cli, pruneFilters(cli, filters))] : []),
      () => pruneImages(cli, all, filters),
      () => pruneBuildCache(cli, all, filters),
    ]
    let space = 0
    for (const step of steps) {
      const pruned = await step()
      space += pruned.space
      if (pruned.text !== '') await cli.out.line(pruned.text)
    }
    await cli.out.line(`Total reclaimed space: ${humanSize(space)}`)
  },
}
