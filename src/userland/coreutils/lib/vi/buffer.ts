/** The text of an editor: lines, a cursor, and undo by whole states (lines are shared, so a state costs an array of pointers). */
export interface Position {
  line: number
  column: number
}
/** What undo and redo return to; `sequence` and `time` are of the change between. */
interface State {
  lines: string[]
  at: Position
  sequence: number
  time: number
}
export class Buffer {
  lines: string[] = ['']
  at: Position = { line: 0, column: 0 }
  modified = false
  private undone: State[] = []
  private done: State[] = []
  private version = 0
  private sequence = 0
  /** The machine's clock, for when a change was made. */
  clock: () => number = () => 0
  private savedVersion = 0

  load(text: string): void {
    this.lines = text === '' ? [''] : text.replace(/\n$/, '').split('\n')
    this.at = { line: 0, column: 0 }
    this.undone = []
    this.done = []
    this.saved()
  }
  text(): string {
    return this.lines.length === 1 && this.lines[0] === '' && !this.hadContent ? '' : `${this.lines.join('\n')}\n`
  }
  hadContent = false
  saved(): void {
    this.savedVersion = this.version
    this.modified = false
  }
  /** To be called before a change: a point that undo returns to. */
  checkpoint(): void {
    this.done.push({ lines: [...this.lines], at: { ...this.at }, sequence: ++this.sequence, time: this.clock() })
    if (this.done.length > 200) this.done.shift()
    this.undone = []
  }
  /** Forgets the last point when nothing changed since. */
  settle(): void {
    const last = this.done.at(-1)
    if (last && last.lines.length === this.lines.length && last.lines.every((line, i) => line === this.lines[i])) {
      this.done.pop()
      this.sequence = last.sequence - 1
    }
  }
  changed(): void {
    this.version++
    this.modified = this.version !== this.savedVersion
    this.hadContent = true
  }
  /** The change that was taken back or made again; undefined: there is none. */
  private swap(from: State[], to: State[]): { sequence: number; time: number } | undefined {
    const state = from.pop()
    if (!state) return undefined
    const { sequence, time } = state
    to.push({ lines: this.lines, at: { ...this.at }, sequence, time })
    this.lines = state.lines
    this.at = { ...state.at }
    this.changed()
    return { sequence, time }
  }
  undo(): { sequence: number; time: number } | undefined {
    return this.swap(this.done, this.undone)
  }
  redo(): { sequence: number; time: number } | undefined {
    return this.swap(this.undone, this.done)
  }
  get line(): string {
    return this.lines[this.at.line]!
  }
  set line(text: string) {
    this.lines[this.at.line] = text
    this.changed()
  }
  /** Keeps the cursor inside; `end` allows the place after the last character. */
  clamp(end = false): void {
    this.at.line = Math.max(0, Math.min(this.lines.length - 1, this.at.line))
    this.at.column = Math.max(0, Math.min(this.line.length - (end ? 0 : 1), this.at.column))
    if (this.at.column < 0) this.at.column = 0
  }
  insert(text: string): void {
    const { line, column } = this.at
    const before = this.line.slice(0, column)
    const after = this.line.slice(column)
    const pieces = text.split('\n')
    if (pieces.length === 1) {
      this.line = before + text + after
      this.at.column += text.length
      return
    }
    this.lines.splice(line, 1, before + pieces[0]!, ...pieces.slice(1, -1), pieces.at(-1)! + after)
    this.at = { line: line + pieces.length - 1, column: pieces.at(-1)!.length }
    this.changed()
  }
  /** The text between two places, and its removal. */
  slice(from: Position, to: Position): string {
    if (from.line === to.line) return this.lines[from.line]!.slice(from.column, to.column)
    return [
      this.lines[from.line]!.slice(from.column),
      ...this.lines.slice(from.line + 1, to.line),
      this.lines[to.line]!.slice(0, to.column),
    ].join('\n')
  }
  remove(from: Position, to: Position): void {
    const joined = this.lines[from.line]!.slice(0, from.column) + this.lines[to.line]!.slice(to.column)
    this.lines.splice(from.line, to.line - from.line + 1, joined)
    this.at = { ...from }
    this.changed()
  }
  removeLines(first: number, count: number): string[] {
    const removed = this.lines.splice(first, count)
    if (!this.lines.length) this.lines = ['']
    this.at.line = Math.min(first, this.lines.length - 1)
    this.changed()
    return removed
  }
}
export const before = (a: Position, b: Position): boolean =>
  a.line < b.line || (a.line === b.line && a.column < b.column)
