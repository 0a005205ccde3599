/**
 * Progress on a terminal (progressui's ttyDisplay): one block that is drawn again in its place: a line a step with its time at the right, the
 * lines under it, and the last rows of the log of those that run.
 */
import type { WindowSize } from '../../../base/abi/termios.ts'
import type { Colors } from './colors.ts'
import { mergeIntervals, TERM_PAD, type Interval, type Step, type Trace } from './trace.ts'
import { unitBytes } from './units.ts'

interface Job {
  intervals: Interval[]
  completed: boolean
  name: string
  status: string
  error: boolean
  canceled: boolean
  step: Step | null
  showTerm: boolean
}
const UP = '\x1b[1A'
const DOWN = '\x1b[1B'
const COLUMN_0 = '\x1b[0G'
const HIDE = '\x1b[?25l'
const SHOW = '\x1b[?25h'
const FAINT = '\x1b[2m'
const RESET = '\x1b[0m'
const MIN_TERM_HEIGHT = 6

const bytes = (text: string): number => new TextEncoder().encode(text).length
const cutBytes = (text: string, limit: number): string => {
  let out = text
  while (bytes(out) > limit) out = out.slice(0, -1)
  return out
}
const align = (left: string, right: string, width: number): string => {
  const pad = Math.max(0, width - bytes(right) - 1 - [...left].length)
  return `${left}${' '.repeat(pad)} ${right}`
}
/** Rows of a log's window. */
export const termHeightFor = (height: number, wanted: number): number =>
  Math.max(MIN_TERM_HEIGHT, Math.min(wanted, height - MIN_TERM_HEIGHT - 1))

export class TtyBlock {
  private readonly trace: Trace
  private readonly now: () => number
  private readonly options: { phase: string; description: string; colors: Colors | null; logLines: number }
  private lineCount = 0
  private repeated = false
  constructor(
    trace: Trace,
    now: () => number,
    options: { phase: string; description: string; colors: Colors | null; logLines: number },
  ) {
    this.trace = trace
    this.now = now
    this.options = options
  }
  /** The block as it is drawn over the last one; `all`: for the last time, however long it is. */
  draw({ cols: width, rows: height }: WindowSize, all: boolean): string {
    const { trace } = this
    const now = this.now()
    const total = trace.byDigest.size
    const done = [...trace.byDigest.values()].filter((step) => step.completed).length
    const termHeight = termHeightFor(height, this.options.logLines)
    const jobs = this.fit(
      trace.steps.flatMap((step) => jobsOf(step)),
      height,
      termHeight,
      all,
    )
    let out = UP.repeat(this.lineCount + 1) + (this.repeated ? '' : DOWN) + COLUMN_0 + HIDE
    this.repeated = true
    const finished = done > 0 && done === total && all ? 'FINISHED' : ''
    const seconds = ((now - (trace.startTime ?? now)) / 1000).toFixed(1)
    const { description, phase } = this.options
    let head = `[+] ${phase} ${seconds}s (${done}/${total}) ${finished}`
    head = description === '' ? align(head, '', width) : align(head, description, width - 1)
    out += `${cutBytes(head, width)}\n`
    let lines = 0
    for (const job of jobs) {
      const line = this.line(job, width, now)
      if (line === null) continue
      out += line
      lines++
      if (!job.showTerm || !job.step?.term) continue
      job.step.term.resize(termHeight, width - TERM_PAD)
      for (const row of job.step.term.content) {
        if (row.trim() === '') continue
        out += `${FAINT} => => # ${row}\n${RESET}`
        lines++
      }
      job.step.termCount++
    }
    const left = this.lineCount - lines
    if (left > 0) out += `${' '.repeat(width)}\n`.repeat(left) + `\x1b[${left}A${COLUMN_0}`
    this.lineCount = lines
    return out + SHOW
  }
  private line(job: Job, width: number, now: number): string | null {
    if (job.intervals.length === 0) return null
    let seconds = job.intervals.reduce((sum, { start, stop }) => sum + ((stop ?? now) - start) / 1000, 0)
    if (seconds < 0.05) seconds = 0
    const timer = ` ${seconds.toFixed(1)}s\n`
    let left = width - 4 - timer.length - 1
    const showStatus = job.status !== '' && left + job.status.length > 20
    if (showStatus) left -= job.status.length + 1
    if (left < 12) return null
    let text = ` => ${cutBytes(job.name, left)}`
    if (showStatus) text += ` ${job.status}`
    text = align(text, timer, width)
    const { colors } = this.options
    if (!job.completed || !colors) return text
    const color = job.canceled ? colors.cancel : job.error ? colors.error : colors.run
    return `${color}${text}${RESET}`
  }
  /** Chooses whose logs are shown, and what is left out where the terminal is too low. */
  private fit(jobs: Job[], height: number, termHeight: number, all: boolean): Job[] {
    const running = jobs.filter((job) => !job.completed)
    const weight = ({ step }: Job): number => step!.termBytes + step!.termCount * 50
    const candidates = running.filter(({ step }) => step !== null && step.termBytes > 0)
    candidates.sort((a, b) => weight(b) - weight(a))
    const limit = termHeight + 3
    let free = height - 2 - running.length
    let hide = 0
    for (const job of candidates) {
      if (free <= limit) break
      job.showTerm = true
      hide += job.step!.term?.usedHeight ?? 0
      free -= limit
    }
    return all ? jobs : wrapHeight(jobs, height - 2 - hide)
  }
}
function jobsOf(step: Step): Job[] {
  const job: Job = {
    intervals: step.merged(),
    completed: [...step.intervals.values()].every(({ stop }) => stop !== null),
    name: step.name.replaceAll('\t', ' '),
    status: '',
    error: false,
    canceled: false,
    step,
    showTerm: false,
  }
  if (step.error !== '') {
    job.canceled = step.canceled
    job.error = !step.canceled
    job.name = `${step.canceled ? 'CANCELED' : 'ERROR'} ${job.name}`
  }
  if (step.cached) job.name = `CACHED ${job.name}`
  const plain = { error: false, canceled: false, step: null, showTerm: false, status: '' }
  return [
    job,
    ...step.statuses.map((line): Job => ({
      ...plain,
      intervals: line.started === null ? [] : [{ start: line.started, stop: line.completed }],
      completed: line.completed !== null,
      name: `=> ${line.id}`,
      status:
        line.total !== 0
          ? `${unitBytes(line.current)} / ${unitBytes(line.total)}`
          : line.current !== 0
            ? unitBytes(line.current)
            : '',
    })),
    ...step.warnings.map((warning): Job => ({
      ...plain,
      intervals: mergeIntervals(step.last ? [step.last] : []),
      completed: false,
      name: `WARN: ${warning.short}`,
      canceled: true,
    })),
  ]
}
/** The last `limit`; those that run and would be cut take the places of finished ones. */
function wrapHeight(jobs: Job[], limit: number): Job[] {
  if (limit < 0) return []
  if (jobs.length <= limit) return jobs
  const cut = jobs.length - limit
  const shown = jobs.slice(cut)
  const invisible = jobs.slice(0, cut).filter((job) => !job.completed)
  if (invisible.length === 0) return shown
  let room = invisible.length
  const kept = shown.filter((job) => {
    const keep = !job.completed || room <= 0
    room--
    return keep
  })
  return [...invisible.slice(invisible.length - (shown.length - kept.length)), ...kept]
}
