/**
 * One open file: the text on screen, the text in the machine, and what to do when the two part. The text is written a moment after the
 * last key. Who shows it (Monaco, a text area) attaches a buffer and reports what the learner types.
 */
import type { FileEdit, FileEditResult } from '../../../machine/facade.ts'
import { mark, type Drafts } from './drafts.ts'

export interface FileAccess {
  read(path: string): Promise<Uint8Array | null>
  edit(edits: FileEdit[]): Promise<FileEditResult>
}
/** What shows the text. */
export interface TextBuffer {
  /** Other text from outside; the learner's own undo can bring back what was there. */
  replace(text: string): void
}
/** Why a document is not simply saved. */
export type Trouble =
  /** Someone else wrote `disk` while there was unsaved text. */
  | { kind: 'conflict'; disk: string }
  /** Removed by someone else. */
  | { kind: 'gone' }
  /** The machine refused: an errno. */
  | { kind: 'refused'; code: string }
export interface Cursor {
  line: number
  column: number
  /** The first line in sight. */
  top: number
}

/** Milliseconds after the last key, and the longest that a text waits. */
const QUIET_MS = 250
const LONGEST_MS = 1000
/** Larger files, and files that are not text, are not edited. */
export const LARGEST = 1_000_000

export type Content = { kind: 'text'; text: string } | { kind: 'binary' | 'large'; size: number }

export function contentOf(data: Uint8Array): Content {
  if (data.length > LARGEST) return { kind: 'large', size: data.length }
  if (data.includes(0)) return { kind: 'binary', size: data.length }
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data) }
  } catch {
    return { kind: 'binary', size: data.length }
  }
}

export class OpenDocument {
  path: string = $state('')
  /** The text cannot be shown. */
  closed: Exclude<Content, { kind: 'text' }> | null = $state(null)
  trouble: Trouble | null = $state(null)
  dirty = $state(false)
  cursor: Cursor = { line: 1, column: 1, top: 1 }
  text = ''

  private readonly files: FileAccess
  private readonly drafts: Drafts
  private readonly onWritten: (document: OpenDocument) => void
  private buffer: TextBuffer | null = null
  /** What the machine's file holds, as far as we know; null: nothing is there. */
  private saved: string | null = null
  /** On its way to the machine. */
  private writing: string | null = null
  private current: Promise<void> | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  private since: number | null = null
  /** Typed in after the file was gone. */
  private touched = false
  /** Answers of a machine that is gone do not count. */
  private epoch = 0

  constructor(
    path: string,
    content: Content,
    services: { files: FileAccess; drafts: Drafts; onWritten: (document: OpenDocument) => void },
  ) {
    this.path = path
    this.files = services.files
    this.drafts = services.drafts
    this.onWritten = services.onWritten
    if (content.kind === 'text') this.text = this.saved = content.text
    else this.closed = content
  }

  attach(buffer: TextBuffer): () => void {
    this.buffer = buffer
    return () => {
      if (this.buffer === buffer) this.buffer = null
    }
  }

