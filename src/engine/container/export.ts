/** GET /containers/{id}/export (moby daemon/export.go): the root file system, without volumes. */
import { tarChunks } from '../../base/tar.ts'
import { tarOfLayer } from '../layer/tar.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'

export function exportContainer(ctx: ContainerContext, term: string): Iterable<Uint8Array> {
  const container = ctx.containers.get(term)
  logEvent(ctx, container, 'export')
  return tarChunks(tarOfLayer(container.rootfs.entries('/')))
}
