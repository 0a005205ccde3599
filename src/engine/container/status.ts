/** "Up 2 minutes (healthy)" and the like (moby container/state.go String, docker/go-units HumanDuration). */
import { toMillis } from '../time.ts'
import type { Container } from './container.ts'

/** units.HumanDuration. */
export function humanDuration(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 1) return 'Less than a second'
  if (seconds === 1) return '1 second'
  if (seconds < 60) return `${seconds} seconds`
  const minutes = Math.floor(ms / 60_000)
  if (minutes === 1) return 'About a minute'
  if (minutes < 60) return `${minutes} minutes`
  const hours = Math.floor(ms / 3_600_000 + 0.5)
  if (hours === 1) return 'About an hour'
  if (hours < 48) return `${hours} hours`
  if (hours < 24 * 7 * 2) return `${Math.floor(hours / 24)} days`
  if (hours < 24 * 30 * 2) return `${Math.floor(hours / 24 / 7)} weeks`
  if (hours < 24 * 365 * 2) return `${Math.floor(hours / 24 / 30)} months`
  return `${Math.floor(hours / 24 / 365)} years`
}
export function statusText(container: Container, now: number): string {
  const { state, health } = container
  const since = (stamp: bigint): string => humanDuration(now - toMillis(stamp))
  if (state.running) {
    if (state.paused) return `Up ${since(state.startedAt)} (Paused)`
    if (state.restarting) return `Restarting (${state.exitCode}) ${since(state.finishedAt)} ago`
    const verdict = health ? ` (${health.status === 'starting' ? 'health: starting' : health.status})` : ''
    return `Up ${since(state.startedAt)}${verdict}`
  }
  if (state.removing) return 'Removal In Progress'
  if (state.dead) return 'Dead'
  if (state.startedAt === 0n) return 'Created'
  if (state.finishedAt === 0n) return ''
  return `Exited (${state.exitCode}) ${since(state.finishedAt)} ago`
}
