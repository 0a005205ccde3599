/** POST /containers/{id}/restart (moby daemon/restart.go). */
import { ApiError } from '../../api/types/index.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { launch } from './start.ts'
import { stop, type StopOptions } from './stop.ts'

export async function restartContainer(ctx: ContainerContext, term: string, options: StopOptions): Promise<void> {
  const container = ctx.containers.get(term)
  try {
    if (container.state.running) {
      container.restartingByUser = true
      try {
        await stop(ctx, container, options)
      } finally {
        container.restartingByUser = false
      }
    }
    await launch(ctx, container, true)
  } catch (error) {
    if (error instanceof ApiError) throw new ApiError(error.kind, `Cannot restart container ${term}: ${error.message}`)
    throw error
  }
  logEvent(ctx, container, 'restart')
}
