/** docker compose down */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { noWords } from '../../cli/framework/complete.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const down: CommandSpec = {
  use: 'down [OPTIONS] [SERVICES]',
  short: 'Stop and remove containers, networks',
  args: anyArgs,
  complete: noWords,
  flags: `
    --remove-orphans  Remove containers for services not defined in the Compose file
    --rmi string  Remove images used by services. "local" remove only images that don't have a custom tag ("local"|"all")
    -t, --timeout int  Specify a shutdown timeout in seconds
    -v, --volumes  Remove named volumes declared in the "volumes" section of the Compose file and anonymous volumes attached to containers 
  `,
  run: notSimulated,
}
