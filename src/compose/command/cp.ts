/** docker compose cp */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const cp: CommandSpec = {
  use: 'cp [OPTIONS] SERVICE:SRC_PATH DEST_PATH|-\n\tdocker compose cp [OPTIONS] SRC_PATH|- SERVICE:DEST_PATH',
  short: 'Copy files/folders between a service container and the local filesystem',
  args: anyArgs,
  flags: `
    --all  Include containers created by the run command
    -a, --archive  Archive mode (copy all uid/gid information)
    -L, --follow-link  Always follow symbol link in SRC_PATH
    --index int  Index of the container if service has multiple replicas 
  `,
  run: notSimulated,
}
