/**
 * The database, fetched when it is needed. A visit that finds one reads it at once. A first visit has nothing to read: there the database's
 * code comes, and the database is made, after the first prompt (`calm`).
 */
import type { NaruDatabase } from './db.ts'
import { openDatabase, storedVersion, type Storage } from './open.ts'

export interface LateDatabaseOptions {
  name: string
  /** Writes of a first visit wait for it. */
  calm: Promise<unknown>
  load: () => Promise<NaruDatabase>
}

export class LateDatabase {
  /** Resolves when the database has been opened, or could not be. */
  readonly state: Promise<Storage>
  private readonly options: LateDatabaseOptions
  private tell!: (state: Storage) => void
  private opening: Promise<NaruDatabase | null> | null = null
  private probing: Promise<boolean> | null = null

  constructor(options: LateDatabaseOptions) {
    this.options = options
    this.state = new Promise((resolve) => (this.tell = resolve))
  }

  /** For reading; null when there is nothing to read. Asked anew each time: another tab may have made the database meanwhile. */
  async existing(): Promise<NaruDatabase | null> {
    if (!this.opening && (await this.missing())) return this.opening
    return (this.opening ??= this.begin())
  }
  /** For writing; null when nothing can be stored. */
  async open(): Promise<NaruDatabase | null> {
    if (!this.opening && (await this.missing())) await this.options.calm
    return (this.opening ??= this.begin())
  }

  private missing(): Promise<boolean> {
    // A browser whose storage does not work says so when the database is opened.
    return (this.probing ??= storedVersion(this.options.name)
      .then(
        (version) => version === 0,
        () => false,
      )
      .finally(() => (this.probing = null)))
  }
  private async begin(): Promise<NaruDatabase | null> {
    const db = await this.options.load().catch((error: unknown) => {
      console.error('no database', error)
      return null
    })
    const state = db ? await openDatabase(db) : 'unavailable'
    this.tell(state)
    return state === 'ready' ? db : null
  }
}
