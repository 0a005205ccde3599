/** What a terminal asks of the processes that use it (tty_check_change(), job_control() of drivers/tty): background ones are stopped. */
import { SysError } from '../../base/abi/errno.ts'
import { SIGNALS } from '../../base/abi/signals.ts'
import { sendGroup } from '../proc/signal.ts'
import type { Task } from '../proc/task.ts'
import type { PtyPair } from '../tty/pty.ts'

const TTIN = SIGNALS.SIGTTIN.number
const TTOU = SIGNALS.SIGTTOU.number

const isBackground = (task: Task, tty: PtyPair): boolean =>
  task.group.session.terminal === tty && tty.foreground !== null && tty.foreground !== task.group
const ignores = (task: Task, signal: number): boolean =>
  task.signals.isBlocked(signal) || task.signals.disposition(signal) === 'ignore'

/** Before a read. True: the process was signalled and must not read now. EIO when the signal could not help. */
export function stopsReader(task: Task, tty: PtyPair): boolean {
  if (tty.hungUp || !isBackground(task, tty)) return false
  if (ignores(task, TTIN) || task.group.isOrphaned()) throw new SysError('EIO')
  sendGroup(task.group, TTIN, null)
  return true
}

/** Before a write with TOSTOP, and before changes of the terminal (`change`), which ask for it in any case. */
export function stopsWriter(task: Task, tty: PtyPair, change: boolean): boolean {
  if (tty.hungUp) {
    if (change) throw new SysError('EIO')
    return false
  }
  if ((!change && !tty.termios.TOSTOP) || !isBackground(task, tty) || ignores(task, TTOU)) return false
  if (task.group.isOrphaned()) throw new SysError('EIO')
  sendGroup(task.group, TTOU, null)
  return true
}

/**
 * Changes the terminal, unless the caller is in the background and gets stopped for it: then when it is continued. (Synchronous calls cannot wait; the
 * program waits in its next asynchronous one.)
 */
export function changeTerminal(task: Task, tty: PtyPair, change: () => void): void {
  if (!stopsWriter(task, tty, true)) return change()
  if (task.stopped) task.deferred.push(() => changeTerminal(task, tty, change))
  else if (!task.dead) throw new SysError('EINTR')
}
