/** Who wants to know which lines were run at an interactive prompt: the machine's journal. */
import type { Sys } from '../../../kernel/sys/types.ts'

export interface CommandRecord {
  line: string
  status: number
  /** milliseconds since the epoch */
  startedAt: number
  endedAt: number
}
/** `sys` is the shell's own: it tells which process and terminal it was. */
export type CommandObserver = (sys: Sys, record: CommandRecord) => void
