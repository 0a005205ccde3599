/** GET /volumes and POST /volumes/prune (moby volume/service). */
import type { VolumeListResponse, VolumesPruneResponse } from '../../api/types/index.ts'
import type { Filters } from '../filters.ts'
import { diskUsage } from '../host.ts'
import { parseAge } from '../until.ts'
import { ANONYMOUS_LABEL, dropVolume, volumeBody, volumePath, type VolumeContext } from './store.ts'

export function listVolumes(ctx: VolumeContext, filters: Filters): VolumeListResponse {
  filters.validate(['dangling', 'name', 'driver', 'label'])
  const dangling = filters.bool('dangling')
  const volumes = [...ctx.volumes.values()]
    .filter((volume) => filters.match('name', volume.name))
    .filter(() => filters.exactMatch('driver', 'local'))
    .filter((volume) => filters.matchLabels('label', volume.labels ?? {}))
    .filter((volume) => dangling === undefined || (ctx.users(volume.name).length === 0) === dangling)
  return { Volumes: volumes.map(volumeBody), Warnings: null }
}
/** Anonymous volumes that no container has; with all=true named ones, too. */
export function pruneVolumes(ctx: VolumeContext, filters: Filters): VolumesPruneResponse {
  filters.validate(['label', 'label!', 'all', 'until'])
  const all = filters.bool('all') ?? false
  const until = filters.get('until').map((value) => parseAge(value, ctx.clock.now()))[0]
  const deleted: string[] = []
  let reclaimed = 0
  for (const volume of [...ctx.volumes.values()]) {
    if (ctx.users(volume.name).length) continue
    if (!all && volume.labels?.[ANONYMOUS_LABEL] === undefined) continue
    if (until !== undefined && volume.created * 1000 > until) continue
    if (!filters.matchLabels('label', volume.labels ?? {})) continue
    if (filters.has('label!') && filters.matchesAnyLabel('label!', volume.labels ?? {})) continue
    reclaimed += diskUsage(ctx.host, volumePath(volume.name))
    dropVolume(ctx, volume.name)
    deleted.push(volume.name)
  }
  ctx.events.log('volume', 'prune', '', { reclaimed: String(reclaimed) })
  return { VolumesDeleted: deleted, SpaceReclaimed: reclaimed }
}
