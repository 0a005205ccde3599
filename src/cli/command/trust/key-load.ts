/** docker trust key load: what it says about the file; keeping the key is not simulated. */
import { SysError } from '../../../base/abi/errno.ts'
import { exactArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { CommandError } from '../../framework/errors.ts'
import { goErrno } from '../../framework/go-errors.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

const OTHERS_READ_OR_WRITE = 0o077
export const load: CommandSpec = {
  use: 'load [OPTIONS] KEYFILE',
  short: 'Load a private key file for signing',
  args: exactArgs(1),
  flags: `
    --name string  Name for the loaded key (default "signer")
  `,
  run: async (invocation) => {
    const { cli, flags, args } = invocation
    const [path = ''] = args
    const name = flags.string('name')
    if (name !== '' && !/^[a-z0-9][a-z0-9_-]*$/.test(name))
      throw new CommandError(
        `key name "${name}" must start with lowercase alphanumeric characters and can include "-" or "_" after the first character`,
      )
    await cli.out.line(`Loading key from "${path}"...`)
    const refuse = (why: string): CommandError => new CommandError(`refusing to load key from ${path}: ${why}`)
    let mode: number
    try {
      ;({ mode } = cli.sys.stat(path))
    } catch (error) {
      if (error instanceof SysError) throw refuse(`stat ${path}: ${goErrno(error.code)}`)
      throw error
    }
    if ((mode & OTHERS_READ_OR_WRITE) !== 0)
      throw refuse(`private key file ${path} must not be readable or writable by others`)
    return notSimulated(invocation)
  },
}
