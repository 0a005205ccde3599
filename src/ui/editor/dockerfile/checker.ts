/** Looks for the mistakes of a Dockerfile: at once what the text shows, a moment later what the machine and the build folder say. */
import type { LintResults } from '../../../api/types/build.ts'
import type { World } from './complete.ts'
import { allMistakes, missingSources, writtenMistakes, type Mistake } from './mistakes.ts'

/** Milliseconds without a key before the machine is asked. */
const QUIET_MS = 300

export interface CheckServices {
  /** null: no machine to ask. */
  check(text: string): Promise<LintResults | null>
  world: World
}

export class Checker {
  private readonly services: CheckServices
  private readonly tell: (mistakes: readonly Mistake[]) => void
  private timer: ReturnType<typeof setTimeout> | undefined
  private turn = 0

  constructor(services: CheckServices, tell: (mistakes: readonly Mistake[]) => void) {
    this.services = services
    this.tell = tell
  }
  /** The text is new, or what it is compared with may be. */
  look(text: string, wait = QUIET_MS): void {
    const turn = ++this.turn
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.ask(text, turn), wait)
  }
  private async ask(text: string, turn: number): Promise<void> {
    const missing = missingSources(text, (path) => this.exists(path)).catch(() => [])
    const checked = await this.services.check(text).catch(() => null)
    const mistakes = [...(checked ? allMistakes(text, checked) : writtenMistakes(text)), ...(await missing)]
    if (turn === this.turn) this.tell(mistakes.sort((a, b) => a.place.start.line - b.place.start.line))
  }
  private async exists(path: string): Promise<boolean> {
    const parts = path.split('/')
    const name = parts.pop()
    const entries = await this.services.world.list(parts.join('/'))
    return entries.some((entry) => entry.name === name)
  }
  stop(): void {
    this.turn++
    clearTimeout(this.timer)
  }
}
