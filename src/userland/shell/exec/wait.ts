/** Waiting for children, and what the shell says about how they ended. */
import { SysError } from '../../../base/abi/errno.ts'
import { signalName, SIGNALS } from '../../../base/abi/signals.ts'
import type { WaitStatus } from '../../../kernel/proc/types.ts'
import { Terminated } from './control.ts'
import type { Job } from '../state/jobs.ts'
import type { Shell } from '../state/shell.ts'

export const SIGINT = 2
export const SIGPIPE = 13
export const SIGTERM = 15
export const SIGCONT = 18
export const SIGTSTP = 20

export const statusCode = (status: WaitStatus): number =>
  status.kind === 'exited'
    ? status.code
    : status.kind === 'signaled' || status.kind === 'stopped'
      ? 128 + status.signal
      : 0

/** One wait call; records what it reports. 'none': no children left. 'signal': interrupted. */
export async function waitOnce(
  sh: Shell,
  nohang = false,
): Promise<{ pid: number; status: WaitStatus } | 'none' | 'signal' | null> {
  try {
    const result = await sh.sys.wait(-1, { nohang, untraced: sh.opt('monitor'), continued: false })
    if (!result) return null
    sh.jobs.record(result.pid, result.status)
    return result
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (sh.terminating) throw new Terminated(sh.terminating)
    if (error.code === 'EINTR') return 'signal'
    return 'none'
  }
}

/** Until a child that belongs to no job has ended (command substitutions). */
export async function waitLoose(sh: Shell, pid: number): Promise<WaitStatus> {
  for (;;) {
    const status = sh.jobs.finished.get(pid)
    if (status) {
      sh.jobs.finished.delete(pid)
      return status
    }
    if ((await waitOnce(sh)) === 'none') return { kind: 'exited', code: 127 }
  }
}

/** Until a foreground job is over or stopped. */
export async function waitJob(sh: Shell, job: Job): Promise<void> {
  while (sh.jobs.state(job) === 'running') {
    if ((await waitOnce(sh)) === 'none') {
      for (const process of job.processes) process.status ??= { kind: 'exited', code: 127 }
      return
    }
  }
}

/** "Terminated", "Killed (core dumped)". */
export function signalText(status: WaitStatus): string {
  if (status.kind !== 'signaled' && status.kind !== 'stopped') return ''
  const name = signalName(status.signal)
  const text = name ? SIGNALS[name].text : `Real-time signal ${status.signal - 34}`
  return status.kind === 'signaled' && status.core ? `${text} (core dumped)` : text
}
