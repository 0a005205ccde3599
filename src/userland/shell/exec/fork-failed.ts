/** No process can be made (EAGAIN: pids limit). */
import { strerror, SysError } from '../../../base/abi/errno.ts'
import type { Shell } from '../state/shell.ts'
import { Discard, ShellError } from './control.ts'

/** Says so and gives the command up. bash tries again a few times, waiting longer each time, before it does. */
export async function forkFailed(sh: Shell, error: unknown): Promise<never> {
  if (!(error instanceof SysError)) throw error
  if (sh.dialect.name === 'dash') {
    await sh.complain('Cannot fork')
    throw new ShellError(2)
  }
  if (sh.dialect.name === 'ash') {
    await sh.complain(`can't fork: ${strerror(error.code)}`)
    throw new ShellError(2)
  }
  await sh.complain(`fork: ${strerror(error.code)}`)
  throw new Discard(254)
}
