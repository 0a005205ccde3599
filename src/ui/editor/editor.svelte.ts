/**
 * The editor behind its view: the learner's files as a tree, the open ones as documents, the build button. Comes to life when its tab is
 * first opened, or at the start of a page that finds something unsaved.
 */
import type { FileEdit, HostView, MachineEvent, MachineFacade } from '../../machine/facade.ts'
import type { EditorRecord } from '../../persist/types.ts'
import { toasts } from '../shared/toasts.svelte.ts'
import { BuildTool, buildCommand } from './build.svelte.ts'
import type { CheckServices } from './dockerfile/checker.ts'
import type { World } from './dockerfile/complete.ts'
import type { Cursor, OpenDocument } from './files/document.svelte.ts'
import { Documents } from './files/documents.svelte.ts'
import { Drafts, type DraftStorage } from './files/drafts.ts'
import { folderOf, nameOf, shellWord, tilde } from './files/paths.ts'
import { errorText } from './files/errors.ts'
import { download, editsFor, troubleOf, UPLOAD_BYTES, UPLOAD_FILES, type Parcel } from './files/transfer.ts'
import { HomeTree } from './files/tree.svelte.ts'
import { bytes } from '../shared/format.ts'
import { t } from './messages.ts'

export interface EditorServices {
  /** null while no machine is ready. */
  machine(): MachineFacade | null
  storage: DraftStorage
  load(): Promise<EditorRecord | null>
  save(record: EditorRecord): void
  /** Images that are on the machine. */
  images(): HostView['images']
  /** The machine has something new to be kept; undo is to come back to it. */
  changed(): void
  /** Runs a line in a terminal that waits at its prompt; the line may depend on that shell's directory. */
  runInTerminal(line: (cwd: string | null) => string): void
}
export interface EditorLayout {
  /** CSS pixels; null: the layout's own choice. */
  files: number | null
  build: number | null
  filesShown: boolean
  buildShown: boolean
}

/** Milliseconds after which what is open and where is remembered. */
const REMEMBER_MS = 400

export class Editor {
  readonly tree: HomeTree
  readonly documents: Documents
  readonly build = new BuildTool()
  layout: EditorLayout = $state({ files: null, build: null, filesShown: true, buildShown: false })
  /** The state of the last visit is there, or there was none. */
  ready = $state(false)
  /** Asks the learner before something is lost. */
  question: Question | null = $state.raw(null)

  /** The learner opened a file: the cursor belongs into its text. */
  wantsFocus = $state(false)
  /** Grows when files or images changed that a Dockerfile may speak of. */
  surroundings = $state(0)

  private names: Promise<readonly string[]> | null = null
  private readonly services: EditorServices
  private readonly drafts: Drafts
  private timer: ReturnType<typeof setTimeout> | undefined
  /** Paths whose last text is in the machine but perhaps not yet on disk with it, by the save that will have it. */
  private unkept: Record<string, number> = {}
  private saves = { begun: 0, done: 0 }

  constructor(services: EditorServices) {
    this.services = services
    this.drafts = new Drafts(services.storage)
    const files = {
      read: (path: string) => this.facade().readFile(path),
      edit: (edits: FileEdit[]) => this.facade().editFiles(edits),
    }
    this.tree = new HomeTree((path) => this.facade().listFiles(path))
    this.documents = new Documents(files, this.drafts, (document) => {
      this.unkept[document.path] = this.saves.begun
      services.changed()
    })
  }
  private facade(): MachineFacade {
    const facade = this.services.machine()
    if (!facade) throw new Error('the machine is off')
    return facade
  }

