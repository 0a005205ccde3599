/**
 * Validation of what is read back: a stored row may come from an older version, from a half-written disk or from an edited file.
 * Settings and progress fall back field by field; a snapshot is either whole or broken.
 */
import * as v from 'valibot'
import type { EditorRecord, LessonProgress, Settings, SnapshotRow, TerminalRecord } from './types.ts'

export const defaultSettings: Settings = {
  language: 'ko',
  theme: 'system',
  panes: { lesson: null, terminal: null },
  terminalFontSize: 14,
  screenReader: false,
  lesson: null,
}

const pane = v.fallback(v.nullable(v.pipe(v.number(), v.minValue(120), v.maxValue(2400))), null)
const settingsSchema = v.object({
  language: v.fallback(v.picklist(['ko', 'en']), 'ko'),
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  panes: v.fallback(v.object({ lesson: pane, terminal: pane }), { lesson: null, terminal: null }),
  terminalFontSize: v.fallback(v.pipe(v.number(), v.integer(), v.minValue(9), v.maxValue(28)), 14),
  screenReader: v.fallback(v.boolean(), false),
  lesson: v.fallback(v.nullable(v.string()), null),
})

/** Never throws: every field that does not fit takes its default. */
export function parseSettings(value: unknown): Settings {
  const result = v.safeParse(settingsSchema, { ...defaultSettings, ...(typeof value === 'object' ? value : null) })
  return result.success ? result.output : { ...defaultSettings }
}

const progressSchema = v.object({
  lesson: v.string(),
  step: v.fallback(v.string(), ''),
  done: v.fallback(v.array(v.string()), []),
  hints: v.fallback(v.record(v.string(), v.number()), {}),
  solutions: v.fallback(v.array(v.string()), []),
  seconds: v.fallback(v.pipe(v.number(), v.minValue(0)), 0),
  startedAt: v.fallback(v.number(), 0),
  updatedAt: v.fallback(v.number(), 0),
  finishedAt: v.fallback(v.nullable(v.number()), null),
})

/** null when it is not a progress row at all. */
export function parseProgress(value: unknown): LessonProgress | null {
  const result = v.safeParse(progressSchema, value)
  return result.success ? result.output : null
}

const snapshotSchema = v.object({
  seq: v.pipe(v.number(), v.integer()),
  savedAt: v.number(),
  snapshot: v.object({
    version: v.pipe(v.number(), v.integer(), v.minValue(1)),
    takenAt: v.number(),
    payload: v.custom<unknown>((payload) => payload !== undefined && payload !== null),
  }),
})

export type ParsedSnapshot = { ok: true; row: SnapshotRow } | { ok: false; reason: string }
export function parseSnapshotRow(value: unknown): ParsedSnapshot {
  const result = v.safeParse(snapshotSchema, value)
  if (result.success) return { ok: true, row: result.output as SnapshotRow }
  return { ok: false, reason: v.flatten(result.issues).root?.[0] ?? v.getDotPath(result.issues[0]) ?? 'unreadable' }
}

const terminalSchema = v.object({
  order: v.pipe(v.number(), v.integer(), v.minValue(0)),
  title: v.fallback(v.string(), ''),
  active: v.fallback(v.boolean(), false),
  cwd: v.fallback(v.nullable(v.string()), null),
  rows: v.fallback(v.number(), 24),
  cols: v.fallback(v.number(), 80),
  screen: v.string(),
})
export function parseTerminal(value: unknown): TerminalRecord | null {
  const result = v.safeParse(terminalSchema, value)
  return result.success ? result.output : null
}

const place = v.pipe(v.number(), v.integer(), v.minValue(1))
const editorSchema = v.object({
  open: v.fallback(
    v.array(v.object({ path: v.string(), cursor: v.object({ line: place, column: place, top: place }) })),
    [],
  ),
  active: v.fallback(v.nullable(v.string()), null),
  expanded: v.fallback(v.array(v.string()), []),
  tags: v.fallback(v.record(v.string(), v.string()), {}),
  layout: v.fallback(v.object({ files: pane, build: pane, filesShown: v.boolean(), buildShown: v.boolean() }), {
    files: null,
    build: null,
    filesShown: true,
    buildShown: true,
  }),
})
export function parseEditor(value: unknown): EditorRecord | null {
  const result = v.safeParse(editorSchema, value)
  return result.success ? result.output : null
}
