/**
 * The learner's way through the lessons: which lesson and step are open, what is done, which hints were shown. The checks themselves
 * are the lesson room's runner; this feeds it the machine and stored progress.
 */
import type { HostView, MachineFacade } from '../../machine/facade.ts'
import type { Lang, Lesson, LessonSummary, Step, Task } from '../../lesson/types.ts'
import type { TaskStates } from '../../lesson/runner.ts'
import type { LessonProgress } from '../../persist/types.ts'
import { loadMarkdown, plainText } from './markdown.ts'

export interface Runner {
  start(wrap: <T extends object>(callback: T) => T): Promise<void>
  stop(): Promise<void>
  check(): Promise<void>
}
export interface RunnerOptions {
  lang: Lang
  done: readonly string[]
  startedAt: number
  onChange(states: TaskStates): void
  onError(error: unknown): void
}
export type RunnerMachine = Pick<
  MachineFacade,
  'engine' | 'readFile' | 'http' | 'now' | 'processes' | 'watch' | 'onEvent' | 'unwatch'
>
/** What the lesson room gives. */
export interface LessonRoom {
  lessons: readonly LessonSummary[]
  loadLesson(id: string, lang: Lang): Promise<Lesson>
  createRunner(lesson: Lesson, machine: RunnerMachine, options: RunnerOptions): Runner
}
export interface SchoolServices {
  view(): HostView | null
  /** null while no machine is ready. */
  machine(): { facade: MachineFacade } | null
  /** Calls back after changes of the machine and after commands; returns the way out. */
  onChange(listener: () => void): () => void
  saveProgress(progress: LessonProgress): void
  onTaskDone(task: Task): void
  onOpen(lesson: Lesson): void
}

export class School {
  lessons: readonly LessonSummary[] = $state.raw([])
  lesson: Lesson | null = $state.raw(null)
  stepIndex = $state(0)
  status: 'empty' | 'loading' | 'open' | 'broken' = $state('loading')
  /** A check threw: said on screen, because the learner would wait in vain otherwise. */
  checkFailed = $state(false)
  states: TaskStates = $state.raw({})
  progress: Record<string, LessonProgress> = $state({})
  /** The learner has run something since this step was opened, so it is fair to say what is missing. */
  tried = $state(false)
  /** Images that are being fetched because the lesson begins with them. */
  preparing: string[] = $state.raw([])
  /** For the live region. */
  announcement = $state('')

  step: Step | null = $derived(this.lesson?.steps[this.stepIndex] ?? null)
  summary = $derived.by(() => this.lessons.find((summary) => summary.id === this.lesson?.id) ?? null)
  here: LessonProgress | null = $derived(this.lesson ? (this.progress[this.lesson.id] ?? null) : null)
  now: string | null = $derived(this.step?.tasks.find((task) => !this.isDone(task.id))?.id ?? null)
  missing: string = $derived(this.tried && this.now ? (this.states[this.now]?.missing ?? '') : '')
  stepDone: boolean = $derived(this.step !== null && this.now === null)
  lessonDone: boolean = $derived(
    this.lesson !== null && this.lesson.steps.every((step) => step.tasks.every((task) => this.isDone(task.id))),
  )
  nextLesson: LessonSummary | null = $derived.by(() => {
    const at = this.lessons.findIndex((summary) => summary.id === this.lesson?.id)
    return at < 0 ? null : (this.lessons[at + 1] ?? null)
  })

  private readonly services: SchoolServices
  private room: LessonRoom | null = null
  private runner: Runner | null = null
  private language: Lang = 'ko'
  private opening = 0
  private connecting = 0
  private preparation: { lesson: Lesson; facade: MachineFacade; done: Promise<void> } | null = null

  constructor(services: SchoolServices) {
    this.services = services
  }

  /** The lessons have arrived. */
  enter(room: LessonRoom): void {
    this.room = room
    this.lessons = room.lessons
    this.status = 'empty'
  }
  remember(rows: readonly LessonProgress[]): void {
    for (const row of rows) this.progress[row.lesson] = row
  }
  isDone(task: string): boolean {
    return this.states[task]?.done ?? this.here?.done.includes(task) ?? false
  }
  isStepDone(step: Step): boolean {
    // A step without tasks is done when one has gone on from it.
    if (!step.tasks.length) return (this.lesson?.steps.indexOf(step) ?? 0) < this.stepIndex || this.lessonDone
    return step.tasks.every((task) => this.isDone(task.id))
  }
  finished(id: string): boolean {
    return (this.progress[id]?.finishedAt ?? null) !== null
  }

