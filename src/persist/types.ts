/**
 * What is kept on the learner's device, as rows. Everything here is plain data; validation and fall-backs are in schemas.ts, the
 * database with its migrations in db.ts.
 */
import type { MachineSnapshot } from '../machine/facade.ts'

export const DATABASE_NAME = 'naru'

export type Language = 'ko' | 'en'
export type Theme = 'system' | 'light' | 'dark'

export interface Settings {
  language: Language
  theme: Theme
  /** Width of the lesson panel and height of the terminal, in CSS pixels; null: the layout's own choice. */
  panes: { lesson: number | null; terminal: number | null }
  /** CSS pixels. */
  terminalFontSize: number
  /** xterm's screen reader mode: costs speed, so it is off unless asked for. */
  screenReader: boolean
  /** The lesson that was open last. */
  lesson: string | null
}

/** How far a learner is in one lesson. */
export interface LessonProgress {
  lesson: string
  /** Id of the step that was open last. */
  step: string
  /** Ids of tasks ever done, "step/task". */
  done: string[]
  /** How many hints were opened, by "step/task". */
  hints: Record<string, number>
  /** Tasks whose solution was opened, "step/task". */
  solutions: string[]
  /** Seconds spent with the lesson open and the page visible. */
  seconds: number
  /** Milliseconds since the epoch. */
  startedAt: number
  updatedAt: number
  /** null until the last task of the last step was done. */
  finishedAt: number | null
}

export interface SnapshotRow {
  seq: number
  /** Milliseconds since the epoch. */
  savedAt: number
  snapshot: MachineSnapshot
}

/** A snapshot that could not be restored, kept so that nothing a learner made is thrown away. */
export interface RescueRow {
  seq?: number
  brokenAt: number
  reason: string
  row: unknown
}

/** One terminal tab as it was on screen. */
export interface TerminalRecord {
  /** Position of the tab, from 0. */
  order: number
  title: string
  active: boolean
  /** Directory of its shell, when it told one. */
  cwd: string | null
  rows: number
  cols: number
  /** Escape sequences that paint the buffer again (@xterm/addon-serialize). */
  screen: string
}

/** The editor as it was left. */
export interface EditorRecord {
  /** Tabs in their order; line and column from 1, `top` the first line in sight. */
  open: { path: string; cursor: { line: number; column: number; top: number } }[]
  active: string | null
  /** Folders of the tree that are open. */
  expanded: string[]
  /** Image names by the path of the Dockerfile. */
  tags: Record<string, string>
  /** Widths in CSS pixels, null: the layout's own choice. */
  layout: { files: number | null; build: number | null; filesShown: boolean; buildShown: boolean }
}

export type SaveResult =
  { ok: true } | { ok: false; reason: 'quota' | 'not-owner' | 'unavailable' | 'failed'; error: unknown }
