/** POST /containers/prune (moby daemon/prune.go). */
import type { ContainersPruneResponse } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { toMillis } from '../time.ts'
import { parseAge } from '../until.ts'
import type { ContainerContext } from './context.ts'
import { removeContainer } from './remove.ts'

export async function pruneContainers(ctx: ContainerContext, filters: Filters): Promise<ContainersPruneResponse> {
  filters.validate(['label', 'label!', 'until'])
  const until = filters.get('until').map((value) => parseAge(value, ctx.clock.now()))[0]
  const deleted: string[] = []
  let reclaimed = 0
  for (const container of ctx.containers.newestFirst()) {
    if (container.state.running) continue
    if (until !== undefined && toMillis(container.created) > until) continue
    if (!filters.matchLabels('label', container.config.Labels)) continue
    if (filters.has('label!') && filters.matchesAnyLabel('label!', container.config.Labels)) continue
    const size = container.rootfs.changedBytes()
    await removeContainer(ctx, container.id, { force: false, volumes: false, link: false })
    reclaimed += size
    deleted.push(container.id)
  }
  ctx.events.log('container', 'prune', '', { reclaimed: String(reclaimed) })
  return { ContainersDeleted: deleted.length ? deleted : null, SpaceReclaimed: reclaimed }
}
