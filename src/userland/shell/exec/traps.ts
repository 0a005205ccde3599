/** Traps: noting signals, running commands between commands, EXIT, ERR, DEBUG and RETURN. */
import { signalName } from '../../../base/abi/signals.ts'
import type { Shell } from '../state/shell.ts'
import { ExitShell, ReturnFrom } from './control.ts'
import { runText } from './eval.ts'

/** Called in a signal handler: notes it for the next safe moment. */
export function noteSignal(sh: Shell, signal: number): void {
  sh.pendingSignals.push(signal)
}

/** Runs the commands of signals that came meanwhile. Keeps $?. */
export async function runPendingTraps(sh: Shell): Promise<void> {
  while (sh.pendingSignals.length) {
    const signal = sh.pendingSignals.shift()!
    const name = (signalName(signal) ?? `SIG${signal}`).slice(3)
    const command = sh.traps.get(name)
    if (command) await runTrap(sh, command)
  }
}

/** Runs a trap's command with $? as it was, and gives $? back. */
export async function runTrap(sh: Shell, command: string): Promise<void> {
  const { status, pipestatus, line } = sh
  const saved = sh.runningTrap
  sh.runningTrap = true
  try {
    await runText(sh, command, { origin: 'trap: ', firstLine: sh.dialect.bash ? sh.line : 1 })
    sh.status = status
    sh.pipestatus = pipestatus
    sh.line = line
  } finally {
    sh.runningTrap = saved
  }
}

/** Runs the EXIT trap; returns the status to exit with. */
export async function runExitTrap(sh: Shell, status: number): Promise<number> {
  const command = sh.traps.get('EXIT')
  sh.traps.delete('EXIT')
  if (!command) return status
  sh.status = status
  sh.exiting = true
  try {
    await runText(sh, command, { origin: 'exit trap: ', firstLine: 1 })
  } catch (error) {
    if (error instanceof ExitShell) return error.status
    if (error instanceof ReturnFrom) return error.status
    throw error
  }
  return status
}

/** On entry of a function: takes away the pseudo-traps it does not inherit. Returns what puts them back. */
export function hideTraps(sh: Shell): () => void {
  const hidden: [string, string][] = []
  for (const [name, option] of [
    ['ERR', 'errtrace'],
    ['DEBUG', 'functrace'],
    ['RETURN', 'functrace'],
  ] as const) {
    const command = sh.traps.get(name)
    if (command === undefined || sh.opt(option)) continue
    hidden.push([name, command])
    sh.traps.delete(name)
  }
  return () => {
    for (const [name, command] of hidden) sh.traps.set(name, command)
  }
}

/** ERR, DEBUG, RETURN; not inside themselves. */
export async function runPseudoTrap(sh: Shell, name: 'ERR' | 'DEBUG' | 'RETURN'): Promise<void> {
  const command = sh.traps.get(name)
  if (!command || sh.runningTrap) return
  await runTrap(sh, command)
}