  /** The learner typed. */
  edited(text: string): void {
    if (text === this.text) return
    this.text = text
    this.dirty = text !== this.saved
    this.drafts.put(this.path, text, this.saved ?? '')
    if (this.trouble?.kind === 'gone') this.touched = true
    if (this.trouble && this.trouble.kind !== 'refused') return
    const now = performance.now()
    this.since ??= now
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.save(), Math.max(0, Math.min(QUIET_MS, this.since + LONGEST_MS - now)))
  }

  /** Resolves when the text of now is in the machine, or cannot get there (trouble says why). */
  async save(): Promise<void> {
    clearTimeout(this.timer)
    while (this.current) await this.current
    this.since = null
    if (!this.dirty || this.closed || (this.trouble && this.trouble.kind !== 'refused')) return
    this.current = this.write().finally(() => (this.current = null))
    await this.current
  }
  private async write(): Promise<void> {
    const { epoch, text, path } = this
    this.writing = text
    try {
      // Someone may have written a moment ago, before the news of it came.
      const disk = await this.onDisk()
      if (epoch !== this.epoch) return
      if (disk !== this.saved && disk !== text) return this.parted(disk)
      const result = disk === text ? { error: null } : await this.files.edit([{ kind: 'write', path, data: text }])
      if (epoch !== this.epoch || path !== this.path) return
      if (result.error !== null) {
        this.trouble = { kind: 'refused', code: result.error }
        return
      }
      this.trouble = null
      this.saved = text
      this.dirty = this.text !== text
      this.drafts.put(path, this.text, text)
      this.onWritten(this)
      if (this.dirty) this.timer = setTimeout(() => void this.save(), QUIET_MS)
    } catch (error) {
      // The machine is off or died; the draft is kept, and the next machine gets it.
      console.warn('not saved yet', error)
    } finally {
      if (epoch === this.epoch) this.writing = null
    }
  }

  /** The file may have changed in the machine. */
  async look(): Promise<void> {
    const { epoch } = this
    const data = await this.files.read(this.path).catch(() => undefined)
    if (epoch !== this.epoch || data === undefined) return
    if (this.closed) {
      if (data) this.reopen(contentOf(data))
      return
    }
    const content = data && contentOf(data)
    const disk = content === null ? null : content.kind === 'text' ? content.text : undefined
    // Turned into something that is not text: nothing to show any more, unless the learner has something unsaved.
    if (disk === undefined) return this.dirty ? undefined : void (this.closed = content as never)
    if (disk === this.saved) {
      if (disk !== null && this.trouble?.kind === 'conflict') this.settle(disk)
      return
    }
    if (disk !== null && (disk === this.writing || disk === this.text)) {
      this.saved = disk
      return this.settle(disk)
    }
    this.parted(disk)
  }
  /** What is in the machine is neither what we wrote nor what it was. */
  private parted(disk: string | null): void {
    if (disk === null) {
      this.touched = this.dirty && this.trouble?.kind !== 'gone'
      this.saved = null
      this.dirty = true
      this.trouble = { kind: 'gone' }
    } else if (this.dirty && (this.trouble?.kind !== 'gone' || this.touched)) this.trouble = { kind: 'conflict', disk }
    else this.take(disk)
  }
  private settle(disk: string): void {
    this.dirty = this.text !== disk
    if (!this.dirty && this.trouble?.kind !== 'refused') this.trouble = null
  }
  private reopen(content: Content): void {
    if (content.kind !== 'text') return void (this.closed = content)
    this.closed = null
    this.take(content.text)
  }

  /** The machine's text in place of ours. */
  take(disk: string): void {
    this.saved = disk
    this.dirty = false
    this.trouble = null
    this.drafts.drop(this.path)
    if (this.text === disk) return
    this.text = disk
    this.buffer?.replace(disk)
  }
  /** Ours in place of the machine's, also where the file is gone. */
  async keep(): Promise<void> {
    this.saved = await this.onDisk().catch(() => this.saved)
    this.trouble = null
    this.dirty = this.text !== this.saved
    await this.save()
  }
  private async onDisk(): Promise<string | null> {
    const data = await this.files.read(this.path)
    const content = data && contentOf(data)
    // Something that is not text any more counts as changed.
    return content === null ? null : content.kind === 'text' ? content.text : '\0'
  }

  /**
   * A machine is ready that may be another one. `ours`: what the learner typed counts more than what is there (it died, or the page was
   * opened anew); else the learner chose to go back.
   */
  async meet(ours: boolean): Promise<void> {
    this.epoch++
    clearTimeout(this.timer)
    this.writing = this.current = this.since = null
    if (this.closed) return this.look()
    const { epoch } = this
    const disk = await this.onDisk().catch(() => this.saved)
    if (epoch !== this.epoch) return
    const draft = this.drafts.get(this.path)
    this.saved = disk
    if (disk === this.text) {
      this.dirty = false
      this.trouble = null
    } else if (ours && draft) {
      this.trouble = null
      this.dirty = true
      await this.save()
    } else if (disk === null) this.parted(null)
    else this.take(disk)
  }
  /** What a page that was left in the middle of typing left behind. */
  async recover(): Promise<void> {
    const draft = this.drafts.get(this.path)
    if (!draft || this.closed) return
    if (draft.text === this.saved) return this.drafts.drop(this.path)
    const known = this.saved === null || draft.seen.includes(mark(this.saved))
    this.text = draft.text
    this.buffer?.replace(draft.text)
    this.dirty = true
    if (known) await this.save()
    else this.trouble = { kind: 'conflict', disk: this.saved ?? '' }
  }

  moveTo(path: string): void {
    this.drafts.move(this.path, path)
    this.path = path
  }
  dispose(): void {
    clearTimeout(this.timer)
    this.epoch++
  }
}
