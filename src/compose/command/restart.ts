/** docker compose restart */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const restart: CommandSpec = {
  use: 'restart [OPTIONS] [SERVICE...]',
  short: 'Restart service containers',
  args: anyArgs,
  flags: `
    --no-deps  Don't restart dependent services
    -t, --timeout int  Specify a shutdown timeout in seconds 
  `,
  run: notSimulated,
}
