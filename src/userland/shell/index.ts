/**
 * The shells: GNU bash, Debian's dash and BusyBox ash, one implementation with dialects. A program that starts as `sh` is what its executable
 * names: Debian's /bin/sh is dash, BusyBox's applet table calls ash().
 */
import type { ProgramTable } from '../../kernel/types.ts'
import type { Sys } from '../../kernel/sys/types.ts'
import { ASH, BASH, DASH } from './dialect.ts'
import { runShell } from './startup/main.ts'
import type { CommandObserver } from './state/observer.ts'

export type { CommandObserver, CommandRecord } from './state/observer.ts'

/** BusyBox's sh and ash. `applets`: the names of all applets, for `help` and look-ups. */
export function ash(sys: Sys, applets: Iterable<string> = []): Promise<number> {
  return runShell(sys, ASH, applets)
}
export const bash = (sys: Sys): Promise<number> => runShell(sys, BASH)
export const dash = (sys: Sys): Promise<number> => runShell(sys, DASH)

/** The shells with an observer of what is run at bash's prompts. */
export const observedShells = (observer: CommandObserver): ProgramTable => ({
  ...shellPrograms,
  bash: (sys) => runShell(sys, BASH, undefined, observer),
})
export const shellPrograms = { bash, rbash: bash, dash, sh: dash } satisfies ProgramTable
