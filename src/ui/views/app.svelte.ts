/**
 * The page's root: brings machine, lessons, terminals, storage and ownership together. Made in main.ts with its services, so that tests
 * and the fake machine use the same page.
 */
import type { Task } from '../../lesson/types.ts'
import type { MachineEvent, MachineSnapshot } from '../../machine/facade.ts'
import type { OwnershipState } from '../../persist/ownership.ts'
import type {
  EditorRecord,
  LessonProgress,
  SaveResult,
  Settings,
  SnapshotRow,
  TerminalRecord,
} from '../../persist/types.ts'
import type { DraftStorage } from '../editor/files/drafts.ts'
import type { Editor } from '../editor/editor.svelte.ts'
import { Browser } from '../browser/browser.svelte.ts'
import { Talk } from '../conversation/talk.svelte.ts'
import { School, type LessonRoom } from '../lesson/school.svelte.ts'
import type { Connect } from '../machine/connection.ts'
import { MachineLink, type StartReport } from '../machine/link.svelte.ts'
import { Undo } from '../machine/undo.svelte.ts'
import { Saver } from '../machine/saver.svelte.ts'
import { clock } from '../shared/clock.svelte.ts'
import { ago, stamp } from '../shared/format.ts'
import { locale, t } from '../shared/locale.svelte.ts'
import { toasts } from '../shared/toasts.svelte.ts'
import { copyText } from '../terminal/clipboard.ts'
import type { TerminalSession } from '../terminal/session.svelte.ts'
import { Terminals } from '../terminal/terminals.svelte.ts'

export interface AppServices {
  connect: Connect
  /** The lessons and their checks; a chunk of its own. */
  school: Promise<LessonRoom>
  settings: Settings
  snapshots: {
    load(): Promise<{ rows: SnapshotRow[]; broken: number }>
    setAside(seq: number, reason: string): Promise<void>
    save(snapshot: MachineSnapshot): Promise<SaveResult>
    clear(): Promise<SaveResult>
    claim(): Promise<void>
  }
  progress: { all(): Promise<LessonProgress[]>; save(progress: LessonProgress): Promise<SaveResult> }
  terminals: { load(): Promise<TerminalRecord[]>; save(records: TerminalRecord[]): Promise<SaveResult> }
  editor: { load(): Promise<EditorRecord | null>; save(record: EditorRecord): Promise<SaveResult> }
  /** For what must be written at once; null where the browser refuses it. */
  drafts: DraftStorage
  saveSettings(settings: Settings): Promise<SaveResult>
  /** Whether anything can be stored at all. */
  storage: Promise<'ready' | 'newer' | 'unavailable'>
  /** The last snapshot that could not be restored, as a file; null: there is none. */
  rescued(): Promise<Blob | null>
  /** Pack a snapshot as a file and read it back; both load what they need when called. */
  pack(snapshot: MachineSnapshot): Promise<Blob>
  unpack(file: Blob): Promise<MachineSnapshot>
  takeOver(): Promise<void>
}

/** The views of the stage; stage/views.ts says what they are. */
export type StageTab = 'map' | 'editor' | 'build' | 'layers' | 'browser' | 'conversation'
type BuildStatusName = Extract<MachineEvent, { kind: 'build' }>['status']
/** Milliseconds after the last change in the editor until undo takes note of it. */
const EDITED_MS = 600
/** Where the editor keeps what is not saved yet; named here so that a page knows without the editor's code. */
const DRAFTS = 'naru.drafts'

export type PhonePane = 'lesson' | 'terminal' | 'stage'
export const REGIONS: readonly PhonePane[] = ['lesson', 'stage', 'terminal']

export class App {
  readonly link: MachineLink
  readonly school: School
  readonly terminals: Terminals
  readonly saver: Saver
  readonly undo: Undo
  readonly talk = new Talk()
  readonly browser = new Browser(() => (this.link.running ? this.link.facade.http.bind(this.link.facade) : null))

  settings: Settings = $state()!
  ownership: OwnershipState = $state('asking')
  taking = $state(false)
  stage: StageTab = $state('map')
  /** The latest build while it runs, and how it ended until somebody has seen it. */
  build: { ref: string; status: BuildStatusName } | null = $state(null)
  /** An image that the layer view shall open: a tag or an id. */
  layersOf: string | null = $state(null)
  /** The one pane that a phone shows. */
  pane: PhonePane = $state('lesson')
  dialog: 'none' | 'lessons' | 'reset' | 'keys' = $state('none')
  finding = $state(false)
  /** There is something on the rescue shelf. */
  hasRescued = $state(false)
  saved: string = $derived.by(() => {
    const state = this.saver.state
    if (this.ownership !== 'owner' && this.ownership !== 'asking') return t('save.readonly')
    switch (state.kind) {
      case 'never':
        return ''
      case 'saving':
        return state.at === null ? t('save.saving') : t('save.saved', { when: ago(state.at, clock.now) })
      case 'saved':
        return t('save.saved', { when: ago(state.at, clock.now) })
      case 'memory':
        return t('save.memory')
      case 'readonly':
        return t('save.readonly')
    }
  })

