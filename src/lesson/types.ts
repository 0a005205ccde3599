/**
 * What a lesson is once loaded. The file format (Markdown with front matter) is described in docs/lesson-format.md and parsed by
 * lesson/load; nothing here knows about the DOM.
 */
export type Lang = 'ko' | 'en'
export type Localised = Readonly<Record<Lang, string>>

export interface LessonSummary {
  /** "03-container/01-first-container": its folder under lessons/ */
  id: string
  /** "03-container" */
  track: string
  trackTitle: Localised
  title: Localised
  /** Estimated minutes. */
  minutes: number
  /** One sentence. */
  about: Localised
}

export interface Lesson {
  id: string
  track: string
  trackTitle: string
  title: string
  about: string
  minutes: number
  /** Images that are on the machine when the lesson begins. */
  images: readonly string[]
  steps: readonly Step[]
}
export interface Step {
  /** Stable within the lesson: progress is stored under it. */
  id: string
  title: string
  /** Markdown. A fenced block ```run holds one command a line; each is shown with a run button. ```console shows output. */
  body: string
  tasks: readonly Task[]
}
export interface Task {
  /** Stable within the lesson. */
  id: string
  /** Inline Markdown. */
  text: string
  /** Each stronger than the one before; inline Markdown. */
  hints: readonly string[]
  /** Command lines that do the task, in order. */
  solution: readonly string[]
  check: Check
}

/**
 * A check looks at the machine's state, never at typed text. Several in one task must all hold. `missing` overrides the sentence that the
 * vocabulary makes for what is still missing.
 */
export type Check = { all: readonly Condition[] }
export interface Condition {
  /** A name of the vocabulary in lesson/checks. */
  kind: string
  args: Readonly<Record<string, unknown>>
  missing?: string
}
export interface CheckResult {
  done: boolean
  /** What is still missing, in the lesson's language; '' when done. */
  missing: string
}
