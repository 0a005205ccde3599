/** The daemons of the host that are there so that ps tells the truth: their work is done by the engine object, which lives outside of processes. */
import { SysError } from '../base/abi/errno.ts'
import type { Program, Sys } from '../kernel/sys/types.ts'

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
