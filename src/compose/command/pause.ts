/** docker compose pause */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const pause: CommandSpec = {
  use: 'pause [SERVICE...]',
  short: 'Pause services',
  args: anyArgs,
  run: notSimulated,
}
