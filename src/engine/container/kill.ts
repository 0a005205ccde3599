/** POST /containers/{id}/kill (moby daemon/kill.go). */
import { signalNumber } from '../../base/abi/signals.ts'
import { SysError } from '../../base/abi/errno.ts'
import { ApiError, conflict, invalid } from '../../api/types/index.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'
import { logEvent } from './context.ts'
import { waitStopped } from './wait.ts'

const SIGKILL = 9

export async function killContainer(ctx: ContainerContext, term: string, signal: string): Promise<void> {
  const prefixed = (error: unknown): unknown =>
    error instanceof ApiError ? new ApiError(error.kind, `cannot kill container: ${term}: ${error.message}`) : error
  try {
    const number = signal === '' ? SIGKILL : signalNumber(signal)
    if (number === undefined && /^[1-9]\d*$/.test(signal)) {
      throw invalid(`the linux daemon does not support signal ${signal}`)
    }
    if (number === undefined || number === 0) throw invalid(`invalid signal: ${signal}`)
    const container = ctx.containers.get(term)
    kill(ctx, container, number)
    // A KILL cannot be refused: the answer comes when the container is gone.
    if (number === SIGKILL && container.task) await waitStopped(container)
  } catch (error) {
    throw prefixed(error)
  }
}
/** Sends a signal to the first process, and remembers that it was a user's will. Throws conflict "container … is not running". */
export function kill(ctx: ContainerContext, container: Container, signal: number): void {
  const { state, config, task } = container
  if (!state.running) throw conflict(`container ${container.id} is not running`)
  const own = config.StopSignal ? signalNumber(config.StopSignal) : undefined
  const ends = !config.StopSignal || signal === SIGKILL || own === signal
  if (ends) container.backoff.canceled = true
  const unpause = ends && state.paused
  container.manuallyStopped = true
  if (state.restarting) {
    container.cancelRestart?.resolve()
    return
  }
  try {
    if (task && task.process.pid !== 0) task.process.kill(signal)
  } catch (error) {
    // It ended a moment ago.
    if (!(error instanceof SysError)) throw error
  }
  if (unpause) {
    task?.cgroup.thaw()
    state.paused = false
  }
  logEvent(ctx, container, 'kill', { signal: String(signal) })
}
