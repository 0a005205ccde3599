/** POST /containers/{id}/wait, and the engine's own waiting for a container's end (moby container/state.go Wait). */
import type { AbortSignalLike } from '../../api/transport.ts'
import { invalid } from '../../api/types/index.ts'
import type { Container } from './container.ts'
import type { ContainerContext } from './context.ts'

export type WaitCondition = 'not-running' | 'next-exit' | 'removed'

export function parseCondition(text: string): WaitCondition {
  if (text === '' || text === 'not-running') return 'not-running'
  if (text === 'next-exit' || text === 'removed') return text
  throw invalid(`invalid condition: "${text}"`)
}
/** The lookup fails at once (notFound); the promise inside resolves with the exit code, null when the client went away. */
export function waitContainer(
  ctx: ContainerContext,
  term: string,
  condition: WaitCondition,
  signal?: AbortSignalLike,
): Promise<number | null> {
  const container = ctx.containers.get(term)
  if (condition === 'not-running' && !container.state.running) return Promise.resolve(container.state.exitCode)
  return new Promise((resolve) => {
    const finish = (value: number | null): void => {
      container.waiters.delete(listener)
      signal?.removeEventListener('abort', abort)
      resolve(value)
    }
    const listener = (event: 'exit' | 'removed'): void => {
      if (event === 'removed' || (condition !== 'removed' && (condition === 'next-exit' || !container.state.running))) {
        finish(container.state.exitCode)
      }
    }
    const abort = (): void => finish(null)
    container.waiters.add(listener)
    signal?.addEventListener('abort', abort)
  })
}
/** Until the container does not run (and will not be restarted), or is gone. */
export function waitStopped(container: Container): Promise<void> {
  if (!container.state.running) return Promise.resolve()
  return new Promise((resolve) => {
    const listener = (event: 'exit' | 'removed'): void => {
      if (event === 'exit' && container.state.running) return
      container.waiters.delete(listener)
      resolve()
    }
    container.waiters.add(listener)
  })
}
