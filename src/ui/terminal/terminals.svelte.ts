/** The row of terminal tabs: which there are, which one is in front, and what of them is remembered. */
import { t } from '../shared/locale.svelte.ts'
import type { TerminalRecord } from '../../persist/types.ts'
import { TerminalSession, type SessionHost, type SessionLook } from './session.svelte.ts'

export class Terminals {
  sessions: TerminalSession[] = $state.raw([])
  activeKey: string = $state('')
  active = $derived(this.sessions.find((session) => session.key === this.activeKey) ?? this.sessions[0])

  private readonly host: SessionHost
  private look: SessionLook
  /** The learner asked for a new machine, so there is nothing to explain. */
  private cleared = false

  constructor(host: SessionHost, look: SessionLook) {
    this.host = host
    this.look = look
  }

  /** The tabs of the last visit, or one new tab. */
  restore(records: readonly TerminalRecord[]): void {
    for (const session of this.sessions) session.dispose()
    this.sessions = records.map((record, index) => new TerminalSession(index + 1, this.host, this.look, record))
    const front = records.findIndex((record) => record.active)
    this.activeKey = this.sessions[Math.max(0, front)]?.key ?? ''
    if (!this.sessions.length) this.add()
  }
  add(): TerminalSession {
    let number = 1
    while (this.sessions.some((session) => session.number === number)) number++
    const session = new TerminalSession(number, this.host, this.look)
    this.sessions = [...this.sessions, session]
    this.activeKey = session.key
    this.host.onScreenChange()
    return session
  }
  /** The last tab cannot be closed: it gets a new shell instead. */
  close(key: string): void {
    const index = this.sessions.findIndex((session) => session.key === key)
    const session = this.sessions[index]
    if (!session || this.sessions.length === 1) return
    this.sessions = this.sessions.filter((other) => other !== session)
    if (this.activeKey === key) this.activeKey = this.sessions[Math.min(index, this.sessions.length - 1)]!.key
    session.dispose()
    this.host.onScreenChange()
  }
  /** A tab whose shell waits for a line, brought to the front: the one in front, another, or a new one. */
  waiting(): TerminalSession {
    const found = [this.active, ...this.sessions].find((session) => session && session.waitingIn !== null)
    // A machine that has just begun has no prompt yet; what is typed waits for it.
    const session = found ?? (this.active && this.active.phase !== 'open' ? this.active : this.add())
    this.select(session.key)
    return session
  }
  select(key: string): void {
    this.activeKey = key
    this.host.onScreenChange()
  }

  /**
   * A machine is ready. `again`: it is not the one that these terminals were on. `wentBack`: the command that was undone, if that is why.
   */
  connect(again: boolean, wentBack: string | null = null): void {
    for (const session of this.sessions) {
      if (again) {
        session.detach()
        if (!this.cleared)
          session.announceRestart(wentBack === null ? t('terminal.restored') : t('undo.done', { line: wentBack }))
      }
      void session.open()
    }
    this.cleared = false
  }
  disconnect(): void {
    for (const session of this.sessions) session.detach()
  }
  /** For "start over": one empty terminal. */
  reset(): void {
    const [first, ...rest] = this.sessions
    for (const session of rest) session.dispose()
    this.sessions = first ? [first] : []
    if (!first) return void this.add()
    this.cleared = true
    first.detach()
    first.reset()
    this.activeKey = first.key
  }

  restyle(look: SessionLook): void {
    this.look = look
    for (const session of this.sessions) {
      session.look(look)
      session.relabel()
    }
  }
  records(): TerminalRecord[] {
    return this.sessions.map((session, order) => session.record(order, session === this.active))
  }
}
