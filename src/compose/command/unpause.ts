/** docker compose unpause */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const unpause: CommandSpec = {
  use: 'unpause [SERVICE...]',
  short: 'Unpause services',
  args: anyArgs,
  run: notSimulated,
}
