/** docker compose commit */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const commit: CommandSpec = {
  use: 'commit [OPTIONS] SERVICE [REPOSITORY[:TAG]]',
  short: "Create a new image from a service container's changes",
  args: anyArgs,
  flags: `
    -a, --author string  Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")
    -c, --change list  Apply Dockerfile instruction to the created image
    --index int  index of the container if service has multiple replicas.
    -m, --message string  Commit message
    -p, --pause  Pause container during commit (default true) 
  `,
  run: notSimulated,
}
