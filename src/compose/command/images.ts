/** docker compose images */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const images: CommandSpec = {
  use: 'images [OPTIONS] [SERVICE...]',
  short: 'List images used by the created containers',
  args: anyArgs,
  flags: `
    --format string  Format the output. Values: [table | json] (default "table")
    -q, --quiet  Only display IDs 
  `,
  run: notSimulated,
}
