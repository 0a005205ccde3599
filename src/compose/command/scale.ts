/** docker compose scale */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const scale: CommandSpec = {
  use: 'scale [SERVICE=REPLICAS...]',
  short: 'Scale services ',
  args: anyArgs,
  flags: `
    --no-deps  Don't start linked services 
  `,
  run: notSimulated,
}