  /** Once, when a machine is there: what was open comes back. */
  private starting: Promise<void> | null = null
  start(): Promise<void> {
    if (!this.services.machine()) return Promise.resolve()
    return (this.starting ??= this.restore().catch((error: unknown) => {
      this.starting = null
      console.error('the editor could not start', error)
    }))
  }
  private async restore(): Promise<void> {
    const record = await this.services.load().catch(() => null)
    await this.tree.read()
    if (record) {
      Object.assign(this.layout, record.layout)
      Object.assign(this.build.tags, record.tags)
      for (const folder of record.expanded) await this.tree.expand(folder)
    }
    await this.documents.restore(record?.open ?? [], record?.active ?? null)
    if (this.documents.active) this.fronted(this.documents.active)
    this.ready = true
  }
  /** The machine was started anew. `ours`: it died; else the learner went back, imported one or began again (`fresh`). */
  async meet(ours: boolean, fresh: boolean): Promise<void> {
    if (!this.ready) return this.start()
    if (fresh && !ours) this.documents.clear()
    await Promise.all([this.tree.reload(), this.documents.meet(ours)])
  }
  heard(event: MachineEvent): void {
    if (event.kind === 'engine' && event.type === 'image') {
      this.names = null
      this.surroundings++
    }
    if (event.kind !== 'files' || !this.ready) return
    this.surroundings++
    void this.tree.changed(event.paths)
    this.documents.changed(event.paths)
  }
  /** What a Dockerfile at `path` can speak of; its folder is taken to be the build folder. */
  world(path: string): World {
    return {
      images: () =>
        (this.names ??= this.facade()
          .imageNames()
          .catch(() => {
            this.names = null
            return []
          })),
      local: () =>
        this.services
          .images()
          .flatMap(({ tags, size, layers }) => tags.map((name) => ({ name, size, layers: layers.length }))),
      list: (folder) =>
        this.facade()
          .listFiles(folder ? `${folderOf(path)}/${folder}` : folderOf(path))
          .catch(() => []),
    }
  }
  checks(path: string): CheckServices {
    return {
      world: this.world(path),
      check: async (text) => this.services.machine()?.checkDockerfile(text) ?? null,
    }
  }
  /** A save of the machine began or is on disk: counted by the saver. */
  kept(saves: { begun: number; done: number }): void {
    this.saves = { ...saves }
    for (const [path, begun] of Object.entries(this.unkept)) {
      if (saves.done <= begun) continue
      delete this.unkept[path]
      if (!this.documents.open.find((document) => document.path === path)?.dirty) this.drafts.drop(path)
    }
  }

  /** The learner answered; false also for closing the question. */
  answer(yes: boolean): void {
    const { question } = this
    this.question = null
    if (yes) question?.yes()
  }
  /** Opens a file and, unless it is only to be looked at, tells where. */
  async show(path: string, cursor?: Partial<Cursor>): Promise<void> {
    await this.start()
    const document = await this.documents.show(path, cursor).catch(() => null)
    if (!document) {
      toasts.show({ tone: 'warn', title: t('editor.missing', { path }) })
      return
    }
    this.fronted(document)
    this.wantsFocus = true
    await this.tree.reveal(path)
  }
  /** `document` came to the front. */
  fronted(document: OpenDocument): void {
    this.documents.activePath = document.path
    this.build.worked(document.path, (path) => this.tree.has(path))
    this.remember()
  }
  async close(document: OpenDocument): Promise<void> {
    if (await this.documents.close(document)) return this.remember()
    this.question = {
      title: t('editor.close.title', { name: nameOf(document.path) }),
      body: t('editor.close.body'),
      ok: t('editor.close.ok'),
      danger: true,
      yes: () => void this.documents.close(document, true).then(() => this.remember()),
    }
  }

  /** Returns what went wrong, as a sentence; null: nothing. */
  private async edit(edits: FileEdit[]): Promise<string | null> {
    try {
      const result = await this.facade().editFiles(edits)
      if (result.error !== null) return errorText(result.error)
      this.services.changed()
      return null
    } catch {
      return t('editor.error.off')
    }
  }
  async create(folder: string, name: string, kind: 'file' | 'folder'): Promise<string | null> {
    const path = `${folder}/${name}`
    const trouble = await this.edit([
      kind === 'folder' ? { kind: 'mkdir', path } : { kind: 'write', path, data: '', create: true },
    ])
    if (trouble) return trouble
    await this.tree.read(folder)
    if (kind === 'file') await this.show(path)
    else await this.tree.reveal(path)
    return null
  }
  async rename(path: string, name: string): Promise<string | null> {
    const to = `${folderOf(path)}/${name}`
    if (to === path) return null
    return this.move(path, to)
  }
  async move(path: string, to: string): Promise<string | null> {
    await this.documents.save()
    const trouble = await this.edit([{ kind: 'rename', from: path, to }])
    if (trouble) return trouble
    this.documents.moved(path, to)
    this.tree.moved(path, to)
    await Promise.all([this.tree.read(folderOf(path)), this.tree.read(folderOf(to))])
    await this.tree.reveal(to)
    this.remember()
    return null
  }
  askRemove(path: string, folder: boolean): void {
    this.question = {
      title: t('editor.delete.title', { name: nameOf(path) }),
      body: t(folder ? 'editor.delete.folder' : 'editor.delete.file'),
      ok: t('editor.delete.ok'),
      danger: true,
      yes: () => void this.remove(path),
    }
  }
  private async remove(path: string): Promise<void> {
    const trouble = await this.edit([{ kind: 'remove', path }])
    if (trouble) return void toasts.show({ tone: 'warn', title: trouble })
    await this.documents.removed(path)
    this.build.forget(path)
    await this.tree.changed([path])
    this.remember()
  }

