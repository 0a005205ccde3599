/**
 * The builds that the engine remembers, the one looked at and the step chosen in it. Unless the learner opened an older one, the newest
 * is shown, so a build that is started in the terminal comes by itself.
 */
import type { BuildRecord } from '../../api/types/build.ts'
import { buildModel, type BuildModel, type Step } from './model.ts'

export interface BuildServices {
  ask(method: string, path: string): Promise<{ status: number; body: unknown }>
  /** The machine's time, milliseconds since the epoch. */
  now(): Promise<number>
}
export type Tab = 'graph' | 'file' | 'step'

export class BuildRoom {
  /** Newest first; null: not asked yet. */
  builds: BuildRecord[] | null = $state.raw(null)
  failed = $state(false)
  /** The build that the learner opened; null: the newest. */
  private opened: string | null = $state(null)
  /** Key of the step that the learner chose; null: what runs, or the build as a whole. */
  private chosen: string | null = $state(null)
  private whole = $state(false)
  /** What narrow panes show. */
  tab: Tab = $state('graph')
  /** The machine's time, told by tick(). */
  now = $state(0)

  private readonly services: BuildServices
  /** The machine's clock before the page's. */
  private ahead = 0
  private asking: Promise<void> | null = null
  private readonly stale: string[] = []
  private staleList = true

  constructor(services: BuildServices) {
    this.services = services
  }

  readonly record: BuildRecord | null = $derived(
    this.builds?.find(({ ref }) => ref === this.opened) ?? this.builds?.[0] ?? null,
  )
  readonly model: BuildModel | null = $derived(this.record && buildModel(this.record, this.now))
  /** The step in the details: the chosen one, else the one that runs. */
  readonly step: Step | null = $derived.by(() => {
    if (!this.model || this.whole) return null
    const steps = [...this.model.before, ...this.model.stages.flatMap((stage) => stage.steps), ...this.model.after]
    return steps.find(({ key }) => key === this.chosen) ?? steps.find(({ state }) => state === 'running') ?? null
  })
  get following(): boolean {
    return this.opened === null || this.opened === this.builds?.[0]?.ref
  }
  get running(): boolean {
    return this.record?.status === 'running'
  }

  choose(key: string): void {
    this.chosen = key
    this.whole = false
    this.tab = 'step'
  }
  chooseLine(line: number): void {
    const step = this.model?.stages
      .flatMap((stage) => stage.steps)
      .findLast(({ lines }) => lines && lines[0] <= line && line <= lines[1])
    if (step) this.choose(step.key)
  }
  overview(): void {
    this.chosen = null
    this.whole = true
  }
  open(ref: string | null): void {
    this.opened = ref
    this.chosen = null
    this.whole = false
  }
  tick(): void {
    this.now = Date.now() + this.ahead
  }

  /** A build began, went on or ended. */
  async heard(ref: string): Promise<void> {
    const known = this.builds?.some((build) => build.ref === ref)
    if (!known) {
      this.staleList = true
      if (this.following) this.open(null)
    } else if (!this.stale.includes(ref)) this.stale.push(ref)
    await this.refresh()
  }
  /** Of a machine that was started anew. */
  async restart(): Promise<void> {
    this.staleList = true
    await this.refresh()
  }
  /** One question at a time; what changes meanwhile is asked for after it. */
  private async refresh(): Promise<void> {
    if (this.asking) return this.asking
    this.asking = this.catchUp()
    try {
      await this.asking
    } finally {
      this.asking = null
    }
  }
  private async catchUp(): Promise<void> {
    try {
      while (this.staleList || this.stale.length) {
        if (this.staleList) {
          this.staleList = false
          this.stale.length = 0
          const [{ status, body }, now] = await Promise.all([
            this.services.ask('GET', '/naru/builds'),
            this.services.now(),
          ])
          if (status !== 200) throw new Error(`/naru/builds: ${status}`)
          this.ahead = now - Date.now()
          this.builds = body as BuildRecord[]
        } else {
          const ref = this.stale.shift()!
          const { status, body } = await this.services.ask('GET', `/naru/builds/${ref}`)
          if (status === 200)
            this.builds = (this.builds ?? []).map((build) => (build.ref === ref ? (body as BuildRecord) : build))
          else this.staleList = status === 404
        }
        this.tick()
      }
      this.failed = false
    } catch (error) {
      console.error('no builds', error)
      this.failed = true
    }
  }
}
