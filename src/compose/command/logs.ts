/** docker compose logs */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const logs: CommandSpec = {
  use: 'logs [OPTIONS] [SERVICE...]',
  short: 'View output from containers',
  args: anyArgs,
  flags: `
    -f, --follow  Follow log output
    --index int  index of the container if service has multiple replicas
    --no-color  Produce monochrome output
    --no-log-prefix  Don't print prefix in logs
    --since string  Show logs since timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes)
    -n, --tail string  Number of lines to show from the end of the logs for each container (default "all")
    -t, --timestamps  Show timestamps
    --until string  Show logs before a timestamp (e.g. 2013-01-02T13:23:37Z) or relative (e.g. 42m for 42 minutes) 
  `,
  run: notSimulated,
}
