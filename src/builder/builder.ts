/** The builder of an engine: sessions, cache, history, and the builds under way. */
import type { BuildCacheRecord, BuildLine, BuildPruneResponse } from '../api/types/index.ts'
import { conflict, invalid, notFound } from '../api/types/index.ts'
import { BuildRun } from './build.ts'
import { CacheMounts } from './cache/mounts.ts'
import { prune, type PruneOptions } from './cache/prune.ts'
import type { Ref } from './cache/ref.ts'
import { restoreCache, saveCache, type BuilderState } from './cache/state.ts'
import { CacheStore, randomId25 } from './cache/store.ts'
import { publicRecord, usage } from './cache/usage.ts'
import { Build, History } from './history.ts'
import type { BuilderHost } from './host.ts'
import type { BuildOptions } from './options.ts'
import { Queue } from './queue.ts'
import { Sessions } from './session.ts'
import { stampText } from './stamp.ts'

export class Builder {
  readonly sessions: Sessions
  readonly history = new History()
  readonly store: CacheStore
  private readonly host: BuilderHost
  private readonly mounts: CacheMounts
  private readonly inFlight = new Map<string, Promise<Ref>>()
  private readonly running = new Set<BuildRun>()
  /** Hears failures of the simulation itself. */
  onBug: (error: unknown) => void = () => {}
  constructor(host: BuilderHost) {
    this.host = host
    this.store = new CacheStore(host)
    this.mounts = new CacheMounts(host, this.store)
    this.sessions = new Sessions(host.clock)
  }
  /** Starts it; its lines. Leaving the iterator cancels. */
  build(options: BuildOptions): { lines: AsyncIterable<BuildLine>; cancel(): void } {
    const ref = options.ref || randomId25(this.host)
    if (this.history.find(ref)?.status === 'running') throw invalid(`build ${ref} is running already`)
    const build = new Build(ref, options.name || options.dockerfile, stampText(this.host.now()))
    // What it is to be called; the export puts the whole names.
    build.tags = [...options.tags]
    this.history.add(build)
    const lines = new Queue<BuildLine>()
    const { host, store, mounts, sessions, inFlight } = this
    const run = new BuildRun({ host, store, mounts, sessions, inFlight }, options, build, (line) => lines.push(line))
    lines.onReturn = () => run.signal.abort()
    this.running.add(run)
    void run.run().then(() => {
      this.running.delete(run)
      if (run.bug !== null) this.onBug(run.bug)
      lines.end()
    })
    return { lines, cancel: () => run.signal.abort() }
  }
  /** Throws notFound. */
  cancel(ref: string): void {
    const build = this.find(ref)
    build.cancel()
  }
  find(ref: string): Build {
    const build = this.history.find(ref)
    if (!build) throw notFound(`no build found for ref ${ref}`)
    return build
  }
  /** Drops the record of a build that is over. Throws notFound. */
  forget(ref: string): void {
    const build = this.find(ref)
    if (build.status === 'running') throw conflict(`build ${ref} is still running`)
    this.history.remove(build)
    this.host.changed()
  }
  /** Records of builds under way. */
  private busy(): ReadonlySet<string> {
    return new Set([...this.running].flatMap((run) => [...run.used]))
  }
  usage(): BuildCacheRecord[] {
    return usage(this.store, this.host.images.usedChains(), this.busy()).map(publicRecord)
  }
  prune(options: PruneOptions): BuildPruneResponse {
    const result = prune(this.store, options, {
      now: this.host.now(),
      usedChains: this.host.images.usedChains(),
      busy: this.busy(),
    })
    this.host.event('prune', { reclaimed: String(result.SpaceReclaimed) })
    this.host.changed()
    return result
  }
  state(): BuilderState {
    return saveCache(this.store, this.history, this.host)
  }
  restore(state: BuilderState): void {
    restoreCache(this.store, this.history, this.host, state)
  }
  /** Cancels what is under way. */
  async shutdown(): Promise<void> {
    for (const run of this.running) run.signal.abort()
    await Promise.resolve()
  }
}
