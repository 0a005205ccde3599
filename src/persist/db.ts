/**
 * The database and its migrations. Rules: a published version is never edited, a change is a new version with an upgrade, and
 * db.test.ts walks a database of version 1 through all of them.
 */
import Dexie, { type Table } from 'dexie'
import { DATABASE_NAME, type RescueRow, type SnapshotRow } from './types.ts'

export interface MetaRow {
  key: string
  value: unknown
}

export class NaruDatabase extends Dexie {
  snapshots!: Table<SnapshotRow, number>
  rescue!: Table<RescueRow, number>
  progress!: Table<unknown, string>
  terminals!: Table<unknown, number>
  settings!: Table<MetaRow, string>
  /** Facts about the database itself: who may write ("owner"). */
  meta!: Table<MetaRow, string>

  /** The newest version that this code knows. */
  readonly declared = 2

  constructor(name: string = DATABASE_NAME) {
    super(name)
    this.version(1).stores({
      snapshots: '++seq',
      progress: 'lesson',
      settings: 'key',
      scrollback: 'order',
    })
    this.version(2)
      .stores({
        snapshots: '++seq',
        rescue: '++seq, brokenAt',
        progress: 'lesson, updatedAt',
        settings: 'key',
        scrollback: null,
        terminals: 'order',
        meta: 'key',
      })
      .upgrade(async (transaction) => {
        // Version 1 knew a lesson's step, its done tasks and one time stamp, and terminals as bare text.
        await transaction
          .table('progress')
          .toCollection()
          .modify((row: Record<string, unknown>) => {
            const at = typeof row.at === 'number' ? row.at : 0
            Object.assign(row, { hints: {}, solutions: [], seconds: 0, startedAt: at, updatedAt: at, finishedAt: null })
            delete row.at
          })
        const old = (await transaction.table('scrollback').toArray()) as { order: number; text?: string }[]
        await transaction.table('terminals').bulkPut(
          old.map(({ order, text }) => ({
            order,
            title: '',
            active: order === 0,
            cwd: null,
            rows: 24,
            cols: 80,
            screen: text ?? '',
          })),
        )
      })
  }
}