  /** There as soon as its tab was opened. */
  editor: Editor | null = $state.raw(null)

  private readonly services: AppServices
  private makingEditor: Promise<Editor> | null = null
  private editedTimer: ReturnType<typeof setTimeout> | undefined
  /** The line that undo has just gone back behind. */
  private wentBack: string | null = null
  /** Nothing is saved before the database knows that this tab is the owner. */
  private claimed: Promise<void> = Promise.resolve()
  private readonly storedTerminals: Promise<TerminalRecord[]>

  constructor(services: AppServices) {
    this.services = services
    this.settings = services.settings
    locale.language = services.settings.language
    this.link = new MachineLink(services.connect, services.snapshots)
    this.school = new School({
      machine: () => this.machine(),
      view: () => this.link.view,
      onChange: (listener) => {
        const ways = [
          this.link.onView(listener),
          this.link.onEvent((event) => {
            if (event.kind !== 'api' && !(event.kind === 'build' && event.status === 'running')) listener()
          }),
        ]
        return () => ways.forEach((way) => way())
      },
      saveProgress: (progress) => void services.progress.save(progress),
      onTaskDone: (task) => this.taskDone(task),
      onOpen: (lesson) => this.change({ lesson: lesson.id }),
    })
    this.terminals = new Terminals(
      {
        machine: () => this.machine(),
        onScreenChange: () => this.saver?.touch('screen'),
        onKey: (event, session) => this.terminalKey(event, session),
        openLink: (url) => this.openLink(url),
        onBell: () => undefined,
      },
      this.terminalLook(),
    )
    this.saver = new Saver({
      take: () => this.link.facade.snapshot(),
      screens: () => this.terminals.records(),
      saveMachine: (snapshot) => services.snapshots.save(snapshot),
      saveScreens: (records) => services.terminals.save(records),
      onCount: (saves) => this.editor?.kept(saves),
      onTrouble: (reason) => this.saveTrouble(reason),
    })
    this.undo = new Undo(() => this.link.facade.snapshot())
    this.storedTerminals = services.terminals.load().catch(() => [])
    this.link.onReady((report, again) => void this.machineReady(report, again))
    this.link.onEvent((event) => {
      if (event.kind === 'api') return this.talk.heard(event)
      this.editor?.heard(event)
      if (event.kind === 'build') {
        this.build = { ref: event.ref, status: event.status }
        // Progress of a build changes nothing that is kept.
        if (event.status === 'running') return
      }
      if (event.kind === 'command') {
        this.school.commandRan()
        this.undo.ran(event.line)
      } else if (event.kind === 'engine') this.undo.engineEvent()
      clock.touch()
      this.saver.touch('machine')
    })
    setInterval(() => {
      if (!document.hidden && this.link.running) this.school.spent(15)
    }, 15_000)
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.leave()
    })
    addEventListener('pagehide', () => this.leave())
  }

  /** Lessons and terminals appear at once; the machine follows as soon as it is known to be ours. */
  async begin(): Promise<void> {
    const rows = this.services.progress.all().catch(() => [])
    this.terminals.restore(await this.storedTerminals)
    void this.services.storage.then((storage) => {
      if (storage !== 'ready')
        toasts.show({ tone: 'warn', title: t(`storage.${storage}`), body: t(`storage.${storage}.body`) })
    })
    this.school.remember(await rows)
    this.school.enter(await this.services.school)
    await this.openLesson(this.settings.lesson)
  }
  ownershipChanged(state: OwnershipState): void {
    const before = this.ownership
    this.ownership = state
    if (state === 'owner') {
      this.taking = false
      // A tab that waited shows what it loaded at its start; the other tab has gone on since.
      if (before === 'waiting') void this.refresh().then(() => this.startMachine())
      else void this.startMachine()
    } else if (state === 'lost') {
      this.saver.stop(true)
      void this.school.disconnect()
      this.terminals.disconnect()
      this.link.stop()
    }
  }
  private leave(): void {
    this.editor?.leave()
    void this.saver.flush()
  }
  /** The machine, everything on it and the screens on disk; for a tab that is about to lose them to another. */
  async beforeYield(): Promise<void> {
    await this.editor?.documents.save()
    await this.saver.flush()
  }
  async takeOver(): Promise<void> {
    if (this.ownership === 'lost') {
      sessionStorage.setItem('naru.take', '1')
      return location.reload()
    }
    this.taking = true
    await this.services.takeOver()
  }

  machine() {
    return this.link.running
      ? { facade: this.link.facade, wrap: <T extends object>(f: T): T => this.link.wrap(f) }
      : null
  }

  run(line: string): void {
    this.pane = 'terminal'
    const session = this.terminals.active
    session?.type(line)
    requestAnimationFrame(() => session?.focus())
  }
  /** The editor; its code comes with the first call. Rejects when it cannot be fetched, and the next call tries again. */
  withEditor(): Promise<Editor> {
    return (this.makingEditor ??= this.makeEditor().catch((error: unknown) => {
      this.makingEditor = null
      throw error
    }))
  }
  private async makeEditor(): Promise<Editor> {
    const { Editor } = await import('../editor/editor.svelte.ts')
    this.editor = new Editor({
      machine: () => (this.link.running ? this.link.facade : null),
      storage: this.services.drafts,
      load: () => this.services.editor.load(),
      save: (record) => void this.services.editor.save(record),
      images: () => this.link.view?.images ?? [],
      changed: () => this.fileEdited(),
      runInTerminal: (line) => {
        const session = this.terminals.waiting()
        this.pane = 'terminal'
        session.type(line(session.waitingIn))
      },
    })
    await this.editor.start()
    return this.editor
  }
  private fileEdited(): void {
    this.saver.touch('machine')
    clearTimeout(this.editedTimer)
    this.editedTimer = setTimeout(() => this.link.running && this.undo.edited(), EDITED_MS)
  }
  /** Opens a file of the machine in the editor. */
  async edit(path: string): Promise<void> {
    this.stage = 'editor'
    this.pane = 'stage'
    await (await this.withEditor()).show(path)
  }
  async openLesson(id: string | null, language = locale.language): Promise<void> {
    const { lessons } = this.school
    const known =
      lessons.find((lesson) => lesson.id === id) ?? lessons.find((l) => l.id.endsWith('first-container')) ?? lessons[0]
    if (known) await this.school.open(known.id, language)
  }
  visitUrl(url: string): void {
    this.stage = 'browser'
    this.pane = 'stage'
    void this.browser.open(url)
  }

  showLayers(reference: string): void {
    this.layersOf = reference
    this.stage = 'layers'
    this.pane = 'stage'
  }

  change(part: Partial<Settings>): void {
    Object.assign(this.settings, part)
    const settings = $state.snapshot(this.settings) as Settings
    applySettings(settings)
    void this.services.saveSettings(settings)
    if (part.theme || part.terminalFontSize || part.screenReader !== undefined)
      this.terminals.restyle(this.terminalLook())
  }
  setLanguage(language: 'ko' | 'en'): void {
    locale.language = language
    this.change({ language })
    this.terminals.restyle(this.terminalLook())
    if (this.school.lesson) void this.school.open(this.school.lesson.id, language)
  }
  systemThemeChanged(): void {
    this.terminals.restyle(this.terminalLook())
  }

  async startOver(): Promise<void> {
    this.dialog = 'none'
    await this.school.disconnect()
    this.saver.stop(false)
    await this.services.snapshots.clear()
    this.terminals.reset()
    this.talk.clear()
    try {
      await this.link.startFresh()
      toasts.show({ tone: 'good', title: t('reset.done') })
    } catch (error) {
      console.error(error)
    }
  }
  /** Back to before the last command that changed something. */
  async goBack(): Promise<void> {
    if (!this.link.running || this.ownership !== 'owner') return
    const step = await this.undo.pop()
    if (!step) return
    this.wentBack = step.line
    await this.school.disconnect()
    this.terminals.disconnect()
    try {
      await this.link.startFrom(step.before)
      toasts.show({ tone: 'good', title: t('undo.done', { line: step.line }) })
    } catch (error) {
      console.error('no way back', error)
    }
  }
  async exportMachine(): Promise<void> {
    try {
      download(await this.services.pack(await this.link.facade.snapshot()), `naru-${stamp(Date.now())}.naru`)
    } catch (error) {
      console.error('no export', error)
      toasts.show({ tone: 'warn', title: t('export.failed') })
    }
  }
  async exportRescued(): Promise<void> {
    try {
      const blob = await this.services.rescued()
      if (blob) download(blob, `naru-rescued-${stamp(Date.now())}.naru`)
    } catch (error) {
      console.error('no export', error)
      toasts.show({ tone: 'warn', title: t('export.failed') })
    }
  }
  async importMachine(file: Blob): Promise<void> {
    try {
      const snapshot = await this.services.unpack(file)
      await this.school.disconnect()
      this.terminals.disconnect()
      await this.link.startFrom(snapshot)
      toasts.show({ tone: 'good', title: t('import.done') })
    } catch (error) {
      console.error('no import', error)
      toasts.show({ tone: 'warn', title: t('import.failed') })
    }
  }
  async retry(): Promise<void> {
    await this.startMachine()
  }

  /** Moves the focus to the next area of the page (F6). */
  cycle(step: 1 | -1): void {
    const at = REGIONS.findIndex((region) => document.getElementById(region)?.contains(document.activeElement))
    const next = REGIONS[(at + step + REGIONS.length) % REGIONS.length] ?? 'lesson'
    this.focusRegion(next)
  }
  focusRegion(region: PhonePane): void {
    this.pane = region
    requestAnimationFrame(() => {
      if (region === 'terminal') this.terminals.active?.focus()
      else document.getElementById(region)?.focus()
    })
  }

  private async startMachine(): Promise<void> {
    this.claimed = this.services.snapshots.claim().catch((error: unknown) => console.error('no claim', error))
    await this.link.start()
  }
  private async refresh(): Promise<void> {
    const [rows, records] = await Promise.all([
      this.services.progress.all().catch(() => []),
      this.services.terminals.load().catch(() => []),
    ])
    this.school.remember(rows)
    this.terminals.restore(records)
  }
  private async machineReady(report: StartReport, again: boolean): Promise<void> {
    this.terminals.connect(again, this.wentBack)
    this.undo.begin(this.wentBack !== null)
    this.wentBack = null
    await this.claimed
    this.saver.start()
    // Something was being typed when the last page ended.
    if (!this.editor && this.services.drafts?.getItem(DRAFTS)) void this.withEditor().catch(() => undefined)
    else void this.editor?.meet(report.cause !== 'choice', report.origin === 'fresh')
    this.hasRescued = (await this.services.rescued().catch(() => null)) !== null
    if (report.broken)
      toasts.show({ tone: 'warn', title: report.origin === 'fresh' ? t('restore.fresh') : t('restore.broken') })
    else if (report.cause === 'crash') toasts.show({ tone: 'info', title: t('crash.done') })
    await this.school.connect()
    // A fresh machine is worth keeping too: its seed decides names to come.
    this.saver.touch('machine')
  }
  private taskDone(task: Task): void {
    void task
    this.saver.touch('machine')
  }
  private saveTrouble(reason: 'quota' | 'not-owner' | 'failed'): void {
    if (reason === 'not-owner') return this.ownershipChanged('lost')
    if (reason === 'quota')
      toasts.show({
        tone: 'warn',
        title: t('quota.title'),
        body: t('quota.body'),
        action: { label: t('quota.export'), run: () => void this.exportMachine() },
      })
    else toasts.show({ tone: 'warn', title: t('save.failed') })
  }
  private terminalLook() {
    return { fontSize: this.settings.terminalFontSize, screenReader: this.settings.screenReader }
  }

  /** Keys of the terminal that are not the shell's. */
  private terminalKey(event: KeyboardEvent, session: TerminalSession): boolean {
    if (event.type !== 'keydown' || event.isComposing) return false
    const { key, ctrlKey, shiftKey, metaKey, altKey } = event
    if (key === 'F6') return true
    // Alt+Z is the page's undo; on a Mac the letter that Option makes says nothing, so the key counts.
    if (altKey && !ctrlKey && !metaKey && event.code === 'KeyZ') return true
    const letter = key.toLowerCase()
    if (ctrlKey && !altKey && !metaKey) {
      if (letter === 'c' && (shiftKey || session.terminal.hasSelection())) {
        // Without a selection Ctrl+Shift+C must not open the browser's tools either.
        event.preventDefault()
        if (session.terminal.hasSelection()) {
          void copyText(session.terminal.getSelection())
          session.terminal.clearSelection()
        }
        return true
      }
      // The browser's own paste event follows.
      if (letter === 'v') return true
      if (letter === 'f' && shiftKey) {
        event.preventDefault()
        this.finding = true
        return true
      }
    }
    if (metaKey && letter === 'f' && shiftKey) {
      event.preventDefault()
      this.finding = true
      return true
    }
    return false
  }
  private openLink(url: string): void {
    const host = /^https?:\/\/([^/:]+|\[::1\])/.exec(url)?.[1]
    const own = host && (['localhost', '127.0.0.1', '[::1]'].includes(host) || host === this.link.view?.host.address)
    if (own) this.visitUrl(url)
    else window.open(url, '_blank', 'noopener,noreferrer')
  }
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** What of the settings the document itself shows. */
export function applySettings(settings: Settings): void {
  const root = document.documentElement
  if (settings.theme === 'system') delete root.dataset.theme
  else root.dataset.theme = settings.theme
  root.lang = settings.language
}
