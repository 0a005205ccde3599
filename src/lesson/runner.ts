/**
 * Follows a learner through a lesson: after every change of the machine the open tasks are checked, in their order, and a task that was
 * done once stays done. A task is looked at only when those before it are done: "remove the container" also holds before there was one.
 */
import type { MachineFacade } from '../machine/facade.ts'
import type { Lesson, Task } from './types.ts'

export interface TaskState {
  done: boolean
  /** What is still missing, for the first open task; '' for the others. */
  missing: string
}
export type TaskStates = Readonly<Record<string, TaskState>>

export interface RunnerOptions {
  lang: 'ko' | 'en'
  /** Ids of tasks that were done before (stored progress). */
  done: readonly string[]
  /** When the lesson was begun, milliseconds since the epoch. */
  startedAt: number
  onChange(states: TaskStates): void
  /** A check itself failed (a bug, not the learner): shown, never swallowed. */
  onError(error: unknown): void
}
type RunnerMachine = Pick<
  MachineFacade,
  'engine' | 'readFile' | 'http' | 'now' | 'processes' | 'watch' | 'onEvent' | 'unwatch'
>

export class LessonRunner {
  private readonly lesson: Lesson
  private readonly machine: RunnerMachine
  private readonly options: RunnerOptions
  private readonly done: Set<string>
  private subscriptions: number[] = []
  private state: TaskStates = {}
  private running = false
  private again = false
  private stopped = false

  constructor(lesson: Lesson, machine: RunnerMachine, options: RunnerOptions) {
    this.lesson = lesson
    this.machine = machine
    this.options = options
    this.done = new Set(options.done)
  }

  /** Callbacks passed to the machine must be able to cross to a worker: `wrap` is comlink's proxy there. */
  async start(wrap: <T extends object>(callback: T) => T = (callback) => callback): Promise<void> {
    const changed = (): void => void this.check()
    this.subscriptions = [await this.machine.watch(wrap(changed)), await this.machine.onEvent(wrap(changed))]
    await this.check()
  }
  async stop(): Promise<void> {
    this.stopped = true
    const ids = this.subscriptions
    this.subscriptions = []
    for (const id of ids) await this.machine.unwatch(id)
  }

  /** Looks at the machine now. Calls that come while one is under way are answered by one more look after it. */
  async check(): Promise<void> {
    this.again = true
    if (this.running) return
    this.running = true
    try {
      while (this.again && !this.stopped) {
        this.again = false
        await this.look()
      }
    } catch (error) {
      this.options.onError(error)
    } finally {
      this.running = false
    }
  }

  private async look(): Promise<void> {
    // The vocabulary of checks is not needed before the machine is there.
    const { evaluate } = await import('./checks/index.ts')
    const next: Record<string, TaskState> = {}
    let open: Task | null = null
    for (const task of this.lesson.steps.flatMap((step) => step.tasks)) {
      if (this.done.has(task.id)) {
        next[task.id] = { done: true, missing: '' }
        continue
      }
      if (open) {
        next[task.id] = { done: false, missing: '' }
        continue
      }
      const result = await evaluate(task.check.all, {
        machine: this.machine,
        lang: this.options.lang,
        since: this.options.startedAt,
      })
      next[task.id] = result
      if (result.done) this.done.add(task.id)
      else open = task
    }
    if (this.stopped || JSON.stringify(next) === JSON.stringify(this.state)) return
    this.state = next
    this.options.onChange(next)
  }
}
