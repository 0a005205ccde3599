/** DELETE /containers/{id} (moby daemon/delete.go). */
import { conflict, invalid, messageOf, notFound, system } from '../../api/types/index.ts'
import { removeAll } from '../host.ts'
import { dropVolume } from '../volume/store.ts'
import type { Container } from './container.ts'
import { statusOf } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { containerDirectory } from './etc-files.ts'
import { kill } from './kill.ts'
import { waitStopped } from './wait.ts'

export interface RemoveOptions {
  force: boolean
  /** Anonymous volumes, too. */
  volumes: boolean
  /** `name` is container/alias: only the link goes. */
  link: boolean
}
export async function removeContainer(ctx: ContainerContext, name: string, options: RemoveOptions): Promise<void> {
  if (options.link) {
    removeLink(ctx, name)
    return
  }
  const container = ctx.containers.get(name)
  if (container.state.removing) throw conflict(`removal of container ${name} is already in progress`)
  if (container.state.running) {
    if (!options.force) {
      const status = statusOf(container.state)
      throw conflict(
        status === 'paused'
          ? `cannot remove container "${name}": container is paused and must be unpaused first`
          : `cannot remove container "${name}": container is ${status}: stop the container before removing or force remove`,
      )
    }
    try {
      kill(ctx, container, 9)
      await waitStopped(container)
    } catch (error) {
      if (container.state.running)
        throw system(`cannot remove container "${name}": could not kill: ${messageOf(error)}`)
    }
  }
  if (!ctx.containers.has(container.id) || container.state.removing) return
  await container.lock.run(() => {
    dropContainer(ctx, container, options.volumes)
    return Promise.resolve()
  })
}
/** The container is forgotten, with its files and, if asked, its anonymous volumes. */
export function dropContainer(ctx: ContainerContext, container: Container, volumes: boolean): void {
  if (!ctx.containers.has(container.id)) return
  container.state.removing = true
  container.state.dead = true
  for (const waiter of [...container.waiters]) waiter('removed')
  removeAll(ctx.host, containerDirectory(container.id))
  ctx.containers.delete(container)
  if (volumes) {
    for (const mount of container.mounts) {
      const name = mount.point.Name
      if (!mount.anonymous || name === undefined || !ctx.volume.volumes.has(name)) continue
      if (ctx.volume.users(name).length === 0) dropVolume(ctx.volume, name)
    }
  }
  logEvent(ctx, container, 'destroy')
}
function removeLink(ctx: ContainerContext, name: string): void {
  const slash = name.replace(/^\//, '').indexOf('/')
  if (slash < 0) throw invalid(`Conflict, cannot remove the default link name of the container`)
  const bare = name.replace(/^\//, '')
  const container = ctx.containers.find(bare.slice(0, slash))
  const alias = bare.slice(slash + 1)
  if (!container?.links.has(alias)) throw notFound(`No such container: ${bare}`)
  container.links.delete(alias)
  const left = container.hostConfig.Links?.filter((link) => !link.endsWith(`/${alias}`)) ?? null
  container.hostConfig.Links = left?.length ? left : null
}
