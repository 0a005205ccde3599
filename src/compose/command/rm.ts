/** docker compose rm */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const rm: CommandSpec = {
  use: 'rm [OPTIONS] [SERVICE...]',
  short: 'Removes stopped service containers',
  long: `Removes stopped service containers

By default, anonymous volumes attached to containers will not be removed. You
can override this with -v. To list all volumes, use "docker volume ls".

Any data which is not in a volume will be lost.`,
  args: anyArgs,
  flags: `
    -f, --force  Don't ask to confirm removal
    -s, --stop  Stop the containers, if required, before removing
    -v, --volumes  Remove any anonymous volumes attached to containers 
  `,
  run: notSimulated,
}