  async open(id: string, language: Lang, atStep?: string): Promise<void> {
    const { room } = this
    if (!room) return
    const ticket = ++this.opening
    this.language = language
    if (this.lesson?.id !== id) this.status = 'loading'
    try {
      const [lesson] = await Promise.all([room.loadLesson(id, language), loadMarkdown()])
      if (ticket !== this.opening) return
      const same = this.lesson?.id === id
      const wanted = atStep ?? (same ? this.step?.id : this.progress[id]?.step)
      this.lesson = lesson
      this.stepIndex = Math.max(
        0,
        lesson.steps.findIndex((step) => step.id === wanted),
      )
      if (!same) {
        this.states = {}
        this.tried = false
      }
      this.status = 'open'
      this.checkFailed = false
      this.progress[id] ??= {
        lesson: id,
        step: lesson.steps[0]?.id ?? '',
        done: [],
        hints: {},
        solutions: [],
        seconds: 0,
        startedAt: Date.now(),
        updatedAt: Date.now(),
        finishedAt: null,
      }
      this.save()
      if (!same) this.services.onOpen(lesson)
      await this.connect()
    } catch (error) {
      if (ticket !== this.opening) return
      console.error('the lesson could not be opened', error)
      this.status = 'broken'
    }
  }
  /** Starts checking against the machine that is there now; after each start of the machine, and after opening a lesson. */
  async connect(): Promise<void> {
    const ticket = ++this.connecting
    await this.disconnect()
    const machine = this.services.machine()
    const { room, lesson, here } = this
    if (!room || !machine || !lesson || !here) return
    // What the learner has removed in the middle of a lesson stays removed.
    if (!here.done.length) {
      // Opening a lesson and a machine that becomes ready both come here; they share one fetch.
      if (this.preparation?.lesson !== lesson || this.preparation.facade !== machine.facade)
        this.preparation = { lesson, facade: machine.facade, done: this.prepare(lesson, machine.facade) }
      await this.preparation.done
    }
    if (ticket !== this.connecting) return
    const runner = room.createRunner(lesson, this.observed(machine.facade), {
      lang: this.language,
      done: [...here.done],
      startedAt: here.startedAt,
      onChange: (states) => {
        if (this.runner === runner) this.changed(states)
      },
      onError: (error) => {
        console.error('a check failed', error)
        if (this.runner === runner) this.checkFailed = true
      },
    })
    this.runner = runner
    await runner
      .start((callback) => callback)
      .catch((error: unknown) => {
        console.error('checks could not be started', error)
      })
  }
  private async prepare(lesson: Lesson, facade: MachineFacade): Promise<void> {
    const tags = (this.services.view()?.images ?? []).flatMap((image) => image.tags.map(withTag))
    const missing = lesson.images.filter((image) => !tags.includes(withTag(image)))
    this.preparing = missing
    try {
      for (const image of missing) {
        await facade.run(`docker pull -q ${image}`)
        this.preparing = this.preparing.slice(1)
      }
    } catch (error) {
      console.error('the lesson could not be prepared', error)
    }
    if (this.lesson === lesson) this.preparing = []
  }
  async disconnect(): Promise<void> {
    const runner = this.runner
    this.runner = null
    await runner?.stop().catch(() => undefined)
  }

  go(index: number): void {
    const step = this.lesson?.steps[index]
    if (!step || !this.here) return
    this.stepIndex = index
    this.tried = false
    this.here.step = step.id
    this.save()
  }
  commandRan(): void {
    this.tried = true
  }
  hint(task: string): void {
    if (!this.here) return
    this.here.hints[task] = (this.here.hints[task] ?? 0) + 1
    this.save()
  }
  solution(task: string): void {
    if (!this.here || this.here.solutions.includes(task)) return
    this.here.solutions.push(task)
    this.save()
  }
  /** Called while the page is visible. */
  spent(seconds: number): void {
    if (!this.here || this.here.finishedAt !== null) return
    this.here.seconds += seconds
    this.save()
  }

  /** The machine as the runner needs it: what the page hears of changes anyway does not have to cross from the worker a second time. */
  private observed(facade: MachineFacade): RunnerMachine {
    const ways: (() => void)[] = []
    return {
      engine: (method, path, body) => facade.engine(method, path, body),
      readFile: (path) => facade.readFile(path),
      now: () => facade.now(),
      processes: () => facade.processes(),
      http: (url, init) => facade.http(url, init),
      watch: async (listener) => {
        const { view } = this.services
        return ways.push(
          this.services.onChange(() => {
            const now = view()
            if (now) listener(now)
          }),
        )
      },
      // The same changes; the runner looks at the machine, not at the event.
      onEvent: async () => 0,
      unwatch: async (subscription) => ways[subscription - 1]?.(),
    }
  }
  private changed(states: TaskStates): void {
    const { lesson, here } = this
    if (!lesson || !here) return
    this.states = states
    this.checkFailed = false
    let news = false
    for (const task of lesson.steps.flatMap((step) => step.tasks)) {
      if (!states[task.id]?.done || here.done.includes(task.id)) continue
      here.done.push(task.id)
      news = true
      this.announcement = plainText(task.text)
      this.services.onTaskDone(task)
    }
    if (!news) return
    if (this.lessonDone) here.finishedAt ??= Date.now()
    this.save()
  }
  private save(): void {
    if (!this.here) return
    this.here.updatedAt = Date.now()
    this.services.saveProgress($state.snapshot(this.here) as LessonProgress)
  }
}

/** References as they are compared: with their tag, without Docker Hub's prefix. */
function withTag(reference: string): string {
  const short = reference.replace(/^docker\.io\//, '').replace(/^library\//, '')
  return /:[^/]+$/.test(short) ? short : `${short}:latest`
}
