/** docker system dial-stdio: hidden; used by ssh connections. */
import { noArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const dialStdio: CommandSpec = {
  use: 'dial-stdio',
  short: 'Proxy the stdio stream to the daemon connection. Should not be invoked manually.',
  args: noArgs,
  hidden: true,
  run: notSimulated,
}
