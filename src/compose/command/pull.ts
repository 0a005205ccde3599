/** docker compose pull */
import { anyArgs } from '../../cli/framework/args.ts'
import type { CommandSpec } from '../../cli/framework/command.ts'
import { notSimulated } from '../../cli/framework/not-simulated.ts'

export const pull: CommandSpec = {
  use: 'pull [OPTIONS] [SERVICE...]',
  short: 'Pull service images',
  args: anyArgs,
  flags: `
    --ignore-buildable  Ignore images that can be built
    --ignore-pull-failures  Pull what it can and ignores images with pull failures
    --include-deps  Also pull services declared as dependencies
    --policy string  Apply pull policy ("missing"|"always")
    -q, --quiet  Pull without printing progress information 
  `,
  run: notSimulated,
}
