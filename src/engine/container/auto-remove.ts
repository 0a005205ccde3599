/** --rm: the daemon removes the container at its end, with its anonymous volumes. */
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { dropContainer } from './remove.ts'

export function autoRemove(ctx: ContainerContext, container: Container): void {
  if (container.state.removing || !ctx.containers.has(container.id)) return
  dropContainer(ctx, container, true)
}
