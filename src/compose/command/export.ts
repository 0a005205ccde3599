/** docker compose export */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const exportCommand: CommandSpec = {
  use: 'export [OPTIONS] SERVICE',
  short: "Export a service container's filesystem as a tar archive",
  args: anyArgs,
  flags: `
    --index int  index of the container if service has multiple replicas.
    -o, --output string  Write to a file, instead of STDOUT 
  `,
  run: notSimulated,
}