  /** All of it or nothing. Asks first where something would be replaced. */
  async upload(parcel: Parcel, folder: string): Promise<void> {
    const trouble = troubleOf(parcel)
    if (trouble) {
      const limit = trouble.kind === 'bytes' ? bytes(UPLOAD_BYTES) : UPLOAD_FILES
      const title =
        trouble.kind === 'name'
          ? t('editor.upload.name', { name: trouble.name })
          : trouble.kind === 'bytes'
            ? t('editor.upload.bytes', { limit })
            : t('editor.upload.count', { limit })
      return void toasts.show({ tone: 'warn', title })
    }
    if (!parcel.files.length && !parcel.folders.length) return
    const lists: Record<string, Promise<Awaited<ReturnType<MachineFacade['listFiles']>>>> = {}
    const exists = async (path: string): Promise<'file' | 'dir' | null> => {
      const found = (await (lists[folderOf(path)] ??= this.facade().listFiles(folderOf(path)))).find(
        ({ name }) => name === nameOf(path),
      )
      return found ? (found.type === 'dir' ? 'dir' : 'file') : null
    }
    const taken: string[] = []
    for (const { path } of parcel.files) if ((await exists(`${folder}/${path}`)) === 'file') taken.push(path)
    const send = async (): Promise<void> => {
      let edits: FileEdit[]
      try {
        edits = await editsFor(parcel, folder, exists)
      } catch {
        return void toasts.show({ tone: 'warn', title: t('editor.upload.unreadable') })
      }
      const refused = await this.edit(edits)
      if (refused) return void toasts.show({ tone: 'warn', title: refused })
      await this.tree.read(folder)
      toasts.show({ tone: 'good', title: t('editor.uploaded', { n: parcel.files.length || parcel.folders.length }) })
      const [only] = parcel.files
      if (only && parcel.files.length === 1) await this.show(`${folder}/${only.path}`)
    }
    if (!taken.length) return send()
    const [name = ''] = taken
    this.question = {
      title: t('editor.replace.title'),
      body: t('editor.replace.body', {
        names: taken.length > 1 ? t('editor.replace.more', { name, n: taken.length - 1 }) : name,
      }),
      ok: t('editor.replace.ok'),
      danger: true,
      yes: () => void send(),
    }
  }
  async download(path: string, folder: boolean): Promise<void> {
    await this.documents.save()
    const facade = this.facade()
    if (folder) {
      const { packFolder } = await import('./files/pack.ts')
      return download(new Blob([await packFolder(facade, path)], { type: 'application/zip' }), `${nameOf(path)}.zip`)
    }
    const data = await facade.readFile(path)
    if (data) download(new Blob([data as Uint8Array<ArrayBuffer>]), nameOf(path))
  }

  /** Saves everything, then types the command into a terminal. */
  async runBuild(dockerfile: string): Promise<void> {
    await this.documents.save()
    const tag = this.build.tag(dockerfile)
    this.layout.buildShown = true
    this.services.runInTerminal((cwd) => buildCommand(dockerfile, tag, cwd))
    this.remember()
  }
  openInTerminal(folder: string): void {
    this.services.runInTerminal(() => `cd ${shellWord(tilde(folder))}`)
  }
  async makeDockerfile(): Promise<void> {
    const { folder } = this.tree
    if (this.tree.has(`${folder}/Dockerfile`)) return this.show(`${folder}/Dockerfile`)
    const trouble = await this.create(folder, 'Dockerfile', 'file')
    if (trouble) toasts.show({ tone: 'warn', title: trouble })
  }

  /** What is open and where; written a moment later. */
  remember(): void {
    if (!this.ready) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.services.save(this.record()), REMEMBER_MS)
  }
  /** At once: the page is being left. */
  leave(): void {
    void this.documents.save()
    if (!this.ready) return
    clearTimeout(this.timer)
    this.services.save(this.record())
  }
  private record(): EditorRecord {
    return {
      open: this.documents.records(),
      active: this.documents.activePath,
      expanded: [...this.tree.expanded],
      tags: $state.snapshot(this.build.tags) as Record<string, string>,
      layout: $state.snapshot(this.layout) as EditorLayout,
    }
  }
}
export interface Question {
  title: string
  body: string
  ok: string
  danger: boolean
  yes: () => void
}
