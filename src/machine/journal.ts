/** The lines run in terminals, oldest first; kept in snapshots, bounded. */
export interface JournalEntry {
  terminal: string
  line: string
  status: number
  /** milliseconds since the epoch */
  startedAt: number
  endedAt: number
}
const LIMIT = 5000

export class Journal {
  private list: JournalEntry[] = []
  add(entry: JournalEntry): void {
    this.list.push(entry)
    if (this.list.length > LIMIT) this.list.splice(0, this.list.length - LIMIT)
  }
  get entries(): readonly JournalEntry[] {
    return this.list
  }
  state(): JournalEntry[] {
    return [...this.list]
  }
  restore(entries: readonly JournalEntry[]): void {
    this.list = [...entries]
  }
}
