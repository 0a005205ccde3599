/** docker compose push */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const push: CommandSpec = {
  use: 'push [OPTIONS] [SERVICE...]',
  short: 'Push service images',
  args: anyArgs,
  flags: `
    --ignore-push-failures  Push what it can and ignores images with push failures
    --include-deps  Also push images of services declared as dependencies
    -q, --quiet  Push without printing progress information 
  `,
  run: notSimulated,
}
