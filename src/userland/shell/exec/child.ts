/** Children of the shell: forking with the shell's state, and what a child does first. */
import { SysError } from '../../../base/abi/errno.ts'
import type { Sys } from '../../../kernel/sys/types.ts'
import type { Shell } from '../state/shell.ts'
import { BreakLoop, Discard, ExitShell, ReturnFrom, ShellError, Terminated } from './control.ts'
import { ArithError, VariableError } from '../state/access.ts'
import { expansionFailed } from './run.ts'
import { runExitTrap } from './traps.ts'

export interface ForkOptions {
  /** Own process group (job control): 0 or the group to join. */
  pgid?: number
  foreground?: boolean
  /** Asynchronous without job control: SIGINT and SIGQUIT are ignored. */
  background?: boolean
  /** Traps go back to their defaults, unless this is a substitution that only lists them. */
  keepTraps?: boolean
}

/** Signals that an interactive shell ignores or catches for itself. */
const INTERACTIVE_SIGNALS = [2, 3, 15, 20, 21, 22]

/** Starts `main` in a child; its shell is a copy of `sh`. Throws SysError (EAGAIN). */
export function forkShell(sh: Shell, main: (child: Shell) => Promise<number>, options: ForkOptions = {}): number {
  const child = sh.clone()
  const wasInteractive = sh.interactive
  return sh.sys.fork(
    async (sys) => {
      child.sys = sys
      resetSignals(child, sys, wasInteractive, options.background ?? false)
      child.interactive = false
      child.runningTrap = false
      if (!options.keepTraps) {
        child.inheritedTraps = new Map(sh.traps)
      }
      for (const [name, command] of sh.traps) if (command !== '') child.traps.delete(name)
      // A subshell has no job control of its own.
      if (child.opt('monitor')) child.jobControlChild = true
      child.options.delete('monitor')
      child.tty = undefined
      return finish(child, main)
    },
    {
      ...(options.pgid === undefined ? {} : { pgid: options.pgid }),
      ...(options.foreground && sh.tty !== undefined ? { foreground: sh.tty } : {}),
    },
  )
}

function resetSignals(child: Shell, sys: Sys, wasInteractive: boolean, background: boolean): void {
  for (let signal = 1; signal < 65; signal++) {
    if (sys.disposition(signal) === 'caught') sys.signal(signal, 'default')
  }
  if (wasInteractive) {
    for (const signal of INTERACTIVE_SIGNALS) {
      if (!child.ignoredAtStart.has(signal) && child.traps.get(trapName(signal)) !== '') sys.signal(signal, 'default')
    }
  }
  if (background) {
    sys.signal(2, 'ignore')
    sys.signal(3, 'ignore')
  }
}
const trapName = (signal: number): string =>
  ({ 2: 'INT', 3: 'QUIT', 15: 'TERM', 20: 'TSTP', 21: 'TTIN', 22: 'TTOU' })[signal] ?? ''

/** Runs a shell's main part to its end: turns the ways out into an exit status, runs the EXIT trap. */
export async function finish(sh: Shell, main: (sh: Shell) => Promise<number>): Promise<number> {
  let status: number
  try {
    status = await settled(sh, main)
  } catch (error) {
    if (
      error instanceof ExitShell ||
      error instanceof Discard ||
      error instanceof ShellError ||
      error instanceof ReturnFrom
    )
      status = error.status
    else if (error instanceof Terminated) return terminate(sh, error.signal)
    else if (error instanceof BreakLoop) status = 0
    else if (error instanceof RangeError) return overflow(sh)
    else if (error instanceof SysError) status = 1
    else throw error
  }
  sh.status = status
  try {
    return (await runExitTrap(sh, status)) & 0xff
  } catch (error) {
    if (error instanceof ExitShell) return error.status & 0xff
    if (error instanceof RangeError) return overflow(sh)
    throw error
  }
}

/** The EXIT trap, and then the signal's own work. */
async function terminate(sh: Shell, signal: number): Promise<number> {
  sh.terminating = 0
  sh.sys.signal(signal, 'default')
  await runExitTrap(sh, sh.status)
  sh.sys.kill(sh.sys.pid, signal)
  await sh.sys.breathe()
  return 128 + signal
}

/** Runs it; expansions that cannot be done outside of any command (redirections of a child) are reported here. */
async function settled(sh: Shell, main: (sh: Shell) => Promise<number>): Promise<number> {
  try {
    return await main(sh)
  } catch (error) {
    if (error instanceof VariableError || error instanceof ArithError) return expansionFailed(sh, error)
    throw error
  }
}

/** The stack is full: a real shell dies of SIGSEGV here. */
export function overflow(sh: Shell): number {
  sh.sys.signal(11, 'default')
  sh.sys.kill(sh.sys.pid, 11)
  return 139
}
