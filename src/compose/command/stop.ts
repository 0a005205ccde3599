/** docker compose stop */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const stop: CommandSpec = {
  use: 'stop [OPTIONS] [SERVICE...]',
  short: 'Stop services',
  args: anyArgs,
  flags: `
    -t, --timeout int  Specify a shutdown timeout in seconds 
  `,
  run: notSimulated,
}
