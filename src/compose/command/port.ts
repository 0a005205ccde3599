/** docker compose port */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const port: CommandSpec = {
  use: 'port [OPTIONS] SERVICE PRIVATE_PORT',
  short: 'Print the public port for a port binding',
  args: anyArgs,
  flags: `
    --index int  Index of the container if service has multiple replicas
    --protocol string  tcp or udp (default "tcp") 
  `,
  run: notSimulated,
}
