/** docker compose version */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const version: CommandSpec = {
  use: 'version [OPTIONS]',
  short: 'Show the Docker Compose version information',
  args: anyArgs,
  flags: `
    -f, --format string  Format the output. Values: [pretty | json]. (Default: pretty)
    --short  Shows only Compose's version number 
  `,
  run: notSimulated,
}
