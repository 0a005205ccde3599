/** The state of readline that its commands work on. */
import type { History } from './types.ts'
import { Line } from './line.ts'

/** Kills that are kept (kill.c DEFAULT_MAX_KILLS). */
const MAX_KILLS = 10

export class Editing {
  line = new Line()
  readonly history: History
  /** Which line of the history is being edited; its length: the new one. */
  at: number
  /** Lines of the history that were edited and left. */
  private readonly edited = new Map<number, Line>()
  /** Shared by the lines of one editor. */
  readonly kills: string[]
  /** Index into `kills` of what yank gives. */
  killIndex: number
  /** The command before this one, '' for the first. */
  last = ''
  /** Set by commands whose kind matters to the next one: kills append, yank-pop follows yank. */
  kind: 'kill' | 'yank' | 'yank-last-arg' | 'history-search' | '' = ''
  lastKind: Editing['kind'] = ''
  /** What was pasted is shown in reverse until the next key. */
  highlight: readonly [number, number] | null = null
  bells = 0
  /** yank-last-arg: how many lines back. */
  yankBack = 0
  /** It inserted something, which the next one replaces. */
  yanked = false
  searchPrefix = ''

  constructor(history: History, kills: string[]) {
    this.history = history
    this.kills = kills
    this.killIndex = Math.max(0, kills.length - 1)
    this.at = history.lines.length
  }
  ding(): void {
    this.bells++
  }

  // ---- history

  /** Leaves the present line as it is and shows another. */
  goTo(index: number): void {
    const { lines } = this.history
    if (this.line.modified || this.at === lines.length) this.edited.set(this.at, this.line)
    else this.edited.delete(this.at)
    this.at = index
    this.line = this.edited.get(index) ?? new Line(lines[index] ?? '')
    this.line.point = this.line.length
  }
  /** The text of a line of the history as it was edited last. */
  textAt(index: number): string {
    if (index === this.at) return this.line.text
    return this.edited.get(index)?.text ?? this.history.lines[index] ?? ''
  }
  /** Ends editing: lines of the history that were edited and not accepted stay as they are now; the accepted one is put back. */
  commit(): string {
    const { text } = this.line
    const { lines } = this.history
    for (const [index, line] of this.edited) if (index !== this.at && index < lines.length) lines[index] = line.text
    return text
  }

  // ---- kill ring

  /** Deletes [from, to) and keeps it; kills in a row make one piece. */
  kill(from: number, to: number): void {
    this.kind = 'kill'
    const backward = to < from
    const text = this.line.delete(from, to)
    this.line.mark = this.line.point
    if (!text) return
    const newest = this.kills.at(-1)
    if (this.lastKind === 'kill' && newest !== undefined)
      this.kills[this.kills.length - 1] = backward ? text + newest : newest + text
    else {
      this.kills.push(text)
      if (this.kills.length > MAX_KILLS) this.kills.shift()
    }
    this.killIndex = this.kills.length - 1
  }
}

/** `count` is the numeric argument, 1 without one; `explicit` tells the difference. `key`: the last character typed. */
export interface Invocation {
  count: number
  explicit: boolean
  key: string
  /** Reads the next key, for commands that take one (quoted-insert); null at the end or after an abort. */
  nextKey(): Promise<string | null>
}
export type Action = (e: Editing, how: Invocation) => void | Promise<void>
