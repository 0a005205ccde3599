/** docker compose attach */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const attach: CommandSpec = {
  use: 'attach [OPTIONS] SERVICE',
  short: "Attach local standard input, output, and error streams to a service's running container",
  args: anyArgs,
  flags: `
    --detach-keys string  Override the key sequence for detaching from a container.
    --index int  index of the container if service has multiple replicas.
    --no-stdin  Do not attach STDIN
    --sig-proxy  Proxy all received signals to the process (default true) 
  `,
  run: notSimulated,
}
