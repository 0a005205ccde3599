/** Whether an ended container comes back, and when (moby restartmanager). */
import type { Container } from './container.ts'

const FIRST_MS = 100
const MAX_MS = 60_000
/** A run this long starts the back-off anew. */
const STEADY_MS = 10_000

/** Also moves the back-off on. `ranMs`: how long the container ran. */
export function shouldRestart(container: Container, exitCode: number, ranMs: number): boolean {
  const { backoff } = container
  const { Name: name = 'no', MaximumRetryCount: max = 0 } = container.hostConfig.RestartPolicy ?? {}
  if (backoff.canceled) return false
  if (ranMs >= STEADY_MS) backoff.timeout = 0
  backoff.timeout = backoff.timeout === 0 ? FIRST_MS : Math.min(MAX_MS, backoff.timeout * 2)
  const restart =
    name === 'always' ||
    (name === 'unless-stopped' && !container.manuallyStopped) ||
    (name === 'on-failure' && exitCode !== 0 && (max === 0 || backoff.restarts < max))
  if (restart) backoff.restarts++
  return restart
}
