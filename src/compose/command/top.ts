/** docker compose top */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const top: CommandSpec = {
  use: 'top [SERVICES...]',
  short: 'Display the running processes',
  args: anyArgs,
  run: notSimulated,
}
