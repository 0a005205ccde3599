/**
 * Undo: the machine as it was before each of the last commands. Snapshots are small (files as differences, images as references), so one is
 * taken after every command; a command that only looks makes no step of its own.
 */
import type { MachineSnapshot } from '../../machine/facade.ts'

export interface UndoStep {
  before: MachineSnapshot
  line: string
}
const STEPS = 30

export class Undo {
  steps: UndoStep[] = $state.raw([])
  last: UndoStep | null = $derived(this.steps.at(-1) ?? null)

  private readonly take: () => Promise<MachineSnapshot>
  private present: MachineSnapshot | null = null
  private engineChanged = false
  /** Captures run one after the other, so that each step belongs to its command. */
  private queue: Promise<void> = Promise.resolve()
  /** Captures of a machine that is gone do not count. */
  private epoch = 0

  constructor(take: () => Promise<MachineSnapshot>) {
    this.take = take
  }

  /** A machine is ready; `keep`: it is the one that undo itself brought back. */
  begin(keep: boolean): void {
    this.epoch++
    if (!keep) this.steps = []
    this.engineChanged = false
    this.capture((snapshot) => (this.present = snapshot))
  }
  engineEvent(): void {
    this.engineChanged = true
  }
  /** Something changed that is no command (the editor wrote a file): going back behind the next command comes to here. */
  edited(): void {
    this.capture((snapshot) => (this.present = snapshot))
  }
  ran(line: string): void {
    const looked = !this.engineChanged && onlyLooks(line)
    this.engineChanged = false
    this.capture((snapshot) => {
      const before = this.present
      this.present = snapshot
      if (before && !looked && line.trim()) this.steps = [...this.steps.slice(1 - STEPS), { before, line: line.trim() }]
    })
  }
  /** The step to go back, taken off the list. */
  async pop(): Promise<UndoStep | null> {
    await this.queue
    const step = this.steps.at(-1) ?? null
    this.steps = this.steps.slice(0, -1)
    return step
  }

  private capture(use: (snapshot: MachineSnapshot) => void): void {
    const { epoch } = this
    this.queue = this.queue.then(async () => {
      if (epoch !== this.epoch) return
      const snapshot = await this.take().catch(() => null)
      if (snapshot && epoch === this.epoch) use(snapshot)
    })
  }
}

const LOOKS =
  /^(ls|ll|pwd|cat|head|tail|less|more|wc|grep|find|stat|file|echo|printf|which|type|whoami|id|hostname|uname|date|env|history|man|help|ps|top|df|du|free|uptime|clear|curl|ping|ip|ifconfig)$/
const DOCKER_LOOKS =
  /^docker(-compose)? ((container|image|network|volume|system|compose) )?(ps|ls|list|images|logs|inspect|version|info|search|stats|top|port|diff|history|events|df|config|--version|-v|--help|help)\b/

/** Whether a line certainly changes nothing: one plain command that is known to look only. When in doubt, it does not. */
export function onlyLooks(line: string): boolean {
  const text = line.trim()
  if (/[>;&`]|\$\(|\|\s*(tee|xargs|sh|bash)\b/.test(text)) return false
  return text.split('|').every((part) => {
    const command = part.trim()
    return LOOKS.test(command.split(/\s+/)[0] ?? '') || DOCKER_LOOKS.test(command)
  })
}
