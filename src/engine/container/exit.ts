/** What follows the end of a container's first process (moby daemon/monitor.go handleContainerExit): clean up, die, restart or remove. */
import { latch } from '../async.ts'
import { stopHealth } from '../health/monitor.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import { NANOS_PER_SECOND } from '../time.ts'
import { autoRemove } from './auto-remove.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { shouldRestart } from './restart-policy.ts'
import { destroyTask, type Task } from './runtime.ts'
import { cleanUp } from './clean-up.ts'

/** Starts the container again without resetting its restart count. */
export type Relaunch = () => Promise<void>

/** Runs until the process ended and everything after it is done. */
export function watchExit(ctx: ContainerContext, container: Container, task: Task, relaunch: Relaunch): void {
  void (async () => {
    const status = await task.exited
    await destroyTask(ctx.kernel, task)
    await container.lock.run(() => ended(ctx, container, task, exitCode(status), relaunch))
  })()
}

function ended(
  ctx: ContainerContext,
  container: Container,
  task: Task,
  code: number,
  relaunch: Relaunch,
): Promise<void> {
  const { state } = container
  if (container.task !== task) return Promise.resolve()
  const now = ctx.stamps.now()
  const ran = now - state.startedAt
  container.log.close(() => ctx.stamps.now())
  container.streams.finish()
  stopHealth(container)
  for (const exec of container.execs.values()) exec.abandon()
  container.execs.clear()
  container.task = null
  cleanUp(ctx, container)
  const restart = !ctx.stopping.value && shouldRestart(container, code, Number(ran / 1_000_000n))
  Object.assign(state, {
    running: restart,
    restarting: restart,
    paused: false,
    pid: 0,
    exitCode: code,
    finishedAt: now,
  })
  if (restart) container.restartCount++
  if (container.stopRequested) logEvent(ctx, container, 'stop')
  container.stopRequested = false
  const attributes = { exitCode: String(code), execDuration: String(ran / NANOS_PER_SECOND) }
  logEvent(ctx, container, 'die', attributes)
  notify(container, 'exit')
  if (restart) scheduleRestart(ctx, container, relaunch)
  else if (container.hostConfig.AutoRemove && !ctx.stopping.value && !container.restartingByUser)
    autoRemove(ctx, container)
  return Promise.resolve()
}
function scheduleRestart(ctx: ContainerContext, container: Container, relaunch: Relaunch): void {
  const cancelled = latch()
  container.cancelRestart = cancelled
  const timer = latch()
  const handle = ctx.clock.timer(container.backoff.timeout, () => timer.resolve())
  void (async () => {
    await Promise.race([timer.promise, cancelled.promise])
    handle.cancel()
    container.cancelRestart = null
    if (cancelled.done || container.backoff.canceled || ctx.stopping.value) {
      container.state.running = false
      container.state.restarting = false
      notify(container, 'exit')
      ctx.changed()
      return
    }
    try {
      await relaunch()
    } catch {
      // The container keeps the reason in State.Error.
      notify(container, 'exit')
    }
  })()
}
export function notify(container: Container, event: 'exit' | 'removed'): void {
  for (const waiter of [...container.waiters]) waiter(event)
}
