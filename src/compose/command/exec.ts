/** docker compose exec */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const exec: CommandSpec = {
  use: 'exec [OPTIONS] SERVICE COMMAND [ARGS...]',
  short: 'Execute a command in a running container',
  args: anyArgs,
  flags: `
    -d, --detach  Detached mode: Run command in the background
    -e, --env stringArray  Set environment variables
    --index int  Index of the container if service has multiple replicas
    -T, --no-tty  Disable pseudo-TTY allocation. By default 'docker compose exec' allocates a TTY. (default true)
    --privileged  Give extended privileges to the process
    -u, --user string  Run the command as this user
    -w, --workdir string  Path to workdir directory for this command 
  `,
  run: notSimulated,
}
