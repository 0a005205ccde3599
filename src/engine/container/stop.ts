/** POST /containers/{id}/stop (moby daemon/stop.go): the stop signal, some time, then KILL. */
import { signalNumber } from '../../base/abi/signals.ts'
import { invalid, notModified } from '../../api/types/index.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { kill } from './kill.ts'
import { waitStopped } from './wait.ts'

const DEFAULT_TIMEOUT = 10
const SIGTERM = 15
const SIGKILL = 9
/** How long dockerd waits for the end after a KILL. */
const KILL_WAIT_MS = 10_000

export interface StopOptions {
  /** '' = the container's own. */
  signal: string
  /** Seconds; null = the container's own; negative = no limit. */
  timeout: number | null
}
export async function stopContainer(ctx: ContainerContext, term: string, options: StopOptions): Promise<void> {
  const container = ctx.containers.get(term)
  if (!container.state.running) throw notModified()
  await stop(ctx, container, options)
}
/** Resolves when it has stopped, or does not stop although it was killed. */
export async function stop(ctx: ContainerContext, container: Container, options: StopOptions): Promise<void> {
  const text = options.signal || container.config.StopSignal || ''
  const signal = text === '' ? SIGTERM : signalNumber(text)
  if (signal === undefined) throw invalid(`invalid signal: ${text}`)
  const seconds = options.timeout ?? container.config.StopTimeout ?? DEFAULT_TIMEOUT
  if (!container.state.running) return
  // Whatever the signal is: stopping is final.
  container.backoff.canceled = true
  const { restarting } = container.state
  const stopped = waitStopped(container)
  container.stopRequested = container.task !== null
  kill(ctx, container, signal)
  if (!(await within(ctx, stopped, seconds < 0 ? null : seconds * 1000))) {
    if (container.state.running) {
      try {
        kill(ctx, container, SIGKILL)
      } catch {
        // It ended just now.
      }
      await within(ctx, stopped, KILL_WAIT_MS)
    }
  }
  // Otherwise its exit has logged it. Here it was waiting for a restart, or it does not die.
  if (container.stopRequested || restarting) logEvent(ctx, container, 'stop')
  container.stopRequested = false
}
/** False when `ms` went by first; null: no limit. */
async function within(ctx: ContainerContext, done: Promise<unknown>, ms: number | null): Promise<boolean> {
  if (ms === null) {
    await done
    return true
  }
  let expire: (value: boolean) => void = () => {}
  const expired = new Promise<boolean>((resolve) => (expire = resolve))
  const timer = ctx.clock.timer(ms, () => expire(false))
  const result = await Promise.race([done.then(() => true), expired])
  timer.cancel()
  return result
}
