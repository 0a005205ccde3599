/**
 * What a display knows of a build (buildkit progressui's trace): its steps with their statuses, logs and warnings, kept up to date from the
 * engine's messages, and which of them have changed since they were last shown. Times are in milliseconds since the epoch.
 */
import type { BuildStatus, BuildVertex, BuildVertexStatus, BuildWarning } from '../../../api/types/index.ts'
import { unbase64 } from '../../../base/base64.ts'
import { decode } from '../../../base/bytes.ts'
import { Vt100 } from './vt100.ts'

export interface Interval {
  start: number
  stop: number | null
}
export interface StatusLine {
  readonly id: string
  current: number
  total: number
  timestamp: number
  started: number | null
  completed: number | null
}
export class Step {
  readonly digest: string
  name: string
  cached = false
  error = ''
  /** By the time of its start: a step may run more than once. */
  readonly intervals = new Map<number, Interval>()
  readonly statuses: StatusLine[] = []
  readonly statusById = new Map<string, StatusLine>()
  readonly changedStatuses = new Set<string>()
  readonly warnings: BuildWarning[] = []
  warningsShown = 0
  /** Lines with the time since the start before them. */
  logs: string[] = []
  /** The last of them has no newline yet. */
  logsPartial = false
  /** How much of the first was printed already. */
  logsOffset = 0
  /** The plain display's: the last ten lines. */
  lastLogs: string[] | null = null
  /** Number in the plain display; 0: not shown yet. */
  index = 0
  /** How much came since `blockTime`. */
  count = 0
  blockTime: number | null = null
  /** The tty display's window of the log. */
  readonly term: Vt100 | null
  termBytes = 0
  termCount = 0
  shown: BuildVertex | null = null
  constructor(digest: string, name: string, term: Vt100 | null) {
    this.digest = digest
    this.name = name
    this.term = term
  }
  merged(): Interval[] {
    return mergeIntervals([...this.intervals.values()])
  }
  get started(): boolean {
    return this.intervals.size > 0
  }
  get completed(): boolean {
    return this.last !== null && this.last.stop !== null
  }
  get last(): Interval | null {
    return this.merged().at(-1) ?? null
  }
  get canceled(): boolean {
    return this.error.endsWith('context canceled')
  }
}
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a.start - b.start)
  const out: Interval[] = []
  for (const next of sorted) {
    const current = out.at(-1)
    if (!current || (current.stop !== null && current.stop < next.start)) out.push({ ...next })
    else if (current.stop === null) break
    else if (next.stop === null || next.stop > current.stop) current.stop = next.stop
  }
  return out
}
/** Seconds. */
export const duration = (intervals: readonly Interval[], now: number): number =>
  intervals.reduce((sum, { start, stop }) => sum + ((stop ?? now) - start) / 1000, 0)
const time = (text: string): number => {
  const parsed = Date.parse(text)
  const fraction = /\.\d{3}(\d+)/.exec(text)?.[1]
  return fraction === undefined ? parsed : parsed + Number(`0.${fraction}`)
}

export const TERM_PAD = 10
export class Trace {
  readonly byDigest = new Map<string, Step>()
  /** In the order in which they began. */
  readonly steps: Step[] = []
  /** Digests of those that changed since they were shown. */
  readonly updates = new Set<string>()
  startTime: number | null = null
  private readonly now: () => number
  private readonly console: boolean
  constructor(now: () => number, console: boolean) {
    this.now = now
    this.console = console
  }
  /** `width`: columns of the terminal. */
  update(status: BuildStatus, width: number, termHeight: number): void {
    for (const vertex of status.vertexes ?? []) this.vertex(vertex, width, termHeight)
    for (const each of status.statuses ?? []) this.status(each)
    for (const warning of status.warnings ?? []) {
      const step = this.byDigest.get(warning.vertex)
      if (!step) continue
      step.warnings.push(warning)
      this.count(step)
    }
    for (const log of status.logs ?? []) {
      const step = this.byDigest.get(log.vertex)
      if (step) this.log(step, decode(unbase64(log.data)), time(log.timestamp), width, termHeight)
    }
  }
  private vertex(vertex: BuildVertex, width: number, termHeight: number): void {
    this.startTime ??= vertex.started === undefined ? null : time(vertex.started)
    let step = this.byDigest.get(vertex.digest)
    if (!step) {
      const term = this.console ? new Vt100(termHeight, Math.max(1, width - TERM_PAD)) : null
      step = new Step(vertex.digest, vertex.name, term)
      this.byDigest.set(vertex.digest, step)
    }
    if (vertex.started === undefined) {
      // A repeated announcement does not undo what is known.
      if (!step.started) step.name = vertex.name
      return
    }
    const old = step.shown
    const changed =
      !old ||
      vertex.name !== old.name ||
      vertex.started !== old.started ||
      (vertex.completed !== old.completed && vertex.completed !== undefined) ||
      (vertex.cached ?? false) !== (old.cached ?? false) ||
      (vertex.error ?? '') !== (old.error ?? '')
    step.shown = vertex
    if (changed) {
      this.count(step)
      this.updates.add(step.digest)
    }
    if (!step.started) this.steps.push(step)
    step.name = vertex.name
    step.cached = vertex.cached ?? false
    step.error = vertex.error ?? ''
    const start = time(vertex.started)
    step.intervals.set(start, { start, stop: vertex.completed === undefined ? null : time(vertex.completed) })
  }
  private status(status: BuildVertexStatus): void {
    const step = this.byDigest.get(status.vertex)
    if (!step) return
    const line: StatusLine = step.statusById.get(status.id) ?? {
      id: status.id,
      current: 0,
      total: 0,
      timestamp: 0,
      started: null,
      completed: null,
    }
    step.statusById.set(status.id, line)
    if (status.started !== undefined && line.started === null) step.statuses.push(line)
    line.current = status.current
    line.total = status.total ?? 0
    line.timestamp = time(status.timestamp)
    line.started = status.started === undefined ? null : time(status.started)
    line.completed = status.completed === undefined ? null : time(status.completed)
    step.changedStatuses.add(status.id)
    this.updates.add(step.digest)
    this.count(step)
  }
  private log(step: Step, text: string, at: number, width: number, termHeight: number): void {
    if (step.term) {
      if (step.term.width !== width - TERM_PAD) step.term.resize(termHeight, Math.max(1, width - TERM_PAD))
      step.termBytes += text.length
      step.term.write(text)
    }
    if (text === '') return
    const lines = text.split('\n')
    const complete = lines.at(-1) === ''
    if (complete) lines.pop()
    lines.forEach((line, i) => {
      if (i === 0 && step.logsPartial && step.logs.length > 0) {
        step.logs[step.logs.length - 1] += line
        return
      }
      const seconds = step.last ? (at - step.last.start) / 1000 : 0
      step.logs.push(`${seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1)} ${line}`)
    })
    step.logsPartial = !complete
    this.updates.add(step.digest)
    this.count(step)
  }
  private count(step: Step): void {
    if (step.count === 0) step.blockTime = this.now()
    step.count++
  }
  /** What failed steps said, between dashes. */
  errorLogs(): string {
    let out = ''
    for (const step of this.steps) {
      if (step.error === '' || step.canceled) continue
      const lines = [...step.logs, ...(step.lastLogs ?? [])]
      out += `------\n > ${step.name}:\n${lines.map((line) => `${line}\n`).join('')}------\n`
    }
    return out
  }
}
