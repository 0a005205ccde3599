/** The small stores: progress, settings, terminals. The machine has its own (snapshots.ts). */
import type { NaruDatabase } from './db.ts'
import { failureOf, NotOwnerError } from './failure.ts'
import { parseEditor, parseProgress, parseSettings, parseTerminal } from './schemas.ts'
import type { EditorRecord, Language, LessonProgress, SaveResult, Settings, TerminalRecord } from './types.ts'

export class ProgressStore {
  private readonly db: NaruDatabase
  constructor(db: NaruDatabase) {
    this.db = db
  }
  async all(): Promise<LessonProgress[]> {
    return (await this.db.progress.toArray()).map(parseProgress).filter((row) => row !== null)
  }
  async save(progress: LessonProgress): Promise<SaveResult> {
    return this.db.progress.put(progress).then(() => ({ ok: true }), failureOf)
  }
}

/**
 * Settings live in the database; theme, language and pane sizes are mirrored to localStorage because the first paint needs them before a
 * database can be open.
 */
export class SettingsStore {
  private readonly db: NaruDatabase
  private readonly mirror: Mirror
  constructor(db: NaruDatabase, mirror: Mirror) {
    this.db = db
    this.mirror = mirror
  }
  early(language: Language = 'ko'): Settings {
    return earlySettings(this.mirror, language)
  }
  async load(): Promise<Settings> {
    const row = await this.db.settings.get('settings').catch(() => undefined)
    return row ? parseSettings(row.value) : this.early()
  }
  async save(settings: Settings): Promise<SaveResult> {
    mirrorSettings(this.mirror, settings)
    return this.db.settings.put({ key: 'settings', value: settings }).then(() => ({ ok: true }), failureOf)
  }
}
const MIRROR_KEY = 'naru.settings'
/** localStorage; null where the browser refuses it. */
export type Mirror = Pick<Storage, 'getItem' | 'setItem'> | null

/** What the mirror has: synchronous, and never throws. `language`: for a first visit. */
export function earlySettings(mirror: Mirror, language: Language): Settings {
  try {
    return parseSettings({ language, ...JSON.parse(mirror?.getItem(MIRROR_KEY) ?? '{}') })
  } catch {
    return parseSettings({ language })
  }
}
export function mirrorSettings(mirror: Mirror, settings: Settings): void {
  try {
    mirror?.setItem(MIRROR_KEY, JSON.stringify(settings))
  } catch {
    // Private windows may refuse; the database is the truth.
  }
}

export class TerminalStore {
  private readonly db: NaruDatabase
  constructor(db: NaruDatabase) {
    this.db = db
  }
  async load(): Promise<TerminalRecord[]> {
    const rows = await this.db.terminals.orderBy('order').toArray()
    return rows.map(parseTerminal).filter((row) => row !== null)
  }
  /** Replaces all: the set of tabs is one thing. */
  async save(records: readonly TerminalRecord[], token: string): Promise<SaveResult> {
    try {
      await this.db.transaction('rw', this.db.terminals, this.db.meta, async () => {
        if ((await this.db.meta.get('owner'))?.value !== token) throw new NotOwnerError('another tab owns the machine')
        await this.db.terminals.clear()
        await this.db.terminals.bulkPut([...records])
      })
      return { ok: true }
    } catch (error) {
      return failureOf(error)
    }
  }
}

/** What is open in the editor; a row of the settings table. What the files hold is the machine's. */
export class EditorStore {
  private readonly db: NaruDatabase
  constructor(db: NaruDatabase) {
    this.db = db
  }
  async load(): Promise<EditorRecord | null> {
    return parseEditor((await this.db.settings.get('editor'))?.value)
  }
  async save(record: EditorRecord): Promise<SaveResult> {
    return this.db.settings.put({ key: 'editor', value: record }).then(() => ({ ok: true }), failureOf)
  }
}
