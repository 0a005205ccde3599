/** docker buildx rm */
import { anyArgs } from '../../framework/args.ts'
import type { CommandSpec } from '../../framework/command.ts'
import { builderNames } from '../completion.ts'
import { notSimulated } from '../../framework/not-simulated.ts'

export const rm: CommandSpec = {
  use: 'rm [OPTIONS] [NAME...]',
  short: 'Remove one or more builder instances',
  args: anyArgs,
  complete: builderNames,
  flags: `
    --all-inactive  Remove all inactive builders
    -f, --force  Do not prompt for confirmation
    --keep-daemon  Keep the BuildKit daemon running
    --keep-state  Keep BuildKit state 
  `,
  run: notSimulated,
}
