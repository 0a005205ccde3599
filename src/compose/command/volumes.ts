/** docker compose volumes */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const volumes: CommandSpec = {
  use: 'volumes [OPTIONS] [SERVICE...]',
  short: 'List volumes',
  args: anyArgs,
  flags: `
    --format string  Format output using a custom template:
    |'table':            Print output in table format with column headers (default)
    |'table TEMPLATE':   Print output in table format using the given Go template
    |'json':             Print in JSON format
    |'TEMPLATE':         Print output using the given Go template.
    |Refer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates (default "table")
    -q, --quiet  Only display volume names 
  `,
  run: notSimulated,
}
