/**
 * Plain progress (progressui's textMux): each step with a number, one at a time; a step is left for another ("...") only when it has been
 * shown for long and others have more to say.
 */
import { unitBytes } from './units.ts'
import { duration, type Step, type Trace } from './trace.ts'

const ANTI_FLICKER = 5
const MAX_DELAY = 10
const MIN_TIME_DELTA_MS = 5000
const MIN_PROGRESS_DELTA = 0.05
const KEPT_LOGS = 10

export class PlainMux {
  private readonly trace: Trace
  private readonly now: () => number
  private readonly description: string
  /** PROGRESS_NO_TRUNC=0 */
  private readonly truncate: boolean
  private current: Step | null = null
  private readonly lastStatus = new Map<string, { current: number; timestamp: number }>()
  private notFirst = false
  private nextIndex = 0
  private out = ''
  constructor(trace: Trace, now: () => number, options: { description: string; truncate: boolean }) {
    this.trace = trace
    this.now = now
    this.description = options.description
    this.truncate = options.truncate
  }
  /** What is to be printed now. */
  print(): string {
    this.choose()
    const out = this.out
    this.out = ''
    return out
  }
  private choose(): void {
    const changed = [...this.trace.updates].flatMap((digest) => this.trace.byDigest.get(digest) ?? [])
    const completed = changed.filter((step) => step.completed)
    const rest = new Set(changed.filter((step) => !step.completed))
    const { current } = this
    const currentCompleted = current !== null && completed.includes(current)
    if (currentCompleted) this.step(current)
    completed.sort((a, b) => a.last!.stop! - b.last!.stop!)
    for (const step of completed) if (step !== current) this.step(step)
    if (rest.size === 0) {
      if (current && current.started && !current.completed) return
      // Any that is under way becomes the one that is shown.
      for (const step of this.trace.byDigest.values())
        if (step.started && !step.completed) {
          this.step(step)
          return
        }
      return
    }
    if (current && rest.has(current)) this.step(current)
    if (current) rest.add(current)
    this.share(rest, current, currentCompleted)
  }
  private share(rest: ReadonlySet<Step>, current: Step | null, currentCompleted: boolean): void {
    const now = this.now()
    let sum = 0
    let max: Step | null = null
    const speeds = new Map<Step, { seconds: number; speed: number; overLimit: boolean }>()
    for (const step of rest) {
      if (step.blockTime === null) continue
      const seconds = (now - step.blockTime) / 1000
      const speed = step.count / seconds
      const overLimit = seconds > MAX_DELAY && step !== current
      speeds.set(step, { seconds, speed, overLimit })
      sum += speed
      if (overLimit || max === null || speeds.get(max)!.speed < speed) max = step
    }
    if (max === null) return
    if (currentCompleted || current === null) {
      this.step(max)
      return
    }
    for (const [step, { overLimit }] of speeds)
      if (overLimit) {
        this.step(step)
        return
      }
    const own = speeds.get(current)
    // As often as its share of what is going on earns it.
    if (own && (1 / (1 - own.speed / sum)) * ANTI_FLICKER < own.seconds) this.step(max)
  }
  private line(step: Step, text: string): void {
    this.out += `#${step.index} ${text}\n`
  }
  private step(step: Step): void {
    if (step.index === 0) step.index = ++this.nextIndex
    if (step !== this.current) this.turnTo(step)
    const openStatus = this.statuses(step)
    for (const warning of step.warnings.slice(step.warningsShown)) this.line(step, `WARN: ${warning.short}`)
    step.warningsShown = step.warnings.length
    this.logs(step)
    this.current = step
    if (step.completed && !openStatus) this.complete(step)
    this.trace.updates.delete(step.digest)
  }
  private turnTo(step: Step): void {
    const old = this.current
    if (old) {
      if (old.logsPartial) this.out += '\n'
      old.logsOffset = 0
      old.count = 0
      this.line(old, '...')
    }
    if (this.notFirst) this.out += '\n'
    else {
      if (this.description !== '') this.out += `#0 ${this.description}\n\n`
      this.notFirst = true
    }
    this.line(step, this.truncate && step.name.length > 72 ? `${step.name.slice(0, 72)}...` : step.name)
  }
  /** Whether one of them is under way. */
  private statuses(step: Step): boolean {
    let open = false
    for (const status of step.statuses) {
      if (!step.changedStatuses.has(status.id)) continue
      const last = this.lastStatus.get(status.id)
      if (last && status.completed === null) {
        const progress = status.total > 0 ? (status.current - last.current) / status.total : 0
        if (progress < MIN_PROGRESS_DELTA && status.timestamp - last.timestamp < MIN_TIME_DELTA_MS) continue
      }
      this.lastStatus.set(status.id, { current: status.current, timestamp: status.timestamp })
      let text = status.id
      if (status.total !== 0) text += ` ${unitBytes(status.current)} / ${unitBytes(status.total)}`
      else if (status.current !== 0) text += ` ${unitBytes(status.current)}`
      if (status.started !== null) {
        const seconds = ((status.completed ?? status.timestamp) - status.started) / 1000
        if (seconds > 0.01) text += ` ${seconds.toFixed(1)}s`
      }
      if (status.completed !== null) text += ' done'
      else open = true
      this.line(step, text)
    }
    step.changedStatuses.clear()
    return open
  }
  private logs(step: Step): void {
    step.logs.forEach((full, i) => {
      const line = i === 0 && step.logsOffset !== 0 ? full.slice(step.logsOffset) : full
      this.out += i === 0 && step.logsOffset !== 0 ? line : `#${step.index} ${line}`
      const partial = i === step.logs.length - 1 && step.logsPartial
      if (!partial) this.out += '\n'
      step.lastLogs ??= []
      if (!step.logsPartial) step.lastLogs = [...step.lastLogs, line].slice(-KEPT_LOGS)
    })
    if (step.logs.length === 0) return
    if (step.logsPartial) {
      step.logs = step.logs.slice(-1)
      step.logsOffset = step.logs[0]!.length
    } else {
      step.logs = []
      step.logsOffset = 0
    }
  }
  private complete(step: Step): void {
    this.current = null
    step.count = 0
    if (step.logsPartial) this.out += '\n'
    if (step.error !== '') this.line(step, step.canceled ? 'CANCELED' : `ERROR: ${step.error}`)
    else if (step.cached) this.line(step, 'CACHED')
    else this.line(step, `DONE ${duration(step.merged(), this.now()).toFixed(1)}s`)
  }
}
