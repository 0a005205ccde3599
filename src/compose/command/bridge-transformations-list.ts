/** docker compose bridge transformations list */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const bridgeTransformationsList: CommandSpec = {
  use: 'list',
  short: 'List available transformations',
  aliases: ['ls'],
  args: anyArgs,
  flags: `
    --format string  Format the output. Values: [table | json] (default "table")
    -q, --quiet  Only display transformer names 
  `,
  run: notSimulated,
}
