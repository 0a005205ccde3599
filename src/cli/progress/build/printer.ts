/**
 * Shows a build while it goes on (buildx' progress.Printer over BuildKit's progressui): on a terminal a block that is drawn again, elsewhere
 * numbered lines, or JSON, or nothing. At most every 100 ms, and 150 ms after the last message.
 */
import type { BuildStatus, BuildWarning } from '../../../api/types/index.ts'
import { toJson } from '../../../base/go/json.ts'
import type { Cli } from '../../framework/cli.ts'
import { CommandError } from '../../framework/errors.ts'
import type { Output } from '../../framework/streams.ts'
import { buildColors } from './colors.ts'
import { PlainMux } from './plain.ts'
import { statusJson } from './raw-json.ts'
import { Trace } from './trace.ts'
import { termHeightFor, TtyBlock } from './tty.ts'

export type DisplayMode = 'auto' | 'tty' | 'plain' | 'rawjson' | 'quiet'
export interface DisplayOptions {
  /** Line #0 of the plain display. */
  text: string
  /** At the right of the terminal's head line. */
  console: string
  phase?: string
}
const DISPLAY_MS = 100
const TICK_MS = 150
const LOG_LINES = 6

interface Display {
  /** What to write for a message. */
  update(status: BuildStatus): string
  refresh(): string
  done(): string
  /** Draws again though nothing came. */
  readonly redraws: boolean
}

export class Printer {
  readonly warnings: BuildWarning[] = []
  private readonly cli: Cli
  private readonly out: Output
  private readonly display: Display
  private lastShown = -Infinity
  private lastMessage = 0
  private pending = false
  private ended = false
  private ticking = false
  private queue: Promise<void> = Promise.resolve()
  private readonly logs: string[] = []

  /** Throws CommandError: no such mode, or no terminal for mode tty. */
  constructor(cli: Cli, mode: string, options: DisplayOptions) {
    this.cli = cli
    this.out = cli.err
    this.display = displayFor(cli, cli.err, mode, options)
  }
  write(status: BuildStatus): void {
    this.warnings.push(...(status.warnings ?? []))
    const { sys } = this.cli
    this.lastMessage = sys.now()
    const text = this.display.update(status)
    if (text !== '') this.put(text)
    if (sys.now() - this.lastShown >= DISPLAY_MS) {
      this.lastShown = sys.now()
      this.refresh()
    } else this.pending = true
    if (!this.ticking && (this.display.redraws || this.pending)) {
      this.ticking = true
      void this.tick().catch(() => {})
    }
  }
  /** A line for after the display, which nothing may tear apart. */
  log(line: string): void {
    this.logs.push(line)
  }
  private refresh(): void {
    this.pending = false
    this.put(this.display.refresh())
  }
  private put(text: string): void {
    if (text === '') return
    this.queue = this.queue.then(() => this.out.write(text))
    this.queue.catch(() => {})
  }
  /** While something is to be shown. Ends with the program: what is thrown then unwinds nothing but this. */
  private async tick(): Promise<void> {
    const { sys } = this.cli
    for (;;) {
      const wait = this.lastMessage + TICK_MS - sys.now()
      await sys.sleep(wait > 0 ? wait : TICK_MS)
      if (this.ended) break
      if (sys.now() - this.lastMessage < TICK_MS) continue
      this.refresh()
      if (!this.display.redraws) break
    }
    this.ticking = false
  }
  /** Shows what is left; resolves when all is written. */
  async done(): Promise<void> {
    if (this.ended) return
    this.ended = true
    this.put(this.display.done())
    this.put(this.logs.map((line) => `${line}\n`).join(''))
    await this.queue
  }
}

function displayFor(cli: Cli, out: Output, mode: string, options: DisplayOptions): Display {
  switch (mode) {
    case '':
    case 'auto':
    case 'tty':
      if (out.isTerminal) return ttyDisplay(cli, out, options)
      if (mode === 'tty') throw new CommandError('failed to get console: provided file is not a console')
      return plainDisplay(cli, options)
    case 'plain':
      return plainDisplay(cli, options)
    case 'rawjson':
      return {
        update: (status) => `${toJson(statusJson(status))}\n`,
        refresh: () => '',
        done: () => '',
        redraws: false,
      }
    case 'quiet':
      return { update: () => '', refresh: () => '', done: () => '', redraws: false }
    default:
      throw new CommandError(`invalid progress mode ${mode}`)
  }
}
function plainDisplay(cli: Cli, options: DisplayOptions): Display {
  const now = (): number => cli.sys.now()
  const trace = new Trace(now, false)
  const mux = new PlainMux(trace, now, {
    description: options.text,
    truncate: cli.sys.env.PROGRESS_NO_TRUNC === '0',
  })
  return {
    update: (status) => {
      trace.update(status, 80, LOG_LINES)
      return ''
    },
    refresh: () => mux.print(),
    done: () => mux.print() + trace.errorLogs(),
    redraws: false,
  }
}
function ttyDisplay(cli: Cli, out: Output, options: DisplayOptions): Display {
  const now = (): number => cli.sys.now()
  const trace = new Trace(now, true)
  const lines = Number(cli.sys.env.BUILDKIT_TTY_LOG_LINES)
  const logLines = Number.isInteger(lines) && lines > 0 ? lines : LOG_LINES
  const block = new TtyBlock(trace, now, {
    phase: options.phase ?? 'Building',
    description: options.console,
    colors: buildColors(cli.sys.env, (text) => void cli.err.line(`WARNING: ${text}`)),
    logLines,
  })
  const size = (): { cols: number; rows: number } => {
    const { cols, rows } = out.size()
    return cols > 0 && rows > 0 ? { cols, rows } : { cols: 80, rows: 10 }
  }
  return {
    update: (status) => {
      const { cols, rows } = size()
      trace.update(status, cols, termHeightFor(rows, logLines))
      return ''
    },
    refresh: () => block.draw(size(), false),
    done: () => block.draw(size(), true) + trace.errorLogs(),
    redraws: true,
  }
}
