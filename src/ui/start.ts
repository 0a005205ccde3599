/**
 * Puts the page together: storage, ownership, lessons, the machine's worker. Loaded by main.ts, which has started the worker by then.
 */
import { mount } from 'svelte'
import { LateDatabase } from '../persist/late.ts'
import type { NaruDatabase } from '../persist/db.ts'
import { Ownership } from '../persist/ownership.ts'
import {
  EditorStore,
  earlySettings,
  mirrorSettings,
  ProgressStore,
  SettingsStore,
  TerminalStore,
} from '../persist/stores.ts'
import { DATABASE_NAME, type SaveResult } from '../persist/types.ts'
import { connectWorker } from './machine/worker-connection.ts'
import { App, applySettings } from './views/app.svelte.ts'
import AppView from './views/App.svelte'

/** Milliseconds after the machine is ready: its prompt is there. */
const CALM_MS = 100
/** Where the machine does not come, what the learner does is kept all the same. */
const PATIENCE_MS = 5000

const mirror = storage()
let machineReady: () => void
const database = new LateDatabase({
  name: DATABASE_NAME,
  calm: new Promise<void>((resolve) => {
    machineReady = () => setTimeout(resolve, CALM_MS)
    setTimeout(resolve, PATIENCE_MS)
  }),
  load: async () => new (await import('../persist/db.ts')).NaruDatabase(),
})
const nowhere: SaveResult = { ok: false, reason: 'unavailable', error: null }
/** `ask` of the database there is; `otherwise` on a first visit, and where nothing can be stored. */
async function read<T>(ask: (db: NaruDatabase) => Promise<T>, otherwise: T): Promise<T> {
  const db = await database.existing()
  return db ? ask(db) : otherwise
}
const snapshots = async (db: NaruDatabase) => new (await import('../persist/snapshots.ts')).SnapshotStore(db)
async function write(save: (db: NaruDatabase) => Promise<SaveResult>): Promise<SaveResult> {
  const db = await database.open()
  return db ? save(db) : nowhere
}

const early = earlySettings(mirror, navigator.language.startsWith('ko') ? 'ko' : 'en')
applySettings(early)

const ownership: Ownership = new Ownership({
  locks: navigator.locks,
  channel: 'BroadcastChannel' in globalThis ? new BroadcastChannel('naru') : undefined,
  beforeYield: () => app.beforeYield(),
  onChange: (state) => app.ownershipChanged(state),
})
const app: App = new App({
  connect: connectWorker,
  // On its way while the machine starts; a prompt does not need it.
  school: import('../lesson/index.ts').then(({ lessons, loadLesson, LessonRunner }) => ({
    lessons,
    loadLesson,
    createRunner: (lesson, machine, options) => new LessonRunner(lesson, machine, options),
  })),
  settings: early,
  storage: database.state,
  snapshots: {
    load: () => read(async (db) => (await snapshots(db)).load(), { rows: [], broken: 0 }),
    setAside: (seq, reason) => read(async (db) => (await snapshots(db)).setAside(seq, reason), undefined),
    save: (snapshot) => write(async (db) => (await snapshots(db)).save(snapshot, ownership.token)),
    clear: () => write(async (db) => (await snapshots(db)).clear(ownership.token)),
    claim: async () => {
      const db = await database.open()
      if (db) await (await snapshots(db)).claim(ownership.token)
    },
  },
  rescued: async () => {
    const row = (await read(async (db) => (await snapshots(db)).rescued(), [])).at(-1)
    return row ? (await import('../persist/pack.ts')).packRescued(row) : null
  },
  progress: {
    all: () => read((db) => new ProgressStore(db).all(), []),
    save: (row) => write((db) => new ProgressStore(db).save(row)),
  },
  terminals: {
    load: () => read((db) => new TerminalStore(db).load(), []),
    save: (records) => write((db) => new TerminalStore(db).save(records, ownership.token)),
  },
  editor: {
    load: () => read((db) => new EditorStore(db).load(), null),
    save: (record) => write((db) => new EditorStore(db).save(record)),
  },
  drafts: mirror,
  saveSettings: (value) => {
    mirrorSettings(mirror, value)
    return write((db) => new SettingsStore(db, mirror).save(value))
  },
  pack: async (snapshot) => (await import('../persist/pack.ts')).pack(snapshot),
  unpack: async (file) => (await import('../persist/pack.ts')).unpack(file),
  takeOver: () => ownership.takeOver(),
})

app.link.onReady(() => machineReady())
mount(AppView, { target: document.getElementById('app')!, props: { app } })
void begin()
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  if (document.readyState === 'complete') void offline()
  else addEventListener('load', () => void offline())
}

async function begin(): Promise<void> {
  // The machine does not wait for what is drawn around it.
  const [owner] = await Promise.all([ownership.ask(), app.begin()])
  // The learner pressed "bring it back" in a tab that had lost the machine; the page was loaded anew for it.
  if (!owner && takeFlag()) await app.takeOver()
}

/** Makes the next visit work without a network. Without it the page works all the same. */
async function offline(): Promise<void> {
  try {
    const isolate = 'credentialless' in HTMLIFrameElement.prototype
    await navigator.serviceWorker.register(isolate ? './sw.js?isolate' : './sw.js')
    const { active } = await navigator.serviceWorker.ready
    active?.postMessage({ store: performance.getEntriesByType('resource').map((entry) => entry.name) })
  } catch (error) {
    console.warn('no service worker', error)
  }
}

function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
function takeFlag(): boolean {
  const wanted = sessionStorage.getItem('naru.take') !== null
  sessionStorage.removeItem('naru.take')
  return wanted
}
