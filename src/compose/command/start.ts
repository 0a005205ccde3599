/** docker compose start */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const start: CommandSpec = {
  use: 'start [SERVICE...]',
  short: 'Start services',
  args: anyArgs,
  run: notSimulated,
}
