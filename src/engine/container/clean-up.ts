/** What a container holds while it runs, and lets go at its end: networks, ports, volume mounts (moby Daemon.Cleanup). */
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { disconnectAll } from './networking.ts'

/** Volume mounts that are in use, for the unmount event. */
const mounted = new WeakSet<object>()

export function announceMounts(ctx: ContainerContext, container: Container): void {
  for (const mount of container.mounts) {
    if (mount.point.Type !== 'volume') continue
    mounted.add(mount)
    ctx.events.log('volume', 'mount', mount.point.Name ?? '', {
      container: container.id,
      destination: mount.point.Destination,
      driver: 'local',
      propagation: '',
      'read/write': String(mount.point.RW),
    })
  }
}
export function cleanUp(ctx: ContainerContext, container: Container): void {
  disconnectAll(ctx, container)
  for (const mount of container.mounts) {
    if (!mounted.delete(mount)) continue
    ctx.events.log('volume', 'unmount', mount.point.Name ?? '', { container: container.id, driver: 'local' })
  }
}
