import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MachineSnapshot } from '../machine/facade.ts'
import { NaruDatabase } from './db.ts'
import { LateDatabase } from './late.ts'
import { openDatabase } from './open.ts'
import { pack, unpack } from './pack.ts'
import { parseSettings } from './schemas.ts'
import { SnapshotStore } from './snapshots.ts'
import { ProgressStore, SettingsStore, TerminalStore } from './stores.ts'
import type { LessonProgress, TerminalRecord } from './types.ts'

let name = ''
let db: NaruDatabase
let count = 0
beforeEach(() => {
  name = `test-${++count}`
  db = new NaruDatabase(name)
})
afterEach(() => {
  db.close()
})
const machine = (n: number): MachineSnapshot => ({ version: 1, takenAt: n, payload: { n } })

describe('migration', () => {
  test('a database of version 1 becomes one of today with everything in it', async () => {
    const old = new Dexie(name)
    old.version(1).stores({ snapshots: '++seq', progress: 'lesson', settings: 'key', scrollback: 'order' })
    await old.table('snapshots').add({ savedAt: 5, snapshot: machine(5) })
    await old.table('progress').add({ lesson: '03-container/01-first', step: 'run', done: ['pulled'], at: 1234 })
    await old.table('settings').add({ key: 'settings', value: { language: 'en', theme: 'dark' } })
    await old.table('scrollback').bulkAdd([
      { order: 0, text: 'student@naru:~$ ' },
      { order: 1, text: 'second' },
    ])
    old.close()

    expect((await new SnapshotStore(db).load()).rows.map((row) => row.snapshot.payload)).toEqual([{ n: 5 }])
    expect(await new ProgressStore(db).all()).toEqual([
      {
        lesson: '03-container/01-first',
        step: 'run',
        done: ['pulled'],
        hints: {},
        solutions: [],
        seconds: 0,
        startedAt: 1234,
        updatedAt: 1234,
        finishedAt: null,
      } satisfies LessonProgress,
    ])
    expect(await new SettingsStore(db, null).load()).toMatchObject({
      language: 'en',
      theme: 'dark',
      terminalFontSize: 14,
    })
    const terminals = await new TerminalStore(db).load()
    expect(terminals.map(({ order, active, screen }) => ({ order, active, screen }))).toEqual([
      { order: 0, active: true, screen: 'student@naru:~$ ' },
      { order: 1, active: false, screen: 'second' },
    ])
    expect(await db.meta.toArray()).toEqual([])
    expect(db.tables.map((table) => table.name)).not.toContain('scrollback')
  })
})

describe('opening', () => {
  test('a database of a newer Naru is left as it is', async () => {
    const newer = new Dexie(name)
    newer.version(9).stores({ snapshots: '++seq', things: '++id' })
    await newer.table('things').add({ from: 'the future' })
    newer.close()
    expect(await openDatabase(db)).toBe('newer')
    const again = new Dexie(name)
    await again.open()
    expect(again.verno).toBe(9)
    expect(await again.table('things').count()).toBe(1)
    again.close()
  })

  test('an ordinary one is ready', async () => {
    expect(await openDatabase(db)).toBe('ready')
  })
})

describe('snapshots', () => {
  test('the newest comes first and its predecessor stays', async () => {
    const store = new SnapshotStore(db)
    await store.claim('me')
    for (const n of [1, 2, 3]) expect(await store.save(machine(n), 'me')).toEqual({ ok: true })
    expect((await store.load()).rows.map((row) => row.snapshot.takenAt)).toEqual([3, 2])
  })

  test('only the owner may write, and the last to claim owns', async () => {
    const first = new SnapshotStore(db)
    await first.claim('first')
    await first.save(machine(1), 'first')
    await new SnapshotStore(db).claim('second')
    expect(await first.save(machine(2), 'first')).toMatchObject({ ok: false, reason: 'not-owner' })
    expect(await new TerminalStore(db).save([], 'first')).toMatchObject({ ok: false, reason: 'not-owner' })
    expect((await first.load()).rows.map((row) => row.snapshot.takenAt)).toEqual([1])
  })

  test('a row that is no snapshot is set aside, not thrown away, and the one before it is found', async () => {
    const store = new SnapshotStore(db)
    await store.claim('me')
    await store.save(machine(1), 'me')
    await db.table('snapshots').add({ savedAt: 9, snapshot: { version: 'x', payload: null } })
    const { rows, broken } = await store.load()
    expect(rows.map((row) => row.snapshot.takenAt)).toEqual([1])
    expect(broken).toBe(1)
    const [rescued] = await store.rescued()
    expect(rescued!.row).toMatchObject({ savedAt: 9, snapshot: { version: 'x' } })
    expect((await store.load()).broken).toBe(0)
  })

  test('a snapshot that the machine refused goes to the rescue shelf with the reason', async () => {
    const store = new SnapshotStore(db)
    await store.claim('me')
    await store.save(machine(1), 'me')
    await store.save(machine(2), 'me')
    const { rows } = await store.load()
    await store.setAside(rows[0]!.seq, 'Error: unknown version 9')
    expect((await store.load()).rows.map((row) => row.snapshot.takenAt)).toEqual([1])
    expect((await store.rescued())[0]).toMatchObject({
      reason: 'Error: unknown version 9',
      row: { snapshot: { takenAt: 2 } },
    })
  })

  test('a full disk is told apart from other failures', async () => {
    const store = new SnapshotStore(db)
    await store.claim('me')
    const full = Object.assign(new Error('full'), { name: 'QuotaExceededError' })
    db.snapshots.hook('creating', () => {
      throw full
    })
    expect(await store.save(machine(1), 'me')).toMatchObject({ ok: false, reason: 'quota' })
  })
})

