/**
 * Health checks (moby daemon/health.go): a probe in the container at each interval; the status changes after `Retries` failures, and failures
 * of the start period do not count. The last five results are kept, 4096 bytes of output each.
 */
import { decode } from '../../base/bytes.ts'
import type { HealthConfig } from '../../api/types/index.ts'
import { exitCode } from '../../kernel/proc/types.ts'
import type { Container } from '../container/container.ts'
import type { ContainerContext } from '../container/context.ts'
import { logEvent } from '../container/context.ts'
import { daemonEnv, envRecord } from '../container/environment.ts'
import { execSentence, OciError } from '../container/oci-error.ts'
import { startProcess } from '../container/runtime.ts'
import { resolveUser } from '../container/user.ts'
import { rfc3339Nano, toMillis, type Nanos } from '../time.ts'

const MS = 1_000_000
const DEFAULT = { interval: 30_000, timeout: 30_000, startPeriod: 0, startInterval: 5_000, retries: 3 }
const OUTPUT_MAX = 4096
const LOG_MAX = 5
const DEFAULT_SHELL = ['/bin/sh', '-c']

export interface HealthMonitor {
  stop(): void
}
interface ProbeResult {
  start: Nanos
  end: Nanos
  exitCode: number
  output: string
}
/** The probe's argv, or null when there is none. */
function probeCommand(config: HealthConfig | undefined, shell: readonly string[] | undefined): string[] | null {
  const [kind, ...rest] = config?.Test ?? []
  if (kind === 'CMD') return rest
  if (kind === 'CMD-SHELL') return [...(shell?.length ? shell : DEFAULT_SHELL), ...rest]
  return null
}
export function startHealth(ctx: ContainerContext, container: Container): void {
  const health = container.config.Healthcheck
  const command = probeCommand(health, container.config.Shell)
  if (!command || !health) {
    container.health = null
    return
  }
  container.health = { status: 'starting', failingStreak: 0, log: [] }
  container.monitor?.stop()
  container.monitor = new Monitor(ctx, container, health, command)
}
export function stopHealth(container: Container): void {
  container.monitor?.stop()
  container.monitor = null
  if (container.health) container.health.status = 'unhealthy'
}

class Monitor implements HealthMonitor {
  private stopped = false
  private timer: { cancel(): void } | null = null
  private readonly ctx: ContainerContext
  private readonly container: Container
  private readonly config: HealthConfig
  private readonly command: readonly string[]
  constructor(ctx: ContainerContext, container: Container, config: HealthConfig, command: readonly string[]) {
    this.ctx = ctx
    this.container = container
    this.config = config
    this.command = command
    this.schedule()
  }
  stop(): void {
    this.stopped = true
    this.timer?.cancel()
  }
  private value(key: 'Interval' | 'Timeout' | 'StartPeriod' | 'StartInterval', fallback: number): number {
    const nanos = this.config[key] ?? 0
    return nanos > 0 ? nanos / MS : fallback
  }
  private inStartPeriod(): boolean {
    const period = this.value('StartPeriod', DEFAULT.startPeriod)
    return period > 0 && this.ctx.clock.now() - toMillis(this.container.state.startedAt) < period
  }
  private schedule(): void {
    const starting = this.container.health?.status === 'starting' && this.inStartPeriod()
    const interval = starting
      ? this.value('StartInterval', DEFAULT.startInterval)
      : this.value('Interval', DEFAULT.interval)
    this.timer = this.ctx.clock.timer(interval, () => void this.probe())
  }
  private async probe(): Promise<void> {
    if (this.stopped) return
    if (!this.container.state.paused) {
      const result = await this.run()
      if (this.stopped) return
      this.record(result)
    }
    this.schedule()
  }
  private async run(): Promise<ProbeResult> {
    const { ctx, container } = this
    const start = ctx.stamps.now()
    const parts: Uint8Array[] = []
    const ended = (code: number, output: string): ProbeResult => ({
      start,
      end: ctx.stamps.now(),
      exitCode: code,
      output,
    })
    logEvent(ctx, container, `exec_create: ${this.command.join(' ')}`)
    const task = container.task
    if (!task) return ended(-1, '')
    const user = resolveUser(container.rootfs, container.config.User ?? '')
    const env = daemonEnv({
      hostname: container.config.Hostname ?? '',
      tty: false,
      config: container.config.Env ?? [],
      links: [],
    })
    logEvent(ctx, container, `exec_start: ${this.command.join(' ')}`)
    try {
      const running = await startProcess(
        ctx.kernel,
        task,
        {
          argv: this.command,
          env: envRecord(env, user.home),
          cwd: container.config.WorkingDir || '/',
          credentials: user.credentials,
          tty: false,
          size: { rows: 24, cols: 80 },
          openStdin: false,
          privileged: false,
          rlimits: {},
          oomScoreAdj: 0,
        },
        (chunk) => void parts.push(chunk.data),
      )
      const timeout = this.value('Timeout', DEFAULT.timeout)
      const outcome = await this.within(running.exited.then(exitCode), timeout)
      const output = parts.map(decode).join('').slice(0, OUTPUT_MAX)
      if (outcome === null) {
        try {
          running.process.kill(9)
        } catch {
          // It ended at the last moment.
        }
        const seconds = timeout % 1000 === 0 ? `${timeout / 1000}s` : `${timeout}ms`
        return ended(-1, `Health check exceeded timeout (${seconds})${output ? `: ${output}` : ''}`)
      }
      logEvent(ctx, container, 'exec_die', { exitCode: String(outcome) })
      return ended(outcome, output)
    } catch (error) {
      if (error instanceof OciError) return ended(-1, execSentence(error))
      throw error
    }
  }
  private async within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
    let expire: (value: null) => void = () => {}
    const expired = new Promise<null>((resolve) => (expire = resolve))
    const timer = this.ctx.clock.timer(ms, () => expire(null))
    const result = await Promise.race([promise, expired])
    timer.cancel()
    return result
  }
  private record(result: ProbeResult): void {
    const health = this.container.health
    if (!health) return
    health.log.push({
      Start: rfc3339Nano(result.start),
      End: rfc3339Nano(result.end),
      ExitCode: result.exitCode,
      Output: result.output,
    })
    if (health.log.length > LOG_MAX) health.log.shift()
    const before = health.status
    if (result.exitCode === 0) {
      health.failingStreak = 0
      health.status = 'healthy'
    } else if (!(health.status === 'starting' && this.inStartPeriod())) {
      health.failingStreak++
      if (health.failingStreak >= (this.config.Retries || DEFAULT.retries)) health.status = 'unhealthy'
    }
    if (health.status !== before) logEvent(this.ctx, this.container, `health_status: ${health.status}`)
    else this.ctx.changed()
  }
}
