/** docker compose kill */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const kill: CommandSpec = {
  use: 'kill [OPTIONS] [SERVICE...]',
  short: 'Force stop service containers',
  args: anyArgs,
  flags: `
    --remove-orphans  Remove containers for services not defined in the Compose file
    -s, --signal string  SIGNAL to send to the container (default "SIGKILL") 
  `,
  run: notSimulated,
}
