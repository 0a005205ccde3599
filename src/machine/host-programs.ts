/** The daemons of the host that are there so that ps tells the truth: their work is done by the engine object, which lives outside of processes. */
import { SIGNALS } from '../base/abi/signals.ts'
import { SysError } from '../base/abi/errno.ts'
import type { Program, Sys } from '../kernel/sys/types.ts'

/** PID 1: adopts and reaps orphans. */
export const init: Program = async (sys) => {
  sys.signal(SIGNALS.SIGCHLD.number, () => {})
  for (;;) {
    try {
      await sys.wait(-1)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
      if (error.code === 'ECHILD') await nap(sys)
      else if (error.code !== 'EINTR') throw error
    }
  }
}
/** dockerd, containerd, sshd …: present, idle. */
export const idle: Program = async (sys) => {
  for (;;) await nap(sys)
}
async function nap(sys: Sys): Promise<void> {
  try {
    await sys.pause()
  } catch (error) {
    if (!(error instanceof SysError && error.code === 'EINTR')) throw error
  }
}
