/** POST /containers/{id}/pause (moby daemon/pause.go): the freezer. */
import { conflict } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'

export function pauseContainer(ctx: ContainerContext, term: string): void {
  const container = ctx.containers.get(term)
  const { state, task } = container
  if (!state.running) throw conflict(`container ${container.id} is not running`)
  if (state.paused) throw conflict(`Container ${container.id} is already paused`)
  if (state.restarting || !task) {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  }
  task.cgroup.freeze()
  state.paused = true
  logEvent(ctx, container, 'pause')
}
