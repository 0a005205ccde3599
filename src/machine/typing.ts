/**
 * A learner at a terminal, for solutions and tests: types a line, waits until a prompt stands at the end of the screen again. Keys are written
 * {Ctrl+P}, {Enter}, {Tab}, {Up}; a line that consists of keys alone is sent without a newline.
 */
import { decode } from '../base/bytes.ts'
import type { Clock } from '../base/clock.ts'
import type { MachineFacade } from './facade.ts'

const PROMPT = /[$#>] (?:\x1b\[[\d;?]*[a-zA-Z])*$/
const NAMED: Readonly<Record<string, string>> = {
  Enter: '\r',
  Tab: '\t',
  Esc: '\x1b',
  Up: '\x1b[A',
  Down: '\x1b[B',
  Right: '\x1b[C',
  Left: '\x1b[D',
}

/** "{Ctrl+P}{Ctrl+Q}" → "\x10\x11". Throws Error for a key that is not known. */
export function keys(text: string): string {
  return text.replace(/\{([^{}\s]+)\}/g, (whole, name: string) => {
    const control = /^Ctrl\+([A-Z])$/.exec(name)
    if (control) return String.fromCharCode(control[1]!.charCodeAt(0) - 64)
    return NAMED[name] ?? whole
  })
}
export const onlyKeys = (text: string): boolean => /^(\{[^{}\s]+\})+$/.test(text)

export class TypingSession {
  private readonly machine: MachineFacade
  private readonly clock: Clock
  private id = ''
  private ended = false
  private fresh = ''
  /** All that was shown. */
  output = ''

  constructor(machine: MachineFacade, clock: Clock) {
    this.machine = machine
    this.clock = clock
  }

  async open(env: Record<string, string> = {}): Promise<void> {
    const collect = (data: Uint8Array): void => {
      const text = decode(data)
      this.output += text
      this.fresh += text
    }
    this.id = await this.machine.openTerminal({ rows: 24, cols: 80, env }, collect, () => (this.ended = true))
    await this.prompt('the terminal')
  }
  /** Types a line of a program that takes the screen: no prompt to wait for, two seconds of its time. */
  async begin(line: string): Promise<void> {
    this.fresh = ''
    await this.machine.writeTerminal(this.id, `${keys(line)}\r`)
    await this.clock.sleep(2000)
  }
  /** What was shown until the next prompt. Rejects when none comes within ten minutes of simulated time. */
  async enter(line: string): Promise<string> {
    this.fresh = ''
    await this.machine.writeTerminal(this.id, onlyKeys(line) ? keys(line) : `${keys(line)}\r`)
    await this.prompt(line)
    return this.fresh
  }
  private async prompt(after: string): Promise<void> {
    const limit = this.clock.now() + 600_000
    // Ever longer naps: quick where nothing waits for time, patient where something does.
    for (let nap = 1; !this.ended; nap = Math.min(nap * 2, 1000)) {
      await this.clock.sleep(nap)
      if (PROMPT.test(this.fresh)) return
      if (this.clock.now() > limit) throw new Error(`no prompt came back after: ${after}\n${this.fresh}`)
    }
  }
  async close(): Promise<void> {
    await this.machine.closeTerminal(this.id)
  }
}
