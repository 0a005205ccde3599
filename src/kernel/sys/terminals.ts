/** Terminal calls (termios(3), tty_ioctl(4)). */
import { SysError } from '../../base/abi/errno.ts'
import type { Termios, WindowSize } from '../../base/abi/termios.ts'
import type { Task } from '../proc/task.ts'
import { TtyFile, type PtyPair } from '../tty/pty.ts'
import { changeTerminal } from './job-control.ts'
import type { Fd } from './types.ts'

/** ENOTTY; EIO after a hang-up. */
export function terminalOf(task: Task, fd: Fd): PtyPair {
  const file = task.fds.get(fd)
  if (!(file instanceof TtyFile)) throw new SysError('ENOTTY')
  if (file.tty.hungUp) throw new SysError('EIO')
  return file.tty
}

export function tcgetattr(task: Task, fd: Fd): Termios {
  const { termios } = terminalOf(task, fd)
  return { ...termios, cc: { ...termios.cc } }
}
export function tcsetattr(task: Task, fd: Fd, termios: Termios): void {
  const tty = terminalOf(task, fd)
  const copy = { ...termios, cc: { ...termios.cc } }
  changeTerminal(task, tty, () => {
    tty.termios = copy
  })
}
export function setWinsize(task: Task, fd: Fd, size: WindowSize): void {
  terminalOf(task, fd).resize(size)
}
export function tcgetpgrp(task: Task, fd: Fd): number {
  const tty = terminalOf(task, fd)
  if (task.group.session.terminal !== tty) throw new SysError('ENOTTY')
  return tty.foreground?.pid.numberIn(task.pid.ns) ?? 0
}
export function tcsetpgrp(task: Task, fd: Fd, pgid: number): void {
  const tty = terminalOf(task, fd)
  if (task.group.session.terminal !== tty) throw new SysError('ENOTTY')
  if (pgid < 0) throw new SysError('EINVAL')
  const group = task.pid.ns.pids.get(pgid)?.group
  if (!group) throw new SysError('ESRCH')
  if (group.session !== task.group.session) throw new SysError('EPERM')
  changeTerminal(task, tty, () => {
    tty.foreground = group
  })
}
export function tcflush(task: Task, fd: Fd): void {
  const tty = terminalOf(task, fd)
  changeTerminal(task, tty, () => tty.discipline.flushInput())
}
export function isatty(task: Task, fd: Fd): boolean {
  const file = task.fds.find(fd)
  return file instanceof TtyFile && !file.tty.hungUp
}
