/** POST /containers/{id}/unpause (moby daemon/unpause.go). */
import { conflict } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'

export function unpauseContainer(ctx: ContainerContext, term: string): void {
  const container = ctx.containers.get(term)
  if (!container.state.paused) throw conflict(`Container ${container.id} is not paused`)
  container.task?.cgroup.thaw()
  container.state.paused = false
  logEvent(ctx, container, 'unpause')
}
