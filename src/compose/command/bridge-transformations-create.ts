/** docker compose bridge transformations create */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const bridgeTransformationsCreate: CommandSpec = {
  use: 'create [OPTION] PATH',
  short: 'Create a new transformation',
  args: anyArgs,
  flags: `
    -f, --from string  Existing transformation to copy (default: docker/compose-bridge-kubernetes) 
  `,
  run: notSimulated,
}
