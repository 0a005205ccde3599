/**
 * The page's link to the machine: starts it from the newest snapshot that works, watches it, starts it again when it dies, and holds the
 * view that everything on screen is drawn from.
 */
import type { HostView, MachineEvent, MachineFacade, MachineSnapshot } from '../../machine/facade.ts'
import { Listeners } from '../shared/listeners.ts'
import type { Connect, MachineConnection } from './connection.ts'

export type LinkStatus = 'off' | 'starting' | 'ready' | 'restarting' | 'failed'
/** Where the running machine came from. */
export type Origin = 'fresh' | 'newest' | 'older'

export interface SnapshotSource {
  load(): Promise<{ rows: { seq: number; snapshot: MachineSnapshot }[]; broken: number }>
  setAside(seq: number, reason: string): Promise<void>
}

/** Why a machine was started: the page was opened, the one before died, or a person chose to (undo, import, start over). */
export type Cause = 'open' | 'crash' | 'choice'

export interface StartReport {
  cause: Cause
  origin: Origin
  /** Snapshots that could not be read or restored. */
  broken: number
}

/** Crashes in a row after which the page stops trying by itself. */
const MAX_CRASHES = 3
const CALM_MS = 30_000

export class MachineLink {
  status: LinkStatus = $state('off')
  view: HostView | null = $state.raw(null)
  cause: Cause = $state('open')
  /** Changes with each new machine: terminals and lessons attach again. */
  generation = $state(0)

  private readonly connect: Connect
  private readonly snapshots: SnapshotSource
  private connection: MachineConnection | null = null
  private readonly eventListeners = new Listeners<[event: MachineEvent]>()
  private readonly viewListeners = new Listeners<[view: HostView]>()
  private readonly readyListeners = new Listeners<[report: StartReport, again: boolean]>()
  private crashes = 0
  private crashedAt = 0
  /** Made early so that the worker loads while the page does. */
  private spare: MachineConnection | null

  constructor(connect: Connect, snapshots: SnapshotSource) {
    this.connect = connect
    this.snapshots = snapshots
    this.spare = connect()
  }

  get facade(): MachineFacade {
    if (!this.connection) throw new Error('the machine is off')
    return this.connection.facade
  }
  get running(): boolean {
    return this.status === 'ready'
  }
  wrap<T extends object>(callback: T): T {
    return this.connection ? this.connection.wrap(callback) : callback
  }

  onEvent(listener: (event: MachineEvent) => void): () => void {
    return this.eventListeners.add(listener)
  }
  /** After the view has changed. */
  onView(listener: (view: HostView) => void): () => void {
    return this.viewListeners.add(listener)
  }
  /** After each start; `again`: it was running before. */
  onReady(listener: (report: StartReport, again: boolean) => void): () => void {
    return this.readyListeners.add(listener)
  }

  /** Starts from disk. Never rejects: status tells. */
  async start(): Promise<void> {
    await this.boot('starting')
  }
  /** From this very snapshot (undo, import); rejects when the machine refuses it, and then runs what ran before. */
  async startFrom(snapshot: MachineSnapshot): Promise<void> {
    const before = await this.facade.snapshot()
    try {
      await this.restartWith(snapshot, { cause: 'choice', origin: 'newest', broken: 0 })
    } catch (error) {
      await this.restartWith(before, { cause: 'choice', origin: 'newest', broken: 0 })
      throw error
    }
  }
  async startFresh(): Promise<void> {
    await this.restartWith(undefined, { cause: 'choice', origin: 'fresh', broken: 0 })
  }
  stop(): void {
    this.connection?.close()
    this.connection = null
    this.spare?.close()
    this.spare = null
    this.status = 'off'
  }

  private async boot(status: LinkStatus): Promise<void> {
    const again = this.generation > 0
    const cause: Cause = status === 'restarting' ? 'crash' : 'open'
    this.cause = cause
    this.status = status
    try {
      const stored = await this.snapshots.load().catch((error: unknown) => {
        console.error('snapshots could not be read', error)
        return { rows: [], broken: 0 }
      })
      let { broken } = stored
      for (const [index, { seq, snapshot }] of stored.rows.entries()) {
        try {
          await this.open(snapshot)
          return this.ready({ cause, origin: index === 0 && !broken ? 'newest' : 'older', broken }, again)
        } catch (error) {
          console.error('a snapshot could not be restored', error)
          broken++
          await this.snapshots.setAside(seq, String(error)).catch(() => undefined)
        }
      }
      await this.open(undefined)
      this.ready({ cause, origin: 'fresh', broken }, again)
    } catch (error) {
      console.error('the machine could not be started', error)
      this.status = 'failed'
    }
  }

  private async restartWith(snapshot: MachineSnapshot | undefined, report: StartReport): Promise<void> {
    const again = this.generation > 0
    this.cause = 'choice'
    this.status = 'restarting'
    await this.open(snapshot)
    this.ready(report, again)
  }

  private async open(snapshot: MachineSnapshot | undefined): Promise<void> {
    this.connection?.close()
    const connection = (this.connection = this.spare ?? this.connect())
    this.spare = null
    const crashed = new Promise<never>((_, reject) =>
      connection.onCrash((reason) => {
        reject(reason instanceof Error ? reason : new Error(String(reason)))
        if (this.connection === connection && this.status === 'ready') this.crashed(reason)
      }),
    )
    crashed.catch(() => undefined)
    const { facade, wrap } = connection
    // A fresh machine's first view comes after its prompt, when its engine has started.
    if (!snapshot) this.view = null
    await Promise.race([
      crashed,
      (async () => {
        await facade.boot({ seed: crypto.getRandomValues(new Uint32Array(1))[0]!, clock: 'wall' }, snapshot)
        await facade.watch(
          wrap((view: HostView) => {
            if (this.connection !== connection) return
            this.view = view
            this.viewListeners.tell(view)
          }),
        )
        await facade.onEvent(
          wrap((event: MachineEvent) => {
            if (this.connection === connection) this.eventListeners.tell(event)
          }),
        )
        if (snapshot) this.view = await facade.view()
      })(),
    ])
  }

  private ready(report: StartReport, again: boolean): void {
    this.status = 'ready'
    this.generation++
    this.readyListeners.tell(report, again)
  }

  private crashed(reason: unknown): void {
    console.error('the machine died', reason)
    const now = performance.now()
    this.crashes = now - this.crashedAt < CALM_MS ? this.crashes + 1 : 1
    this.crashedAt = now
    this.connection = null
    if (this.crashes > MAX_CRASHES) this.status = 'failed'
    else void this.boot('restarting')
  }
}