describe('what is read back', () => {
  test('settings fall back field by field', () => {
    expect(parseSettings({ language: 'fr', theme: 'dark', panes: { lesson: -4, terminal: 300 }, extra: 1 })).toEqual({
      language: 'ko',
      theme: 'dark',
      panes: { lesson: null, terminal: 300 },
      terminalFontSize: 14,
      screenReader: false,
      lesson: null,
    })
    expect(parseSettings('nonsense').language).toBe('ko')
  })

  test('settings are there before the database is', async () => {
    const kept = new Map<string, string>()
    const mirror = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, v: string) => void kept.set(key, v),
    }
    await new SettingsStore(db, mirror).save(parseSettings({ theme: 'dark' }))
    expect(new SettingsStore(db, mirror).early().theme).toBe('dark')
    kept.set([...kept.keys()][0]!, '{broken')
    expect(new SettingsStore(db, mirror).early().theme).toBe('system')
    expect((await new SettingsStore(db, mirror).load()).theme).toBe('dark')
  })

  test('terminals come back in their order', async () => {
    const store = new TerminalStore(db)
    await new SnapshotStore(db).claim('me')
    const record = (order: number): TerminalRecord => ({
      order,
      title: '',
      active: order === 1,
      cwd: '/',
      rows: 24,
      cols: 80,
      screen: `s${order}`,
    })
    await store.save([record(1), record(0)], 'me')
    expect((await store.load()).map((row) => row.screen)).toEqual(['s0', 's1'])
    await store.save([record(0)], 'me')
    expect(await store.load()).toHaveLength(1)
  })
})

test('a machine survives the way through a file', async () => {
  const shared = { bytes: new Uint8Array([1, 2, 250]) }
  const payload = { a: shared, b: shared, map: new Map([['x', 10n]]), set: new Set([undefined, null]) }
  const back = await unpack(pack({ version: 3, takenAt: 7, payload }))
  expect(back).toEqual({ version: 3, takenAt: 7, payload })
  const { a, b } = back.payload as typeof payload
  expect(a).toBe(b)
  await expect(unpack(new Blob(['hello']))).rejects.toThrow()
})

describe('a database that comes late', () => {
  const late = (calm: Promise<unknown>): LateDatabase =>
    new LateDatabase({ name, calm, load: () => Promise.resolve(new NaruDatabase(name)) })
  const progress = (db: NaruDatabase | null): Promise<LessonProgress[]> => new ProgressStore(db!).all()
  const row = {
    lesson: 'a',
    step: 's',
    done: [],
    hints: {},
    solutions: [],
    seconds: 0,
    startedAt: 1,
    updatedAt: 1,
    finishedAt: null,
  }

  test('a first visit reads nothing and writes when it is calm', async () => {
    let calm!: () => void
    const database = late(new Promise<void>((resolve) => (calm = resolve)))
    expect(await database.existing()).toBeNull()
    const written = database.open().then((db) => new ProgressStore(db!).save(row))
    expect(await database.existing()).toBeNull()
    calm()
    expect(await written).toEqual({ ok: true })
    expect(await progress(await database.existing())).toEqual([row])
    expect(await database.state).toBe('ready')
    ;(await database.existing())!.close()
  })
  test('what another tab wrote meanwhile is read', async () => {
    const database = late(new Promise(() => {}))
    expect(await database.existing()).toBeNull()
    await new ProgressStore(db).save(row)
    const found = await database.existing()
    expect(await progress(found)).toEqual([row])
    found!.close()
  })
})
