/** The daemon's end: containers are killed, nothing comes back, nothing is removed. */
import type { ContainerContext } from './container/context.ts'
import { kill } from './container/kill.ts'
import { waitStopped } from './container/wait.ts'

export async function shutDown(ctx: ContainerContext): Promise<void> {
  ctx.stopping.value = true
  await ctx.build.part?.shutdown()
  const stopped: Promise<void>[] = []
  for (const container of ctx.containers.all()) {
    container.cancelRestart?.resolve()
    if (!container.task) continue
    stopped.push(waitStopped(container))
    kill(ctx, container, 9)
  }
  await Promise.all(stopped)
}
