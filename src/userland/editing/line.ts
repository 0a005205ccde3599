/** The line being edited: characters, cursor, mark, and what undo needs (undo.c of readline). */
import { characters, join, type Char } from './text.ts'

type Change =
  | { kind: 'insert'; start: number; end: number }
  | { kind: 'delete'; start: number; chars: Char[] }
  | { kind: 'begin' }
  | { kind: 'end' }

/** Single insertions (of ASCII characters) that are undone together. */
const MERGE = 20

export class Line {
  chars: Char[] = []
  point = 0
  mark = 0
  private changes: Change[] = []

  constructor(text = '') {
    this.chars = characters(text)
    this.point = this.chars.length
  }
  get text(): string {
    return join(this.chars)
  }
  get length(): number {
    return this.chars.length
  }
  get modified(): boolean {
    return this.changes.length > 0
  }
  slice(start: number, end: number): string {
    return join(this.chars.slice(start, end))
  }

  /** At the cursor, which goes behind it. */
  insert(chars: readonly Char[]): void {
    if (!chars.length) return
    const start = this.point
    this.chars.splice(start, 0, ...chars)
    this.point += chars.length
    if (this.mark > start) this.mark += chars.length
    const last = this.changes.at(-1)
    const single = chars.length === 1 && chars[0]! < '\x80'
    if (single && last?.kind === 'insert' && last.end === start && last.end - last.start < MERGE) last.end++
    else this.changes.push({ kind: 'insert', start, end: this.point })
  }
  delete(from: number, to: number): string {
    const start = Math.min(from, to)
    const chars = this.chars.splice(start, Math.abs(to - from))
    if (chars.length) this.changes.push({ kind: 'delete', start, chars })
    this.point = this.after(this.point, start, chars.length)
    this.mark = this.after(this.mark, start, chars.length)
    return join(chars)
  }
  private after(position: number, start: number, count: number): number {
    return position <= start ? position : Math.max(start, position - count)
  }
  /** Everything, as one change. */
  replace(text: string): void {
    this.group(() => {
      this.delete(0, this.length)
      this.insert(characters(text))
    })
  }
  /** What `fn` changes is undone at once. */
  group(fn: () => void): void {
    const before = this.changes.length
    this.changes.push({ kind: 'begin' })
    fn()
    if (this.changes.length === before + 1) this.changes.pop()
    else this.changes.push({ kind: 'end' })
  }
  /** False when there was nothing to undo. */
  undo(): boolean {
    if (!this.changes.length) return false
    let depth = 0
    do {
      const change = this.changes.pop()
      if (!change) break
      if (change.kind === 'end') depth++
      else if (change.kind === 'begin') depth--
      else if (change.kind === 'insert') {
        this.chars.splice(change.start, change.end - change.start)
        this.point = change.start
      } else {
        this.chars.splice(change.start, 0, ...change.chars)
        this.point = change.start + change.chars.length
      }
    } while (depth > 0)
    this.mark = Math.min(this.mark, this.length)
    return true
  }
  undoAll(): void {
    while (this.undo());
  }
  forgetChanges(): void {
    this.changes = []
  }
}
