/** Job control at the start of an interactive shell: its own process group, in the foreground of its terminal. */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import { O_RDWR } from '../../../base/abi/files.ts'
import type { Shell } from '../state/shell.ts'

export async function startJobControl(sh: Shell): Promise<void> {
  const { sys } = sh
  sh.originalPgid = sys.getpgid()
  let fd: number | undefined
  try {
    const opened = await sys.open('/dev/tty', O_RDWR)
    fd = sys.dup(opened, sh.dialect.bash ? 255 : 10)
    sys.close(opened)
    sys.setCloexec(fd, true)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    try {
      if (sys.isatty(2)) fd = sys.dup(2, 10)
      if (fd !== undefined) sys.setCloexec(fd, true)
    } catch (problem) {
      if (!(problem instanceof SysError)) throw problem
    }
  }
  try {
    if (fd === undefined) throw new SysError('ENOTTY')
    // Started in the background: wait until brought to the foreground.
    for (let i = 0; i < 16; i++) {
      const foreground = sys.tcgetpgrp(fd)
      if (foreground === sys.getpgid() || foreground <= 0) break
      sys.signal(21, 'default')
      sys.kill(0, 21)
      await sys.breathe()
    }
    for (const signal of [20, 21, 22]) sys.signal(signal, 'ignore')
    if (sys.getpgid() !== sys.pid && sys.getsid() !== sys.pid) sys.setpgid(0, 0)
    sys.tcsetpgrp(fd, sys.getpgid())
    sh.tty = fd
    sh.termios = sys.tcgetattr(fd)
    sh.options.add('monitor')
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    if (fd !== undefined) sys.close(fd)
    if (sh.dialect.bash) {
      await sh.stderr(
        `${sh.shellName}: cannot set terminal process group (${sh.originalPgid}): ${strerror(error.code)}\n`,
      )
      await sh.stderr(`${sh.shellName}: no job control in this shell\n`)
    } else
      await sh.stderr(
        `${sh.shellName}: ${sh.dialect.name === 'dash' ? '0: ' : ''}can't access tty; job control turned off\n`,
      )
  }
}
