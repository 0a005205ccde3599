/** The open files: which there are, which one is in front, and how they follow what happens on the machine. */
import type { Drafts } from './drafts.ts'
import { contentOf, OpenDocument, type Cursor, type FileAccess } from './document.svelte.ts'
import { isWithin, moved } from './paths.ts'

export interface OpenRecord {
  path: string
  cursor: Cursor
}

export class Documents {
  open: OpenDocument[] = $state.raw([])
  activePath: string | null = $state(null)
  active = $derived(this.open.find(({ path }) => path === this.activePath) ?? null)

  private readonly files: FileAccess
  private readonly drafts: Drafts
  private readonly onWritten: (document: OpenDocument) => void
  /** Files on their way, so that a double click opens one tab. */
  private readonly loading: Record<string, Promise<OpenDocument | null>> = {}

  constructor(files: FileAccess, drafts: Drafts, onWritten: (document: OpenDocument) => void) {
    this.files = files
    this.drafts = drafts
    this.onWritten = onWritten
  }

  /** null: there is no such file. */
  async show(path: string, cursor?: Partial<Cursor>): Promise<OpenDocument | null> {
    const document = await this.load(path)
    if (!document) return null
    if (cursor) document.cursor = { ...document.cursor, ...cursor }
    this.activePath = document.path
    return document
  }
  private load(path: string): Promise<OpenDocument | null> {
    const known = this.open.find((document) => document.path === path)
    if (known) return Promise.resolve(known)
    return (this.loading[path] ??= this.read(path).finally(() => delete this.loading[path]))
  }
  private async read(path: string): Promise<OpenDocument | null> {
    const data = await this.files.read(path)
    if (!data) return null
    const document = this.make(path, data)
    this.open = [...this.open, document]
    await document.recover()
    return document
  }
  private make(path: string, data: Uint8Array): OpenDocument {
    const { files, drafts, onWritten } = this
    return new OpenDocument(path, contentOf(data), { files, drafts, onWritten })
  }

  /** Saves first; what cannot be saved stays open unless `anyway`. Returns whether it is closed. */
  async close(document: OpenDocument, anyway = false): Promise<boolean> {
    if (!anyway) {
      await document.save()
      if (document.dirty) return false
    }
    const index = this.open.indexOf(document)
    if (index < 0) return true
    this.open = this.open.filter((other) => other !== document)
    if (this.activePath === document.path) this.activePath = (this.open[index] ?? this.open[index - 1])?.path ?? null
    if (anyway) this.drafts.drop(document.path)
    document.dispose()
    return true
  }
  async save(): Promise<void> {
    await Promise.all(this.open.map((document) => document.save()))
  }
  get unsaved(): boolean {
    return this.open.some(({ dirty }) => dirty)
  }

  /** Changed, new or removed paths, or folders with changes in them. */
  changed(paths: readonly string[]): void {
    for (const document of this.open) if (paths.some((path) => isWithin(document.path, path))) void document.look()
  }
  moved(from: string, to: string): void {
    for (const document of this.open)
      if (isWithin(document.path, from)) {
        const active = document.path === this.activePath
        document.moveTo(moved(document.path, from, to))
        if (active) this.activePath = document.path
      }
  }
  /** Removed by the learner, here: nothing is left to show. */
  async removed(path: string): Promise<void> {
    for (const document of this.open.filter((document) => isWithin(document.path, path)))
      await this.close(document, true)
  }

  records(): OpenRecord[] {
    return this.open.map(({ path, cursor }) => ({ path, cursor: { ...cursor } }))
  }
  /** The files of the last visit, and those that hold something unsaved. */
  async restore(records: readonly OpenRecord[], active: string | null): Promise<void> {
    const drafted = this.drafts.paths().filter((path) => !records.some((record) => record.path === path))
    for (const path of [...records.map(({ path }) => path), ...drafted]) {
      const document = await this.load(path).catch(() => null)
      const record = records.find((record) => record.path === path)
      if (document && record) document.cursor = record.cursor
      // Typed into a file that is not there any more: the words are kept.
      if (!document && this.drafts.get(path)) await this.resurrect(path)
    }
    const front = this.open.find(({ path }) => path === active) ?? this.open[0]
    this.activePath ??= front?.path ?? null
  }
  private async resurrect(path: string): Promise<void> {
    const text = this.drafts.get(path)!.text
    const document = this.make(path, new TextEncoder().encode(text))
    this.open = [...this.open, document]
    await document.look()
  }
  async meet(ours: boolean): Promise<void> {
    await Promise.all(this.open.map((document) => document.meet(ours)))
  }
  /** Nothing of the machine before is left. */
  clear(): void {
    for (const document of this.open) document.dispose()
    this.open = []
    this.activePath = null
    this.drafts.clear()
  }
}
