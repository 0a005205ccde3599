/**
 * Puts the page together: storage, ownership, lessons, the machine's worker. Loaded by main.ts, which has started the worker by then.
 */
import { mount } from 'svelte'
import { lessons, loadLesson, LessonRunner } from '../lesson/index.ts'
import { NaruDatabase } from '../persist/db.ts'
import { openDatabase } from '../persist/open.ts'
import { Ownership } from '../persist/ownership.ts'
import { SnapshotStore } from '../persist/snapshots.ts'
import { ProgressStore, SettingsStore, TerminalStore } from '../persist/stores.ts'
import type { SaveResult } from '../persist/types.ts'
import { connectWorker } from './machine/worker-connection.ts'
import { App, applySettings } from './views/app.svelte.ts'
import AppView from './views/App.svelte'

const db = new NaruDatabase()
const settings = new SettingsStore(db, storage())
const snapshots = new SnapshotStore(db)
const progress = new ProgressStore(db)
const terminals = new TerminalStore(db)

const usable = openDatabase(db)
const ready = async (): Promise<boolean> => (await usable) === 'ready'
const nowhere: SaveResult = { ok: false, reason: 'unavailable', error: null }

const early = settings.early(navigator.language.startsWith('ko') ? 'ko' : 'en')
applySettings(early)

const ownership: Ownership = new Ownership({
  locks: navigator.locks,
  channel: 'BroadcastChannel' in globalThis ? new BroadcastChannel('naru') : undefined,
  beforeYield: () => app.beforeYield(),
  onChange: (state) => app.ownershipChanged(state),
})
const app: App = new App({
  connect: connectWorker,
  lessons,
  loadLesson,
  createRunner: (lesson, machine, options) => new LessonRunner(lesson, machine, options),
  settings: early,
  storage: usable,
  snapshots: {
    load: async () => ((await ready()) ? snapshots.load() : { rows: [], broken: 0 }),
    setAside: (seq, reason) => snapshots.setAside(seq, reason),
    save: async (snapshot) => ((await ready()) ? snapshots.save(snapshot, ownership.token) : nowhere),
    clear: async () => ((await ready()) ? snapshots.clear(ownership.token) : nowhere),
    claim: async () => {
      if (await ready()) await snapshots.claim(ownership.token)
    },
  },
  rescued: async () => {
    const row = (await ready()) ? (await snapshots.rescued()).at(-1) : undefined
    return row ? (await import('../persist/pack.ts')).packRescued(row) : null
  },
  progress: {
    all: async () => ((await ready()) ? progress.all() : []),
    save: async (row) => ((await ready()) ? progress.save(row) : nowhere),
  },
  terminals: {
    load: async () => ((await ready()) ? terminals.load() : []),
    save: async (records) => ((await ready()) ? terminals.save(records, ownership.token) : nowhere),
  },
  saveSettings: async (value) => ((await ready()) ? settings.save(value) : nowhere),
  pack: async (snapshot) => (await import('../persist/pack.ts')).pack(snapshot),
  unpack: async (file) => (await import('../persist/pack.ts')).unpack(file),
  takeOver: () => ownership.takeOver(),
})

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
    await navigator.serviceWorker.register('./sw.js')
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
