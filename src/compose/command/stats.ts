/** docker compose stats */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const stats: CommandSpec = {
  use: 'stats [OPTIONS] [SERVICE]',
  short: 'Display a live stream of container(s) resource usage statistics',
  args: anyArgs,
  flags: `
    -a, --all  Show all containers (default shows just running)
    --format string  Format output using a custom template:
    |'table':            Print output in table format with column headers (default)
    |'table TEMPLATE':   Print output in table format using the given Go template
    |'json':             Print in JSON format
    |'TEMPLATE':         Print output using the given Go template.
    |Refer to https://docs.docker.com/engine/cli/formatting/ for more information about formatting output with templates
    --no-stream  Disable streaming stats and only pull the first result
    --no-trunc  Do not truncate output 
  `,
  run: notSimulated,
}
