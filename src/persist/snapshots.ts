/**
 * The machine on disk. Each save is a new row; the one before it stays until the new one is wholly there (both in one transaction), and
 * stays beside it afterwards, so a snapshot that turns out to be broken always has a predecessor.
 */
import type { MachineSnapshot } from '../machine/facade.ts'
import type { NaruDatabase } from './db.ts'
import { failureOf, NotOwnerError } from './failure.ts'
import { parseSnapshotRow } from './schemas.ts'
import type { RescueRow, SaveResult, SnapshotRow } from './types.ts'

/** The newest and its predecessor. */
const KEPT = 2
const RESCUED = 3

export class SnapshotStore {
  private readonly db: NaruDatabase
  private readonly now: () => number
  constructor(db: NaruDatabase, now: () => number = Date.now) {
    this.db = db
    this.now = now
  }

  /** Makes `token` the only one that may save. */
  async claim(token: string): Promise<void> {
    await this.db.meta.put({ key: 'owner', value: token })
  }

  /** Saves if `token` still owns the machine; the check and the write are one transaction. */
  async save(snapshot: MachineSnapshot, token: string): Promise<SaveResult> {
    try {
      await this.db.transaction('rw', this.db.snapshots, this.db.meta, async () => {
        await this.mustOwn(token)
        const seq = await this.db.snapshots.add({ savedAt: this.now(), snapshot } as SnapshotRow)
        const old = await this.db.snapshots.where('seq').below(seq).primaryKeys()
        await this.db.snapshots.bulkDelete(old.slice(0, Math.max(0, old.length - (KEPT - 1))))
      })
      return { ok: true }
    } catch (error) {
      return failureOf(error)
    }
  }

  /** Readable snapshots, newest first. Unreadable rows are moved to the rescue shelf and counted. */
  async load(): Promise<{ rows: SnapshotRow[]; broken: number }> {
    const keys = (await this.db.snapshots.toCollection().primaryKeys()).reverse()
    const rows: SnapshotRow[] = []
    let broken = 0
    for (const key of keys) {
      // One at a time: a row that cannot be deserialised must not hide the others.
      const raw: unknown = await this.db.snapshots.get(key).catch((error: unknown) => ({ unreadable: String(error) }))
      const parsed = parseSnapshotRow(raw)
      if (parsed.ok) rows.push(parsed.row)
      else {
        broken++
        await this.setAside(key, parsed.reason, raw)
      }
    }
    return { rows, broken }
  }

  /** Takes a snapshot that the machine refused out of the way, and keeps it. */
  async setAside(seq: number, reason: string, raw?: unknown): Promise<void> {
    await this.db.transaction('rw', this.db.snapshots, this.db.rescue, async () => {
      const row: unknown = raw ?? (await this.db.snapshots.get(seq))
      await this.db.rescue.add({ brokenAt: this.now(), reason, row })
      await this.db.snapshots.delete(seq)
      const kept = await this.db.rescue.toCollection().primaryKeys()
      await this.db.rescue.bulkDelete(kept.slice(0, Math.max(0, kept.length - RESCUED)))
    })
  }

  /** What was set aside, oldest first. */
  rescued(): Promise<RescueRow[]> {
    return this.db.rescue.toArray()
  }

  /** For "start over": forgets the machine, not the rescue shelf. */
  async clear(token: string): Promise<SaveResult> {
    try {
      await this.db.transaction('rw', this.db.snapshots, this.db.meta, async () => {
        await this.mustOwn(token)
        await this.db.snapshots.clear()
      })
      return { ok: true }
    } catch (error) {
      return failureOf(error)
    }
  }

  private async mustOwn(token: string): Promise<void> {
    const owner = await this.db.meta.get('owner')
    if (owner?.value !== token) throw new NotOwnerError('another tab owns the machine')
  }
}
