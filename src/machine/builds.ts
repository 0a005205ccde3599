/** Tells of builds as they go on, so that a view need not ask again and again. */
import type { Clock } from '../base/clock.ts'
import type { Build, History } from '../builder/index.ts'
import type { MachineEvent } from './facade.ts'

/** Milliseconds between two events of one build. */
const PAUSE = 50

/** Beginning and end are told at once; what happens between only where somebody watches in real time. */
export function tellBuilds(history: History, clock: Clock, emit: (event: MachineEvent) => void): void {
  const waiting = new Set<Build>()
  const tell = (build: Build): void => emit({ kind: 'build', ref: build.ref, status: build.status })
  history.onChange = (build, news) => {
    if (news === 'begun' || build.status !== 'running') return tell(build)
    if (!clock.paced || waiting.has(build)) return
    waiting.add(build)
    clock.timer(PAUSE, () => {
      waiting.delete(build)
      if (build.status === 'running') tell(build)
    })
  }
}
