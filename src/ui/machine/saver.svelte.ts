/**
 * Writes the machine and the terminals' screens to disk: a moment after each change, and at once when the page is hidden or left. One
 * write at a time; a change during a write is saved by the next one.
 */
import type { MachineSnapshot } from '../../machine/facade.ts'
import type { SaveResult, TerminalRecord } from '../../persist/types.ts'

/** Milliseconds of quiet before a save, and the longest a change waits for it. */
const QUIET_MS = 700
const LONGEST_MS = 5000

export type SaveState =
  | { kind: 'never' }
  | { kind: 'saving'; at: number | null }
  | { kind: 'saved'; at: number }
  | { kind: 'memory' }
  | { kind: 'readonly' }

export interface SaverOptions {
  take: () => Promise<MachineSnapshot>
  screens: () => TerminalRecord[]
  saveMachine: (snapshot: MachineSnapshot) => Promise<SaveResult>
  saveScreens: (records: TerminalRecord[]) => Promise<SaveResult>
  /** Saves of the machine so far: how many began, how many of those are on disk. Told when either grows. */
  onCount?: (saves: { begun: number; done: number }) => void
  /** Told once per kind of trouble, until a save works again. */
  onTrouble: (reason: 'quota' | 'not-owner' | 'failed') => void
}

export class Saver {
  state: SaveState = $state({ kind: 'never' })

  private readonly options: SaverOptions
  private timer: ReturnType<typeof setTimeout> | undefined
  private since: number | null = null
  private current: Promise<void> | null = null
  private enabled = false
  private trouble: string | null = null
  /** Set when only what is on the terminals' screens changed. */
  private machineDirty = false
  private begun = 0
  /** Number of the last save that is on disk. */
  private done = 0

  constructor(options: SaverOptions) {
    this.options = options
  }

  /** Between stop() and start() nothing is written. */
  start(): void {
    this.enabled = true
    if (this.state.kind === 'readonly') this.state = { kind: 'never' }
  }
  stop(readonly: boolean): void {
    this.enabled = false
    clearTimeout(this.timer)
    this.since = null
    if (readonly) this.state = { kind: 'readonly' }
  }

  touch(what: 'machine' | 'screen'): void {
    if (!this.enabled) return
    if (what === 'machine') this.machineDirty = true
    const now = performance.now()
    this.since ??= now
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(QUIET_MS, this.since + LONGEST_MS - now)))
  }

  /** Resolves when everything up to now is on disk or has failed to get there. */
  async flush(): Promise<void> {
    clearTimeout(this.timer)
    while (this.current) await this.current
    if (!this.enabled || this.since === null) return
    this.since = null
    this.current = this.write().finally(() => (this.current = null))
    await this.current
  }

  private async write(): Promise<void> {
    const last = this.state.kind === 'saved' ? this.state.at : null
    const machine = this.machineDirty
    this.machineDirty = false
    if (machine) this.state = { kind: 'saving', at: last }
    try {
      // Screens first: they are small, and on pagehide there may be time for one of the two only.
      const screens = await this.options.saveScreens(this.options.screens())
      if (machine) this.options.onCount?.({ begun: ++this.begun, done: this.done })
      const result = machine && screens.ok ? await this.options.saveMachine(await this.options.take()) : screens
      if (result.ok) {
        if (machine) this.options.onCount?.({ begun: this.begun, done: (this.done = this.begun) })
        this.trouble = null
        if (machine || this.state.kind !== 'never') this.state = { kind: 'saved', at: Date.now() }
        return
      }
      if (result.reason !== 'unavailable') console.error('saving failed', result.error)
      this.failed(result.reason)
    } catch (error) {
      // The machine died while it was asked; the link starts it again and its next change saves.
      console.error('no snapshot', error)
      this.state = last === null ? { kind: 'never' } : { kind: 'saved', at: last }
    }
    this.machineDirty ||= machine
  }

  private failed(reason: 'quota' | 'not-owner' | 'unavailable' | 'failed'): void {
    if (reason === 'not-owner') this.stop(true)
    else this.state = { kind: 'memory' }
    // Storage that was never there has been told of when the page began.
    if (reason !== 'unavailable' && this.trouble !== reason) this.options.onTrouble(reason)
    this.trouble = reason
  }
}
