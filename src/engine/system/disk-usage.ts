/** GET /system/df (moby daemon/disk_usage.go). */
import type { DiskUsage } from '../../api/types/index.ts'
import type { ContainerContext } from '../container/context.ts'
import { listContainers } from '../container/list.ts'
import { Filters } from '../filters.ts'
import { diskUsage as bytesBelow } from '../host.ts'
import { listImages, totalLayerSize } from '../image/list.ts'
import type { DiskObject } from '../server/router/system/backend.ts'
import { volumeBody, volumePath } from '../volume/store.ts'

export function diskUsage(ctx: ContainerContext, objects: readonly DiskObject[]): DiskUsage {
  const filters = new Filters()
  const want = (object: DiskObject): boolean => objects.includes(object)
  return {
    LayersSize: want('image') ? totalLayerSize(ctx.image) : 0,
    Images: want('image')
      ? listImages(ctx.image, { all: false, filters, sharedSize: true, containerCount: true })
      : null,
    Containers: want('container') ? listContainers(ctx, { all: true, size: true, limit: 0, filters }) : null,
    Volumes: want('volume')
      ? [...ctx.volume.volumes.values()].map((volume) => ({
          ...volumeBody(volume),
          UsageData: {
            RefCount: ctx.volume.users(volume.name).length,
            Size: bytesBelow(ctx.host, volumePath(volume.name)),
          },
        }))
      : null,
    BuildCache: want('build-cache') ? (ctx.build.part?.usage() ?? []) : null,
  }
}
